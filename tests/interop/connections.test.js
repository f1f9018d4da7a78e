// SPDX-License-Identifier: GPL-3.0-or-later
// "I pasted the URL and it says: could not connect. Why?" Real clients come in, or fail at each station; their
// timelines say where and why, on the command line, by the API and on the page.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { after, before, it } from 'node:test';
import { errorOf, noticeOf, openPage, press, textOf } from './helpers/account_pages.js';
import { closePage, consent, launchBrowser, newPage } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { initializeMessage, openSession, post } from './helpers/mcp.js';
import { authorizationRequest, authorize, bearer, exchange, metadataOf, refresh, registerClient }
    from './helpers/oauth.js';
import { Ostiary, program } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { photographAllWays } from './helpers/photographs.js';
import { run } from './helpers/processes.js';
import { MemoryProvider, sdks } from './helpers/sdks.js';
import { startEverythingOverHttp } from './helpers/upstreams.js';

let ostiary, everything, browser, admin, person, callback, metadata;
before(async () => {
    everything = await startEverythingOverHttp();
    ostiary = await Ostiary.start({ upstreams: { http: everything.url, other: everything.url } });
    admin = await Person.invite(ostiary, '--admin');
    [browser, person, callback, metadata] =
        await Promise.all([launchBrowser(), Person.invite(ostiary), Callback.listen(), metadataOf(ostiary)]);
    await Promise.all([admin.signIn(), person.signIn()]);
}, slow);
after(async () => {
    callback?.close();
    await browser?.close();
    await everything?.stop();
    await ostiary?.stop();
}, slow);

/** The newest timeline of the client that calls itself so. */
async function timelineOf(clientName) {
    const attempt = (await ostiary.list('connection')).find(({ client_name }) => client_name === clientName);
    assert.ok(attempt, `${clientName} has a timeline`);
    return attempt;
}
const stepsOf = ({ entries }) => [...new Set(entries.map(({ step }) => step))];

async function newRequest(clientName, { redirectUri = callback.url } = {}) {
    const registration = await registerClient(metadata, { client_name: clientName, redirect_uris: [callback.url] });
    const { client_id: clientId } = await registration.json();
    return authorizationRequest(metadata, { clientId, redirectUri, resource: ostiary.mcp('http') });
}

it('a client that connects from nothing has all steps, and "connected"', slow, async (t) => {
    const [sdk] = sdks;
    const provider = new MemoryProvider(callback.url, 'From nothing');
    const first = sdk.prepare(ostiary.mcp('http'), { authProvider: provider });
    await assert.rejects(first.connect(), sdk.UnauthorizedError);
    assert.equal((await timelineOf('From nothing')).reached, 'registration');
    const request = { url: provider.authorizationUrl, state: provider.sentState };
    await sdk.finish(first.transport, await consent(browser, request, person, callback));
    assert.equal((await timelineOf('From nothing')).state, 'under_way');
    const { client } = await sdk.connect(ostiary.mcp('http'), { authProvider: provider });
    t.after(() => client.close());

    const attempt = await timelineOf('From nothing');
    assert.equal(attempt.state, 'connected');
    assert.deepEqual(stepsOf(attempt).sort(),
        ['authorize', 'consent', 'discovery', 'first_call', 'registration', 'sign_in', 'token']);
    assert.equal(attempt.account_email, person.email);
    assert.equal(attempt.resource, ostiary.mcp('http'));
    assert.ok(attempt.entries.every(({ ok }) => ok));
    const printed = await ostiary.command(['connection', 'show', attempt.id]);
    assert.match(printed, /connected, at first_call/);
    const secrets = [provider.tokens().access_token, provider.tokens().refresh_token, request.state];
    assert.ok(!secrets.some((secret) => JSON.stringify(attempt).includes(secret)), 'nothing secret is in it');
});

it('a redirect address that is not registered stops it at authorize, with the addresses', slow, async (t) => {
    const request = await newRequest('Wrong redirect', { redirectUri: 'https://elsewhere.example/callback' });
    const page = await newPage(browser);
    t.after(() => closePage(page));
    await page.goto(String(request.url));
    const attempt = await timelineOf('Wrong redirect');
    assert.equal(attempt.state, 'stopped');
    assert.equal(attempt.reached, 'authorize');
    assert.match(attempt.stopped_because, /not registered/);
    assert.ok(attempt.stopped_because.includes('https://elsewhere.example/callback'));
    assert.ok(attempt.stopped_because.includes(callback.url));
    assert.match(attempt.hint, /tester/);
});

