<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<!-- SPDX-License-Identifier: GPL-3.0-or-later -->
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>app::CallMonitor</name>
    <message numerus="yes">
        <source>The platform opened the line, but sent no sound for %n second(s).</source>
        <translation>
            <numerusform>The platform opened the line, but sent no sound for %n second.</numerusform>
            <numerusform>The platform opened the line, but sent no sound for %n seconds.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The platform did not open the line within %n second(s).</source>
        <translation>
            <numerusform>The platform did not open the line within %n second.</numerusform>
            <numerusform>The platform did not open the line within %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::BridgeDrawing</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
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
        <source>Unmute %n calls?</source>
        <translation>
            <numerusform>Unmute %n call?</numerusform>
            <numerusform>Unmute %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mute %n calls?</source>
        <translation>
            <numerusform>Mute %n call?</numerusform>
            <numerusform>Mute %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unmute %n calls</source>
        <translation>
            <numerusform>Unmute %n call</numerusform>
            <numerusform>Unmute %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mute %n calls</source>
        <translation>
            <numerusform>Mute %n call</numerusform>
            <numerusform>Mute %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Music on hold for %n calls?</source>
        <translation>
            <numerusform>Music on hold for %n call?</numerusform>
            <numerusform>Music on hold for %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop the music for %n calls?</source>
        <translation>
            <numerusform>Stop the music for %n call?</numerusform>
            <numerusform>Stop the music for %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Silence for %n calls?</source>
        <translation>
            <numerusform>Silence for %n call?</numerusform>
            <numerusform>Silence for %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop the silence for %n calls?</source>
        <translation>
            <numerusform>Stop the silence for %n call?</numerusform>
            <numerusform>Stop the silence for %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop recording %n calls?</source>
        <translation>
            <numerusform>Stop recording %n call?</numerusform>
            <numerusform>Stop recording %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Record %n calls?</source>
        <translation>
            <numerusform>Record %n call?</numerusform>
            <numerusform>Record %n calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop recording %n</source>
        <translation>
            <numerusform>Stop recording %n</numerusform>
            <numerusform>Stop recording %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Record %n calls</source>
        <translation>
            <numerusform>Record %n call</numerusform>
            <numerusform>Record %n calls</numerusform>
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
        <source>Join %n call(s) to the room of %1?</source>
        <translation>
            <numerusform>Join %n call to the room of %1?</numerusform>
            <numerusform>Join %n calls to the room of %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %n call(s) and %1 in a new room?</source>
        <translation>
            <numerusform>Join %n call and %1 in a new room?</numerusform>
            <numerusform>Join %n calls and %1 in a new room?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %n call(s)</source>
        <translation>
            <numerusform>Join %n call</numerusform>
            <numerusform>Join %n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chain %n call(s) to %1?</source>
        <translation>
            <numerusform>Chain %n call to %1?</numerusform>
            <numerusform>Chain %n calls to %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) end when that call ends. Nobody is hung up now.</source>
        <translation>
            <numerusform>It ends when that call ends. Nobody is hung up now.</numerusform>
            <numerusform>They end when that call ends. Nobody is hung up now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chain %n</source>
        <translation>
            <numerusform>Chain %n</numerusform>
            <numerusform>Chain %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %n phones on hold?</source>
        <translation>
            <numerusform>Put %n phone on hold?</numerusform>
            <numerusform>Put %n phones on hold?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %n phones off hold?</source>
        <translation>
            <numerusform>Take %n phone off hold?</numerusform>
            <numerusform>Take %n phones off hold?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) chosen, in that room already.</source>
        <translation>
            <numerusform>The call is in that room already.</numerusform>
            <numerusform>All %n calls are in that room already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %n calls in a new room?</source>
        <translation>
            <numerusform>Join %n call in a new room?</numerusform>
            <numerusform>Join %n calls in a new room?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n calls</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %n off hold</source>
        <translation>
            <numerusform>Take %n off hold</numerusform>
            <numerusform>Take %n off hold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %n</source>
        <translation>
            <numerusform>Hold %n</numerusform>
            <numerusform>Hold %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop music for %n</source>
        <translation>
            <numerusform>Stop music for %n</numerusform>
            <numerusform>Stop music for %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Music for %n</source>
        <translation>
            <numerusform>Music for %n</numerusform>
            <numerusform>Music for %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End silence for %n</source>
        <translation>
            <numerusform>End silence for %n</numerusform>
            <numerusform>End silence for %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Silence for %n</source>
        <translation>
            <numerusform>Silence for %n</numerusform>
            <numerusform>Silence for %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallsDock</name>
    <message numerus="yes">
        <source>None of the %n calls is in progress.</source>
        <translation>
            <numerusform>The call is not in progress.</numerusform>
            <numerusform>None of the %n calls is in progress.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n calls have ended.</source>
        <translation>
            <numerusform>The call has ended.</numerusform>
            <numerusform>All %n calls have ended.</numerusform>
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
        <source>Hold %n</source>
        <translation>
            <numerusform>Hold %n</numerusform>
            <numerusform>Hold %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mute %n</source>
        <translation>
            <numerusform>Mute %n</numerusform>
            <numerusform>Mute %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Say to %n…</source>
        <translation>
            <numerusform>Say to %n…</numerusform>
            <numerusform>Say to %n…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %n to room…</source>
        <translation>
            <numerusform>Join %n to room…</numerusform>
            <numerusform>Join %n to room…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Transfer %n…</source>
        <translation>
            <numerusform>Transfer %n…</numerusform>
            <numerusform>Transfer %n…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hang up %n calls…</source>
        <translation>
            <numerusform>Hang up %n call…</numerusform>
            <numerusform>Hang up %n calls…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hang up %n…</source>
        <translation>
            <numerusform>Hang up %n…</numerusform>
            <numerusform>Hang up %n…</numerusform>
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
        <source>%n on hold</source>
        <translation>
            <numerusform>%n on hold</numerusform>
            <numerusform>%n on hold</numerusform>
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
        <source>Take %n off hold</source>
        <translation>
            <numerusform>Take %n off hold</numerusform>
            <numerusform>Take %n off hold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unmute %n</source>
        <translation>
            <numerusform>Unmute %n</numerusform>
            <numerusform>Unmute %n</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n selected call(s)</source>
        <translation>
            <numerusform>%n selected call</numerusform>
            <numerusform>%n selected calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ended</source>
        <translation>
            <numerusform>%n ended</numerusform>
            <numerusform>%n ended</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n call(s) have ended since this window was opened.</source>
        <translation>
            <numerusform>%n call has ended since this window was opened.</numerusform>
            <numerusform>%n calls have ended since this window was opened.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallsTree</name>
    <message numerus="yes">
        <source>Group of %n</source>
        <translation>
            <numerusform>Group of %n</numerusform>
            <numerusform>Group of %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallsView</name>
    <message numerus="yes">
        <source>%n call(s)</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
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
        <source>Say a text into the room, to %n participant(s)</source>
        <translation>
            <numerusform>Say a text into the room, to %n participant</numerusform>
            <numerusform>Say a text into the room, to %n participants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Play a sound into the room, to %n participant(s)</source>
        <translation>
            <numerusform>Play a sound into the room, to %n participant</numerusform>
            <numerusform>Play a sound into the room, to %n participants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n participant(s) leave. Each goes on in its flow; where nothing comes after the room, the call is hung up. Recordings stay.</source>
        <translation>
            <numerusform>%n participant leaves and goes on in its flow; where nothing comes after the room, the call is hung up. Recordings stay.</numerusform>
            <numerusform>%n participants leave. Each goes on in its flow; where nothing comes after the room, the call is hung up. Recordings stay.</numerusform>
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
    <name>ui::NewCallsChip</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
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
    <message numerus="yes">
        <source>%n hidden.</source>
        <translation>
            <numerusform>%n hidden.</numerusform>
            <numerusform>%n hidden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RoomsModel</name>
    <message numerus="yes">
        <source>%n in, %1</source>
        <translation>
            <numerusform>%n in, %1</numerusform>
            <numerusform>%n in, %1</numerusform>
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
