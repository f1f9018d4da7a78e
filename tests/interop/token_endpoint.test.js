// SPDX-License-Identifier: GPL-3.0-or-later
// What the token endpoint, the revocation endpoint and the gateway refuse, and with which words.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { OpenStream, initializeMessage, openSession, post } from './helpers/mcp.js';
import { bearer, challengeOf, exchange, getJson, postForm, refresh } from './helpers/oauth.js';
import { Ostiary, temporaryFolder } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { everythingOverStdio, startMirror } from './helpers/upstreams.js';
import { basic, codeFor, newClient, tokensFor } from './helpers/without_browser.js';

let ostiary, mirror, person;
before(async () => {
    mirror = await startMirror();
    ostiary = await Ostiary.start({ upstreams: { mirror: mirror.url, stdio: everythingOverStdio } });
    person = await Person.register(ostiary);
}, slow);
after(async () => {
    mirror?.stop();
    await ostiary?.stop();
}, slow);

async function assertRefused(responsePromise, status, error, what = '') {
    const response = await responsePromise;
    const body = await response.text();
    assert.equal(response.status, status, `${what} ${body}`);
    assert.match(response.headers.get('cache-control'), /no-store/, what);
    const answer = JSON.parse(body);
    assert.equal(answer.error, error, `${what} ${body}`);
    // RFC 6749 §5.2: printable ASCII without the quote and the backslash.
    assert.match(answer.error_description ?? '', /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/, what);
}

const call = (tokens) => post(ostiary.mcp('mirror'), initializeMessage(), bearer(tokens));

describe('a code', () => {
    it('exchanged sixteen times at once gives one answer', slow, async () => {
        const { metadata, request, code } = await codeFor({ ostiary, person, upstream: 'mirror' });
        const answers = await Promise.all(Array.from({ length: 16 }, () => exchange(metadata, request, code)));
        assert.equal(answers.filter(({ status }) => status === 200).length, 1);
        assert.equal(answers.filter(({ status }) => status === 400).length, 15);
    });

    it('that comes again a second later ends access and refresh tokens of the first time', slow, async () => {
        const { client, metadata, request, code } = await codeFor({ ostiary, person, upstream: 'mirror' });
        const tokens = await (await exchange(metadata, request, code)).json();
        await sleep(1100);
        await assertRefused(exchange(metadata, request, code), 400, 'invalid_grant');
        await assertRefused(refresh(metadata, client.client_id, tokens.refresh_token), 400, 'invalid_grant');
        assert.equal((await call(tokens)).status, 401);
    });

    it('is worth nothing without its verifier, with another redirect address or resource', slow, async () => {
        for (const code_verifier of [undefined, '', 'v'.repeat(42), 'v'.repeat(129), `${'v'.repeat(42)}ä`]) {
            const { metadata, request, code } = await codeFor({ ostiary, person, upstream: 'mirror' });
            await assertRefused(exchange(metadata, request, code, { fields: { code_verifier } }), 400, 'invalid_grant',
                `code_verifier ${code_verifier}`);
        }
        const { metadata, request, code } = await codeFor({ ostiary, person, upstream: 'mirror' });
        const with_ = (fields) => exchange(metadata, request, code, { fields });
        await assertRefused(with_({ redirect_uri: 'https://app.example/other' }), 400, 'invalid_grant');
        await assertRefused(with_({ resource: ostiary.mcp('stdio') }), 400, 'invalid_target');
        await assertRefused(with_({ resource: 'https://elsewhere.example/' }), 400, 'invalid_target');
    });

    it('of one client is burnt when another one sends it', slow, async () => {
        const { metadata, request, code } = await codeFor({ ostiary, person });
        const { client: other } = await newClient(ostiary);
        await assertRefused(exchange(metadata, request, code, { fields: { client_id: other.client_id } }), 400, 'invalid_grant');
        await assertRefused(exchange(metadata, request, code), 400, 'invalid_grant');
    });
});

