// SPDX-License-Identifier: GPL-3.0-or-later
// What clients send to register themselves (RFC 7591), as they were seen to. Each test names the client it is for.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { authorizationRequest, getJson, metadataOf, refresh, registerClient } from './helpers/oauth.js';
import { Ostiary, temporaryFolder } from './helpers/ostiary.js';
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
    const { status, body } = await register({ redirect_uris: [loopback], scope: 'openid aso:read email profile' });
    assert.equal(status, 201);
    assert.equal(body.scope, 'aso:read');
    const none = await register({ redirect_uris: [loopback], scope: 'openid email profile' });
    assert.equal(none.status, 201);
    assert.ok(!('scope' in none.body), 'nothing left to name');
});

it('takes each way of authentication that real clients ask for, Basic where none is named', quick, async () => {
    const asked = { undefined: 'client_secret_basic', client_secret_basic: 'client_secret_basic',
        client_secret_post: 'client_secret_post', none: 'none' };
    for (const [wish, expected] of Object.entries(asked)) {
        const method = wish === 'undefined' ? undefined : wish;
        const { status, body } = await register({ redirect_uris: [loopback], token_endpoint_auth_method: method });
        assert.equal(status, 201, wish);
        assert.equal(body.token_endpoint_auth_method, expected, wish);
        assert.equal('client_secret' in body, expected !== 'none', wish);
        assert.equal(body.client_secret_expires_at, expected === 'none' ? undefined : 0, wish);
    }
});

it('ignores what it does not know and what is not the client\'s to choose', quick, async () => {
    const { status, body } = await register({
        redirect_uris: [loopback], application_type: 'native', client_id: 'https://claude.ai/x', client_secret: 'mine',
        registration_access_token: 'mine', trusted: true, logo_uri: `data:image/png;base64,${'A'.repeat(20_000)}`,
        software_statement: 'x.y.z', sector_identifier_uri: 'https://127.0.0.1/s', contacts: null,
    });
    assert.equal(status, 201, JSON.stringify(body));
    assert.notEqual(body.client_id, 'https://claude.ai/x');
    for (const name of ['trusted', 'logo_uri', 'software_statement', 'client_secret'])
        assert.notEqual(body[name], 'mine', name);
});

