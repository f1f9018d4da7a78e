// SPDX-License-Identifier: GPL-3.0-or-later
// What clients of ForgeOS authentication rely on: names, figures and statuses, as they have been published.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { challengeOf } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';

const day_ms = 24 * 60 * 60 * 1000;

let ostiary, ada;
before(async () => {
    ostiary = await Ostiary.start();
    ada = await Person.register(ostiary);
}, slow);
after(() => ostiary?.stop(), slow);

const post = (path, body, headers = {}) => fetch(ostiary.url + path, {
    method: 'POST', headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(body) });
const withKey = (secret, path, init = {}) =>
    fetch(ostiary.url + path, { ...init, headers: { ...keyHeaders['X-ForgeOS-API-Key'](secret), ...init.headers } });

/** Fails unless a refusal is as RFC 9457 has it and says what is wrong. */
async function assertProblem(response, status, code, field) {
    const text = await response.text();
    assert.equal(response.status, status, text);
    assert.equal(response.headers.get('content-type'), 'application/problem+json');
    const problem = JSON.parse(text);
    assert.equal(problem.status, status);
    assert.equal(problem.code, code);
    assert.equal(problem.field, field);
    assert.ok(problem.detail.length > 10 && problem.request_id, text);
    return problem;
}

function assertSaysWhen(response, window_s) {
    const wait_s = Number(response.headers.get('retry-after'));
    assert.ok(Number.isInteger(wait_s) && wait_s >= 1 && wait_s <= window_s, `Retry-After: ${wait_s}`);
}

describe('POST /auth/login', () => {
    it('answers the right pair with 200 and both cookies', quick, async () => {
        const { email, password } = ada;
        const response = await post('/auth/login', { email, password });
        assert.equal(response.status, 200);
        const names = response.headers.getSetCookie().map((cookie) => cookie.split('=')[0]);
        assert.deepEqual(names, ['forge_session', 'forge_csrf']);
        const body = await response.json();
        assert.equal(body.account.email, email);
        assert.ok(response.headers.getSetCookie()[1].startsWith(`forge_csrf=${body.csrf_token};`));
    });

    it('answers a wrong pair with 401 and no cookie', quick, async () => {
        const response = await post('/auth/login', { email: ada.email, password: 'not this one' });
        assert.deepEqual(response.headers.getSetCookie(), []);
        await assertProblem(response, 401, 'invalid_credentials');
    });

    it('names the field that is missing, or no text', quick, async () => {
        await assertProblem(await post('/auth/login', { password: 'x' }), 422, 'invalid_value', 'email');
        await assertProblem(await post('/auth/login', { email: ada.email }), 422, 'invalid_value', 'password');
        await assertProblem(await post('/auth/login', { email: [], password: 'x' }), 422, 'invalid_value', 'email');
        await assertProblem(await post('/auth/login', []), 400, 'invalid_request');
    });
});

describe('a session', () => {
    it('ends after the time that the operator set', slow, async (t) => {
        const brief = await Ostiary.start({ environment: { OSTIARY_SESSION_LIFETIME: '3s' } });
        t.after(() => brief.stop());
        const person = await Person.register(brief);
        assert.equal((await person.request('GET', '/auth/me')).status, 200);
        await sleep(3_100);
        assert.equal((await person.request('GET', '/auth/me')).status, 401);
    });

    it('ends early with POST /auth/logout, which takes the token', quick, async () => {
        const person = await Person.register(ostiary);
        await assertProblem(await person.request('POST', '/auth/logout', undefined, { 'X-CSRF-Token': undefined }),
            403, 'csrf_failed');
        assert.equal((await person.request('GET', '/auth/me')).status, 200);
        assert.equal((await person.request('POST', '/auth/logout')).status, 204);
    });

    it('needs the token for what changes something; a key never does', quick, async () => {
        const person = await Person.register(ostiary);
        const create = (headers) => person.request('POST', '/api/keys', { name: 'by session' }, headers);
        await assertProblem(await create({ 'X-CSRF-Token': undefined }), 403, 'csrf_failed');
        const made = await create();
        assert.equal(made.status, 201);
        const { secret } = await made.json();
        assert.match(secret, /^fos_/);
        const byKey = await post('/api/keys', { name: 'by key' }, keyHeaders['X-ForgeOS-API-Key'](secret));
        assert.equal(byKey.status, 201);
        const { id } = await byKey.json();
        assert.equal((await withKey(secret, `/api/keys/${id}`, { method: 'DELETE' })).status, 204);
    });
});