it('a denied consent stops it at consent', slow, async () => {
    await consent(browser, await newRequest('Denied'), person, callback, { decision: 'deny' });
    const attempt = await timelineOf('Denied');
    assert.equal(attempt.reached, 'consent');
    assert.equal(attempt.stopped_because, 'It was denied.');
});

it('a wrong PKCE verifier stops it at token', slow, async () => {
    const request = await newRequest('Wrong verifier');
    const parameters = await consent(browser, request, person, callback);
    const response = await exchange(metadata, request, parameters.get('code'),
        { fields: { code_verifier: 'x'.repeat(43) } });
    assert.equal(response.status, 400);
    const attempt = await timelineOf('Wrong verifier');
    assert.equal(attempt.reached, 'token');
    assert.equal(attempt.state, 'stopped');
    assert.ok(attempt.stopped_because.length > 10);
    assert.ok(!JSON.stringify(attempt).includes(parameters.get('code')));
});

it('a token for another resource stops it at the first call', slow, async () => {
    const { tokens } = await authorize({ ostiary, browser, person, callback, upstream: 'http',
        client: { client_name: 'Other resource' } });
    const response = await post(ostiary.mcp('other'), initializeMessage(), bearer(tokens));
    assert.equal(response.status, 401);
    const attempt = await timelineOf('Other resource');
    assert.equal(attempt.reached, 'first_call');
    assert.equal(attempt.state, 'stopped');
    assert.ok(attempt.stopped_because.includes(ostiary.mcp('http')), attempt.stopped_because);
    await openSession(ostiary.mcp('http'), bearer(tokens));
    assert.equal((await timelineOf('Other resource')).state, 'connected', 'and it may still come in');
});

it('a renewed token and later calls make no timeline', slow, async () => {
    const { client, tokens } = await authorize({ ostiary, browser, person, callback, upstream: 'http' });
    await openSession(ostiary.mcp('http'), bearer(tokens));
    const count = (await ostiary.list('connection')).length;
    const renewed = await (await refresh(metadata, client.client_id, tokens.refresh_token)).json();
    await openSession(ostiary.mcp('http'), bearer(renewed));
    assert.equal((await ostiary.list('connection')).length, count);
});

it('an address without an MCP server behind it says so, with those that there are', slow, async () => {
    const headers = { 'User-Agent': 'lost-client/1.0' };
    assert.ok((await post(ostiary.url, initializeMessage(), headers)).status >= 400);
    const lost = (await ostiary.list('connection')).find(({ user_agent }) => user_agent === 'lost-client/1.0');
    assert.equal(lost.state, 'stopped');
    assert.ok(lost.stopped_because.includes(ostiary.mcp('http')), lost.stopped_because);
});

it('a proxy that passes another host name on is found out', slow, async () => {
    const headers = { Host: 'gate.example', 'User-Agent': 'proxied/1.0', 'Content-Type': 'application/json' };
    const request = http.request(ostiary.mcp('http'), { method: 'POST', headers }).end('{}');
    const [response] = await once(request, 'response');
    response.resume();
    assert.equal(response.statusCode, 421);
    const proxied = (await ostiary.list('connection')).find(({ user_agent }) => user_agent === 'proxied/1.0');
    assert.equal(proxied.state, 'stopped');
    assert.equal(proxied.reached, 'discovery');
    assert.match(proxied.stopped_because, /host/i);
});

it('a mistyped key is a timeline too', slow, async () => {
    const headers = { 'User-Agent': 'key-client/1.0', Authorization: 'Bearer fvk_live_mistyped' };
    assert.equal((await post(ostiary.mcp('http'), initializeMessage(), headers)).status, 401);
    const mistyped = (await ostiary.list('connection')).find(({ user_agent }) => user_agent === 'key-client/1.0');
    assert.match(mistyped.stopped_because, /API key/);
});

