<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>ui::CallActions</name>
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
        <source>Say a text into %n call(s)</source>
        <translation>
            <numerusform>Say a text into %n call</numerusform>
            <numerusform>Say a text into %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Say to %n</source>
        <translation>
            <numerusform>Say to %n</numerusform>
            <numerusform>Say to %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Play a sound into %n call(s)</source>
        <translation>
            <numerusform>Play a sound into %n call</numerusform>
            <numerusform>Play a sound into %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Play to %n</source>
        <translation>
            <numerusform>Play to %n</numerusform>
            <numerusform>Play to %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send digits to %n call(s)</source>
        <translation>
            <numerusform>Send digits to %n call</numerusform>
            <numerusform>Send digits to %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Send to %n</source>
        <translation>
            <numerusform>Send to %n</numerusform>
            <numerusform>Send to %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Transfer %n call(s) at once</source>
        <translation>
            <numerusform>Transfer %n call at once</numerusform>
            <numerusform>Transfer %n calls at once</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Transfer %n</source>
        <translation>
            <numerusform>Transfer %n</numerusform>
            <numerusform>Transfer %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %n calls to the room?</source>
        <translation>
            <numerusform>Join %n call to the room?</numerusform>
            <numerusform>Join %n calls to the room?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %n calls</source>
        <translation>
            <numerusform>Join %n call</numerusform>
            <numerusform>Join %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chain %n call(s) to the first selected?</source>
        <translation>
            <numerusform>Chain %n call to the first selected?</numerusform>
            <numerusform>Chain %n calls to the first selected?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chain %n</source>
        <translation>
            <numerusform>Chain %n</numerusform>
            <numerusform>Chain %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallsDock</name>
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
    <message numerus="yes">
        <source>%n calls selected</source>
        <translation>
            <numerusform>%n call selected</numerusform>
            <numerusform>%n calls selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hang up %n…</source>
        <translation>
            <numerusform>Hang up %n…</numerusform>
            <numerusform>Hang up %n…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::ConfbridgesDock</name>
    <message numerus="yes">
        <source>%n room(s)</source>
        <translation>
            <numerusform>%n room</numerusform>
            <numerusform>%n rooms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in</source>
        <translation>
            <numerusform>%n in</numerusform>
            <numerusform>%n in</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n participant(s) leave and go on in their flows. Recordings stay.</source>
        <translation>
            <numerusform>%n participant leaves and goes on in its flow. Recordings stay.</numerusform>
            <numerusform>%n participants leave and go on in their flows. Recordings stay.</numerusform>
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
    <name>ui::RecordingsDock</name>
    <message numerus="yes">
        <source>%n recording(s)</source>
        <translation>
            <numerusform>%n recording</numerusform>
            <numerusform>%n recordings</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RoomsModel</name>
    <message numerus="yes">
        <source>%1, %n in</source>
        <translation>
            <numerusform>%1, %n in</numerusform>
            <numerusform>%1, %n in</numerusform>
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
