// SPDX-License-Identifier: GPL-3.0-or-later
// OAuth 2.1 by hand, each step apart, as far as the MCP specification uses it.
import assert from 'node:assert/strict';
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto';
import { consent } from './browser.js';

export async function getJson(url, init) {
    const response = await fetch(url, init);
    const body = await response.text();
    assert.equal(response.status, 200, `${url}: ${body}`);
    return JSON.parse(body);
}

/** The authorization server's metadata (RFC 8414). */
export const metadataOf = (ostiary) => getJson(`${ostiary.url}/.well-known/oauth-authorization-server`);

/** `key="value"` pairs of a Bearer challenge; fails when there is none. */
export function challengeOf(response) {
    const header = response.headers.get('www-authenticate') ?? '';
    assert.match(header, /^Bearer /, `${response.status} of ${response.url} carries a Bearer challenge`);
    return Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]));
}

export function postForm(url, fields, headers = {}) {
    const form = Object.entries(fields).filter(([, value]) => value !== undefined);
    return fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
}

export function registerClient(metadata, client) {
    return fetch(metadata.registration_endpoint, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ client_name: 'Interop client', token_endpoint_auth_method: 'none', ...client }),
    });
}

/** State as VS Code makes it: Base64, with everything in it that breaks when it is encoded twice or not at all. */
export const newState = () => `+/${randomBytes(12).toString('base64')}==`;

/** One authorization request (RFC 7636, RFC 8707) and what is needed to end it. */
export function authorizationRequest(metadata, { clientId, redirectUri, resource, scope, state = newState() }) {
    const verifier = randomBytes(32).toString('base64url');
    const url = new URL(metadata.authorization_endpoint);
    const fields = {
        response_type: 'code', client_id: clientId, redirect_uri: redirectUri, state, resource, scope,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(fields)) {
        if (value !== undefined)
            url.searchParams.set(name, value);
    }
    return { url, state, verifier, clientId, redirectUri, resource };
}

export function exchange(metadata, request, code, { fields = {}, headers = {} } = {}) {
    return postForm(metadata.token_endpoint, {
        grant_type: 'authorization_code', code, code_verifier: request.verifier, redirect_uri: request.redirectUri,
        client_id: request.clientId, resource: request.resource, ...fields,
    }, headers);
}

export function refresh(metadata, clientId, refreshToken, fields = {}) {
    return postForm(metadata.token_endpoint,
        { grant_type: 'refresh_token', refresh_token: refreshToken, client_id: clientId, ...fields });
}

/** What every redirect back to a client must hold (RFC 6749 §4.1.2, RFC 9207). */
export function assertAnswersRequest(parameters, { state }, issuer) {
    assert.equal(parameters.get('state'), state, 'state comes back exactly as it was sent');
    assert.equal(parameters.get('iss'), issuer, 'iss is the issuer, character by character');
}

/** Register, sign in, consent, exchange: `{ client, tokens, metadata, request }` of a public client. */
export async function authorize({ ostiary, browser, person, callback, upstream, scope, client: wishes = {} }) {
    const metadata = await metadataOf(ostiary);
    const registration = await registerClient(metadata, { redirect_uris: [callback.url], ...wishes });
    const client = await registration.json();
    assert.equal(registration.status, 201, JSON.stringify(client));
    const request = authorizationRequest(metadata,
        { clientId: client.client_id, redirectUri: callback.url, resource: ostiary.mcp(upstream), scope });
    const parameters = await consent(browser, request, person, callback);
    assertAnswersRequest(parameters, request, metadata.issuer);
    const response = await exchange(metadata, request, parameters.get('code'));
    const tokens = await response.json();
    assert.equal(response.status, 200, JSON.stringify(tokens));
    return { client, tokens, metadata, request };
}

export const bearer = (tokens) => ({ Authorization: `Bearer ${tokens.access_token}` });

/** Header and claims of an access token (RFC 9068) whose signature is checked against the published keys. */
export async function verifiedToken(metadata, accessToken) {
    const [header, claims, signature] = accessToken.split('.');
    const { kid, alg, typ } = JSON.parse(Buffer.from(header, 'base64url'));
    const { keys } = await getJson(metadata.jwks_uri);
    const jwk = keys.find((key) => key.kid === kid);
    assert.ok(jwk, `jwks_uri has the key ${kid}`);
    const digest = alg === 'EdDSA' ? null : 'sha256';
    const isSound = verify(digest, Buffer.from(`${header}.${claims}`), createPublicKey({ key: jwk, format: 'jwk' }),
        Buffer.from(signature, 'base64url'));
    assert.ok(isSound, 'the signature of the access token holds');
    return { typ, alg, claims: JSON.parse(Buffer.from(claims, 'base64url')) };
}
