// SPDX-License-Identifier: GPL-3.0-or-later
// Clients whose id is the address of a document, from outside: where the server must not go, and what people then see.
// That it goes where it may is tested beside it, in tests/core and tests/gateway: here there are no public addresses.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, it } from 'node:test';
import { authorizationRequest, metadataOf, refresh } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';

const redirectUri = 'http://127.0.0.1/callback';
let ostiary, metadata, listener, connections = 0;
before(async () => {
    ostiary = await Ostiary.start();
    metadata = await metadataOf(ostiary);
    listener = net.createServer((socket) => { ++connections; socket.destroy(); }).listen(0, '::');
    await once(listener, 'listening');
}, slow);
after(async () => {
    listener?.close();
    await ostiary?.stop();
}, slow);

const authorize = (clientId, server = metadata) =>
    fetch(authorizationRequest(server, { clientId, redirectUri }).url, { redirect: 'manual' });

it('an address that leads into this computer or network is refused on a page, and never called', slow, async () => {
    const { port } = listener.address();
    const hosts = ['127.0.0.1', '[::1]', 'localhost', 'localhost.', 'x.localhost', '2130706433', '0177.0.0.1', '0x7f.1',
        '[::ffff:127.0.0.1]', '[64:ff9b::7f00:1]', '10.0.0.1', '169.254.169.254', '[fd00::1]', '100.64.0.1'];
    for (const host of hosts) {
        const response = await authorize(`https://${host}:${port}/client.json`);
        assert.equal(response.status, 400, host);
        assert.match(response.headers.get('content-type'), /text\/html/, host);
        assert.equal(response.headers.get('location'), null, host);
    }
    assert.equal(connections, 0);
});

it('an address that cannot be a client is refused without a look', quick, async () => {
    const addresses = ['http://app.example/c', 'https://app.example', 'https://app.example/c#f', 'https://u@app.example/c',
        'https://app.example/a/../c', 'https://app.example/%2e%2e/c', 'https://app.example:0/c',
        `https://app.example/${'x'.repeat(2048)}`, 'https://аpp.example/c', 'javascript:alert(1)'];
    for (const address of addresses) {
        const response = await authorize(address);
        assert.equal(response.status, 400, address);
        assert.equal(response.headers.get('location'), null, address);
        const token = await refresh(metadata, address, 'whatever');
        assert.equal(token.status, 401, address);
        assert.equal((await token.json()).error, 'invalid_client', address);
    }
});

it('can be switched off, and kept to hosts that the operator names', slow, async (t) => {
    const off = await Ostiary.start({ settings: { clients: { metadata_documents: 'off' } } });
    t.after(() => off.stop());
    const offMetadata = await metadataOf(off);
    assert.ok(!('client_id_metadata_document_supported' in offMetadata));
    assert.equal((await authorize('https://claude.ai/oauth/mcp-oauth-client-metadata', offMetadata)).status, 400);

    const kept = await Ostiary.start({ environment: { OSTIARY_CLIENTS_ALLOWED_HOSTS: 'claude.ai,chatgpt.com' } });
    t.after(() => kept.stop());
    const response = await authorize('https://app.example/client.json', await metadataOf(kept));
    assert.equal(response.status, 400);
    assert.match(await response.text(), /allowed_hosts/);
});
