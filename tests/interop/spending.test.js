// SPDX-License-Identifier: GPL-3.0-or-later
// AI APIs shared by key: what a call costs is set aside, made, charged; a cap is a ceiling.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { AiApi } from './helpers/ai_api.js';
import { Ostiary, temporaryFolder } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { everythingOverStdio } from './helpers/upstreams.js';
import { tokensFor } from './helpers/without_browser.js';

const dollar = 1_000_000;
const secretFile = path.join(temporaryFolder(), 'api-key');
fs.writeFileSync(secretFile, 'sk-upstream\n', { mode: 0o600 });

let api, ostiary, person;

const upstreams = () => ({
    'upstreams.llm': { url: `${api.url}/v1`, path: '/v1', class: 'ai', credential_file: secretFile },
    'upstreams.reviews': { url: `${api.url}/reviews`, path: '/api/reviews', class: 'ai', unknown_price: '0.25' },
    'upstreams.notes': { url: `${api.url}/notes?tenant=7`, path: '/api/notes' },
});

before(async () => {
    api = await AiApi.start();
    ostiary = await Ostiary.start({
        upstreams: { tools: everythingOverStdio },
        settings: { limits: { standard: '100000/60s', fvk: '100000/60s', ai: '100000/60s', auth: '1000/60s' }, ...upstreams() },
    });
    person = await Person.register(ostiary);
    await ostiary.command(['price', 'set', 'llm', 'model', 'gpt*', '--input', '1', '--output', '2', '--max-output', '1000']);
    await ostiary.command(['price', 'set', 'llm', 'route', '/models', '--call', '0']);
    await ostiary.command(['price', 'set', 'tools', 'tool', 'echo', '--call', '0.01']);
}, slow);
after(async () => {
    await ostiary?.stop();
    await api?.stop();
}, slow);

// Ten active keys are the most there can be.
async function makeRoom() {
    const { items } = await (await person.request('GET', '/api/keys')).json();
    const active = items.filter(({ state }) => state === 'active');
    for (const { id } of active.length < 9 ? [] : active)
        await person.request('DELETE', `/api/keys/${id}`);
}

/** A key of its own with a budget, so that no test sees what another spent. */
async function keyWith(budget, more = {}) {
    await makeRoom();
    const response = await person.request('POST', '/api/keys', { name: 'test', ...(budget && { budget }), ...more });
    assert.equal(response.status, 201, await response.clone().text());
    const key = await response.json();
    key.call = (address, body, init = {}) => fetch(ostiary.url + address, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { 'X-ForgeOS-API-Key': key.secret, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
        ...init,
    });
    key.spend = async () => (await key.call('/api/billing/spend')).json();
    return key;
}