describe('POST /auth/register-agent', () => {
    const agent = (values = {}) => ({ email: `agent-${Math.random().toString(36).slice(2)}@example.com`,
        password: 'an agent keeps its words by chance', ...values });

    it('answers 201 with a key that works, and no cookies', quick, async () => {
        const wish = agent({ name: 'nightly job' });
        const response = await post('/auth/register-agent', wish);
        assert.equal(response.status, 201);
        assert.deepEqual(response.headers.getSetCookie(), []);
        const { account, api_key: key } = await response.json();
        assert.equal(account.kind, 'agent');
        assert.equal(key.name, 'nightly job');
        const me = await (await withKey(key.secret, '/auth/me')).json();
        assert.deepEqual([me.id, me.email, me.kind, me.via], [account.id, wish.email, 'agent', 'api_key']);
        const keys = await (await withKey(key.secret, '/api/keys')).json();
        assert.deepEqual(keys.items.map(({ id }) => id), [key.id], 'the key is the agent\'s own, and its only one');
    });

    it('answers 409 for a taken e-mail', quick, async () => {
        const wish = agent();
        assert.equal((await post('/auth/register-agent', wish)).status, 201);
        await assertProblem(await post('/auth/register-agent', wish), 409, 'conflict');
    });

    it('answers 422 for a short password, a bad e-mail and what it does not know, with the field', quick, async () => {
        const refused = async (values, field) =>
            assertProblem(await post('/auth/register-agent', agent(values)), 422, 'invalid_value', field);
        await refused({ password: 'too short' }, 'password');
        await refused({ email: 'no address' }, 'email');
        await refused({ is_admin: true }, 'is_admin');
    });

    it('answers 429 with Retry-After beyond five in a minute', slow, async (t) => {
        const usual = await Ostiary.start({ settings: { limits: {} } });
        t.after(() => usual.stop());
        const wish = agent({ password: 'too short' });
        const register = () => fetch(`${usual.url}/auth/register-agent`, {
            method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wish) });
        for (let i = 0; i < 5; ++i)
            assert.equal((await register()).status, 422);
        const limited = await register();
        assertSaysWhen(limited, 60);
        await assertProblem(limited, 429, 'rate_limited');
    });
});

it('a new account has Pro for fourteen days, without anybody paying', quick, async () => {
    const person = await Person.register(ostiary);
    const me = await (await person.request('GET', '/auth/me')).json();
    assert.equal(me.plan, 'pro');
    const left_days = (Date.parse(me.trial_ends_at) - Date.now()) / day_ms;
    assert.ok(left_days > 13.99 && left_days <= 14, `${left_days} days`);
    const plan = await person.request('GET', '/api/billing/plan');
    assert.equal(plan.status, 200);
});

