// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of keys: limits of their own, checks, leaks, and the button that takes everything back.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';

let ostiary;
before(async () => { ostiary = await Ostiary.start(); }, slow);
after(async () => { await ostiary?.stop(); }, slow);

const me = (secret) => fetch(`${ostiary.url}/auth/me`, { headers: { 'X-ForgeOS-API-Key': secret } });
async function make(person, body = {}) {
    const response = await person.request('POST', '/api/keys', { name: 'laptop', ...body });
    assert.equal(response.status, 201, await response.clone().text());
    return response.json();
}

describe('limits of a key\'s own', () => {
    it('hold from the next request on, and lower ones need no plan', quick, async () => {
        const person = await Person.register(ostiary);
        const key = await make(person, { limits: { standard: 3 } });
        const statuses = [];
        for (let i = 0; i < 4; ++i)
            statuses.push((await me(key.secret)).status);
        assert.deepEqual(statuses, [200, 200, 200, 429]);
        const changed = await person.request('PATCH', `/api/keys/${key.id}`, { limits: { standard: 50 } });
        assert.deepEqual((await changed.json()).limits, { standard: 50 });
        const again = await me(key.secret);
        assert.equal(again.status, 200);
        assert.equal(again.headers.get('ratelimit-policy'), '"standard";q=50;w=60');
    });

    it('above the plan\'s take one with custom limits; a raise ends by itself', quick, async () => {
        const person = await Person.register(ostiary);
        const tooMuch = await person.request('POST', '/api/keys', { name: 'x', limits: { standard: 1_000_000 } });
        assert.equal(tooMuch.status, 403);
        assert.equal((await tooMuch.json()).code, 'plan_required');
        await ostiary.command(['organization', 'set-plan', person.email, 'enterprise']);
        const key = await make(person, { limits: { standard: 500_000 } });
        const until = new Date(Date.now() + 1500).toISOString();
        const raised = await person.request('PATCH', `/api/keys/${key.id}`,
            { limits: { standard: 500, raise: 2, raised_until: until } });
        assert.equal(raised.status, 200, await raised.clone().text());
        assert.match((await me(key.secret)).headers.get('ratelimit-policy'), /q=1000;/);
        await new Promise((resolve) => setTimeout(resolve, 1600));
        assert.match((await me(key.secret)).headers.get('ratelimit-policy'), /q=500;/);
    });

    it('that make no sense are refused, naming the field', quick, async () => {
        const person = await Person.register(ostiary);
        for (const limits of [{ standard: 0 }, { standard: -1 }, { standard: 1e12 }, { standard: '5' }, { sdandard: 5 }, [], 5,
            { raise: 2 }, { raise: 1000, raised_until: '2030-01-01T00:00:00Z' }]) {
            const response = await person.request('POST', '/api/keys', { name: 'x', limits });
            assert.equal(response.status, 422, JSON.stringify(limits));
            assert.equal((await response.json()).field, 'limits');
        }
    });

    it('can be tried on the requests of the last days', slow, async () => {
        const person = await Person.register(ostiary);
        const { id, secret } = await make(person);
        for (let i = 0; i < 12; ++i)
            await me(secret);
        for (let i = 0; i < 60; ++i) { // counts are written behind
            const simulation = await ostiary.json(['limit', 'simulate', id, '5']);
            if (simulation.requests === 12) {
                assert.ok(simulation.refused >= 2 && simulation.refused <= 7); // a full minute may lie between
                const same = await person.request('GET', `/api/keys/${id}/simulation?count=5`);
                assert.equal((await same.json()).refused, simulation.refused);
                for (const [query, field] of [['count=0', 'count'], ['', 'count'], ['count=5&kind=x', 'kind']]) {
                    const bad = await person.request('GET', `/api/keys/${id}/simulation?${query}`);
                    assert.equal(bad.status, 422, query);
                    assert.equal((await bad.json()).field, field);
                }
                const stranger = await Person.register(ostiary);
                assert.equal((await stranger.request('GET', `/api/keys/${id}/simulation?count=5`)).status, 404);
                const tried = await person.sendForm('/account/keys/try', { id, try: '5' }, { page: `/account/keys/edit?id=${id}` });
                const html = await tried.text();
                assert.match(html, new RegExp(`Of 12 requests in the last 7 days it would have refused ${simulation.refused} `));
                assert.ok(!html.includes('/account/keys/raise')); // takes a plan with custom limits
                await ostiary.command(['organization', 'set-plan', person.email, 'enterprise']);
                const raised = await person.sendForm('/account/keys/raise', { id }, { page: `/account/keys/edit?id=${id}` });
                assert.equal(raised.status, 303, await raised.clone().text());
                assert.match((await me(secret)).headers.get('ratelimit-policy'), /q=200000;/);
                return;
            }
            await new Promise((resolve) => setTimeout(resolve, 250));
        }
        assert.fail('the requests were not counted');
    });
});

describe('a pasted key', () => {
    it('is named, or it says what is wrong with it', quick, async () => {
        const person = await Person.register(ostiary);
        const key = await make(person);
        const check = async (text) => {
            const response = await person.request('POST', '/api/keys/check', { key: text });
            assert.equal(response.status, 200);
            const answer = await response.text();
            assert.ok(!answer.includes(key.secret), 'it is never repeated');
            return JSON.parse(answer);
        };
        const works = await check(key.secret);
        assert.deepEqual([works.verdict, works.works, works.key.id], ['works', true, key.id]);
        assert.equal((await check(`${key.secret.slice(0, -1)}_`)).verdict, 'malformed');
        assert.equal((await check(key.secret.slice(0, -1))).verdict, 'typo');
        await person.request('DELETE', `/api/keys/${key.id}`);
        assert.equal((await check(key.secret)).verdict, 'revoked');
        const stranger = await Person.register(ostiary);
        const foreign = await (await stranger.request('POST', '/api/keys/check', { key: key.secret })).json();
        assert.deepEqual([foreign.verdict, foreign.key], ['unknown', undefined]);
    });
});

