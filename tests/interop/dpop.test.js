// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens that are worth nothing without a key (RFC 9449; MCP SEP-1932): with a client library that knows them, and by
// hand where a good client would not do what has to be refused.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import { ProofKey } from './helpers/dpop.js';
import { initializeMessage, post } from './helpers/mcp.js';
import { authorizationRequest, bearer, exchange, getJson, metadataOf, postForm, refresh, verifiedToken } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { startMirror } from './helpers/upstreams.js';
import { basic, codeFor, consentByForms, newClient } from './helpers/without_browser.js';

let ostiary, mirror, person, resource, metadata;
before(async () => {
    mirror = await startMirror();
    ostiary = await Ostiary.start({ upstreams: { mirror: mirror.url } });
    person = await Person.register(ostiary);
    resource = ostiary.mcp('mirror');
    metadata = await metadataOf(ostiary);
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

/** Tokens of a new client that are bound to a new key: `{ client, key, tokens }`. */
async function boundTokens(wishes) {
    const key = await ProofKey.generate();
    const { client, request, code } = await codeFor({ ostiary, person, upstream: 'mirror', wishes });
    const headers = { DPoP: await key.proof(metadata.token_endpoint), ...(client.client_secret && basic(client)) };
    const fields = client.client_secret ? { client_id: undefined } : {};
    const tokens = await answerOf(exchange(metadata, request, code, { fields, headers }), 200);
    assert.equal(tokens.token_type, 'DPoP');
    return { client, key, tokens };
}

const call = (headers) => post(resource, initializeMessage(), headers);

describe('a client that knows DPoP (oauth4webapi)', () => {
    const options = { [oauth.allowInsecureRequests]: true };

    it('goes from discovery to a tool, a refresh, and a refusal that it understands', slow, async () => {
        const issuer = new URL(ostiary.url);
        const server = await oauth.processDiscoveryResponse(issuer,
            await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...options }));
        assert.ok(server.dpop_signing_alg_values_supported.includes('ES256'));
        const client = await oauth.processDynamicClientRegistrationResponse(
            await oauth.dynamicClientRegistrationRequest(server, { client_name: 'Careful client',
                redirect_uris: ['https://app.example/callback'], token_endpoint_auth_method: 'none',
                dpop_bound_access_tokens: true }, options));
        assert.equal(client.dpop_bound_access_tokens, true);

        const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
        const request = authorizationRequest(metadata, { clientId: client.client_id,
            redirectUri: 'https://app.example/callback', resource, scope: 'projects:read' });
        request.url.searchParams.set('dpop_jkt', await DPoP.calculateThumbprint());
        const callback = oauth.validateAuthResponse(server, client, await consentByForms(person, request), request.state);
        const tokens = await oauth.processAuthorizationCodeResponse(server, client,
            await oauth.authorizationCodeGrantRequest(server, client, oauth.None(), callback, request.redirectUri,
                request.verifier, { DPoP, additionalParameters: { resource }, ...options }));
        assert.equal(tokens.token_type, 'dpop');
        const { claims } = await verifiedToken(metadata, tokens.access_token);
        assert.deepEqual(claims.cnf, { jkt: await DPoP.calculateThumbprint() });

        const ask = (accessToken) => oauth.protectedResourceRequest(accessToken, 'POST', new URL(resource),
            new Headers({ 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' }),
            JSON.stringify(initializeMessage()), { DPoP, ...options });
        assert.equal((await ask(tokens.access_token)).status, 200);

        const renewed = await oauth.processRefreshTokenResponse(server, client,
            await oauth.refreshTokenGrantRequest(server, client, oauth.None(), tokens.refresh_token, { DPoP, ...options }));
        assert.equal(renewed.token_type, 'dpop');
        assert.notEqual(renewed.refresh_token, tokens.refresh_token);
        assert.equal((await ask(renewed.access_token)).status, 200);

        await assert.rejects(ask(`${renewed.access_token}x`), (error) => {
            assert.ok(error instanceof oauth.WWWAuthenticateChallengeError, String(error));
            assert.deepEqual(error.cause.map(({ scheme }) => scheme), ['bearer', 'dpop']);
            const [{ parameters: first }, { parameters: second }] = error.cause;
            assert.match(first.resource_metadata, /\.well-known\/oauth-protected-resource\/mcp\/mirror$/);
            assert.equal(second.error, 'invalid_token');
            assert.match(second.algs, /\bES256\b/);
            return true;
        });
    });
});

describe('a bound token', () => {
    let client, key, tokens;
    before(async () => { ({ client, key, tokens } = await boundTokens()); }, slow);

    const challenges = (response) => response.headers.get('www-authenticate') ?? '';

    it('opens the door with a proof, which the upstream never sees', quick, async () => {
        const response = await call(await key.headers(resource, tokens));
        assert.equal(response.status, 200, await response.text());
        const { headers } = mirror.requests.at(-1);
        assert.equal(headers.dpop, undefined);
        assert.equal(headers.authorization, undefined);
        const lower = await key.headers(resource, tokens);
        assert.equal((await call({ ...lower, Authorization: lower.Authorization.replace('DPoP', 'dpop') })).status, 200);
        assert.equal((await fetch(`${ostiary.url}/mcp/mirror/`, { method: 'GET',
            headers: await key.headers(`${ostiary.url}/mcp/mirror/`, tokens, { method: 'GET' }) })).status, 405, 'GET, too');
    });

    it('is refused as a Bearer token, and the answer says what is missing', quick, async () => {
        const response = await call(bearer(tokens));
        assert.equal(response.status, 401);
        assert.match(challenges(response), /^Bearer resource_metadata="[^"]+".*error="invalid_token", DPoP error="invalid_token", algs="[^"]*ES256/);
        assert.match((await response.json()).detail, /DPoP/);
        assert.equal((await call({ 'X-ForgeOS-API-Key': tokens.access_token })).status, 401);
    });

    it('is refused with any proof that is not for this request, this token and this moment', quick, async () => {
        const thief = await ProofKey.generate();
        const now = Math.floor(Date.now() / 1000);
        const good = await key.headers(resource, tokens);
        const bad = {
            'no proof': { Authorization: good.Authorization },
            'of another key': await thief.headers(resource, tokens),
            'of another key that names ours': await thief.headers(resource, tokens, { header: { jwk: key.jwk } }),
            'for another method': await key.headers(resource, tokens, { method: 'GET' }),
            'for another address': await key.headers(ostiary.mcp(), tokens),
            'for another host': await key.headers('https://elsewhere.example/mcp/mirror', tokens),
            'for another token': await key.headers(resource, tokens, { claims: { ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo' } }),
            'for no token': await key.headers(resource, tokens, { claims: { ath: undefined } }),
            'of ten minutes ago': await key.headers(resource, tokens, { claims: { iat: now - 600 } }),
            'in ten minutes': await key.headers(resource, tokens, { claims: { iat: now + 600 } }),
            'unsigned': await key.headers(resource, tokens, { header: { alg: 'none' } }),
            'a plain JWT': await key.headers(resource, tokens, { header: { typ: 'JWT' } }),
        };
        for (const [what, headers] of Object.entries(bad)) {
            const response = await call(headers);
            const body = await response.json();
            assert.equal(response.status, 401, `${what}: ${JSON.stringify(body)}`);
            assert.equal(body.code, 'dpop_proof_refused', what);
            assert.match(challenges(response), /^Bearer [^]*, DPoP error="invalid_dpop_proof", algs="/, what);
        }
        assert.equal((await call(good)).status, 200, 'what was refused cost nothing');
    });

    it('is refused with a proof that was sent before, and with two', quick, async () => {
        const once = await key.headers(resource, tokens);
        assert.equal((await call(once)).status, 200);
        const replayed = await call(once);
        assert.equal(replayed.status, 401);
        assert.match((await replayed.json()).detail, /used before/);
        const two = new Headers(await key.headers(resource, tokens));
        two.append('DPoP', await key.proof(resource, { token: tokens.access_token }));
        assert.equal((await call(Object.fromEntries(two))).status, 401);
    });

    it('is told from others: those are not sent by DPoP', quick, async () => {
        const { request, code } = await codeFor({ ostiary, person, upstream: 'mirror' });
        const plain = await answerOf(exchange(metadata, request, code), 200);
        assert.equal(plain.token_type, 'Bearer');
        assert.equal((await call(bearer(plain))).status, 200);
        const response = await call(await key.headers(resource, plain));
        assert.equal(response.status, 401);
        assert.match(challenges(response), /^Bearer [^]*error="invalid_token", DPoP error="invalid_token"/);
    });

    it('is known by its key to who may look into it', quick, async () => {
        const own = await boundTokens({ token_endpoint_auth_method: 'client_secret_basic' });
        const facts = await answerOf(postForm(metadata.introspection_endpoint,
            { token: own.tokens.access_token }, basic(own.client)), 200);
        assert.deepEqual(facts.cnf, { jkt: own.key.thumbprint });
        assert.equal(facts.token_type, 'DPoP');
        const { items } = await (await person.request('GET', '/api/oauth/sessions')).json();
        assert.ok(items.some(({ client_id: id, key_thumbprint: bound }) => id === client.client_id && bound === key.thumbprint));
    });

    it('is refreshed by the same key only, and ends at once', slow, async () => {
        const renew = async (by) => refreshBy(by, client, tokens.refresh_token);
        assert.equal((await answerOf(refresh(metadata, client.client_id, tokens.refresh_token), 400)).error, 'invalid_dpop_proof');
        assert.equal((await answerOf(renew(await ProofKey.generate()), 400)).error, 'invalid_grant');
        const renewed = await answerOf(renew(key), 200);
        assert.equal(renewed.token_type, 'DPoP');
        assert.equal((await call(await key.headers(resource, renewed))).status, 200);
        await postForm(metadata.revocation_endpoint, { token: renewed.refresh_token, client_id: client.client_id });
        assert.equal((await call(await key.headers(resource, renewed))).status, 401);
    });
});

async function refreshBy(key, client, refreshToken) {
    return postForm(metadata.token_endpoint,
        { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: client.client_id },
        { DPoP: await key.proof(metadata.token_endpoint) });
}

describe('the token endpoint', () => {
    it('takes a proof once, made for it, and says what is wrong with another', slow, async () => {
        const key = await ProofKey.generate();
        const { request, code } = await codeFor({ ostiary, person, upstream: 'mirror' });
        const attempt = (DPoP) => exchange(metadata, request, code, { headers: { DPoP } });
        const endpoint = metadata.token_endpoint;
        for (const proof of ['nonsense', await key.proof(resource), await key.proof(endpoint, { method: 'GET' }),
            await key.proof(endpoint, { claims: { iat: 1 } }), await key.proof(endpoint, { header: { alg: 'HS256' } }),
            await key.proof(endpoint, { claims: { jti: 'j'.repeat(257) } })]) {
            const refused = await answerOf(attempt(proof), 400);
            assert.equal(refused.error, 'invalid_dpop_proof', JSON.stringify(refused));
            assert.ok(refused.error_description);
        }
        const once = await key.proof(endpoint);
        const tokens = await answerOf(attempt(once), 200);
        const replayed = postForm(endpoint, { grant_type: 'refresh_token', refresh_token: tokens.refresh_token,
            client_id: request.clientId }, { DPoP: once });
        assert.equal((await answerOf(replayed, 400)).error, 'invalid_dpop_proof');
    });

    it('answers at its other address, too', quick, async () => {
        const key = await ProofKey.generate();
        const { request, code } = await codeFor({ ostiary, person, upstream: 'mirror' });
        const token_endpoint = `${ostiary.url}/token`;
        const tokens = await answerOf(exchange({ ...metadata, token_endpoint }, request, code,
            { headers: { DPoP: await key.proof(token_endpoint) } }), 200);
        assert.equal(tokens.token_type, 'DPoP');
    });

    it('gives a client that wants bound tokens no other', quick, async () => {
        const { request, code } = await codeFor({ ostiary, person, wishes: { dpop_bound_access_tokens: true } });
        assert.equal((await answerOf(exchange(metadata, request, code), 400)).error, 'invalid_dpop_proof');
        const { client } = await newClient(ostiary, { dpop_bound_access_tokens: true });
        assert.equal(client.dpop_bound_access_tokens, true);
        assert.equal((await newClient(ostiary)).client.dpop_bound_access_tokens, undefined);
    });
});

describe('what clients are told', () => {
    it('names the algorithms, of the server and of each resource', quick, async () => {
        const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
        assert.deepEqual(metadata.dpop_signing_alg_values_supported, algorithms);
        const described = await getJson(`${ostiary.url}/.well-known/oauth-protected-resource/mcp/mirror`);
        assert.deepEqual(described.dpop_signing_alg_values_supported, algorithms);
        assert.equal(described.dpop_bound_access_tokens_required, false);
    });

    it('allows the header to pages', quick, async () => {
        const response = await fetch(metadata.token_endpoint, { method: 'OPTIONS',
            headers: { Origin: 'https://app.example', 'Access-Control-Request-Method': 'POST' } });
        assert.match(response.headers.get('access-control-allow-headers'), /\bDPoP\b/);
    });

    it('says nothing of DPoP to who does not use it', quick, async () => {
        for (const headers of [{}, { Authorization: 'Bearer nonsense' }]) {
            const response = await call(headers);
            assert.equal(response.status, 401);
            assert.doesNotMatch(challenges(response), /DPoP/);
        }
    });

    const challenges = (response) => response.headers.get('www-authenticate') ?? '';
});
