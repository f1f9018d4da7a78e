// SPDX-License-Identifier: GPL-3.0-or-later
// What an upstream sees of a client, what clients see of an upstream, and what they see of each other: nothing.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, it } from 'node:test';
import { launchBrowser } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { initializeMessage, openSession, outcome, post, toolCall } from './helpers/mcp.js';
import { authorize, bearer } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';
import { deadUrl, everythingOverStdio, startEverythingOverHttp, startMirror } from './helpers/upstreams.js';

let ostiary, everything, mirror, ada, grace;
before(async () => {
    [everything, mirror] = await Promise.all([startEverythingOverHttp(), startMirror()]);
    ostiary = await Ostiary.start({
        upstreams: { http: everything.url, stdio: everythingOverStdio, mirror: mirror.url, dead: await deadUrl() },
        defaultUpstream: 'mirror',
    });
    [ada, grace] = await Promise.all([Person.register(ostiary), Person.register(ostiary)]);
    for (const person of [ada, grace])
        person.key = keyHeaders.Authorization((await person.createKey('fvk')).secret);
}, slow);
after(async () => {
    mirror?.stop();
    await everything?.stop();
    await ostiary?.stop();
}, slow);

it('a dead upstream answers 502 and the others go on', quick, async () => {
    const dead = await post(ostiary.mcp('dead'), initializeMessage(), ada.key);
    assert.equal(dead.status, 502, await dead.text());
    for (const upstream of ['http', 'stdio', 'mirror'])
        await openSession(ostiary.mcp(upstream), ada.key);
});

it('an upstream that does not exist is a 404, and without a credential a 401', quick, async () => {
    assert.equal((await post(ostiary.mcp('nobody'), initializeMessage(), ada.key)).status, 404);
    assert.ok([401, 404].includes((await post(ostiary.mcp('nobody'), initializeMessage())).status));
});

it('the upstream marked default is what /mcp is', quick, async () => {
    const answer = await outcome(await post(ostiary.mcp(), initializeMessage(), ada.key));
    assert.equal(answer.result.serverInfo.name, 'mirror');
});

it('what an upstream answers passes unchanged, refusals too', quick, async () => {
    const noStream = await fetch(ostiary.mcp('mirror'), { headers: ada.key });
    assert.equal(noStream.status, 405);
    assert.equal(await noStream.text(), 'no stream here');

    const direct = await fetch(everything.url, { headers: { Accept: 'text/event-stream' } });
    const through = await fetch(ostiary.mcp('http'), { headers: { Accept: 'text/event-stream', ...ada.key } });
    assert.equal(through.status, direct.status);
    assert.equal(await through.text(), await direct.text());
});

it('headers of the protocol reach the upstream, the client\'s claims about itself do not', quick, async () => {
    mirror.requests.length = 0;
    await openSession(ostiary.mcp('mirror'), ada.key);
    await post(ostiary.mcp('mirror'), toolCall('look'), {
        ...ada.key, 'MCP-Protocol-Version': '2025-06-18', 'Mcp-Param-Region': 'eu', 'Last-Event-ID': '7',
        Origin: ostiary.url,
    });
    const { headers } = mirror.requests.at(-1);
    assert.equal(headers['mcp-protocol-version'], '2025-06-18');
    assert.equal(headers['mcp-param-region'], 'eu');
    assert.equal(headers['last-event-id'], '7');
    assert.equal(headers.host, new URL(mirror.url).host);
    assert.notEqual(headers.origin, ostiary.url);
});

it('who accepts anything, or names a method but no version, is served (Claude Code, mcp-remote)', quick, async () => {
    for (const header of [{ Accept: '*/*' }, { 'Mcp-Method': 'initialize' }])
        assert.equal((await post(ostiary.mcp('mirror'), initializeMessage(), { ...ada.key, ...header })).status, 200);
});

