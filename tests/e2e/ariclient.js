// SPDX-License-Identifier: GPL-3.0-or-later
// An ARI program as people write them, with npm's ari-client: answers a call, plays to it, bridges it with an echo. Each step is
// a line on stdout.
'use strict';
const client = require('ari-client');

const [url, user, password] = process.argv.slice(2);
const say = (line) => console.log(line);
const die = (error) => {
    say('failed ' + (error && error.message ? error.message : error));
    process.exit(1);
};

client.connect(url.replace(/\/$/, ''), user, password).then(async (ari) => {
    const bridge = ari.Bridge();
    let echo = null;

    async function handle(channel) {
        await channel.answer();
        say('answered');
        const playback = ari.Playback();
        const finished = new Promise((resolve) => playback.once('PlaybackFinished', resolve));
        await channel.play({ media: 'sound:beep' }, playback);
        await finished;
        say('played');
        await bridge.create({ type: 'mixing' });
        await bridge.addChannel({ channel: channel.id });
        echo = ari.Channel();
        echo.once('StasisStart', async (event, other) => {
            await bridge.addChannel({ channel: other.id });
            say('bridged');
        });
        channel.once('StasisEnd', async () => {
            await echo.hangup();
            await bridge.destroy();
            say('ended');
            process.exit(0);
        });
        await echo.originate({ endpoint: 'Local/s@svc-echo', app: 'demo', appArgs: 'echo' });
    }

    ari.on('StasisStart', (event, channel) => {
        if (event.args.length === 0)
            handle(channel).catch(die);
    });
    ari.on('WebSocketConnected', () => say('connected'));
    await ari.start('demo');
}).catch(die);
