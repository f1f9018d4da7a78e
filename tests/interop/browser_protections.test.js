// SPDX-License-Identifier: GPL-3.0-or-later
// What keeps other sites, and whoever sits between, from using somebody's browser against them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { once } from 'node:events';
import { after, before, it } from 'node:test';
import { authorizationRequest, metadataOf, registerClient } from './helpers/oauth.js';
import { Ostiary, interopFolder } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';

let ostiary, ada;
before(async () => {
    ostiary = await Ostiary.start();
    ada = await Person.register(ostiary);
}, slow);
after(() => ostiary?.stop(), slow);

/** `{ method, path, access }` of all that the server answers, as the golden file of its routes has them. */
const routes = fs.readFileSync(path.resolve(interopFolder, '../app/golden/routes.txt'), 'utf8').trim().split('\n')
    .map((line) => line.split(/\s+/))
    .map(([method, route, access]) => ({ method, path: route.replace(/\{\w+\}/g, 'none'), access }));
const changes = ({ method }) => method !== 'GET';

it('no request that changes something is taken without the token of its own session', quick, async () => {
    const other = await Person.register(ostiary);
    const former = ada.elsewhere();
    await former.signIn();
    const ofFormer = former.cookies.get('forge_csrf');
    await former.signIn();
    const create = (headers) => ada.request('POST', '/api/keys', { name: 'stolen' }, headers);
    const tokens = {
        none: undefined, empty: '', wrong: 'A'.repeat(43), 'of another person': other.cookies.get('forge_csrf'),
        'of an earlier session': ofFormer, 'with more behind it': `${ada.cookies.get('forge_csrf')}A`,
    };
    for (const [name, token] of Object.entries(tokens)) {
        const response = await create({ 'X-CSRF-Token': token });
        assert.equal(response.status, 403, name);
        assert.equal((await response.json()).code, 'csrf_failed', name);
    }
    // A cookie that some other host of the same domain planted, together with the token that is in it.
    const value = 'planted-value-of-some-length';
    const planted = await create({
        Cookie: `forge_session=${ada.cookies.get('forge_session')}; forge_csrf=${value}`, 'X-CSRF-Token': value });
    assert.equal(planted.status, 403, 'the token is bound to the session');
    assert.equal((await (await ada.request('GET', '/api/keys')).json()).items.length, 0);
    assert.equal((await create({})).status, 201);
});

it('every changing route of a session asks for the token', slow, async () => {
    const own = routes.filter(changes).filter(({ access }) => !['public', 'optional'].includes(access));
    assert.ok(own.length > 30, `${own.length} routes`);
    for (const { method, path } of own) {
        const response = await ada.request(method, path, '{}', { 'X-CSRF-Token': undefined });
        assert.equal(response.status, 403, `${method} ${path}`);
        if (!path.startsWith('/account/')) // those are pages
            assert.equal((await response.json()).code, 'csrf_failed', `${method} ${path}`);
    }
    assert.equal((await ada.request('GET', '/auth/me')).status, 200, 'nothing of it happened');
});

it('an agent that is registered with a session belongs to it, so that the token is asked for here too',
    quick, async () => {
        const agent = { email: 'planted@example.com', password: ada.password };
        const response = await ada.request('POST', '/auth/register-agent', agent, { 'X-CSRF-Token': undefined });
        assert.equal(response.status, 403);
        assert.equal((await response.json()).code, 'csrf_failed');
        const own = await ada.request('POST', '/auth/register-agent', agent);
        assert.equal(own.status, 201);
    });