it('people see their own attempts by the API, administrators all', slow, async () => {
    const read = async (who, path) => (await who.request('GET', path)).json();
    const all = (await read(admin, '/api/connections')).items;
    const own = (await read(person, '/api/connections')).items;
    assert.ok(all.some(({ account_email }) => !account_email), 'those that nobody signed in for');
    assert.ok(own.length > 0 && own.every(({ account_email }) => account_email === person.email));
    const strangers = all.find(({ account_email }) => account_email !== person.email);
    assert.equal((await person.request('GET', `/api/connections/${strangers.id}`)).status, 404);
    assert.equal((await read(admin, `/api/connections/${strangers.id}`)).id, strangers.id);
    assert.equal((await fetch(`${ostiary.url}/api/connections`)).status, 401);
    const other = await Person.invite(ostiary);
    await other.signIn();
    assert.deepEqual((await read(other, '/api/connections')).items, []);
});

it('the tester says what the endpoint would: by the API and the command line', slow, async () => {
    const good = (await newRequest('Tested')).url;
    const bad = new URL(good);
    bad.searchParams.set('code_challenge_method', 'plain');
    for (const [url, accepted] of [[good, true], [bad, false]]) {
        const response = await person.request('POST', '/api/oauth/authorize/check', { url: String(url) });
        assert.equal(response.status, 200);
        const report = await response.json();
        assert.equal(report.accepted, accepted);
        assert.ok(report.lines.every(({ sentence }) => sentence));
        const { code, stdout } = await run(program,
            ['connection', 'test', String(url), '--data', ostiary.dataFolder], {});
        assert.equal(code, accepted ? 0 : 1);
        assert.match(stdout, accepted ? /asked for consent/ : /PKCE is required/);
    }
    const refused = await person.request('POST', '/api/oauth/authorize/check', { url: 'hello' });
    assert.equal(refused.status, 422);
    assert.equal((await refused.json()).field, 'url');
});

it('timelines survive a restart', slow, async () => {
    const before = await ostiary.list('connection');
    await ostiary.stop();
    const port = new URL(ostiary.url).port;
    ostiary = await Ostiary.start({ upstreams: { http: everything.url, other: everything.url },
        dataFolder: ostiary.dataFolder, port });
    admin.ostiary = person.ostiary = ostiary;
    assert.deepEqual((await ostiary.list('connection')).map(({ id }) => id), before.map(({ id }) => id));
});

it('the page shows list, timeline and tester, without JavaScript', slow, async (t) => {
    const page = await openPage(t, browser, { as: admin, javaScriptEnabled: false });
    await page.goto(`${ostiary.url}/account/connections`);
    const { id } = await timelineOf('Denied');
    await page.locator(`a[href="/account/connections/show?id=${id}"]`).click();
    assert.match(await textOf(page), /Stopped at: Consent\. It was denied\./);
    await page.getByRole('link', { name: 'All connections' }).click();
    await page.locator('textarea[name=url]').fill(String((await newRequest('Tested on the page')).url));
    await press(page, 'Test it');
    assert.match(await noticeOf(page), /Accepted/);
    await page.locator('textarea[name=url]').fill('hello');
    await press(page, 'Test it');
    assert.match(await errorOf(page), /Paste the whole address/);
});

it('the pages are sound in both schemes, wide and on a telephone', slow, async (t) => {
    const page = await openPage(t, browser, { as: admin });
    await page.goto(`${ostiary.url}/account/connections`);
    await photographAllWays(page, 'connections');
    for (const name of ['Denied', 'From nothing']) {
        await page.goto(`${ostiary.url}/account/connections/show?id=${(await timelineOf(name)).id}`);
        await photographAllWays(page, `connection-${name.replaceAll(' ', '-').toLowerCase()}`);
    }
    await page.goto(`${ostiary.url}/account/connections`);
    const wrong = (await newRequest('Tested wrongly')).url;
    wrong.searchParams.set('redirect_uri', 'https://elsewhere.example/callback');
    wrong.searchParams.set('audience', 'x');
    await page.locator('textarea[name=url]').fill(String(wrong));
    await press(page, 'Test it');
    assert.match(await page.locator('.report').innerText(), /https:\/\/elsewhere\.example\/callback/);
    await photographAllWays(page, 'connections-tested');
    const nobody = await Person.invite(ostiary);
    await nobody.signIn();
    const empty = await openPage(t, browser, { as: nobody });
    await empty.goto(`${ostiary.url}/account/connections`);
    assert.match(await textOf(empty), /No app has tried to connect yet/);
    await photographAllWays(empty, 'connections-empty');
});
