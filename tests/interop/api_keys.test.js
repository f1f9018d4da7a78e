// SPDX-License-Identifier: GPL-3.0-or-later
// Either kind of key, in either header, with either SDK: clients are configured with whatever their users paste.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';
import { sdks } from './helpers/sdks.js';
import { challengeOf } from './helpers/oauth.js';
import { everythingOverStdio, startEverythingOverHttp } from './helpers/upstreams.js';

const prefixes = { fos: /^fos_/, fvk: /^fvk_live_[A-Za-z0-9_-]{43}$/ };

let ostiary, everything, keys;
before(async () => {
    everything = await startEverythingOverHttp();
    ostiary = await Ostiary.start({ upstreams: { http: everything.url, stdio: everythingOverStdio } });
    const person = await Person.invite(ostiary);
    keys = { fos: await person.createKey('fos'), fvk: await person.createKey('fvk') };
}, slow);
after(async () => {
    await everything?.stop();
    await ostiary?.stop();
}, slow);

for (const sdk of sdks) {
    describe(`${sdk.name} with an API key`, () => {
        for (const [header, headersFor] of Object.entries(keyHeaders)) {
            for (const kind of Object.keys(prefixes)) {
                it(`lists and calls tools with a ${kind} key in ${header}`, slow, async () => {
                    assert.match(keys[kind].secret, prefixes[kind]);
                    const requestInit = { headers: headersFor(keys[kind].secret) };
                    const isUsualHeader = (kind === 'fos') === (header === 'X-ForgeOS-API-Key');
                    for (const upstream of isUsualHeader ? ['http', 'stdio'] : ['http']) {
                        const { client, transport } = await sdk.connect(ostiary.mcp(upstream), { requestInit });
                        const { tools } = await client.listTools();
                        assert.ok(tools.some(({ name }) => name === 'echo'), upstream);
                        const { content } = await client.callTool({ name: 'echo', arguments: { message: kind } });
                        assert.equal(content[0].text, `Echo: ${kind}`);
                        await transport.terminateSession();
                        await client.close();
                    }
                });
            }
        }
    });
}

it('a key that is not one is answered like no key at all, with the way to OAuth', quick, async () => {
    for (const [header, headersFor] of Object.entries(keyHeaders)) {
        for (const secret of ['fos_never-made', `fvk_live_${'A'.repeat(43)}`, 'nonsense']) {
            const response = await fetch(ostiary.mcp('http'), { method: 'POST', headers: headersFor(secret) });
            assert.equal(response.status, 401, `${secret} in ${header}`);
            assert.ok(challengeOf(response).resource_metadata, `${secret} in ${header}`);
        }
    }
});

it('the built-in server answers at /mcp when no upstream is the default', quick, async () => {
    for (const sdk of sdks) {
        const requestInit = { headers: keyHeaders.Authorization(keys.fvk.secret) };
        const { client } = await sdk.connect(ostiary.mcp(), { requestInit });
        const { tools } = await client.listTools();
        assert.ok(tools.some(({ name }) => name === 'whoami'), `${sdk.name}: ${tools.map(({ name }) => name)}`);
        await client.close();
    }
});