it('no credential ever reaches an upstream', slow, async (t) => {
    const browser = await launchBrowser();
    t.after(() => browser.close());
    const callback = await Callback.listen();
    t.after(() => callback.close());
    const { tokens } = await authorize({ ostiary, browser, person: ada, callback, upstream: 'mirror' });

    const secrets = [tokens.access_token, tokens.refresh_token];
    const credentials = [bearer(tokens)];
    for (const kind of ['fos', 'fvk']) {
        const { secret } = await ada.createKey(kind);
        secrets.push(secret);
        credentials.push(...Object.values(keyHeaders).map((headersFor) => headersFor(secret)));
    }
    mirror.requests.length = 0;
    const cookies = [...ada.cookies].map((pair) => pair.join('=')).join('; ');
    secrets.push(...ada.cookies.values());
    for (const credential of credentials) {
        for (const method of ['POST', 'GET', 'DELETE']) {
            const body = method === 'POST' ? JSON.stringify(toolCall('look')) : undefined;
            const headers = { ...credential, Cookie: cookies, 'Content-Type': 'application/json' };
            await (await fetch(ostiary.mcp('mirror'), { method, headers, body })).text();
        }
    }
    assert.equal(mirror.requests.length, credentials.length * 3);
    for (const { method, url, headers, body } of mirror.requests) {
        for (const name of ['authorization', 'x-forgeos-api-key', 'cookie'])
            assert.equal(headers[name], undefined, `${method} came with ${name}`);
        const all = JSON.stringify({ url, headers, body });
        for (const secret of secrets)
            assert.ok(!all.includes(secret), `${method} came with a secret: ${all}`);
    }
});

it('a stdio server does not find Ostiary\'s secrets in its environment', quick, async () => {
    const session = await openSession(ostiary.mcp('stdio'), ada.key);
    const answer = await outcome(await post(ostiary.mcp('stdio'), toolCall('get-env'), session));
    const environment = JSON.parse(answer.result.content[0].text);
    assert.ok(environment.PATH);
    assert.ok(!JSON.stringify(environment).includes(ada.key.Authorization.slice('Bearer '.length)));
    assert.deepEqual(Object.keys(environment).filter((name) => name.startsWith('CREDENTIALS_')), []);
});

for (const upstream of ['http', 'stdio']) {
    it(`a session over ${upstream} belongs to who opened it: for others it does not exist`, quick, async () => {
        const url = ostiary.mcp(upstream);
        const mine = await openSession(url, ada.key);
        const stolen = { ...mine, ...grace.key };
        const echo = toolCall('echo', { message: 'private' });
        for (const method of ['POST', 'GET', 'DELETE']) {
            const response = method === 'POST' ? await post(url, echo, stolen)
                : await fetch(url, { method, headers: { Accept: 'text/event-stream', ...stolen } });
            assert.equal(response.status, 404, `${method} with somebody else's session: ${response.status}`);
            assert.doesNotMatch(await response.text(), /private/);
        }
        const answer = await outcome(await post(url, echo, mine));
        assert.equal(answer.result.content[0].text, 'Echo: private', 'and its owner notices nothing');
    });
}

it('a session that was ended is a 404, so that clients begin anew', quick, async () => {
    const url = ostiary.mcp('stdio');
    const session = await openSession(url, ada.key);
    assert.ok((await fetch(url, { method: 'DELETE', headers: session })).ok);
    assert.equal((await post(url, toolCall('echo', { message: 'x' }), session)).status, 404);
});

it('children of stdio upstreams end with Ostiary', slow, async () => {
    const own = await Ostiary.start({ upstreams: { stdio: everythingOverStdio } });
    const person = await Person.register(own);
    await openSession(own.mcp('stdio'), keyHeaders.Authorization((await person.createKey()).secret));
    const children = fs.readdirSync(`/proc/${own.child.pid}/task`)
        .flatMap((task) => fs.readFileSync(`/proc/${own.child.pid}/task/${task}/children`, 'utf8').trim().split(' '))
        .filter(Boolean);
    assert.ok(children.length > 0, 'the session has a child process');
    await own.stop();
    await sleep(200); // for whoever adopts them to see them end
    for (const pid of children)
        assert.ok(!fs.existsSync(`/proc/${pid}/cwd`) || isZombie(pid), `child ${pid} still runs`);
});

const isZombie = (pid) => / Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
