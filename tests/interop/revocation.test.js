// SPDX-License-Identifier: GPL-3.0-or-later
// Taking access back: the next request is refused and what is open is cut, however it is taken and whatever it was.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, it } from 'node:test';
import { launchBrowser } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { OpenStream, initializeMessage, openSession, post } from './helpers/mcp.js';
import { authorize, bearer, challengeOf } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';
import { everythingOverStdio, startEverythingOverHttp } from './helpers/upstreams.js';

const cutWithin_ms = 1000;

let ostiary, everything, browser, person, callback;
before(async () => {
    everything = await startEverythingOverHttp();
    ostiary = await Ostiary.start({ upstreams: { http: everything.url, stdio: everythingOverStdio } });
    [browser, person, callback] = await Promise.all([launchBrowser(), Person.register(ostiary), Callback.listen()]);
}, slow);
after(async () => {
    callback?.close();
    await browser?.close();
    await everything?.stop();
    await ostiary?.stop();
}, slow);

/** The kinds of credential: each gives headers for an upstream, and what names it to whoever revokes it. */
const credentials = {
    'a fos key': async () => {
        const { id, secret } = await person.createKey('fos');
        return { headers: keyHeaders['X-ForgeOS-API-Key'](secret), noun: 'key', path: `/api/keys/${id}`, id };
    },
    'an fvk key': async () => {
        const { id, secret } = await person.createKey('fvk');
        return { headers: keyHeaders.Authorization(secret), noun: 'key', path: `/api/keys/${id}`, id };
    },
    'an OAuth session': async (upstream) => {
        const { client, tokens, metadata } = await authorize({
            ostiary, browser, person, callback, upstream, client: { client_name: `Session ${Math.random()}` },
        });
        const sessions = await ostiary.list('session');
        const { id } = sessions.find(({ client_name }) => client_name === client.client_name);
        return { headers: bearer(tokens), noun: 'session', path: `/api/oauth/sessions/${id}`, id, metadata };
    },
};

const waysToRevoke = {
    'over the API': async ({ path }) => {
        const response = await person.request('DELETE', path);
        assert.ok(response.ok, `DELETE ${path}: ${response.status} ${await response.text()}`);
    },
    'on the command line': ({ noun, id }) => ostiary.command([noun, 'revoke', id]),
};

for (const [what, make] of Object.entries(credentials)) {
    for (const [how, revoke] of Object.entries(waysToRevoke)) {
        for (const upstreams of what === 'an OAuth session' ? [['http'], ['stdio']] : [['http', 'stdio']]) {
            const where = upstreams.join(' and ');
            it(`${what} revoked ${how} is refused at once and its streams over ${where} are cut`, slow, async (t) => {
                const credential = await make(upstreams[0]);
                const streams = {};
                t.after(() => Object.values(streams).forEach(({ abort }) => abort.abort()));
                for (const upstream of upstreams) {
                    const url = ostiary.mcp(upstream);
                    const session = await openSession(url, credential.headers);
                    streams[`the event stream over ${upstream}`] = OpenStream.events(url, session);
                    streams[`the long call over ${upstream}`] = OpenStream.longCall(url, session);
                }
                await Promise.all(Object.values(streams).map(({ started }) => started));

                await revoke(credential);
                const refused = await post(ostiary.mcp(upstreams[0]), initializeMessage(), credential.headers);
                assert.equal(refused.status, 401, await refused.text());
                assert.ok(challengeOf(refused).resource_metadata);
                const allEnded = Promise.all(Object.values(streams).map(({ ended }) => ended));
                await Promise.race([allEnded, sleep(cutWithin_ms)]);
                for (const [name, stream] of Object.entries(streams)) {
                    assert.ok(!stream.isOpen, `${name} is still open ${cutWithin_ms} ms after the revocation`);
                    assert.doesNotMatch(stream.text, /operation completed/);
                }
            });
        }
    }
}

it('a stream stays open when another key is revoked', slow, async (t) => {
    const url = ostiary.mcp('http');
    const [leaving, staying] = await Promise.all([person.createKey('fos'), person.createKey('fvk')]);
    const open = async ({ secret }) => {
        const stream = OpenStream.events(url, await openSession(url, keyHeaders.Authorization(secret)));
        t.after(() => stream.abort.abort());
        await stream.started;
        return stream;
    };
    const [cut, kept] = await Promise.all([open(leaving), open(staying)]);
    await ostiary.command(['key', 'revoke', leaving.id]);
    await Promise.race([cut.ended, sleep(cutWithin_ms)]);
    assert.ok(!cut.isOpen);
    const response = await post(url, initializeMessage(), keyHeaders.Authorization(staying.secret));
    assert.equal(response.status, 200);
    await response.text();
    assert.ok(kept.isOpen);
});

it('revoking one of two OAuth sessions leaves the other one alone', slow, async () => {
    const first = await credentials['an OAuth session']('http');
    const second = await credentials['an OAuth session']('http');
    await waysToRevoke['over the API'](first);
    assert.equal((await post(ostiary.mcp('http'), initializeMessage(), first.headers)).status, 401);
    assert.equal((await post(ostiary.mcp('http'), initializeMessage(), second.headers)).status, 200);
});

it('nobody can revoke what belongs to somebody else', slow, async () => {
    const { secret, id } = await person.createKey('fos');
    const stranger = await Person.register(ostiary);
    const response = await stranger.request('DELETE', `/api/keys/${id}`);
    assert.equal(response.status, 404);
    const stillGood = await post(ostiary.mcp('http'), initializeMessage(), keyHeaders.Authorization(secret));
    assert.equal(stillGood.status, 200);
});
