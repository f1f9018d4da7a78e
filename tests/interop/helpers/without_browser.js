// SPDX-License-Identifier: GPL-3.0-or-later
// Consent as a browser without JavaScript gives it: by following redirects and sending forms.
import assert from 'node:assert/strict';
import { authorizationRequest, exchange, metadataOf, registerClient } from './oauth.js';

const pathOf = (location) => location.replace(/^https?:\/\/[^/]+/, '');

/** Decides the consent page at `path`; where its answer leads. */
export async function decide(person, path, decision = 'allow') {
    const id = new URLSearchParams(path.split('?')[1]).get('id');
    const sent = await person.sendForm('/consent', { id, decision }, { page: path });
    assert.equal(sent.status, 303, await sent.text());
    return person.request('GET', pathOf(sent.headers.get('location')));
}

/** What the client's callback gets for a request of helpers/oauth.js. */
export async function consentByForms(person, request, decision = 'allow') {
    const asked = await person.request('GET', request.url.pathname + request.url.search);
    assert.equal(asked.status, 303, await asked.text());
    const location = asked.headers.get('location');
    if (!location.startsWith('/consent'))
        return new URL(location).searchParams;
    const answer = await decide(person, location, decision);
    assert.equal(answer.status, 303, await answer.text());
    return new URL(answer.headers.get('location')).searchParams;
}

export const basic = ({ client_id: id, client_secret: secret }) => ({ Authorization: `Basic ${btoa(`${id}:${secret}`)}` });

/** A new client: `{ client, metadata }`. */
export async function newClient(ostiary, wishes = {}) {
    const metadata = await metadataOf(ostiary);
    const response = await registerClient(metadata, { redirect_uris: ['https://app.example/callback'], ...wishes });
    const client = await response.json();
    assert.equal(response.status, 201, JSON.stringify(client));
    return { client, metadata };
}

/** A code for a new client: `{ client, metadata, request, code }`. */
export async function codeFor({ ostiary, person, upstream, scope, wishes }) {
    const { client, metadata } = await newClient(ostiary, wishes);
    const request = authorizationRequest(metadata, { clientId: client.client_id,
        redirectUri: 'https://app.example/callback', resource: upstream && ostiary.mcp(upstream), scope });
    const parameters = await consentByForms(person, request);
    const code = parameters.get('code');
    assert.ok(code, String(parameters));
    return { client, metadata, request, code };
}

/** Tokens of a new client: `{ client, metadata, tokens }`. A client with a secret sends it by Basic. */
export async function tokensFor(wish) {
    const { client, metadata, request, code } = await codeFor(wish);
    const headers = client.client_secret ? basic(client) : {};
    const fields = client.client_secret ? { client_id: undefined } : {};
    const response = await exchange(metadata, request, code, { fields, headers });
    const tokens = await response.json();
    assert.equal(response.status, 200, JSON.stringify(tokens));
    return { client, metadata, tokens };
}