it('a page of another site can\'t send our forms, nor sign anybody in', quick, async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRF-Token': undefined };
    const csrf = ada.cookies.get('forge_csrf');
    const strangeHeaders = [{ 'Sec-Fetch-Site': 'cross-site' }, { Origin: 'https://evil.example' }, { Origin: 'null' }];
    for (const headers of strangeHeaders) {
        const page = await ada.request('POST', '/account/organization/rename', `csrf=${csrf}&name=Taken`,
            { ...form, ...headers });
        assert.equal(page.status, 403, JSON.stringify(headers));
        const api = await ada.request('POST', '/api/keys', { name: 'stolen' }, headers);
        assert.equal(api.status, 403, JSON.stringify(headers));
    }
    const visitor = ada.elsewhere();
    const fields = new URLSearchParams({ email: ada.email, password: ada.password }).toString();
    const signIn = await visitor.request('POST', '/login', fields, form);
    assert.equal(signIn.status, 403, 'signing in needs the token of the page, too');
    assert.ok(!visitor.cookies.has('forge_session'));
    const { name } = await (await ada.request('GET', '/api/organization')).json();
    assert.notEqual(name, 'Taken');
});

it('GET changes nothing: an address that only changes things answers 405 and what it takes', slow, async () => {
    const readable = new Set(routes.filter((route) => !changes(route)).map(({ path }) => path));
    const onlyChanging = [...new Set(routes.map(({ path }) => path))].filter((path) => !readable.has(path));
    assert.ok(onlyChanging.length > 30, `${onlyChanging.length} addresses`);
    for (const path of onlyChanging) {
        for (const headers of [{}, { 'X-HTTP-Method-Override': 'POST' }]) {
            const response = await ada.request('GET', `${path}?_method=POST`, undefined, headers);
            assert.equal(response.status, 405, path);
            assert.match(response.headers.get('allow'), /POST|DELETE|PATCH/, path);
        }
    }
    assert.equal((await ada.request('GET', '/auth/me')).status, 200, 'GET /auth/logout signed nobody out');
});

it('the JSON API takes nothing that a form of another site could send', quick, async () => {
    const body = JSON.stringify({ email: 'form@example.com', password: ada.password });
    const types = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/json',
        'application/json-patch+json', ''];
    for (const type of types) {
        for (const path of ['/auth/register', '/auth/login', '/auth/register-agent']) {
            const response = await fetch(ostiary.url + path,
                { method: 'POST', headers: { 'Content-Type': type }, body });
            assert.equal(response.status, 415, `${type} at ${path}`);
        }
        const keys = await ada.request('POST', '/api/keys', JSON.stringify({ name: 'x' }), { 'Content-Type': type });
        assert.ok([403, 415].includes(keys.status), `${type} at /api/keys: ${keys.status}`);
    }
    const utf8 = await fetch(`${ostiary.url}/auth/login`, {
        method: 'POST', headers: { 'Content-Type': 'Application/JSON; charset=utf-8' }, body });
    assert.equal(utf8.status, 401, 'a charset and another case are no other type');
});

it('the session cookie is for this server\'s HTTP alone, the token\'s for its pages', quick, async () => {
    const cookiesOf = (response) => response.headers.getSetCookie().map((cookie) => cookie.split('; '));
    const visitor = ada.elsewhere();
    const response = await visitor.request('POST', '/auth/login', { email: ada.email, password: ada.password });
    const [[session, ...ofSession], [csrf, ...ofCsrf]] = cookiesOf(response);
    assert.match(session, /^forge_session=/);
    assert.match(csrf, /^forge_csrf=/);
    for (const attributes of [ofSession, ofCsrf]) {
        assert.ok(attributes.includes('Path=/') && attributes.includes('SameSite=Lax'), attributes.join('; '));
        assert.ok(!attributes.some((attribute) => attribute.startsWith('Domain')), attributes.join('; '));
        assert.ok(attributes.some((attribute) => /^Max-Age=[1-9]/.test(attribute)), attributes.join('; '));
    }
    assert.ok(ofSession.includes('HttpOnly'), 'no script reads the session');
    assert.ok(!ofCsrf.includes('HttpOnly'), 'the pages of the console read the token');
});

