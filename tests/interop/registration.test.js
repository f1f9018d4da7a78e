// SPDX-License-Identifier: GPL-3.0-or-later
// What clients send to register themselves (RFC 7591), as they were seen to. Each test names the client it is for.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { getJson, metadataOf, registerClient } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';

let ostiary, metadata;
before(async () => {
    ostiary = await Ostiary.start();
    metadata = await metadataOf(ostiary);
}, slow);
after(() => ostiary?.stop(), slow);

const loopback = 'http://127.0.0.1:33418/callback';
const register = async (client) => {
    const response = await registerClient(metadata, client);
    return { status: response.status, body: await response.json() };
};

it('takes Cursor\'s three addresses and its wrong application_type', quick, async () => {
    const redirect_uris = ['cursor://anysphere.cursor-mcp/oauth/callback', 'http://localhost:8787/callback',
        'https://www.cursor.com/agents/mcp/oauth/callback'];
    const { status, body } = await register({ client_name: 'Cursor', redirect_uris, application_type: 'web' });
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(body.redirect_uris, redirect_uris);
});

it('takes VS Code\'s, with a bare slash as path', quick, async () => {
    const redirect_uris = ['https://insiders.vscode.dev/redirect', 'https://vscode.dev/redirect', 'http://127.0.0.1/',
        'http://127.0.0.1:33418/'];
    const { status, body } = await register({ redirect_uris });
    assert.equal(status, 201, JSON.stringify(body));
    assert.deepEqual(body.redirect_uris, redirect_uris);
});

it('refuses addresses that would run as a script or lead anywhere', quick, async () => {
    for (const uri of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'vbscript:x', 'not a uri', '',
        'http://example.com/callback', 'https://example.com/#fragment', 'http://localhost@evil.example/']) {
        const { status, body } = await register({ redirect_uris: [uri] });
        assert.equal(status, 400, uri);
        assert.equal(body.error, 'invalid_redirect_uri', uri);
    }
});

it('answers without nulls, with numbers for times, and where to read it again (SDK 1, claude.ai)', quick, async () => {
    const { body } = await register({ redirect_uris: [loopback] });
    assert.ok(Object.values(body).every((value) => value !== null), JSON.stringify(body));
    assert.equal(typeof body.client_id_issued_at, 'number');
    const headers = { Authorization: `Bearer ${body.registration_access_token}` };
    const again = await getJson(body.registration_client_uri, { headers });
    assert.equal(again.client_id, body.client_id);
});

it('drops scopes that it does not know instead of failing (Windsurf)', quick, async () => {
    const { status } = await register({ redirect_uris: [loopback], scope: 'openid email profile' });
    assert.equal(status, 201);
});

it('gives two clients that register at once an id each (claude.ai)', quick, async () => {
    const answers = await Promise.all([1, 2].map(() => register({ redirect_uris: [loopback] })));
    assert.notEqual(answers[0].body.client_id, answers[1].body.client_id);
});
