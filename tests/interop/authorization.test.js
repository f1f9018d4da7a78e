// SPDX-License-Identifier: GPL-3.0-or-later
// Authorization and token requests by hand, with what single clients were seen to send. Each test names whom it is for.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { closePage, consent, consentButton, launchBrowser, newPage, openConsent } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { initializeMessage, post } from './helpers/mcp.js';
import { assertAnswersRequest, authorizationRequest, authorize, bearer, exchange, metadataOf, postForm, refresh,
    registerClient } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { startMirror } from './helpers/upstreams.js';

let ostiary, mirror, browser, person, callback, metadata;
before(async () => {
    mirror = await startMirror();
    ostiary = await Ostiary.start({ upstreams: { mirror: mirror.url } });
    [browser, person, callback, metadata] =
        await Promise.all([launchBrowser(), Person.register(ostiary), Callback.listen(), metadataOf(ostiary)]);
}, slow);
after(async () => {
    callback?.close();
    mirror?.stop();
    await browser?.close();
    await ostiary?.stop();
}, slow);


/** A client that registers as it wishes, and its request for the upstream. */
async function newRequest({ wishes = {}, redirectUri = callback.url, ...fields } = {}) {
    const response = await registerClient(metadata, { redirect_uris: [redirectUri], ...wishes });
    const client = await response.json();
    assert.equal(response.status, 201, JSON.stringify(client));
    const request = authorizationRequest(metadata,
        { clientId: client.client_id, redirectUri, resource: ostiary.mcp('mirror'), ...fields });
    return { client, request };
}

const allow = (request) => consent(browser, request, person, callback);