describe('a leaked key', () => {
    it('is revoked when a secret scanner reports it, and never repeated', quick, async () => {
        const person = await Person.register(ostiary);
        const { secret } = await make(person);
        const report = (body) => fetch(`${ostiary.url}/api/leaked-keys`, {
            method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
        const response = await report([
            { token: secret, type: 'ostiary_api_key', url: 'https://example.com/config', source: 'content' },
            { token: `fvk_live_${'A'.repeat(43)}`, type: 'ostiary_api_key', url: '', source: 'commit' }]);
        assert.equal(response.status, 200);
        const text = await response.text();
        assert.ok(!text.includes(secret));
        const [mine, other] = JSON.parse(text);
        assert.equal(mine.label, 'true_positive');
        assert.equal(mine.token_hash, createHash('sha256').update(secret).digest('base64'));
        assert.equal(other.label, 'false_positive');
        assert.equal((await me(secret)).status, 401);
        for (const body of [{}, [], [{ token: 5 }], 'x', [{ token: 'x'.repeat(5000) }]])
            assert.equal((await report(body)).status, 422, JSON.stringify(body).slice(0, 40));
        let last;
        for (let i = 0; i < 12; ++i)
            last = await report([{ token: 'nothing' }]);
        assert.equal(last.status, 429);
        assert.ok(Number(last.headers.get('retry-after')) >= 1);
    });
});

describe('revoke everything', () => {
    it('shows what stops, then stops it, but for the session that asks', quick, async () => {
        const person = await Person.register(ostiary);
        const elsewhere = person.elsewhere();
        await elsewhere.signIn();
        const keys = [await make(person, { name: 'laptop' }), await make(person, { name: 'ci', kind: 'fvk' })];
        const other = await Person.register(ostiary);
        const others = await make(other);
        const preview = await (await person.request('GET', '/api/revoke-all')).json();
        assert.equal(preview.keys, 2);
        assert.equal(preview.browser_sessions, 1);
        assert.deepEqual(preview.names.sort(), ['ci', 'laptop']);
        assert.equal((await me(keys[0].secret)).status, 200);
        assert.equal((await person.request('POST', '/api/revoke-all', undefined, { 'X-CSRF-Token': undefined })).status, 403);
        const done = await (await person.request('POST', '/api/revoke-all')).json();
        assert.equal(done.keys, 2);
        for (const { secret } of keys)
            assert.equal((await me(secret)).status, 401);
        assert.equal((await elsewhere.request('GET', '/auth/me')).status, 401);
        assert.equal((await person.request('GET', '/auth/me')).status, 200);
        assert.equal((await me(others.secret)).status, 200);
        const bad = await person.request('POST', '/api/revoke-all', { scope: 'world' });
        assert.equal(bad.status, 422);
        assert.equal((await bad.json()).field, 'scope');
    });

    it('takes an admin for the organization, and works with a key, which ends with the rest', quick, async () => {
        const person = await Person.register(ostiary);
        const { secret } = await make(person);
        const narrow = await make(person, { scopes: ['projects:read'] });
        const post = (key, body) => fetch(`${ostiary.url}/api/revoke-all`, {
            method: 'POST', headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
            body: JSON.stringify(body) });
        assert.equal((await post(narrow.secret, {})).status, 403);
        const done = await post(secret, { scope: 'organization' });
        assert.equal(done.status, 200, await done.clone().text());
        assert.equal((await me(secret)).status, 401);
        assert.equal((await person.request('GET', '/auth/me')).status, 401); // all of the organization's sessions too
    });
});

it('a key\'s secret stands nowhere in the data folder or the log', slow, async () => {
    const own = await Ostiary.start();
    const name = randomUUID();
    const person = await Person.register(own);
    const secrets = [];
    for (const kind of ['fos', 'fvk']) {
        const key = await (await person.request('POST', '/api/keys', { name, kind })).json();
        secrets.push(key.secret, key.secret.slice(-30));
        await fetch(`${own.url}/auth/me?key=${key.secret}`, { headers: { 'X-ForgeOS-API-Key': key.secret } });
        await fetch(`${own.url}/auth/me`, { headers: { Authorization: `Bearer ${key.secret}x` } });
        await person.request('POST', '/api/keys/check', { key: key.secret });
    }
    secrets.push(person.password);
    const found = { name: 0 };
    const look = () => {
        for (const entry of fs.readdirSync(own.dataFolder, { recursive: true, withFileTypes: true })) {
            if (!entry.isFile())
                continue;
            const file = path.join(entry.parentPath, entry.name);
            const bytes = fs.readFileSync(file);
            found.name += bytes.includes(name) ? 1 : 0;
            for (const secret of secrets)
                assert.ok(!bytes.includes(secret), file);
        }
    };
    look(); // with its WAL
    await own.stop();
    look();
    assert.ok(found.name > 0, 'the name is found, so that the search works');
    for (const folder of [process.env.OSTIARY_ARTIFACTS, '../../build/artifacts']) {
        const logs = folder && path.join(folder, 'logs');
        for (const log of logs && fs.existsSync(logs) ? fs.readdirSync(logs) : []) {
            const text = fs.readFileSync(path.join(logs, log));
            for (const secret of secrets)
                assert.ok(!text.includes(secret), log);
        }
    }
});
