// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that prove themselves by a signature instead of a secret (RFC 7523, private_key_jwt).
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { after, before, it } from 'node:test';
import { metadataOf, postForm, registerClient } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';

const jwtBearer = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let ostiary, metadata, client;
before(async () => {
    ostiary = await Ostiary.start();
    metadata = await metadataOf(ostiary);
    const response = await registerClient(metadata, {
        redirect_uris: ['http://127.0.0.1/callback'], token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'ES256' }] },
    });
    client = await response.json();
    assert.equal(response.status, 201, JSON.stringify(client));
}, slow);
after(() => ostiary?.stop(), slow);

const encoded = (object) => Buffer.from(JSON.stringify(object)).toString('base64url');
function assertion({ header = {}, claims = {}, signer } = {}) {
    const now = Math.floor(Date.now() / 1000);
    const input = [{ alg: 'ES256', kid: 'one', ...header },
        { iss: client.client_id, sub: client.client_id, aud: metadata.issuer, iat: now, exp: now + 60, jti: randomUUID(),
            ...claims }].map(encoded).join('.');
    const signature = signer?.(input)
        ?? sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    return `${input}.${signature}`;
}
const refreshWith = (fields, headers) => postForm(metadata.token_endpoint,
    { grant_type: 'refresh_token', refresh_token: 'whatever', ...fields }, headers);
const proof = (jwt = assertion()) => ({ client_assertion_type: jwtBearer, client_assertion: jwt });

it('it has no secret, and its signature is proof at every endpoint that asks for one', quick, async () => {
    assert.ok(!('client_secret' in client));
    // The client is believed: what is wrong is the token.
    for (const fields of [proof(), { ...proof(), client_id: client.client_id }]) {
        const response = await refreshWith(fields);
        assert.equal(response.status, 400);
        assert.equal((await response.json()).error, 'invalid_grant');
    }
    const forEndpoint = proof(assertion({ claims: { aud: metadata.token_endpoint } }));
    assert.equal((await (await refreshWith(forEndpoint)).json()).error, 'invalid_grant');
    assert.equal((await postForm(metadata.revocation_endpoint, { token: 'whatever', ...proof() })).status, 200);
});

it('an assertion is worth nothing twice, late, for others, or by another\'s hand', quick, async () => {
    const used = assertion();
    await refreshWith(proof(used));
    const now = Math.floor(Date.now() / 1000);
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const bad = {
        'sent before': used,
        'run out': assertion({ claims: { iat: now - 600, exp: now - 300 } }),
        'good for an hour': assertion({ claims: { exp: now + 3600 } }),
        'for another server': assertion({ claims: { aud: 'https://other.example' } }),
        'of another client': assertion({ claims: { sub: 'cli_other' } }),
        'without a jti': assertion({ claims: { jti: undefined } }),
        'of a stranger': assertion({ signer: (input) =>
            sign('sha256', Buffer.from(input), { key: stranger, dsaEncoding: 'ieee-p1363' }).toString('base64url') }),
        'unsigned': assertion({ header: { alg: 'none' }, signer: () => '' }),
        'signed with the public key as a secret': assertion({ header: { alg: 'HS256' }, signer: (input) =>
            createHmac('sha256', publicKey.export({ format: 'pem', type: 'spki' })).update(input).digest('base64url') }),
        'no JWT': 'x',
    };
    for (const [what, jwt] of Object.entries(bad)) {
        const response = await refreshWith(proof(jwt));
        assert.equal(response.status, 401, what);
        assert.equal((await response.json()).error, 'invalid_client', what);
    }
});

it('a client proves itself in one way, and in its own', quick, async () => {
    const ways = [
        { client_id: client.client_id },
        { client_id: client.client_id, client_secret: 'guessed' },
        { ...proof(), client_secret: 'guessed' },
        { ...proof(), client_id: 'cli_other' },
        { client_id: client.client_id, client_assertion: assertion() },
        { client_id: client.client_id, client_assertion_type: jwtBearer },
    ];
    for (const fields of ways) {
        const response = await refreshWith(fields);
        assert.equal(response.status, 401, JSON.stringify(Object.keys(fields)));
        assert.equal((await response.json()).error, 'invalid_client');
    }
    const basic = { Authorization: `Basic ${btoa(`${client.client_id}:guessed`)}` };
    const response = await refreshWith({}, basic);
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate'), /^Basic /, 'who tried the header is told its scheme');
    assert.equal((await refreshWith(proof(), basic)).status, 401);
});

it('keys that are private, weak or missing are refused at registration', quick, async () => {
    const own = publicKey.export({ format: 'jwk' });
    const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
    for (const jwks of [undefined, {}, { keys: [] }, { keys: [privateKey.export({ format: 'jwk' })] }, { keys: [weak] },
        { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }, { keys: [{ ...own, x: 'AAAA' }] }]) {
        const response = await registerClient(metadata, {
            redirect_uris: ['http://127.0.0.1/callback'], token_endpoint_auth_method: 'private_key_jwt', jwks });
        assert.equal(response.status, 400, JSON.stringify(jwks));
        assert.equal((await response.json()).error, 'invalid_client_metadata');
    }
});