describe('statuses as documented', () => {
    it('401 with the way to OAuth, for no credential and for a bad one', quick, async () => {
        const cases = [
            [{}, 'authentication_required'],
            [{ 'X-ForgeOS-API-Key': 'fos_nonsense' }, 'invalid_token'],
            [{ Authorization: 'Basic eDp5' }, 'invalid_token'],
        ];
        for (const [headers, code] of cases) {
            const response = await fetch(`${ostiary.url}/auth/me`, { headers });
            const challenge = challengeOf(response);
            assert.equal(challenge.resource_metadata, `${ostiary.url}/.well-known/oauth-protected-resource`);
            assert.match(challenge.scope, /projects:read/);
            await assertProblem(response, 401, code);
        }
    });

    it('403 for a scope that the key lacks, with the scope in the challenge', quick, async () => {
        const made = await ada.request('POST', '/api/keys', { name: 'narrow', scopes: ['projects:read'] });
        const { secret } = await made.json();
        assert.equal((await withKey(secret, '/auth/me')).status, 200);
        const response = await withKey(secret, '/api/keys');
        const challenge = challengeOf(response);
        assert.deepEqual([challenge.error, challenge.scope], ['insufficient_scope', '*']);
        await assertProblem(response, 403, 'insufficient_scope');
    });

    it('403 for the project of another organization, 404 for none', quick, async () => {
        const other = await Person.register(ostiary);
        const made = await other.request('POST', '/api/projects', { name: 'Theirs' });
        assert.equal(made.status, 201);
        const { id } = await made.json();
        for (const [method, body] of [['GET'], ['PATCH', { name: 'Mine' }], ['DELETE']])
            await assertProblem(await ada.request(method, `/api/projects/${id}`, body), 403, 'forbidden');
        await assertProblem(await ada.request('GET', '/api/projects/prj_none'), 404, 'not_found');
        const { name } = await (await other.request('GET', `/api/projects/${id}`)).json();
        assert.equal(name, 'Theirs');
    });

    it('404 for the key of another account, as for none', quick, async () => {
        const other = await Person.register(ostiary);
        const { id } = await other.createKey();
        for (const method of ['GET', 'DELETE']) {
            await assertProblem(await ada.request(method, `/api/keys/${id}`), 404, 'not_found');
            await assertProblem(await ada.request(method, '/api/keys/key_none'), 404, 'not_found');
        }
        assert.equal((await (await other.request('GET', `/api/keys/${id}`)).json()).state, 'active');
    });

    it('409 for the eleventh key, and again 201 when one of ten is revoked', quick, async () => {
        const person = await Person.register(ostiary);
        const create = (i) => person.request('POST', '/api/keys', { name: `key ${i}` });
        const ids = [];
        for (let i = 1; i <= 10; ++i)
            ids.push((await (await create(i)).json()).id);
        await assertProblem(await create(11), 409, 'conflict');
        assert.equal((await person.request('DELETE', `/api/keys/${ids[0]}`)).status, 204);
        assert.equal((await create(11)).status, 201);
    });

    it('422 names the field of a key that can\'t be', quick, async () => {
        const wrong = { name: '', kind: 'abc', scopes: ['everything'], expires_at: 'soon', owner: 'ada' };
        for (const [field, value] of Object.entries(wrong)) {
            const wish = { name: 'x', [field]: value };
            await assertProblem(await ada.request('POST', '/api/keys', wish), 422, 'invalid_value', field);
        }
    });

    it('429 with Retry-After beyond a hundred in a minute, for that key alone', slow, async (t) => {
        const usual = await Ostiary.start({ settings: { limits: {} } });
        t.after(() => usual.stop());
        const person = await Person.invite(usual);
        const [busy, calm] = [await person.createKey(), await person.createKey()];
        const me = (key) => fetch(`${usual.url}/auth/me`, { headers: keyHeaders['X-ForgeOS-API-Key'](key.secret) });
        for (let left = 99; left >= 0; --left) {
            const response = await me(busy);
            assert.equal(response.status, 200);
            assert.match(response.headers.get('ratelimit'), new RegExp(`^"standard";r=${left};t=[0-9]+$`));
            assert.equal(response.headers.get('ratelimit-policy'), '"standard";q=100;w=60');
        }
        const limited = await me(busy);
        assertSaysWhen(limited, 60);
        assert.equal(limited.headers.get('ratelimit').startsWith('"standard";r=0;'), true);
        await assertProblem(limited, 429, 'rate_limited');
        assert.equal((await me(calm)).status, 200);
    });
});