describe('a token request', () => {
    it('of an unknown kind, without one, or with two is refused', quick, async () => {
        const { client, metadata } = await newClient(ostiary);
        const { client_id } = client;
        for (const grant_type of ['password', 'implicit', 'urn:example:unknown', ''])
            await assertRefused(postForm(metadata.token_endpoint, { grant_type, client_id, username: 'a', password: 'b' }),
                400, 'unsupported_grant_type', grant_type);
        await assertRefused(postForm(metadata.token_endpoint, { client_id }), 400, 'invalid_request');
        const twice = new URLSearchParams([['grant_type', 'refresh_token'], ['grant_type', 'refresh_token'],
            ['client_id', client_id], ['refresh_token', 'x']]);
        await assertRefused(fetch(metadata.token_endpoint, { method: 'POST', body: twice }), 400, 'invalid_request');
        const twoResources = new URLSearchParams([['grant_type', 'refresh_token'], ['client_id', client_id],
            ['refresh_token', 'x'], ['resource', ostiary.mcp('mirror')], ['resource', ostiary.mcp('stdio')]]);
        await assertRefused(fetch(metadata.token_endpoint, { method: 'POST', body: twoResources }), 400, 'invalid_target');
    });

    it('counts only what stands in its body, which is a form', quick, async () => {
        const { client, metadata } = await newClient(ostiary);
        const query = new URLSearchParams({ grant_type: 'refresh_token', client_id: client.client_id, refresh_token: 'x' });
        const url = `${metadata.token_endpoint}?${query}`;
        assert.equal((await fetch(url, { method: 'POST', body: new URLSearchParams() })).status, 401);
        assert.equal((await postForm(url, { client_id: client.client_id })).status, 400);
        const got = await fetch(url);
        assert.equal(got.status, 405);
        assert.match(got.headers.get('allow'), /POST/);
        const json = await fetch(metadata.token_endpoint, { method: 'POST',
            headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(Object.fromEntries(query)) });
        assert.ok([400, 415].includes(json.status), String(json.status));
        assert.equal((await json.json()).error, 'invalid_request');
    });

    it('of a client that does not prove who it is gets 401 invalid_client', quick, async () => {
        const { client, metadata } = await newClient(ostiary, { token_endpoint_auth_method: 'client_secret_basic' });
        const { client: open } = await newClient(ostiary);
        const { client_id, client_secret } = client;
        const ask = (fields, headers) =>
            postForm(metadata.token_endpoint, { grant_type: 'refresh_token', refresh_token: 'x', ...fields }, headers);
        const attempts = {
            'a wrong secret': [{}, basic({ client_id, client_secret: 'wrong' })],
            'no secret': [{ client_id }],
            'header and body': [{ client_id, client_secret }, basic(client)],
            'broken Base64': [{}, { Authorization: 'Basic %%%' }],
            'no colon': [{}, { Authorization: `Basic ${btoa('nocolon')}` }],
            'a secret of a public client': [{ client_id: open.client_id, client_secret: 'x' }],
            'two clients': [{ client_id: open.client_id }, basic(client)],
            'nobody': [{}],
        };
        for (const [what, [fields, headers]] of Object.entries(attempts))
            await assertRefused(ask(fields, headers), 401, 'invalid_client', what);
        await assertRefused(ask({}, basic(client)), 400, 'invalid_grant', 'the right secret');
    });

    it('is answered with what RFC 6749 wants, and never kept', slow, async () => {
        const { metadata, request, code } = await codeFor({ ostiary, person, scope: 'aso:read' });
        const response = await exchange(metadata, request, code);
        assert.match(response.headers.get('cache-control'), /no-store/);
        const { token_type, scope, expires_in } = await response.json();
        assert.deepEqual([token_type, scope, expires_in], ['Bearer', 'aso:read', 3600]);
    });
});