const chat = (test, more = {}) => ({ model: 'gpt-5', max_tokens: 100, messages: [{ role: 'user', content: 'Hi' }], test, ...more });
const settled = async (key, spent) => {
    for (let i = 0; i < 100; ++i) {
        const report = await key.spend();
        if (report.held_micros === 0 && report.spent_micros === spent)
            return report;
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(await key.spend(), { spent_micros: spent, held_micros: 0 });
};

describe('a call of an AI API', () => {
    it('goes to the upstream with its credential, and costs its tokens', quick, async () => {
        const key = await keyWith({ cap_micros: 5 * dollar });
        const response = await key.call('/v1/chat/completions?x=1', chat({ usage: { prompt_tokens: 1000, completion_tokens: 50 } },
            { padding: 'x'.repeat(2000) }));
        assert.equal(response.status, 200, await response.clone().text());
        assert.equal((await response.json()).choices[0].message.content, 'Hello');
        const seen = api.requests.at(-1);
        assert.equal(seen.url, '/v1/chat/completions?x=1');
        assert.equal(seen.headers.authorization, 'Bearer sk-upstream');
        assert.ok(!JSON.stringify(seen.headers).includes(key.secret));
        const report = await settled(key, 1000 * 1 + 50 * 2); // at the end of the answer
        assert.equal(report.cap_micros, 5 * dollar);
        assert.equal(report.remaining_micros, 5 * dollar - 1100);
        assert.equal(report.by_tool[0].id, 'gpt-5');
        assert.equal(report.by_upstream[0].id, 'llm');
        assert.equal(report.by_day.length, 1);
        assert.match(report.resets_at, /^\d{4}-\d\d-01T00:00:00\.000Z$/);
    });

    it('streamed in OpenAI\'s way costs what its last event says', quick, async () => {
        const key = await keyWith();
        const response = await key.call('/v1/chat/completions', chat({ usage: { prompt_tokens: 10, completion_tokens: 5 } }, { stream: true }));
        assert.match(await response.text(), /\[DONE\]/);
        await settled(key, 20);
    });

    it('streamed in Anthropic\'s way costs what its last events say', quick, async () => {
        const key = await keyWith();
        const response = await key.call('/v1/messages', chat({ usage: { input_tokens: 7, output_tokens: 9 } }, { stream: true }));
        assert.match(await response.text(), /message_stop/);
        await settled(key, 7 + 18);
    });

    it('that says nothing of its usage costs an upper bound, never nothing', quick, async () => {
        const key = await keyWith();
        const body = JSON.stringify(chat({}, { stream: true }));
        await (await key.call('/v1/chat/completions', body)).text();
        await settled(key, body.length + 2 * 'assistantHello'.length);
    });

    it('that fails costs nothing', quick, async () => {
        const key = await keyWith({ cap_micros: 5 * dollar });
        for (const status of [400, 429, 500])
            assert.equal((await key.call('/v1/chat/completions', chat({ status }))).status, status);
        const report = await settled(key, 0);
        assert.equal(report.remaining_micros, 5 * dollar);
    });

    it('that its caller gives up before it answers costs nothing; after that, what had come', quick, async () => {
        const key = await keyWith();
        const giveUp = new AbortController();
        const call = key.call('/v1/chat/completions', chat({ hang: true }), { signal: giveUp.signal });
        while (api.waiting.length === 0)
            await new Promise((resolve) => setTimeout(resolve, 10));
        assert.ok((await key.spend()).held_micros > 0);
        giveUp.abort();
        await assert.rejects(call);
        api.waiting.pop();
        await settled(key, 0);

        const stop = new AbortController();
        const response = await key.call('/v1/messages', chat({ stall: true, usage: { input_tokens: 3, output_tokens: 0 } }, { stream: true }),
            { signal: stop.signal });
        assert.equal(response.status, 200);
        await response.body.getReader().read();
        stop.abort();
        for (let i = 0; i < 200 && (await key.spend()).held_micros > 0; ++i)
            await new Promise((resolve) => setTimeout(resolve, 20));
        const { spent_micros: spent } = await key.spend();
        assert.ok(spent >= 3, `${spent}`);
    });

    it('whose figures make no sense costs what was set aside, and no more', quick, async () => {
        for (const usage of [{ prompt_tokens: -5, completion_tokens: 1 }, { prompt_tokens: 1, completion_tokens: 1e15 },
            { prompt_tokens: 1, completion_tokens: 900_000_000 }]) {
            const key = await keyWith();
            const body = JSON.stringify(chat({ usage }));
            assert.equal((await key.call('/v1/chat/completions', body)).status, 200);
            await settled(key, body.length + 2 * 100);
        }
    });

    it('without a price is refused, or costs what unknown ones do, as the operator wants it', quick, async () => {
        const key = await keyWith();
        const refused = await key.call('/v1/chat/completions', chat({}, { model: 'claude' }));
        assert.equal(refused.status, 402);
        assert.equal((await refused.json()).code, 'price_unknown');
        const before = api.requests.length;
        assert.equal((await key.call('/v1/anything')).status, 402);
        assert.equal(api.requests.length, before);
        assert.equal((await key.call('/v1/models')).status, 200); // a price of $0 is a price
        assert.equal((await key.call('/api/reviews', {})).status, 200);
        assert.equal(api.requests.at(-1).url, '/reviews');
        await settled(key, 0.25 * dollar);
    });

    it('to an API of the class standard is free; its own query stays', quick, async () => {
        const key = await keyWith({ cap_micros: 0 });
        const response = await key.call('/api/notes/7/parts?deep=1', undefined, { method: 'PUT', body: 'text' });
        assert.equal(response.status, 200, await response.clone().text());
        assert.equal(api.requests.at(-1).method, 'PUT');
        assert.equal(api.requests.at(-1).url, '/notes/7/parts?tenant=7&deep=1');
        assert.equal((await fetch(`${ostiary.url}/api/notes`)).status, 401);
        assert.equal((await key.call('/api/notesx')).status, 404);
    });

    it('with a body that is not what it says is refused', quick, async () => {
        const key = await keyWith();
        assert.equal((await key.call('/v1/chat/completions', '{"model":"gpt-5"')).status, 400);
        const zipped = await key.call('/v1/chat/completions', chat({}), {
            headers: { 'X-ForgeOS-API-Key': key.secret, 'Content-Encoding': 'gzip' } });
        assert.equal(zipped.status, 415);
    });
});

it('a token that was made for one MCP server does not open an API; one for the whole server does', slow, async () => {
    const call = async (upstream) => {
        const { tokens } = await tokensFor({ ostiary, person, upstream });
        return (await fetch(`${ostiary.url}/api/notes`, { headers: { Authorization: `Bearer ${tokens.access_token}` } })).status;
    };
    assert.equal(await call('tools'), 401);
    assert.equal(await call(undefined), 200);
});

it('a key that was switched off and on, or edited, keeps its later streams', quick, async () => {
    const key = await keyWith();
    const change = async (body) => assert.equal((await person.request('PATCH', `/api/keys/${key.id}`, body)).status, 200);
    const streamed = async () => {
        const response = await key.call('/v1/chat/completions', chat({ usage: { prompt_tokens: 1, completion_tokens: 1 } }, { stream: true }));
        assert.match(await response.text(), /\[DONE\]/);
    };
    await streamed();
    await change({ disabled: true });
    await change({ disabled: false });
    await streamed();
    const open = await key.call('/v1/chat/completions', chat({ stall: true }, { stream: true }));
    const reader = open.body.getReader();
    await reader.read();
    const ended = reader.read().then(() => 'more', () => 'cut');
    await change({ name: 'renamed', limits: { standard: 50 } });
    await streamed();
    assert.equal(await Promise.race([ended, Promise.resolve('open')]), 'open', 'a new name ends nothing');
    await change({ disabled: true });
    assert.equal(await ended, 'cut');
});

describe('a budget', () => {
    it('of a key lets exactly one of 200 parallel calls through at its cap', slow, async () => {
        const body = JSON.stringify(chat({ usage: { prompt_tokens: 1, completion_tokens: 100 } }));
        const most = body.length + 200;
        const key = await keyWith({ cap_micros: most });
        const answers = await Promise.all(Array.from({ length: 200 }, () => key.call('/v1/chat/completions', body)));
        const statuses = answers.map(({ status }) => status);
        assert.equal(statuses.filter((status) => status === 200).length, 1, String(statuses));
        assert.equal(statuses.filter((status) => status === 402).length, 199);
        const problem = await answers.find(({ status }) => status === 402).json();
        assert.equal(problem.code, 'spend_cap_exceeded');
        assert.equal(problem.budget.scope, 'key');
        assert.equal(problem.budget.id, key.id);
        assert.match(problem.resets_at, /-01T00:00:00/);
        assert.equal((await key.call('/api/billing/spend')).status, 200);
        await settled(key, 201);
    });

    it('of a project and of the organization count too, and can be changed by API', quick, async () => {
        const { items: [project] } = await (await person.request('GET', '/api/projects')).json();
        const patch = (address, budget) => person.request('PATCH', address, { budget });
        assert.equal((await patch(`/api/projects/${project.id}`, { cap_micros: 0 })).status, 200);
        const key = await keyWith();
        const refused = await (await key.call('/v1/chat/completions', chat({}))).json();
        assert.equal(refused.budget.scope, 'project');
        assert.equal((await patch(`/api/projects/${project.id}`, null)).status, 200);
        assert.equal((await patch('/api/organization', { cap_micros: 0 })).status, 200);
        assert.equal((await (await key.call('/v1/chat/completions', chat({}))).json()).budget.scope, 'organization');
        const dear = await patch('/api/organization', { cap_micros: 1000 * dollar });
        assert.equal(dear.status, 403);
        assert.equal((await dear.json()).code, 'plan_required');
        assert.equal((await patch('/api/organization', null)).status, 200);
        assert.equal((await key.call('/v1/chat/completions', chat({ usage: { prompt_tokens: 1, completion_tokens: 1 } }))).status, 200);
        for (const budget of [{ cap_micros: -1 }, { cap_micros: 1.5 }, { cap: 5 }, 7])
            assert.equal((await patch('/api/organization', budget)).status, 422, JSON.stringify(budget));
    });

    it('is seen whole by the organization, with a ledger that sums to it', quick, async () => {
        const report = await (await person.request('GET', '/api/billing/spend')).json();
        assert.equal(report.scope, 'organization');
        assert.equal(report.by_key.reduce((sum, { spent_micros: spent }) => sum + spent, 0), report.spent_micros);
        assert.equal(report.by_day.reduce((sum, { spent_micros: spent }) => sum + spent, 0), report.spent_micros);
        let spent = 0, held = 0, cursor = '';
        do {
            const page = await (await person.request('GET', `/api/billing/ledger?limit=50&cursor=${cursor}`)).json();
            for (const entry of page.items) {
                spent += entry.spent_micros;
                held += entry.held_micros;
            }
            cursor = page.next_cursor;
        } while (cursor);
        assert.equal(spent, report.spent_micros);
        assert.equal(held, report.held_micros);
    });

    it('charges priced MCP tools, and not those that fail', slow, async () => {
        const key = await keyWith({ cap_micros: 25_000 });
        const mcp = (body, more = {}) => fetch(ostiary.mcp('tools'), {
            method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', ...body }),
            headers: { 'X-ForgeOS-API-Key': key.secret, 'Content-Type': 'application/json',
                Accept: 'application/json, text/event-stream', ...more } });
        const hello = await mcp({ id: 1, method: 'initialize', params: { protocolVersion: '2025-06-18', capabilities: {},
            clientInfo: { name: 'test', version: '1' } } });
        const session = { 'Mcp-Session-Id': hello.headers.get('mcp-session-id') };
        await hello.text();
        await (await mcp({ method: 'notifications/initialized' }, session)).text();
        const call = (name, args = {}) => mcp({ id: 2, method: 'tools/call', params: { name, arguments: args } }, session);
        assert.equal((await call('echo', { message: 'a' })).status, 200);
        await settled(key, 10_000);
        await (await mcp({ id: 3, method: 'tools/list' }, session)).text();
        assert.equal((await call('echo', { message: 'b' })).status, 200);
        await settled(key, 20_000);
        const refused = await call('echo', { message: 'c' });
        assert.equal(refused.status, 402);
        assert.equal((await refused.json()).budget.scope, 'key');
        await (await call('get-sum', { a: 1, b: 2 })).text(); // has no price, and the upstream is not of the class ai
        await settled(key, 20_000);
    });
});

it('the class ai has a limit of its own, with its headers right to the second', slow, async () => {
    const small = await Ostiary.start({ settings: { limits: { auth: '1000/60s' }, ...upstreams() } });
    try {
        const ann = await Person.register(small);
        const { secret } = await ann.createKey();
        await small.command(['price', 'set', 'llm', 'route', '*', '--call', '0']);
        const call = (address) => fetch(small.url + address, { headers: { 'X-ForgeOS-API-Key': secret } });
        const began = Date.now();
        for (let i = 1; i <= 10; ++i) {
            const answer = await call('/v1/models');
            assert.equal(answer.status, 200);
            assert.equal(answer.headers.get('ratelimit-policy'), '"ai";q=10;w=60');
            assert.match(answer.headers.get('ratelimit'), new RegExp(`^"ai";r=${10 - i};t=(60|59|58)$`));
        }
        const refused = await call('/v1/models');
        assert.equal(refused.status, 429);
        const seconds = Number(refused.headers.get('retry-after'));
        assert.ok(seconds >= 60 - Math.ceil((Date.now() - began) / 1000) && seconds <= 60, String(seconds));
        assert.equal(refused.headers.get('ratelimit'), `"ai";r=0;t=${seconds}`);
        const other = await call('/auth/me'); // the standard window is another one
        assert.equal(other.status, 200);
        assert.equal(other.headers.get('ratelimit-policy'), '"standard";q=100;w=60');
        let rows = 0; // ten calls at $0; the refused one costs nothing
        for (let i = 0; i < 100 && rows < 20; ++i) {
            rows = (await (await ann.request('GET', '/api/billing/ledger')).json()).items.length;
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
        assert.equal(rows, 20);
    } finally {
        await small.stop();
    }
});

it('a hold that a killed server leaves behind is released at the next start, and the ledger sums', slow, async () => {
    const dataFolder = temporaryFolder();
    const start = () => Ostiary.start({ dataFolder, settings: upstreams() });
    let server = await start();
    const ann = await Person.register(server);
    await server.command(['price', 'set', 'llm', 'route', '*', '--call', '1']);
    const { secret } = await ann.createKey();
    const call = fetch(`${server.url}/v1/slow`, { method: 'POST', body: JSON.stringify({ test: { hang: true } }),
        headers: { 'X-ForgeOS-API-Key': secret, 'Content-Type': 'application/json' } }).catch(() => {});
    while (api.waiting.length === 0)
        await new Promise((resolve) => setTimeout(resolve, 10));
    await server.kill();
    await call;
    api.waiting.pop();
    server = await start();
    try {
        const report = await (await fetch(`${server.url}/api/billing/spend`, { headers: { 'X-ForgeOS-API-Key': secret } })).json();
        assert.equal(report.held_micros, 0);
        assert.equal(report.spent_micros, 0);
        const { items } = await server.json(['spend', 'ledger']);
        assert.deepEqual(items.map(({ kind }) => kind).sort(), ['expire', 'hold']);
        assert.equal(items.reduce((sum, { held_micros: held }) => sum + held, 0), 0);
    } finally {
        await server.stop();
    }
});

describe('prices by the API', () => {
    it('are set and ended by an administrator, and seen by who pays', quick, async () => {
        const admin = await Person.invite(ostiary, '--admin');
        await admin.signIn();
        const price = { upstream: 'llm', kind: 'model', subject: 'tiny', input_micros: 1000, output_micros: 2000,
            max_output_tokens: 10 };
        assert.equal((await person.request('POST', '/api/admin/prices', price)).status, 403);
        assert.equal((await person.request('GET', '/api/admin/prices')).status, 403);
        const response = await admin.request('POST', '/api/admin/prices', price);
        assert.equal(response.status, 201, await response.clone().text());
        const { id } = await response.json();
        const seen = async () => (await (await person.request('GET', '/api/billing/prices')).json()).items;
        assert.equal((await seen()).find((row) => row.id === id)?.output_micros, 2000);

        const wrong = { kind: 'colour', subject: '', upstream: '', output_micros: -1, max_output_tokens: 2 ** 40, surprise: 1 };
        for (const [field, value] of Object.entries(wrong)) {
            const refused = await admin.request('POST', '/api/admin/prices', { ...price, [field]: value });
            assert.equal(refused.status, 422, field);
            assert.equal((await refused.json()).field, field);
        }
        assert.equal((await admin.request('DELETE', `/api/admin/prices/${id}`)).status, 200);
        assert.equal((await admin.request('DELETE', `/api/admin/prices/${id}`)).status, 409);
        assert.equal((await admin.request('DELETE', '/api/admin/prices/prc_none')).status, 404);
        assert.ok(!(await seen()).some((row) => row.id === id));
        const { items } = await (await admin.request('GET', '/api/admin/prices')).json();
        assert.ok(items.find((row) => row.id === id).until, 'what ended is kept');
    });
});

it('another limit is tried on a whole organization', quick, async () => {
    const response = await person.request('GET', '/api/organization/simulation?count=1');
    assert.equal(response.status, 200);
    const simulation = await response.json();
    assert.ok(simulation.requests >= simulation.refused, JSON.stringify(simulation));
    assert.equal((await person.request('GET', '/api/organization/simulation?count=0')).status, 422);
    assert.equal((await person.request('GET', '/api/organization/simulation?count=1&kind=x')).status, 422);
});

it('a path that would hide an address of Ostiary is refused at the start', slow, async () => {
    for (const taken of ['/api', '/auth', '/mcp/tools', '/api/keys/x']) {
        await assert.rejects(Ostiary.start({ settings: { 'upstreams.bad': { url: api.url, path: taken } } }),
            /would hide|address of Ostiary/, taken);
    }
});
