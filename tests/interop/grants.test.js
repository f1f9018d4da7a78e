// SPDX-License-Identifier: GPL-3.0-or-later
// The grants beside the authorization code: devices (RFC 8628), programs in their own name, narrowing (RFC 8693); and
// looking into tokens (RFC 7662). Where a person is needed, it is one whose browser runs no scripts.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { closePage, consentButton, launchBrowser, newPage, signIn } from './helpers/browser.js';
import { OpenStream, initializeMessage, openSession, post } from './helpers/mcp.js';
import { bearer, postForm, verifiedToken } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
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