describe('a refresh token', () => {
    it('sent 32 times at once is rotated once: one successor for all', slow, async () => {
        const { client, metadata, tokens } = await tokensFor({ ostiary, person, upstream: 'mirror' });
        const answers = await Promise.all(Array.from({ length: 32 },
            () => refresh(metadata, client.client_id, tokens.refresh_token)));
        assert.ok(answers.every(({ status }) => status === 200), answers.map(({ status }) => status).join());
        const successors = new Set((await Promise.all(answers.map((answer) => answer.json())))
            .map(({ refresh_token }) => refresh_token));
        assert.equal(successors.size, 1);
        assert.ok(!successors.has(tokens.refresh_token));
        const next = await refresh(metadata, client.client_id, [...successors][0]);
        assert.equal(next.status, 200);
    });

    it('that is two generations old ends the session, and its owner is shown why', slow, async () => {
        const owner = await Person.register(ostiary);
        const { client, metadata, tokens } = await tokensFor({ ostiary, person: owner, upstream: 'mirror' });
        const { client_id } = client;
        const second = await (await refresh(metadata, client_id, tokens.refresh_token)).json();
        const third = await (await refresh(metadata, client_id, second.refresh_token)).json();
        await assertRefused(refresh(metadata, client_id, tokens.refresh_token), 400, 'invalid_grant');
        await assertRefused(refresh(metadata, client_id, third.refresh_token), 400, 'invalid_grant');
        assert.equal((await call(third)).status, 401);
        const { items: [session] } = await (await owner.request('GET', '/api/oauth/sessions')).json();
        assert.ok(session.reused_at, JSON.stringify(session));
        assert.match(await (await owner.request('GET', '/account/apps')).text(), /one of its tokens came twice/);
    });

    it('is another client’s, or asks for more: refused, and the session lives on', slow, async () => {
        const { client, metadata, tokens } = await tokensFor({ ostiary, person, upstream: 'mirror', scope: 'aso:read' });
        const { client: other } = await newClient(ostiary);
        await assertRefused(refresh(metadata, other.client_id, tokens.refresh_token), 400, 'invalid_grant');
        const own = (fields) => refresh(metadata, client.client_id, tokens.refresh_token, fields);
        await assertRefused(own({ scope: 'aso:read aso:write' }), 400, 'invalid_scope');
        await assertRefused(own({ resource: ostiary.mcp('stdio') }), 400, 'invalid_target');
        assert.equal((await own({})).status, 200);
    });

    it('whose answer got lost when the server was killed gives the same successor', slow, async (t) => {
        const dataFolder = temporaryFolder();
        const first = await Ostiary.start({ dataFolder });
        const { port } = new URL(first.url);
        const owner = await Person.register(first);
        const { client, metadata, tokens } = await tokensFor({ ostiary: first, person: owner });
        const lost = await (await refresh(metadata, client.client_id, tokens.refresh_token)).json();
        await first.kill();
        const second = await Ostiary.start({ dataFolder, port });
        t.after(() => second.stop());
        const again = await refresh(metadata, client.client_id, tokens.refresh_token);
        const renewed = await again.json();
        assert.equal(again.status, 200, JSON.stringify(renewed));
        assert.equal(renewed.refresh_token, lost.refresh_token);
    });

    it('has the grace that the operator set', slow, async (t) => {
        const strict = await Ostiary.start({ settings: { oauth: { refresh_grace: '0s', signing: 'eddsa' } } });
        t.after(() => strict.stop());
        const owner = await Person.register(strict);
        const { client, metadata, tokens } = await tokensFor({ ostiary: strict, person: owner });
        assert.equal(JSON.parse(Buffer.from(tokens.access_token.split('.')[0], 'base64url')).alg, 'EdDSA');
        assert.equal((await refresh(metadata, client.client_id, tokens.refresh_token)).status, 200);
        await assertRefused(refresh(metadata, client.client_id, tokens.refresh_token), 400, 'invalid_grant');
    });
});

describe('revocation', () => {
    it('by the client ends access token, refresh token and open streams at once', slow, async (t) => {
        for (const which of ['access_token', 'refresh_token']) {
            const { client, metadata, tokens } = await tokensFor({ ostiary, person, upstream: 'stdio' });
            const url = ostiary.mcp('stdio');
            const stream = OpenStream.events(url, await openSession(url, bearer(tokens)));
            t.after(() => stream.abort.abort());
            await stream.started;
            const revoked = await postForm(metadata.revocation_endpoint,
                { token: tokens[which], client_id: client.client_id });
            assert.equal(revoked.status, 200);
            assert.equal((await post(url, initializeMessage(), bearer(tokens))).status, 401);
            await Promise.race([stream.ended, sleep(1000)]);
            assert.ok(!stream.isOpen, `${which}: its stream was cut`);
            await assertRefused(refresh(metadata, client.client_id, tokens.refresh_token), 400, 'invalid_grant');
        }
    });

    it('is 200 for unknown and foreign tokens, and touches neither', slow, async () => {
        const { client, metadata, tokens } = await tokensFor({ ostiary, person, upstream: 'mirror' });
        const { client: other } = await newClient(ostiary);
        const revoke = (token, client_id) => postForm(metadata.revocation_endpoint, { token, client_id });
        assert.equal((await revoke('nonsense', client.client_id)).status, 200);
        assert.equal((await revoke(tokens.refresh_token, other.client_id)).status, 200);
        assert.equal((await revoke(tokens.access_token, other.client_id)).status, 200);
        assert.equal((await call(tokens)).status, 200);
    });

    it('needs the secret of a client that has one', slow, async () => {
        const { client, metadata, tokens } = await tokensFor(
            { ostiary, person, upstream: 'mirror', wishes: { token_endpoint_auth_method: 'client_secret_basic' } });
        const { client_id } = client;
        await assertRefused(postForm(metadata.revocation_endpoint, { token: tokens.refresh_token, client_id }), 401, 'invalid_client');
        assert.equal((await call(tokens)).status, 200);
    });
});

