// SPDX-License-Identifier: GPL-3.0-or-later
// Proofs of possession by hand (RFC 9449 §4), with the key that WebCrypto gives.
import { createHash, randomUUID, webcrypto } from 'node:crypto';

const { subtle } = webcrypto;
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

export class ProofKey {
    static async generate() {
        const key = new ProofKey();
        const pair = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
        const { kty, crv, x, y } = await subtle.exportKey('jwk', pair.publicKey);
        key.jwk = { kty, crv, x, y };
        key.thumbprint = sha256(JSON.stringify({ crv, kty, x, y })); // RFC 7638: in this order
        key.privateKey = pair.privateKey;
        return key;
    }

    /** A proof for a request; with `token`, for one that carries it. `claims` and `header` come instead of the usual ones. */
    async proof(url, { method = 'POST', token, claims = {}, header = {} } = {}) {
        const said = { jti: randomUUID(), htm: method, htu: url, iat: Math.floor(Date.now() / 1000),
            ...(token && { ath: sha256(token) }), ...claims };
        const input = `${encode({ typ: 'dpop+jwt', alg: 'ES256', jwk: this.jwk, ...header })}.${encode(said)}`;
        const signature = await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, this.privateKey, Buffer.from(input));
        return `${input}.${Buffer.from(signature).toString('base64url')}`;
    }

    /** The two headers of a request with a bound token. */
    async headers(url, { access_token: token }, wishes = {}) {
        return { Authorization: `DPoP ${token}`, DPoP: await this.proof(url, { token, ...wishes }) };
    }
}
