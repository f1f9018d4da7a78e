// SPDX-License-Identifier: GPL-3.0-or-later
// node-oidc-provider with its store in memory, set up to do what Ostiary does: RS256 access tokens of one hour, refresh
// tokens that rotate at every use. Prints one line of JSON: where it listens, and what a load may send.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const families = Number(process.argv[2] ?? 96);
const port = Number(process.argv[3]);
const issuer = `http://127.0.0.1:${port}`;
const resource = `${issuer}/api`;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const client = {
    client_id: 'bench', client_secret: 'bench-secret-that-is-long-enough', token_endpoint_auth_method: 'client_secret_post',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
    redirect_uris: ['https://app.example/callback'],
};

const provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['bench'] },
    scopes: ['openid', 'offline_access', 'projects:read'],
    rotateRefreshToken: true,
    ttl: { AccessToken: 3600, ClientCredentials: 3600, RefreshToken: 90 * 86400, Grant: 90 * 86400 },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        introspection: { enabled: true },
        registration: { enabled: true },
        revocation: { enabled: true },
        resourceIndicators: {
            enabled: true,
            defaultResource: () => resource,
            useGrantedResource: () => true,
            getResourceServerInfo: () => ({ scope: 'projects:read', audience: resource, accessTokenFormat: 'jwt',
                accessTokenTTL: 3600, jwt: { sign: { alg: 'RS256' } } }),
        },
    },
});

async function refreshToken() {
    const grant = new provider.Grant({ accountId: 'ann', clientId: client.client_id });
    grant.addResourceScope(resource, 'projects:read');
    grant.addOIDCScope('offline_access');
    const grantId = await grant.save();
    const full = await provider.Client.find(client.client_id);
    const token = new provider.RefreshToken({ accountId: 'ann', client: full, grantId, gty: 'authorization_code',
        scope: 'offline_access projects:read', resource, rotations: 0, iiat: Math.floor(Date.now() / 1000) });
    return token.save();
}

async function opaqueToken() {
    const full = await provider.Client.find(client.client_id);
    return new provider.ClientCredentials({ client: full, scope: '' }).save();
}

provider.listen(port, '127.0.0.1', async () => {
    const refresh = await Promise.all(Array.from({ length: families }, refreshToken));
    console.log(JSON.stringify({ url: issuer, client, refresh, introspect: await opaqueToken(),
        paths: { token: '/token', introspect: '/token/introspection', register: '/reg',
            discovery: '/.well-known/openid-configuration' } }));
});
