// SPDX-License-Identifier: GPL-3.0-or-later
// Both generations of the TypeScript SDK behind one shape, so that each test runs with either.
import { Client as Client1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as Transport1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { UnauthorizedError as Unauthorized1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client as Client2, StreamableHTTPClientTransport as Transport2, UnauthorizedError as Unauthorized2 }
    from '@modelcontextprotocol/client';
import { newState } from './oauth.js';

const identity = { name: 'interop', version: '1.0.0' };

class Sdk {
    constructor(name, makeClient, Transport, UnauthorizedError, finish) {
        Object.assign(this, { name, makeClient, Transport, UnauthorizedError, finish });
    }

    /** A client that is not connected yet; `options` as the SDK's transport takes them. */
    prepare(url, options = {}) {
        const client = this.makeClient();
        const transport = new this.Transport(new URL(url), options);
        return { client, transport, connect: () => client.connect(transport) };
    }

    async connect(url, options) {
        const prepared = this.prepare(url, options);
        await prepared.connect();
        return prepared;
    }
}

// SDK 1 takes the code alone, SDK 2 checks all that came back.
const finish1 = (transport, parameters) => transport.finishAuth(parameters.get('code'));
const finish2 = (transport, parameters) => transport.finishAuth(parameters);
const newestFirst = { versionNegotiation: { mode: 'auto' } };

export const sdks = [
    new Sdk('SDK 1', () => new Client1(identity), Transport1, Unauthorized1, finish1),
    new Sdk('SDK 2', () => new Client2(identity), Transport2, Unauthorized2, finish2),
    new Sdk('SDK 2 that asks for the newest protocol first',
        () => new Client2(identity, newestFirst), Transport2, Unauthorized2, finish2),
];

/** An OAuthClientProvider for either SDK that keeps everything in memory and never opens a browser by itself. */
export class MemoryProvider {
    #verifier;
    #discovery;
    #tokens;

    constructor(redirectUrl, clientName) {
        this.redirectUrl = redirectUrl;
        this.clientName = clientName;
    }

    get clientMetadata() {
        return {
            client_name: this.clientName, redirect_uris: [this.redirectUrl], token_endpoint_auth_method: 'none',
            grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'],
        };
    }
    state() { return this.sentState = newState(); }

    clientInformation() { return this.client; }
    saveClientInformation(client) { this.client = client; }

    tokens() { return this.#tokens; }
    saveTokens(tokens) { this.#tokens = tokens; }
    /** What a token that ran out looks like to the server: not valid any more. */
    spoilAccessToken() { this.#tokens = { ...this.#tokens, access_token: 'ran.out.already' }; }

    codeVerifier() { return this.#verifier; }
    saveCodeVerifier(verifier) { this.#verifier = verifier; }
    discoveryState() { return this.#discovery; }
    saveDiscoveryState(state) { this.#discovery = state; }

    redirectToAuthorization(url) { this.authorizationUrl = url; }

    invalidateCredentials(what) {
        if (what === 'all' || what === 'tokens')
            this.#tokens = undefined;
        if (what === 'all' || what === 'client')
            this.client = undefined;
        if (what === 'all' || what === 'discovery')
            this.#discovery = undefined;
    }
}