it('behind HTTPS the cookies travel over HTTPS only, and the browser is told to use nothing else', slow, async (t) => {
    const secure = await Ostiary.start({ publicUrl: 'https://keys.example.com' });
    t.after(() => secure.stop());
    const person = await Person.invite(secure);
    const { email, password } = person;
    const signedIn = await person.request('POST', '/auth/login', { email, password });
    assert.equal(signedIn.status, 200);
    const cookies = signedIn.headers.getSetCookie();
    assert.equal(cookies.length, 2);
    for (const cookie of cookies)
        assert.ok(cookie.split('; ').includes('Secure'), cookie);
    for (const path of ['/', '/login', '/auth/me', '/nothing-here']) {
        const { headers } = await person.request('GET', path);
        assert.match(headers.get('strict-transport-security') ?? '', /^max-age=[0-9]{7,}/, path);
    }
});

/** What an answer lacks of the headers that every answer has. */
function lacksOf(headers) {
    const csp = headers.get('content-security-policy') ?? '';
    const wanted = {
        'a policy without default': csp.includes("default-src 'none'"),
        'frame-ancestors': csp.includes("frame-ancestors 'none'"),
        'no inline scripts': !csp.includes('unsafe-'),
        'X-Frame-Options': headers.get('x-frame-options') === 'DENY',
        nosniff: headers.get('x-content-type-options') === 'nosniff',
        'Referrer-Policy': /^(no-referrer|same-origin)$/.test(headers.get('referrer-policy') ?? ''),
        'no Server': !headers.has('server'),
    };
    return Object.keys(wanted).filter((name) => !wanted[name]);
}

it('every answer of every route carries the headers that browsers protect with, refusals too', slow, async () => {
    // What an upstream answers is its own to keep or not.
    const mayBeKept = /^\/(assets\/|\.well-known\/|api\/oauth\/jwks$|livez$|readyz$|mcp)/;
    for (const who of [ada.elsewhere(), ada]) {
        for (const { method, path } of [...routes, { method: 'GET', path: '/nothing-here' }]) {
            if (path === '/auth/logout' || path === '/logout' || path === '/api/sessions')
                continue; // ada stays signed in
            const response = await who.request(method, path, changes({ method }) ? '{}' : undefined);
            await response.arrayBuffer();
            const name = `${method} ${path}: ${response.status}`;
            assert.ok(response.status < 500, name);
            assert.deepEqual(lacksOf(response.headers), [], name);
            if (!mayBeKept.test(path))
                assert.equal(response.headers.get('cache-control'), 'no-store', name);
        }
    }
});

/** The answer to bytes that fetch would not send. */
async function answerTo(bytes) {
    const socket = net.connect(new URL(ostiary.url).port, '127.0.0.1');
    socket.end(bytes);
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => { text += chunk; });
    await once(socket, 'close');
    const [head] = text.split('\r\n\r\n');
    const [line, ...fields] = head.split('\r\n');
    const headers = new Headers(fields.map((field) => field.split(/: (.*)/).slice(0, 2)));
    return { status: Number(line.split(' ')[1]), headers };
}

it('what never reaches a route is refused with JSON that no browser takes for a page', quick, async () => {
    const { host } = new URL(ostiary.url);
    const refusals = {
        400: `GET / HTTP/1.1\r\nHost: ${host}\r\nno colon here\r\n\r\n`,
        413: `POST /auth/login HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 9999999\r\n\r\n`,
        414: `GET /${'x'.repeat(10_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
        431: `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
        505: `GET / HTTP/3.7\r\nHost: ${host}\r\n\r\n`,
    };
    for (const [status, bytes] of Object.entries(refusals)) {
        const answer = await answerTo(bytes);
        assert.equal(answer.status, Number(status));
        // The front sends no pages; its JSON is nothing that a frame or a script could use.
        assert.equal(answer.headers.get('content-type'), 'application/problem+json', status);
        assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', status);
        assert.equal(answer.headers.get('cache-control'), 'no-store', status);
    }
    const rebound = await answerTo('GET /account HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n');
    assert.equal(rebound.status, 421, 'a name that somebody points at this address');
    assert.deepEqual(lacksOf(rebound.headers), []);
});