it('refuses a body that is none, by its size too', quick, async () => {
    const send = (body) => fetch(metadata.registration_endpoint,
        { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    for (const body of ['null', '[]', '{', '"x"', '']) {
        const response = await send(body);
        assert.equal(response.status, 400, body);
        assert.equal((await response.json()).error, 'invalid_client_metadata', body);
    }
    assert.equal((await send(`{"client_name": "${'x'.repeat(65 * 1024)}"}`)).status, 413);
    const many = await register({ redirect_uris: Array.from({ length: 200 }, (_, i) => `${loopback}${i}`) });
    assert.equal(many.body.error, 'invalid_redirect_uri');
});

describe('a registration (RFC 7592)', () => {
    const manage = (client, method, body, token = client.registration_access_token) =>
        fetch(client.registration_client_uri, {
            method, headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
            body: body && JSON.stringify(body) });

    it('is read, changed and deleted with its token', quick, async () => {
        const { body: client } = await register({ redirect_uris: [loopback], token_endpoint_auth_method: undefined });
        const read = await (await manage(client, 'GET')).json();
        assert.equal(read.registration_access_token, client.registration_access_token);
        assert.equal(read.registration_client_uri, client.registration_client_uri);
        assert.ok(Object.values(read).every((value) => value !== null), JSON.stringify(read));

        const { client_id, client_secret } = client;
        const wish = { client_id, client_secret, client_name: 'Renamed', redirect_uris: [`${loopback}/2`] };
        const changed = await manage(client, 'PUT', wish);
        assert.equal(changed.status, 200, await changed.clone().text());
        const { client_name, redirect_uris } = await changed.json();
        assert.deepEqual({ client_name, redirect_uris }, { client_name: 'Renamed', redirect_uris: [`${loopback}/2`] });

        assert.equal((await manage(client, 'DELETE')).status, 204);
        for (const method of ['GET', 'PUT', 'DELETE'])
            assert.equal((await manage(client, method, method === 'PUT' ? wish : undefined)).status, 401, method);
        const refused = await refresh(metadata, client_id, 'whatever', { client_secret });
        assert.equal(refused.status, 401);
        assert.equal((await refused.json()).error, 'invalid_client');
    });

    it('is nobody else\'s', quick, async () => {
        const [mine, other] = await Promise.all([1, 2].map(() => register({ redirect_uris: [loopback] })));
        for (const token of [other.body.registration_access_token, 'x', undefined]) {
            for (const method of ['GET', 'PUT', 'DELETE']) {
                const response = await manage(mine.body, method, method === 'PUT' ? {} : undefined, token ?? null);
                assert.equal(response.status, 401, method);
                assert.match(response.headers.get('www-authenticate'), /^Bearer /);
            }
        }
        assert.equal((await manage(mine.body, 'GET')).status, 200);
    });
});

describe('a client that an operator makes', () => {
    it('has an id, and a secret where one is wanted, printed once', quick, async () => {
        const args = ['client', 'create', 'Our app', '--redirect-uri', loopback, '--redirect-uri', `${loopback}/2`];
        const open = await ostiary.json(args);
        assert.deepEqual(open.redirect_uris, [loopback, `${loopback}/2`]);
        assert.equal(open.token_endpoint_auth_method, 'none');
        assert.ok(!('client_secret' in open));
        const kept = await ostiary.json([...args, '--secret']);
        const { client_secret } = kept;
        const known = await refresh(metadata, kept.id, 'whatever', { client_secret });
        assert.equal((await known.json()).error, 'invalid_grant', 'the client is known, the token is not');
        assert.ok(!JSON.stringify(await ostiary.list('client')).includes(client_secret));

        await ostiary.command(['client', 'delete', kept.id]);
        const gone = await refresh(metadata, kept.id, 'whatever', { client_secret });
        assert.equal((await gone.json()).error, 'invalid_client');
    });
});

it('shows the same software as one row with a count, however often it registers', quick, async () => {
    const answers = [];
    for (let i = 0; i < 3; ++i)
        answers.push(await register({ client_name: 'Again and again', redirect_uris: [loopback] }));
    const rows = (await ostiary.list('client')).filter(({ name }) => name === 'Again and again');
    assert.equal(rows.length, 1);
    assert.equal(rows[0].registrations, 3);
    assert.equal(new Set(answers.map(({ body }) => body.client_id)).size, 3);
});

it('gives two clients that register at once an id each (claude.ai)', quick, async () => {
    const answers = await Promise.all([1, 2].map(() => register({ redirect_uris: [loopback] })));
    assert.notEqual(answers[0].body.client_id, answers[1].body.client_id);
});

it('is closed where the operator wants it so; clients made by hand are let in', slow, async (t) => {
    const closed = await Ostiary.start({ settings: { clients: { registration: 'off' } } });
    t.after(() => closed.stop());
    const said = await metadataOf(closed);
    assert.ok(!('registration_endpoint' in said));
    const response = await registerClient({ registration_endpoint: `${closed.url}/api/oauth/register` },
        { redirect_uris: [loopback] });
    assert.equal(response.status, 403);
    assert.match((await response.json()).error_description, /ask the operator/);
    const { id } = await closed.json(['client', 'create', 'Ours', '--redirect-uri', loopback]);
    const { url } = authorizationRequest(said, { clientId: id, redirectUri: loopback });
    assert.equal((await fetch(url, { redirect: 'manual' })).status, 303);
});

it('leads only to the hosts that the operator names, here and when access is asked for', slow, async (t) => {
    const dataFolder = temporaryFolder();
    const redirects = ['https://claude.ai/api/mcp/auth_callback', 'https://elsewhere.example/cb', loopback];
    const before = await Ostiary.start({ dataFolder });
    const made = await registerClient(await metadataOf(before), { redirect_uris: redirects });
    const { client_id: clientId } = await made.json();
    await before.stop();

    const strict = await Ostiary.start({ dataFolder, environment: { OSTIARY_CLIENTS_REDIRECT_HOSTS: 'claude.ai' } });
    t.after(() => strict.stop());
    const said = await metadataOf(strict);
    const refused = await registerClient(said, { redirect_uris: redirects });
    assert.equal(refused.status, 400);
    const { error, error_description: words } = await refused.json();
    assert.equal(error, 'invalid_redirect_uri');
    assert.match(words, /elsewhere.*redirect_hosts/);
    assert.equal((await registerClient(said, { redirect_uris: [redirects[0], redirects[2], 'cursor://x/cb'] })).status, 201);
    for (const [redirectUri, status] of [[redirects[0], 303], [redirects[1], 400], [redirects[2], 303]]) {
        const { url } = authorizationRequest(said, { clientId, redirectUri });
        assert.equal((await fetch(url, { redirect: 'manual' })).status, status, redirectUri);
    }
});
