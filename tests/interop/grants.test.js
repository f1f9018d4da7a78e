// SPDX-License-Identifier: GPL-3.0-or-later
// The grants beside the authorization code: devices (RFC 8628), programs in their own name, narrowing (RFC 8693); and
// looking into tokens (RFC 7662). Where a person is needed, it is one whose browser runs no scripts.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { closePage, consentButton, launchBrowser, newPage, signIn } from './helpers/browser.js';
import { OpenStream, initializeMessage, openSession, post } from './helpers/mcp.js';
import { bearer, postForm, verifiedToken } from './helpers/oauth.js';
import { Ostiary, temporaryFolder } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { everythingOverStdio, startMirror } from './helpers/upstreams.js';
import { basic, decide, newClient, tokensFor } from './helpers/without_browser.js';

const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const exchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';

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

async function answerOf(responsePromise, status) {
    const response = await responsePromise;
    const body = await response.json();
    assert.equal(response.status, status, JSON.stringify(body));
    return body;
}

const call = (tokens, upstream = 'mirror') => post(ostiary.mcp(upstream), initializeMessage(), bearer(tokens));

describe('a device without a browser', () => {
    const wishes = { redirect_uris: undefined, grant_types: [deviceGrant, 'refresh_token'], client_name: 'Television' };

    async function start(fields = {}) {
        const { client, metadata } = await newClient(ostiary, wishes);
        const { client_id } = client;
        const wish = { client_id, scope: 'projects:read', resource: ostiary.mcp('mirror'), ...fields };
        const device = await answerOf(postForm(metadata.device_authorization_endpoint, wish), 200);
        const poll = () => postForm(metadata.token_endpoint,
            { grant_type: deviceGrant, client_id, device_code: device.device_code });
        return { client, device, poll };
    }

    it('gets in once somebody typed its code and agreed, without JavaScript', slow, async (t) => {
        const browser = await launchBrowser();
        t.after(() => browser.close());
        const { device, poll } = await start();
        assert.match(device.user_code, /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
        assert.equal(device.verification_uri, `${ostiary.url}/device`);
        assert.equal((await answerOf(poll(), 400)).error, 'authorization_pending');

        const page = await newPage(browser, { javaScriptEnabled: false });
        t.after(() => closePage(page));
        await page.goto(device.verification_uri);
        await signIn(page, person);
        await page.locator('input[name=user_code]').fill(device.user_code.toLowerCase());
        await page.getByRole('button', { name: 'Continue' }).click();
        await page.getByText('Television').first().waitFor();
        assert.match(await page.locator('main, body').first().innerText(), /device whose code you typed/i);
        await consentButton(page, 'allow').click();
        await page.getByText('The device gets in').waitFor();

        const tokens = await answerOf(poll(), 200);
        assert.equal(tokens.scope, 'projects:read');
        assert.ok(tokens.refresh_token);
        assert.equal((await call(tokens)).status, 200);
        assert.equal((await answerOf(poll(), 400)).error, 'invalid_grant', 'a device code works once');
        assert.equal((await call(tokens)).status, 401, 'twice, and what it gave ends');
    });

    it('finds its code filled in by verification_uri_complete, but not sent', quick, async () => {
        const { device, poll } = await start();
        const { pathname, search } = new URL(device.verification_uri_complete);
        const html = await (await person.request('GET', pathname + search)).text();
        assert.match(html, new RegExp(`value="${device.user_code}"`));
        assert.equal((await answerOf(poll(), 400)).error, 'authorization_pending');
    });

    it('is let in on the command line, too, and is told a no', slow, async () => {
        const typed = async (device) => {
            const response = await person.sendForm('/device', { user_code: device.user_code });
            assert.equal(response.status, 303, await response.text());
            return response.headers.get('location');
        };
        const allowed = await start();
        const path = await typed(allowed.device);
        const approvals = await ostiary.list('approval');
        const { id } = approvals.find(({ state, client_name: name }) => state === 'pending' && name === 'Television');
        assert.match(path, new RegExp(id));
        await ostiary.command(['approval', 'approve', id]);
        assert.ok((await answerOf(allowed.poll(), 200)).access_token);

        const denied = await start();
        const page = await decide(person, await typed(denied.device), 'deny');
        assert.match(await page.text(), /stays out/);
        assert.equal((await answerOf(denied.poll(), 400)).error, 'access_denied');
    });

    it('that asks too often is told to slow down', quick, async () => {
        const { poll } = await start();
        assert.equal((await answerOf(poll(), 400)).error, 'authorization_pending');
        assert.equal((await answerOf(poll(), 400)).error, 'slow_down');
    });

    it('needs a client that is registered for it, and a resource that is ours', quick, async () => {
        const { client, metadata } = await newClient(ostiary);
        const ask = (fields) => postForm(metadata.device_authorization_endpoint, fields);
        assert.equal((await answerOf(ask({ client_id: client.client_id }), 400)).error, 'unauthorized_client');
        assert.equal((await answerOf(ask({ client_id: 'gone' }), 401)).error, 'invalid_client');
        const { client: tv } = await newClient(ostiary, wishes);
        const elsewhere = { client_id: tv.client_id, resource: 'https://elsewhere.example/' };
        assert.equal((await answerOf(ask(elsewhere), 400)).error, 'invalid_target');
    });

    it('cannot be found by guessing codes, and a code sent from another site does nothing', quick, async () => {
        const guesser = await Person.register(ostiary);
        const { device } = await start();
        const forged = await guesser.request('POST', '/device',
            new URLSearchParams({ user_code: device.user_code, csrf: 'guessed' }).toString(),
            { 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRF-Token': undefined });
        assert.equal(forged.status, 403);
        let response;
        for (let i = 0; i < 11; ++i)
            response = await guesser.sendForm('/device', { user_code: 'BBBB-BBBB' });
        assert.equal(response.status, 429);
        assert.ok(Number(response.headers.get('retry-after')) > 0);
        assert.equal((await guesser.sendForm('/device', { user_code: device.user_code })).status, 429);
        const stranger = await fetch(`${ostiary.url}/device?user_code=${device.user_code}`, { redirect: 'manual' });
        assert.match(stranger.headers.get('location'), /^\/login\?next=%2Fdevice/);
    });
});

describe('a program in its own name', () => {
    const wishes = { redirect_uris: undefined, grant_types: ['client_credentials'], client_name: 'Nightly job',
        token_endpoint_auth_method: 'client_secret_basic' };
    const ask = ({ client, metadata }, fields = {}) =>
        postForm(metadata.token_endpoint, { grant_type: 'client_credentials', ...fields }, basic(client));

    it('gets tokens once an operator allowed it, until that is taken back', slow, async (t) => {
        const program = await newClient(ostiary, wishes);
        const { client_id } = program.client;
        assert.equal((await answerOf(ask(program), 400)).error, 'unauthorized_client');
        await ostiary.command(['client', 'allow', client_id, '--owner', person.email, '--scopes', 'projects:write']);

        const resource = ostiary.mcp('stdio');
        const tokens = await answerOf(ask(program, { resource, scope: 'projects:read' }), 200);
        assert.equal(tokens.refresh_token, undefined, 'it can always ask again');
        assert.equal(tokens.scope, 'projects:read');
        const { claims } = await verifiedToken(program.metadata, tokens.access_token);
        assert.equal(claims.sub, client_id);
        assert.equal(claims.aud, resource);
        assert.equal((await answerOf(ask(program, { scope: 'store:write' }), 400)).error, 'invalid_scope');

        const session = await openSession(resource, bearer(tokens));
        const stream = OpenStream.events(resource, session);
        t.after(() => stream.abort.abort());
        await stream.started;
        await ostiary.command(['client', 'disallow', client_id]);
        assert.equal((await call(tokens, 'stdio')).status, 401);
        await Promise.race([stream.ended, sleep(1000)]);
        assert.ok(!stream.isOpen, 'its stream was cut');
        assert.equal((await answerOf(ask(program), 400)).error, 'unauthorized_client');
    });

    it('stays out when the account that answers for it disconnects it', slow, async () => {
        const owner = await Person.register(ostiary);
        const program = await newClient(ostiary, wishes);
        await ostiary.command(['client', 'allow', program.client.client_id, '--owner', owner.email]);
        const tokens = await answerOf(ask(program), 200);
        const { items: [session] } = await (await owner.request('GET', '/api/oauth/sessions')).json();
        assert.equal(session.machine, true);
        assert.match(await (await owner.request('GET', '/account/apps')).text(), /a program, in its own name/);
        assert.equal((await owner.request('DELETE', `/api/oauth/sessions/${session.id}`)).status, 204);
        assert.equal((await call(tokens)).status, 401);
        assert.equal((await answerOf(ask(program), 400)).error, 'unauthorized_client');
    });

    it('must prove who it is', quick, async () => {
        const { client } = await newClient(ostiary);
        const refused = ostiary.command(['client', 'allow', client.client_id, '--owner', person.email]);
        await assert.rejects(refused, /public client/);
    });
});

describe('token exchange', () => {
    it('narrows scopes and audience, and never the other way', slow, async () => {
        const { client, metadata, tokens } = await tokensFor({ ostiary, person, scope: 'projects:write aso:read' });
        const ask = (subject_token, fields) => postForm(metadata.token_endpoint, { grant_type: exchangeGrant,
            client_id: client.client_id, subject_token, subject_token_type: accessToken, ...fields });
        const narrow = await answerOf(ask(tokens.access_token,
            { scope: 'projects:read', resource: ostiary.mcp('mirror') }), 200);
        assert.equal(narrow.issued_token_type, accessToken);
        assert.equal(narrow.token_type, 'Bearer');
        assert.equal(narrow.scope, 'projects:read');
        assert.ok(narrow.expires_in <= tokens.expires_in);
        assert.equal(narrow.refresh_token, undefined);
        assert.equal((await call(narrow)).status, 200);
        assert.equal((await call(narrow, 'stdio')).status, 401);
        const wider = (fields) => answerOf(ask(narrow.access_token, fields), 400);
        assert.equal((await wider({ scope: 'projects:write' })).error, 'invalid_scope');
        assert.equal((await wider({ resource: ostiary.mcp('stdio') })).error, 'invalid_target');
        assert.equal((await wider({ subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' })).error, 'invalid_request');
    });
});

describe('introspection', () => {
    const wishes = { token_endpoint_auth_method: 'client_secret_basic' };

    it('tells a client what its own tokens are good for, until they are not', slow, async () => {
        const { client, metadata, tokens } = await tokensFor({ ostiary, person, upstream: 'mirror', scope: 'aso:read', wishes });
        const ask = (token, by = client) => answerOf(postForm(metadata.introspection_endpoint, { token }, basic(by)), 200);
        const access = await ask(tokens.access_token);
        assert.deepEqual([access.active, access.scope, access.client_id, access.username, access.aud, access.token_type],
            [true, 'aso:read', client.client_id, person.email, ostiary.mcp('mirror'), 'Bearer']);
        assert.ok(access.exp > access.iat);
        assert.equal((await ask(tokens.refresh_token)).active, true);
        assert.deepEqual(await ask('nonsense'), { active: false });
        const { client: other } = await newClient(ostiary, wishes);
        assert.deepEqual(await ask(tokens.access_token, other), { active: false }, 'not a word of foreign tokens');
        assert.deepEqual(await ask(tokens.refresh_token, other), { active: false });
        await postForm(metadata.revocation_endpoint, { token: tokens.refresh_token }, basic(client));
        assert.deepEqual(await ask(tokens.access_token), { active: false });
    });

    it('is for clients that prove who they are', quick, async () => {
        const { client, metadata } = await newClient(ostiary);
        const attempts = [{}, { client_id: client.client_id }, { client_id: client.client_id, client_secret: 'guessed' }];
        for (const fields of attempts) {
            const response = await postForm(metadata.introspection_endpoint, { token: 'x', ...fields });
            assert.equal(response.status, 401, JSON.stringify(fields));
            assert.equal((await response.json()).error, 'invalid_client');
        }
    });
});

describe('an identity provider that the operator trusts', () => {
    const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    const idp = 'https://idp.example.org';
    const makers = {
        RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
        EdDSA: () => generateKeyPairSync('ed25519'),
    };
    let server, owner, keys, client, metadata;
    before(async () => {
        keys = Object.fromEntries(Object.entries(makers).map(([alg, make]) => [alg, make()]));
        const jwks = { keys: Object.entries(keys).map(([alg, { publicKey }]) =>
            ({ ...publicKey.export({ format: 'jwk' }), kid: alg, alg, use: 'sig' })) };
        const dataFolder = temporaryFolder();
        const file = path.join(dataFolder, 'issuers.json');
        fs.writeFileSync(file, JSON.stringify([{ issuer: idp, jwks }]));
        server = await Ostiary.start({ dataFolder, upstreams: { mirror: mirror.url, stdio: everythingOverStdio },
            settings: { oauth: { trusted_issuers: file } } });
        owner = await Person.register(server);
        ({ client, metadata } = await newClient(server, { token_endpoint_auth_method: 'client_secret_basic' }));
    }, slow);
    after(() => server?.stop(), slow);

    const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const now = () => Math.floor(Date.now() / 1000);
    function assertion(claims = {}, { alg = 'RS256', key = keys[alg].privateKey, header = {} } = {}) {
        const all = { iss: idp, sub: 'user-1', email: owner.email, aud: metadata.issuer, client_id: client.client_id,
            jti: randomUUID(), iat: now(), exp: now() + 300, resource: server.mcp('mirror'),
            scope: 'projects:read aso:read', ...claims };
        const input = `${encode({ alg, kid: alg, typ: 'oauth-id-jag+jwt', ...header })}.${encode(all)}`;
        const signature = sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), key).toString('base64url');
        return `${input}.${signature}`;
    }
    const ask = (text, fields = {}, by = client) =>
        postForm(metadata.token_endpoint, { grant_type: jwtBearer, assertion: text, ...fields }, basic(by));

    it('vouches for an account: a token for one resource, with the scopes that both allow', slow, async () => {
        assert.deepEqual(metadata.authorization_grant_profiles_supported, ['urn:ietf:params:oauth:grant-profile:id-jag']);
        assert.ok(metadata.grant_types_supported.includes(jwtBearer));
        for (const alg of Object.keys(keys)) {
            const tokens = await answerOf(ask(assertion({}, { alg }), { scope: 'projects:read store:write' }), 200);
            assert.equal(tokens.scope, 'projects:read');
            assert.equal(tokens.refresh_token, undefined, 'the provider is asked again');
            assert.equal((await post(server.mcp('mirror'), initializeMessage(), bearer(tokens))).status, 200);
            assert.equal((await post(server.mcp('stdio'), initializeMessage(), bearer(tokens))).status, 401);
        }
        const { items } = await (await owner.request('GET', '/api/oauth/sessions')).json();
        assert.deepEqual(items.map(({ vouched_by: by }) => by), [idp], 'one session, which says who vouched');
        const latest = await answerOf(ask(assertion()), 200);
        const { items: open } = await (await owner.request('GET', '/api/oauth/sessions')).json();
        await Promise.all(open.map(({ id }) => owner.request('DELETE', `/api/oauth/sessions/${id}`)));
        assert.equal((await post(server.mcp('mirror'), initializeMessage(), bearer(latest))).status, 401);
    });

    it('is not believed twice, late, for others, or by another key', slow, async () => {
        const once = assertion();
        assert.equal((await ask(once)).status, 200);
        const { client: other } = await newClient(server, { token_endpoint_auth_method: 'client_secret_basic' });
        const bad = {
            'sent twice': [once],
            'expired': [assertion({ exp: now() - 1 })],
            'good for a day': [assertion({ exp: now() + 86_400 })],
            'of the future': [assertion({ iat: now() + 120 })],
            'without an end': [assertion({ exp: undefined })],
            'for another server': [assertion({ aud: 'https://elsewhere.example' })],
            'for several servers': [assertion({ aud: [metadata.issuer, 'https://elsewhere.example'] })],
            'for another client': [assertion(), {}, other],
            'of a stranger': [assertion({ iss: 'https://evil.example' })],
            'about nobody here': [assertion({ email: 'nobody@example.org' })],
            'about an unchecked address': [assertion({ email_verified: false })],
            'without an id': [assertion({ jti: undefined })],
            'signed by another key': [assertion({}, { key: makers.RS256().privateKey })],
            'signed with the wrong algorithm': [assertion({}, { header: { alg: 'EdDSA' } })],
            'unsigned': [assertion({}, { header: { alg: 'none' } }).replace(/[^.]*$/, '')],
            'an access token': [assertion({}, { header: { typ: 'at+jwt' } })],
            'with a critical extension': [assertion({}, { header: { crit: ['x'] } })],
            'nonsense': ['x.y.z'],
        };
        for (const [what, [text, fields, by]] of Object.entries(bad)) {
            const answer = await answerOf(ask(text, fields, by), 400);
            assert.equal(answer.error, 'invalid_grant', `${what}: ${JSON.stringify(answer)}`);
        }
        const elsewhere = { resource: 'https://elsewhere.example/' };
        assert.equal((await answerOf(ask(assertion(elsewhere)), 400)).error, 'invalid_target');
        assert.equal((await answerOf(ask(assertion(), { resource: server.mcp('stdio') }), 400)).error, 'invalid_target');
        assert.equal((await answerOf(ask(assertion(), { scope: 'store:write' }), 400)).error, 'invalid_scope');
        const { client: open } = await newClient(server);
        const byPublic = postForm(metadata.token_endpoint,
            { grant_type: jwtBearer, assertion: assertion({ client_id: open.client_id }), client_id: open.client_id });
        assert.equal((await answerOf(byPublic, 400)).error, 'unauthorized_client');
    });

    it('is unknown to a server that trusts nobody', quick, async () => {
        const { client: here, metadata: theirs } = await newClient(ostiary, { token_endpoint_auth_method: 'client_secret_basic' });
        assert.equal(theirs.authorization_grant_profiles_supported, undefined);
        const response = postForm(theirs.token_endpoint, { grant_type: jwtBearer, assertion: 'x.y.z' }, basic(here));
        assert.equal((await answerOf(response, 400)).error, 'unsupported_grant_type');
    });
});