/** A client's request for consent, shown to ada: `{ html, fields }`. */
async function consentPage(metadata, client) {
    const redirectUri = 'http://127.0.0.1:9/callback';
    const registration = await registerClient(metadata, { redirect_uris: [redirectUri], ...client });
    const { client_id: clientId } = await registration.json();
    assert.equal(registration.status, 201);
    const { url } = authorizationRequest(metadata, { clientId, redirectUri, resource: ostiary.mcp() });
    const { pathname, search } = new URL(url);
    const begun = await ada.request('GET', pathname + search);
    const html = await (await ada.request('GET', begun.headers.get('location'))).text();
    const valueOf = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
    return { html, fields: { id: valueOf('id'), csrf: valueOf('csrf') } };
}

it('what a client says of itself is shown as text, and cut to a length', quick, async () => {
    const metadata = await metadataOf(ostiary);
    const hostile = '<script>alert(1)</script>"\'><img src=x onerror=alert(1)>\u202egpj.exe';
    const { html } = await consentPage(metadata, { client_name: hostile });
    assert.ok(!html.includes('<script>alert') && !html.includes('<img src=x'), 'no markup');
    assert.ok(html.includes('&lt;script&gt;'), 'but text');
    assert.ok(!html.includes('\u202e'), 'nothing that turns the direction of what follows');
    const long = await registerClient(metadata, { client_name: 'x'.repeat(10_000),
        redirect_uris: ['http://127.0.0.1:9/callback'] });
    if (long.status === 201)
        assert.ok((await long.json()).client_name.length <= 200);
    else
        assert.equal(long.status, 400);
});

it('a client\'s picture is neither fetched by the server nor loaded by the page', quick, async (t) => {
    const visits = [];
    const host = http.createServer((request, response) => { visits.push(request.url); response.end(); })
        .listen(0, '127.0.0.1');
    await once(host, 'listening');
    t.after(() => host.close());
    const logo = `http://127.0.0.1:${host.address().port}/logo.png`;
    const { html } = await consentPage(await metadataOf(ostiary), { client_name: 'Pretty', logo_uri: logo });
    assert.ok(!html.includes(logo));
    assert.deepEqual(visits, []);
});

it('a decision is answered with 303, so that the browser sends the form nowhere else', quick, async () => {
    const metadata = await metadataOf(ostiary);
    for (const decision of ['allow', 'deny']) {
        const { fields } = await consentPage(metadata, { client_name: 'Post' });
        const response = await ada.request('POST', '/consent', new URLSearchParams({ ...fields, decision }).toString(),
            { 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRF-Token': undefined });
        assert.equal(response.status, 303, decision);
        const onward = await ada.request('GET', response.headers.get('location'));
        assert.equal(onward.status, 303, decision);
        assert.match(onward.headers.get('location'), /^http:\/\/127\.0\.0\.1:9\/callback\?/);
    }
});

it('signing in never leads to another site', slow, async () => {
    const evil = ['//evil.example', 'https://evil.example', 'https:evil.example', '/\\evil.example', '\\\\evil.example',
        '/\t/evil.example', '/%09/evil.example', ' //evil.example', 'javascript:alert(1)', '/account\r\nX-Evil: 1',
        '//', '///evil.example', '/\u0000/evil.example', 'evil.example', '', '@evil.example', '.evil.example'];
    const { email, password } = ada;
    for (const next of evil) {
        const response = await ada.elsewhere().sendForm('/login', { email, password, next });
        if (next.includes('\u0000')) {
            assert.equal(response.status, 400, 'no text at all');
            continue;
        }
        assert.equal(response.status, 303, JSON.stringify(next));
        const target = new URL(response.headers.get('location'), ostiary.url);
        assert.equal(target.origin, ostiary.url, JSON.stringify(next));
        assert.equal(response.headers.get('x-evil'), null);
    }
    const response = await ada.elsewhere().sendForm('/login', { email, password, next: '/account/keys' });
    assert.equal(response.headers.get('location'), '/account/keys', 'but to where somebody was on this one');
});