describe('an access token at the gateway', () => {
    it('of any other make is refused in one and the same way', slow, async () => {
        const { metadata, tokens } = await tokensFor({ ostiary, person, upstream: 'mirror' });
        const [header, claims, signature] = tokens.access_token.split('.');
        const own = JSON.parse(Buffer.from(header, 'base64url'));
        const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
        const { keys: [jwk] } = await (await fetch(metadata.jwks_uri)).json();
        const { createHmac, createPublicKey } = await import('node:crypto');
        const confused = `${encode({ ...own, alg: 'HS256' })}.${claims}`;
        const publicPem = createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
        const bad = {
            'unsigned': `${encode({ ...own, alg: 'none' })}.${claims}.`,
            'signed with the public key': `${confused}.${createHmac('sha256', publicPem).update(confused).digest('base64url')}`,
            'with a key of its own': `${encode({ ...own, jwk })}.${claims}.${signature}`,
            'with an address for its key': `${encode({ ...own, jku: `${mirror.url}/jwks` })}.${claims}.${signature}`,
            'of another type': `${encode({ ...own, typ: 'JWT' })}.${claims}.${signature}`,
            'with other claims': `${header}.${encode({ ...JSON.parse(Buffer.from(claims, 'base64url')), scope: '*' })}.${signature}`,
            'cut short': tokens.access_token.slice(0, -8),
            'padded': `${tokens.access_token}=`,
            'with a fourth part': `${tokens.access_token}.x`,
            'a refresh token': tokens.refresh_token,
        };
        const challenges = new Set();
        for (const [what, token] of Object.entries(bad)) {
            const response = await call({ access_token: token });
            assert.equal(response.status, 401, what);
            const { resource_metadata, error } = challengeOf(response);
            assert.ok(resource_metadata, what);
            assert.equal(error, 'invalid_token', what);
            const { title, detail } = await response.json();
            challenges.add(JSON.stringify([response.headers.get('www-authenticate'), title, detail]));
        }
        assert.equal(challenges.size, 1, 'nothing tells one kind of bad from another');
        assert.equal((await call(tokens)).status, 200);
    });

    it('comes in the header only, whatever the case of its scheme', slow, async () => {
        const { tokens } = await tokensFor({ ostiary, person, upstream: 'mirror' });
        const url = ostiary.mcp('mirror');
        const lower = await post(url, initializeMessage(), { Authorization: `bearer ${tokens.access_token}` });
        assert.equal(lower.status, 200);
        assert.equal((await post(`${url}?access_token=${tokens.access_token}`, initializeMessage())).status, 401);
        const body = await fetch(url, { method: 'POST', body: new URLSearchParams({ access_token: tokens.access_token }) });
        assert.equal(body.status, 401);
        const long = await call({ access_token: `${tokens.access_token}${'a'.repeat(12_000)}` });
        assert.ok([401, 431].includes(long.status), String(long.status));
    });

    it('ends with its account', slow, async () => {
        const owner = await Person.register(ostiary);
        const { client, metadata, tokens } = await tokensFor({ ostiary, person: owner, upstream: 'mirror' });
        await ostiary.command(['account', 'disable', owner.email]);
        assert.equal((await call(tokens)).status, 401);
        await assertRefused(refresh(metadata, client.client_id, tokens.refresh_token), 400, 'invalid_grant');
    });
});

describe('the signing key', () => {
    it('is rotated by hand without anybody noticing', slow, async () => {
        const { metadata, tokens } = await tokensFor({ ostiary, person, upstream: 'mirror' });
        const next = await ostiary.json(['signing-key', 'rotate']);
        assert.equal(next.state, 'next');
        const { keys } = await getJson(metadata.jwks_uri);
        assert.ok(keys.some(({ kid }) => kid === next.kid), 'the next key is published');
        assert.equal((await call(tokens)).status, 200);
        await assert.rejects(ostiary.command(['signing-key', 'rotate']), /published already/);
    });

    it('that may have leaked is worth nothing at once; clients come back by themselves', slow, async () => {
        const { client, metadata, tokens } = await tokensFor({ ostiary, person, upstream: 'mirror' });
        assert.equal((await call(tokens)).status, 200); // and is remembered
        const key = await ostiary.json(['signing-key', 'rotate', '--now']);
        assert.equal((await call(tokens)).status, 401);
        const renewed = await (await refresh(metadata, client.client_id, tokens.refresh_token)).json();
        assert.equal((await call(renewed)).status, 200);
        const listed = await ostiary.list('signing-key');
        assert.deepEqual(listed.map(({ kid, state }) => [kid, state]), [[key.kid, 'signing']]);
    });
});