describe('authorization', () => {
    it('drops unknown scopes and grants the others', slow, async () => {
        const scope = 'openid email projects:read nonsense:all';
        const { tokens } = await authorize({ ostiary, browser, person, callback, upstream: 'mirror', scope });
        assert.equal(tokens.scope, 'projects:read');
    });

    it('grants more than was registered for when the person agrees (SDK 2 steps up so)', slow, async () => {
        const { tokens } = await authorize({
            ostiary, browser, person, callback, upstream: 'mirror',
            scope: 'projects:read projects:write', client: { scope: 'projects:read' },
        });
        assert.deepEqual(tokens.scope.split(' ').sort(), ['projects:read', 'projects:write']);
    });

    it('takes any port of a registered loopback address, but only its path (Claude Code, VS Code)', slow, async () => {
        const { port } = new URL(callback.url);
        for (const host of ['127.0.0.1', 'localhost']) {
            const wishes = { redirect_uris: [`http://${host}/callback`] };
            const { client, request } = await newRequest({ wishes, redirectUri: `http://${host}:${port}/callback` });
            const parameters = await allow(request);
            assertAnswersRequest(parameters, request, metadata.issuer);
            assert.equal((await exchange(metadata, request, parameters.get('code'))).status, 200);

            const redirectUri = `http://${host}:${port}/elsewhere`;
            const elsewhere = authorizationRequest(metadata, { clientId: client.client_id, redirectUri });
            assert.equal((await fetch(elsewhere.url, { redirect: 'manual' })).status, 400);
        }
    });

    it('echoes every character of state, encoded exactly once (VS Code)', slow, async () => {
        for (const state of ['+/+/==', 'a b%20c&d=e#f?g', '"<ünïcode>"🔑', 'x'.repeat(2000)]) {
            const { request } = await newRequest({ state });
            const parameters = await consent(browser, request, person, callback, { decision: 'deny' });
            assertAnswersRequest(parameters, request, metadata.issuer);
        }
    });

    it('leads back into an app by its own scheme, past the content security policy (Cursor)', slow, async (t) => {
        const { request } = await newRequest({ redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback' });
        const page = await newPage(browser);
        t.after(() => closePage(page));
        await openConsent(page, request.url, person);
        const [location] = await Promise.all([redirectTo(page, 'cursor://'), consentButton(page, 'allow').click()]);
        assert.ok(location.startsWith(`${request.redirectUri}?`), location);
        const parameters = new URL(location).searchParams;
        assertAnswersRequest(parameters, request, metadata.issuer);
        assert.deepEqual(page.complaints.filter((text) => /content security policy/i.test(text)), []);
        assert.equal((await exchange(metadata, request, parameters.get('code'))).status, 200);
    });

    it('accepts prompt=consent and offline_access (Claude Code)', slow, async () => {
        const { request } = await newRequest({ scope: 'projects:read offline_access' });
        request.url.searchParams.set('prompt', 'consent');
        const parameters = await allow(request);
        const tokens = await (await exchange(metadata, request, parameters.get('code'))).json();
        assert.ok(tokens.refresh_token, JSON.stringify(tokens));
    });
});

describe('asking for consent', () => {
    const begin = async (who, request) => {
        const { pathname, search } = new URL(request.url);
        return who.request('GET', pathname + search);
    };
    /** The form that somebody is shown for a request: its fields. */
    const shown = async (who, request) => {
        const location = (await begin(who, request)).headers.get('location');
        const html = await (await who.request('GET', location)).text();
        const valueOf = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
        return { id: valueOf('id'), csrf: valueOf('csrf') };
    };
    const decide = (who, fields) => who.request('POST', '/consent', new URLSearchParams(fields).toString(),
        { 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRF-Token': undefined });
    const toldOf = (response) => {
        assert.equal(response.status, 303);
        return new URL(response.headers.get('location')).searchParams;
    };

    it('with prompt=none tells the client what is missing, with state and iss', quick, async () => {
        const { request } = await newRequest();
        request.url.searchParams.set('prompt', 'none');
        for (const [who, error] of [[Person.stranger(ostiary), 'login_required'], [person, 'consent_required']]) {
            const parameters = toldOf(await begin(who, request));
            assert.equal(parameters.get('error'), error);
            assertAnswersRequest(parameters, request, metadata.issuer);
        }
    });

    it('takes no credentials from the address', quick, async () => {
        const { request } = await newRequest();
        const stranger = Person.stranger(ostiary);
        for (const [name, value] of [['username', person.email], ['password', person.password], ['login', '1']])
            request.url.searchParams.set(name, value);
        assert.match((await begin(stranger, request)).headers.get('location'), /^\/login\?next=/);
        assert.equal(stranger.cookies.size, 0);
    });

    it('a form of another session, or sent again, decides nothing more', quick, async () => {
        const { request } = await newRequest();
        const fields = await shown(person, request);
        const other = await Person.register(ostiary);
        const stolen = await decide(other, { ...fields, decision: 'allow' });
        assert.equal(stolen.status, 404, 'not even with the right token');
        assert.equal((await decide(person, { ...fields, csrf: 'x', decision: 'allow' })).status, 403);
        assert.equal((await decide(person, { ...fields, decision: 'maybe' })).status, 400);

        const page = (await decide(person, { ...fields, decision: 'allow' })).headers.get('location');
        assert.ok(toldOf(await person.request('GET', page)).get('code'));
        const again = await person.request('GET', (await decide(person, { ...fields, decision: 'allow' })).headers.get('location'));
        assert.equal(again.status, 200, 'a page that says so, and no second code');
        assert.equal((await other.request('GET', page)).status, 404);
    });

    it('a form that was altered changes nothing of what was asked', slow, async () => {
        const { request } = await newRequest({ scope: 'projects:read' });
        const fields = await shown(person, request);
        assert.equal((await decide(person, { ...fields, decision: 'allow', scope: 'projects:write' })).status, 422);
        const altered = { ...fields, decision: 'allow', scope: 'projects:read', redirect_uri: 'https://evil.example/',
            client_id: 'cli_other', resource: ostiary.mcp() };
        const page = (await decide(person, altered)).headers.get('location');
        const { host, searchParams } = new URL((await person.request('GET', page)).headers.get('location'));
        assert.equal(host, new URL(callback.url).host);
        const tokens = await (await exchange(metadata, request, searchParams.get('code'))).json();
        assert.equal(tokens.scope, 'projects:read');
    });

    it('a state that is too long is refused, and none breaks out of a header', quick, async () => {
        const long = await newRequest({ state: 's'.repeat(9000) });
        assert.equal((await begin(person, long.request)).status, 414);
        const { request } = await newRequest({ state: 'x\r\nX-Evil: 1\r\n\r\n<html>' });
        request.url.searchParams.set('prompt', 'none');
        const response = await begin(person, request);
        assert.equal(response.headers.get('x-evil'), null);
        assertAnswersRequest(toldOf(response), request, metadata.issuer);
    });
});

/** The next redirect that the browser is sent to outside of the web, which it can't show. */
async function redirectTo(page, scheme) {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    return new Promise((resolve) => {
        session.on('Network.responseReceivedExtraInfo', ({ headers }) => {
            const location = headers.location ?? headers.Location;
            if (location?.startsWith(scheme))
                resolve(location);
        });
    });
}

describe('a confidential client', () => {
    /** Gets consent for a client with a secret; exchanges the code with `authenticate(client)`'s fields and headers. */
    async function tokensFor(wishes, authenticate) {
        const { client, request } = await newRequest({ wishes });
        assert.ok(client.client_secret, JSON.stringify(client));
        const parameters = await allow(request);
        return { client, response: await exchange(metadata, request, parameters.get('code'), authenticate(client)) };
    }

    it('that names no method gets a secret, and sends it by Basic (Copilot Studio)', slow, async () => {
        const basic = ({ client_id, client_secret }) => `Basic ${btoa(`${client_id}:${client_secret}`)}`;
        const { client, response } = await tokensFor({ token_endpoint_auth_method: undefined },
            (client) => ({ fields: { client_id: undefined }, headers: { Authorization: basic(client) } }));
        assert.equal(client.token_endpoint_auth_method, 'client_secret_basic');
        assert.equal(response.status, 200, await response.text());
    });

    it('sends its secret in the body where it registered so (claude.ai)', slow, async () => {
        const { response } = await tokensFor({ token_endpoint_auth_method: 'client_secret_post' },
            ({ client_secret }) => ({ fields: { client_secret } }));
        assert.equal(response.status, 200, await response.text());
    });

    it('is refused with a wrong secret', slow, async () => {
        const { response } = await tokensFor({ token_endpoint_auth_method: 'client_secret_post' },
            () => ({ fields: { client_secret: 'guessed' } }));
        assert.equal(response.status, 401);
        assert.equal((await response.json()).error, 'invalid_client');
    });
});

describe('the token endpoint', () => {
    it('tells a client that is gone by 401 invalid_client (claude.ai, Claude Code)', quick, async () => {
        const code = { grant_type: 'authorization_code', client_id: 'gone', code: 'x', code_verifier: 'y' };
        const ways = [refresh(metadata, 'gone', 'whatever'), postForm(metadata.token_endpoint, code)];
        for (const response of await Promise.all(ways)) {
            assert.equal(response.status, 401);
            assert.equal((await response.json()).error, 'invalid_client');
        }
    });

    it('tells a token that is no good by 400 invalid_grant', quick, async () => {
        const { client } = await newRequest();
        const response = await refresh(metadata, client.client_id, 'whatever');
        assert.equal(response.status, 400);
        assert.equal((await response.json()).error, 'invalid_grant');
    });

    it('takes a code once; the second time ends what the first gave', slow, async () => {
        const { request } = await newRequest();
        const code = (await allow(request)).get('code');
        const first = await exchange(metadata, request, code);
        assert.match(first.headers.get('cache-control'), /no-store/);
        const tokens = await first.json();
        assert.equal((await post(ostiary.mcp('mirror'), initializeMessage(), bearer(tokens))).status, 200);

        const second = await exchange(metadata, request, code);
        assert.equal(second.status, 400);
        assert.equal((await second.json()).error, 'invalid_grant');
        assert.equal((await post(ostiary.mcp('mirror'), initializeMessage(), bearer(tokens))).status, 401);
    });
});
