// SPDX-License-Identifier: GPL-3.0-or-later
// How a client that knows nothing but an address finds the way. Each test names the client that insists on it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { initializeMessage, post } from './helpers/mcp.js';
import { challengeOf, getJson, metadataOf, refresh, registerClient } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';
import { startMirror } from './helpers/upstreams.js';

let ostiary, mirror, key, metadata;
before(async () => {
    mirror = await startMirror();
    ostiary = await Ostiary.start({ upstreams: { mirror: mirror.url } });
    metadata = await metadataOf(ostiary);
    const person = await Person.invite(ostiary);
    key = keyHeaders.Authorization((await person.createKey()).secret);
}, slow);
after(async () => {
    mirror?.stop();
    await ostiary?.stop();
}, slow);

const protectedResource = (path) => `${ostiary.url}/.well-known/oauth-protected-resource${path}`;

describe('the challenge', () => {
    it('comes with every method, absolute and on the same origin (Gemini CLI, Codex, mcp-remote)', quick, async () => {
        for (const path of ['/mcp', '/mcp/mirror']) {
            for (const method of ['GET', 'HEAD', 'POST', 'DELETE']) {
                const headers = { 'MCP-Protocol-Version': '2024-11-05' };
                const response = await fetch(ostiary.url + path, { method, headers });
                assert.equal(response.status, 401, `${method} ${path}`);
                const { resource_metadata, error } = challengeOf(response);
                assert.equal(resource_metadata, protectedResource(path), `${method} ${path}`);
                assert.equal(error, undefined, 'no error where no token was given (RFC 6750 §3.1)');
                const { resource } = await getJson(resource_metadata);
                assert.equal(resource, ostiary.url + path, 'the URL that the client used');
            }
        }
    });

    it('is the same with a slash at the end', quick, async () => {
        for (const path of ['/mcp', '/mcp/mirror']) {
            const [bare, slashed] = await Promise.all(['', '/'].map((end) =>
                fetch(ostiary.url + path + end, { method: 'POST', redirect: 'manual' })));
            assert.equal(slashed.status, 401);
            assert.equal(challengeOf(slashed).resource_metadata, challengeOf(bare).resource_metadata);
        }
        const response = await post(`${ostiary.mcp('mirror')}/`, initializeMessage(), key);
        assert.equal(response.status, 200);
    });

    it('says which scopes to ask for, and says invalid_token of a bad one', quick, async () => {
        const headers = { Authorization: 'Bearer bad.bad.bad' };
        const response = await fetch(ostiary.mcp('mirror'), { method: 'POST', headers });
        const { scope, error } = challengeOf(response);
        assert.ok(scope);
        assert.ok(!scope.split(' ').includes('offline_access'));
        assert.equal(error, 'invalid_token');
    });

    it('is what a browser-side client may read (claude.ai)', quick, async () => {
        const headers = { Origin: 'http://localhost:6274' };
        const response = await fetch(ostiary.mcp('mirror'), { method: 'POST', headers });
        assert.equal(response.status, 401);
        const exposed = response.headers.get('access-control-expose-headers').toLowerCase();
        for (const name of ['www-authenticate', 'mcp-session-id', 'mcp-protocol-version'])
            assert.ok(exposed.includes(name), name);
        assert.ok(['*', headers.Origin].includes(response.headers.get('access-control-allow-origin')));
    });
});

it('OPTIONS is 204 without a credential, and allows what clients send (MCP Inspector)', quick, async () => {
    const origin = 'http://localhost:6274';
    const wanted = ['authorization', 'content-type', 'accept', 'mcp-session-id', 'mcp-protocol-version',
        'last-event-id', 'mcp-method', 'mcp-name', 'x-forgeos-api-key'];
    const preflight = {
        Origin: origin, 'Access-Control-Request-Method': 'POST', 'Access-Control-Request-Headers': wanted.join(),
    };
    const paths = ['/mcp', '/mcp/mirror', '/.well-known/oauth-protected-resource/mcp',
        '/.well-known/oauth-authorization-server', '/.well-known/openid-configuration', '/.well-known/api-catalog',
        '/api/oauth/register', '/api/oauth/register/some-client', '/api/oauth/token', '/api/oauth/revoke',
        '/api/oauth/jwks', '/register', '/token'];
    for (const path of paths) {
        const response = await fetch(ostiary.url + path, { method: 'OPTIONS', headers: preflight });
        assert.equal(response.status, 204, path);
        assert.ok(['*', origin].includes(response.headers.get('access-control-allow-origin')), path);
        const allowed = response.headers.get('access-control-allow-headers').toLowerCase().split(/, */);
        assert.deepEqual(wanted.filter((name) => !allowed.includes(name)), [], path);
    }
});

it('a page of another site gets no way in', quick, async () => {
    const headers = { ...key, Origin: 'https://evil.example' };
    assert.equal((await post(ostiary.mcp('mirror'), initializeMessage(), headers)).status, 403);
});

