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
        <source>and %Ln more</source>
        <translation>
            <numerusform>and %Ln more</numerusform>
            <numerusform>and %Ln more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallActions</name>
    <message numerus="yes">
        <source>Hang up %Ln calls?</source>
        <translation>
            <numerusform>Hang up %Ln call?</numerusform>
            <numerusform>Hang up %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hang up %Ln calls</source>
        <translation>
            <numerusform>Hang up %Ln call</numerusform>
            <numerusform>Hang up %Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unmute %Ln calls?</source>
        <translation>
            <numerusform>Unmute %Ln call?</numerusform>
            <numerusform>Unmute %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mute %Ln calls?</source>
        <translation>
            <numerusform>Mute %Ln call?</numerusform>
            <numerusform>Mute %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unmute %Ln calls</source>
        <translation>
            <numerusform>Unmute %Ln call</numerusform>
            <numerusform>Unmute %Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mute %Ln calls</source>
        <translation>
            <numerusform>Mute %Ln call</numerusform>
            <numerusform>Mute %Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Music on hold for %Ln calls?</source>
        <translation>
            <numerusform>Music on hold for %Ln call?</numerusform>
            <numerusform>Music on hold for %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop the music for %Ln calls?</source>
        <translation>
            <numerusform>Stop the music for %Ln call?</numerusform>
            <numerusform>Stop the music for %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Silence for %Ln calls?</source>
        <translation>
            <numerusform>Silence for %Ln call?</numerusform>
            <numerusform>Silence for %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop the silence for %Ln calls?</source>
        <translation>
            <numerusform>Stop the silence for %Ln call?</numerusform>
            <numerusform>Stop the silence for %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop recording %Ln calls?</source>
        <translation>
            <numerusform>Stop recording %Ln call?</numerusform>
            <numerusform>Stop recording %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Record %Ln calls?</source>
        <translation>
            <numerusform>Record %Ln call?</numerusform>
            <numerusform>Record %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop recording %Ln</source>
        <translation>
            <numerusform>Stop recording %Ln</numerusform>
            <numerusform>Stop recording %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Record %Ln calls</source>
        <translation>
            <numerusform>Record %Ln call</numerusform>
            <numerusform>Record %Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %Ln calls to the room?</source>
        <translation>
            <numerusform>Join %Ln call to the room?</numerusform>
            <numerusform>Join %Ln calls to the room?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %Ln calls</source>
        <translation>
            <numerusform>Join %Ln call</numerusform>
            <numerusform>Join %Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %Ln call(s) to the room of %1?</source>
        <translation>
            <numerusform>Join %Ln call to the room of %1?</numerusform>
            <numerusform>Join %Ln calls to the room of %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %Ln call(s) and %1 in a new room?</source>
        <translation>
            <numerusform>Join %Ln call and %1 in a new room?</numerusform>
            <numerusform>Join %Ln calls and %1 in a new room?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %Ln call(s)</source>
        <translation>
            <numerusform>Join %Ln call</numerusform>
            <numerusform>Join %Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chain %Ln call(s) to %1?</source>
        <translation>
            <numerusform>Chain %Ln call to %1?</numerusform>
            <numerusform>Chain %Ln calls to %1?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) end when that call ends. Nobody is hung up now.</source>
        <translation>
            <numerusform>It ends when that call ends. Nobody is hung up now.</numerusform>
            <numerusform>They end when that call ends. Nobody is hung up now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Chain %Ln</source>
        <translation>
            <numerusform>Chain %Ln</numerusform>
            <numerusform>Chain %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Put %Ln phones on hold?</source>
        <translation>
            <numerusform>Put %Ln phone on hold?</numerusform>
            <numerusform>Put %Ln phones on hold?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %Ln phones off hold?</source>
        <translation>
            <numerusform>Take %Ln phone off hold?</numerusform>
            <numerusform>Take %Ln phones off hold?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) chosen, in that room already.</source>
        <translation>
            <numerusform>The call is in that room already.</numerusform>
            <numerusform>All %Ln calls are in that room already.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %Ln calls in a new room?</source>
        <translation>
            <numerusform>Join %Ln call in a new room?</numerusform>
            <numerusform>Join %Ln calls in a new room?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln calls</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %Ln off hold</source>
        <translation>
            <numerusform>Take %Ln off hold</numerusform>
            <numerusform>Take %Ln off hold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %Ln</source>
        <translation>
            <numerusform>Hold %Ln</numerusform>
            <numerusform>Hold %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Stop music for %Ln</source>
        <translation>
            <numerusform>Stop music for %Ln</numerusform>
            <numerusform>Stop music for %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Music for %Ln</source>
        <translation>
            <numerusform>Music for %Ln</numerusform>
            <numerusform>Music for %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>End silence for %Ln</source>
        <translation>
            <numerusform>End silence for %Ln</numerusform>
            <numerusform>End silence for %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Silence for %Ln</source>
        <translation>
            <numerusform>Silence for %Ln</numerusform>
            <numerusform>Silence for %Ln</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallDetailDock</name>
    <message numerus="yes">
        <source>With %Ln RTP packets, the last %1…</source>
        <translation>
            <numerusform>With %Ln RTP packet, the last %1…</numerusform>
            <numerusform>With %Ln RTP packets, the last %1…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>With %Ln RTP packets, %1…</source>
        <translation>
            <numerusform>With %Ln RTP packet, %1…</numerusform>
            <numerusform>With %Ln RTP packets, %1…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallsDock</name>
    <message numerus="yes">
        <source>%1 of %Ln call(s)</source>
        <translation>
            <numerusform>%1 of %Ln call</numerusform>
            <numerusform>%1 of %Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>None of the %Ln calls is in progress.</source>
        <translation>
            <numerusform>The call is not in progress.</numerusform>
            <numerusform>None of the %Ln calls is in progress.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %Ln calls have ended.</source>
        <translation>
            <numerusform>The call has ended.</numerusform>
            <numerusform>All %Ln calls have ended.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln calls selected</source>
        <translation>
            <numerusform>%Ln call selected</numerusform>
            <numerusform>%Ln calls selected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hold %Ln</source>
        <translation>
            <numerusform>Hold %Ln</numerusform>
            <numerusform>Hold %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Mute %Ln</source>
        <translation>
            <numerusform>Mute %Ln</numerusform>
            <numerusform>Mute %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Say to %Ln…</source>
        <translation>
            <numerusform>Say to %Ln…</numerusform>
            <numerusform>Say to %Ln…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Join %Ln to room…</source>
        <translation>
            <numerusform>Join %Ln to room…</numerusform>
            <numerusform>Join %Ln to room…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Transfer %Ln…</source>
        <translation>
            <numerusform>Transfer %Ln…</numerusform>
            <numerusform>Transfer %Ln…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hang up %Ln calls…</source>
        <translation>
            <numerusform>Hang up %Ln call…</numerusform>
            <numerusform>Hang up %Ln calls…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hang up %Ln…</source>
        <translation>
            <numerusform>Hang up %Ln…</numerusform>
            <numerusform>Hang up %Ln…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ringing</source>
        <translation>
            <numerusform>%Ln ringing</numerusform>
            <numerusform>%Ln ringing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln dialing</source>
        <translation>
            <numerusform>%Ln dialing</numerusform>
            <numerusform>%Ln dialing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln on hold</source>
        <translation>
            <numerusform>%Ln on hold</numerusform>
            <numerusform>%Ln on hold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hidden.</source>
        <translation>
            <numerusform>%Ln hidden.</numerusform>
            <numerusform>%Ln hidden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %Ln off hold</source>
        <translation>
            <numerusform>Take %Ln off hold</numerusform>
            <numerusform>Take %Ln off hold</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unmute %Ln</source>
        <translation>
            <numerusform>Unmute %Ln</numerusform>
            <numerusform>Unmute %Ln</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln selected call(s)</source>
        <translation>
            <numerusform>%Ln selected call</numerusform>
            <numerusform>%Ln selected calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln ended</source>
        <translation>
            <numerusform>%Ln ended</numerusform>
            <numerusform>%Ln ended</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) have ended since this window was opened.</source>
        <translation>
            <numerusform>%Ln call has ended since this window was opened.</numerusform>
            <numerusform>%Ln calls have ended since this window was opened.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallsTree</name>
    <message numerus="yes">
        <source>Group of %Ln</source>
        <translation>
            <numerusform>Group of %Ln</numerusform>
            <numerusform>Group of %Ln</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::CallsView</name>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::JsonTree</name>
    <message numerus="yes">
        <source>%Ln item(s)</source>
        <translation>
            <numerusform>%Ln item</numerusform>
            <numerusform>%Ln items</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::ConfbridgesDock</name>
    <message numerus="yes">
        <source>%Ln room(s)</source>
        <translation>
            <numerusform>%Ln room</numerusform>
            <numerusform>%Ln rooms</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln in</source>
        <translation>
            <numerusform>%Ln in</numerusform>
            <numerusform>%Ln in</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Say a text into the room, to %Ln participant(s)</source>
        <translation>
            <numerusform>Say a text into the room, to %Ln participant</numerusform>
            <numerusform>Say a text into the room, to %Ln participants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Play a sound into the room, to %Ln participant(s)</source>
        <translation>
            <numerusform>Play a sound into the room, to %Ln participant</numerusform>
            <numerusform>Play a sound into the room, to %Ln participants</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln participant(s) leave. Each goes on in its flow; where nothing comes after the room, the call is hung up. Recordings stay.</source>
        <translation>
            <numerusform>%Ln participant leaves and goes on in its flow; where nothing comes after the room, the call is hung up. Recordings stay.</numerusform>
            <numerusform>%Ln participants leave. Each goes on in its flow; where nothing comes after the room, the call is hung up. Recordings stay.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::FlowsDock</name>
    <message numerus="yes">
        <source>%Ln flow(s)</source>
        <translation>
            <numerusform>%Ln flow</numerusform>
            <numerusform>%Ln flows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln step(s)</source>
        <translation>
            <numerusform>%Ln step</numerusform>
            <numerusform>%Ln steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::LogDock</name>
    <message numerus="yes">
        <source>Stopped, %Ln new</source>
        <translation>
            <numerusform>Stopped, %Ln new</numerusform>
            <numerusform>Stopped, %Ln new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::MainWindow</name>
    <message numerus="yes">
        <source>Quit and hang up %Ln calls?</source>
        <translation>
            <numerusform>Quit and hang up %Ln call?</numerusform>
            <numerusform>Quit and hang up %Ln calls?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Quit and hang up %Ln calls</source>
        <translation>
            <numerusform>Quit and hang up %Ln call</numerusform>
            <numerusform>Quit and hang up %Ln calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::NewCallsChip</name>
    <message numerus="yes">
        <source>%Ln new</source>
        <translation>
            <numerusform>%Ln new</numerusform>
            <numerusform>%Ln new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RecordingsDock</name>
    <message numerus="yes">
        <source>%Ln recording(s)</source>
        <translation>
            <numerusform>%Ln recording</numerusform>
            <numerusform>%Ln recordings</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln hidden.</source>
        <translation>
            <numerusform>%Ln hidden.</numerusform>
            <numerusform>%Ln hidden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RoomsModel</name>
    <message numerus="yes">
        <source>%Ln in, %1</source>
        <translation>
            <numerusform>%Ln in, %1</numerusform>
            <numerusform>%Ln in, %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::StepView</name>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
</context>
</TS>
