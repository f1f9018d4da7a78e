// SPDX-License-Identifier: GPL-3.0-or-later
// What a connected client lives through: a restart of the server, and a registration that is gone.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { startMcpRemote } from './helpers/mcp_remote.js';
import { freePort, Ostiary, temporaryFolder } from './helpers/ostiary.js';
import { slow, step_ms } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { MemoryProvider, sdks } from './helpers/sdks.js';
import { everythingOverStdio } from './helpers/upstreams.js';
import { consentByForms } from './helpers/without_browser.js';

let ostiary, person;
let start;
before(async () => {
    const dataFolder = temporaryFolder();
    const port = await freePort();
    start = () => Ostiary.start({ dataFolder, port, upstreams: { tools: everythingOverStdio } });
    ostiary = await start();
    person = await Person.register(ostiary);
}, slow);
after(() => ostiary?.stop(), slow);

async function restart() {
    await ostiary.stop();
    person.ostiary = ostiary = await start();
}

const echo = async (client) =>
    assert.equal((await client.callTool({ name: 'echo', arguments: { message: 'still here' } })).content[0].text,
        'Echo: still here');

/** The person says yes to what a client wants opened; its callback gets the answer. */
async function allow(address) {
    const url = new URL(address);
    const parameters = await consentByForms(person, { url });
    return { parameters, callback: `${url.searchParams.get('redirect_uri')}?${parameters}` };
}

/** The browser goes to `callback`; mcp-remote may print its address before it listens there. */
async function bring(callback) {
    for (const end = Date.now() + step_ms; ; await sleep(100)) {
        try {
            return await fetch(callback);
        } catch (error) {
            if (Date.now() > end)
                throw error;
        }
    }
}

for (const sdk of sdks) {
    describe(sdk.name, () => {
        const provider = new MemoryProvider('http://127.0.0.1:43117/callback', sdk.name);

        async function connectAskingThePerson() {
            provider.authorizationUrl = undefined;
            const first = sdk.prepare(ostiary.mcp('tools'), { authProvider: provider });
            await assert.rejects(first.connect(), sdk.UnauthorizedError);
            const { parameters } = await allow(provider.authorizationUrl);
            await sdk.finish(first.transport, parameters);
            return sdk.connect(ostiary.mcp('tools'), { authProvider: provider });
        }

        it('comes back after a restart without asking anybody', slow, async () => {
            const before = await connectAskingThePerson();
            await echo(before.client);
            await before.client.close();
            await restart();
            provider.authorizationUrl = undefined;
            const { client } = await sdk.connect(ostiary.mcp('tools'), { authProvider: provider });
            await echo(client);
            await client.close();
            provider.spoilAccessToken(); // the refresh token, too, is as good as before
            const renewed = await sdk.connect(ostiary.mcp('tools'), { authProvider: provider });
            await echo(renewed.client);
            await renewed.client.close();
            assert.equal(provider.authorizationUrl, undefined);
        });

        it('registers anew when its registration is gone, and asks the person again', slow, async () => {
            const { client_id: gone } = provider.client;
            await ostiary.command(['client', 'delete', gone]);
            const { client } = await connectAskingThePerson();
            assert.notEqual(provider.client.client_id, gone);
            await echo(client);
            await client.close();
        });
    });
}

it('mcp-remote comes back after a restart, and registers anew when its registration is gone', slow, async (t) => {
    const memory = temporaryFolder();
    const run = async (asksFirst) => {
        const remote = startMcpRemote(t, ostiary.mcp('tools'), { memory });
        if (asksFirst)
            await bring((await allow(await remote.asks())).callback);
        await remote.connected;
        await echo(remote.client);
        await remote.client.close();
    };
    await run(true);
    await restart();
    await run(false);
    const rows = (await ostiary.list('client')).filter(({ name }) => !sdks.some((sdk) => sdk.name === name));
    assert.equal(rows.length, 1);
    await ostiary.command(['client', 'delete', rows[0].id]);
    await run(true);
});