describe('discovery', () => {
    it('names one issuer everywhere, character by character', quick, async () => {
        const { issuer } = metadata;
        assert.equal(issuer, ostiary.url);
        const documents = ['/.well-known/oauth-authorization-server', '/.well-known/openid-configuration'];
        for (const document of documents)
            assert.equal((await getJson(ostiary.url + document)).issuer, issuer, document);
        for (const path of ['', '/mcp', '/mcp/mirror'])
            assert.deepEqual((await getJson(protectedResource(path))).authorization_servers, [issuer], path);
    });

    it('promises what clients look for before they begin', quick, () => {
        assert.ok(metadata.code_challenge_methods_supported.includes('S256'));
        assert.ok(!metadata.code_challenge_methods_supported.includes('plain'));
        assert.equal(metadata.authorization_response_iss_parameter_supported, true);
        assert.deepEqual(metadata.response_types_supported, ['code']);
        assert.ok(metadata.grant_types_supported.includes('refresh_token'));
        for (const method of ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'])
            assert.ok(metadata.token_endpoint_auth_methods_supported.includes(method), method);
        assert.deepEqual(metadata.token_endpoint_auth_signing_alg_values_supported, ['RS256', 'PS256', 'ES256', 'EdDSA']);
        assert.equal(metadata.client_id_metadata_document_supported, true, 'with none beside it (claude.ai)');
        for (const scope of ['openid', 'email', 'profile'])
            assert.ok(!metadata.scopes_supported.includes(scope), `ChatGPT asks for ${scope} when it is offered`);
        for (const [name, value] of Object.entries(metadata).filter(([name]) => name.endsWith('_endpoint')))
            assert.ok(value.startsWith(`${metadata.issuer}/`), name);
    });

    it('says the same as OpenID configuration, and nothing under an issuer that is none (RFC 8414 §3.3)', quick, async () => {
        assert.deepEqual(await getJson(`${ostiary.url}/.well-known/openid-configuration`), metadata);
        // What is found there would have to name that address as its issuer; strict clients give up on any other.
        for (const issuerPath of ['/mcp', '/mcp/mirror', '/tenant']) {
            for (const path of [`/.well-known/oauth-authorization-server${issuerPath}`,
                `/.well-known/openid-configuration${issuerPath}`, `${issuerPath}/.well-known/openid-configuration`])
                assert.equal((await fetch(ostiary.url + path)).status, 404, path);
        }
    });

    it('has no HTML and no 401 where a client merely looks (MCP Inspector)', quick, async () => {
        const paths = ['/mcp/mirror/.well-known/openid-configuration', '/.well-known/nothing-of-the-kind',
            '/.well-known/oauth-authorization-server/mcp', '/.well-known/oauth-protected-resource/nowhere',
            '/.well-known/oauth-protected-resource/mcp/nowhere'];
        for (const path of paths) {
            for (const headers of [{ Accept: 'application/json' }, { Accept: 'text/html,*/*' }]) {
                const response = await fetch(ostiary.url + path, { headers });
                assert.equal(response.status, 404, path);
                assert.match(response.headers.get('content-type'), /^application\/(problem\+)?json/, path);
                assert.equal(response.headers.get('www-authenticate'), null, path);
            }
        }
    });

    it('describes each protected resource at its own place (RFC 9728 §3)', quick, async () => {
        for (const path of ['', '/mcp', '/mcp/mirror', '/mcp/', '/mcp/mirror/']) {
            const document = await getJson(protectedResource(path));
            assert.equal(document.resource, ostiary.url + path.replace(/\/$/, ''), path);
            assert.ok(!document.scopes_supported.includes('offline_access'), path);
        }
    });

    it('lists every MCP server in the API catalogue (RFC 9727)', quick, async () => {
        const response = await fetch(`${ostiary.url}/.well-known/api-catalog`);
        assert.match(response.headers.get('content-type'), /^application\/linkset\+json/);
        const { linkset } = await response.json();
        assert.deepEqual(linkset.map(({ anchor }) => anchor), [ostiary.mcp(), ostiary.mcp('mirror')]);
        for (const { anchor, 'service-meta': [{ href }] } of linkset)
            assert.equal((await getJson(href)).resource, anchor);
    });

    it('stays where clients of 2025-03-26 look: at the root', quick, async () => {
        const registration = await registerClient({ registration_endpoint: `${ostiary.url}/register` },
            { redirect_uris: ['http://127.0.0.1/callback'] });
        assert.equal(registration.status, 201);
        const refused = await refresh({ token_endpoint: `${ostiary.url}/token` }, 'gone', 'whatever');
        assert.equal((await refused.json()).error, 'invalid_client');
        assert.equal((await fetch(`${ostiary.url}/authorize?client_id=nobody`, { redirect: 'manual' })).status, 400);
    });
});
