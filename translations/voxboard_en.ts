<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ui::CallsDock</name>
    <message numerus="yes">
        <source>Hang up %n calls?</source>
        <translation>
            <numerusform>Hang up %n call?</numerusform>
            <numerusform>Hang up %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hang up %n calls</source>
        <translation>
            <numerusform>Hang up %n call</numerusform>
            <numerusform>Hang up %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ringing</source>
        <translation>
            <numerusform>%n ringing</numerusform>
            <numerusform>%n ringing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n dialing</source>
        <translation>
            <numerusform>%n dialing</numerusform>
            <numerusform>%n dialing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hidden.</source>
        <translation>
            <numerusform>%n hidden.</numerusform>
            <numerusform>%n hidden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::FlowsDock</name>
    <message numerus="yes">
        <source>%n flow(s)</source>
        <translation>
            <numerusform>%n flow</numerusform>
            <numerusform>%n flows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n step(s)</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::LogDock</name>
    <message numerus="yes">
        <source>Stopped, %n new</source>
        <translation>
            <numerusform>Stopped, %n new</numerusform>
            <numerusform>Stopped, %n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::MainWindow</name>
    <message numerus="yes">
        <source>Quit and hang up %n calls?</source>
        <translation>
            <numerusform>Quit and hang up %n call?</numerusform>
            <numerusform>Quit and hang up %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Quit and hang up %n calls</source>
        <translation>
            <numerusform>Quit and hang up %n call</numerusform>
            <numerusform>Quit and hang up %n calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::StepView</name>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
</context>
</TS>
