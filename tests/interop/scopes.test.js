// SPDX-License-Identifier: GPL-3.0-or-later
// Scopes that an upstream and its single tools need: asked for by degrees, and never got around.
import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { after, before, describe, it } from 'node:test';
import { AiApi } from './helpers/ai_api.js';
import { arrival, closePage, consent, consentButton, launchBrowser, newPage, openConsent } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { openSession, outcome, post, toolCall } from './helpers/mcp.js';
import { authorizationRequest, bearer, challengeOf, exchange, getJson, metadataOf, registerClient }
    from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { photograph } from './helpers/photographs.js';
import { MemoryProvider, sdks } from './helpers/sdks.js';
import { startEverythingOverHttp, startMirror } from './helpers/upstreams.js';
import { tokensFor } from './helpers/without_browser.js';

const [sdk1, ...sdks2] = sdks;

let everything, mirror, api, ostiary, person, browser, callback;
before(async () => {
    [everything, mirror, api] = await Promise.all([startEverythingOverHttp(), startMirror(), AiApi.start()]);
    ostiary = await Ostiary.start({
        settings: {
            'scopes."crm:read"': { words: 'See customers' },
            'scopes."crm:write"': { words: { en: 'Change customers', de: 'Kunden ändern' } },
            'scopes."crm:admin"': { words: 'Manage customers', kind: 'write', implies: ['crm:write'] },
            'upstreams.crm': { url: everything.url, scopes: ['crm:read'] },
            'upstreams.crm.needs': { 'get-*': 'crm:write', 'get-env': ['crm:admin'] },
            'upstreams.parts': { url: mirror.url },
            'upstreams.parts.needs': { 'purge*': 'crm:admin', look: ['crm:read'] },
            'upstreams.models': { url: `${api.url}/v1`, path: '/v1' },
            'upstreams.models.needs': { 'GET *': 'crm:read', 'POST /chat/*': 'crm:write', '*': 'crm:admin' },
        },
    });
    [browser, person, callback] = await Promise.all([launchBrowser(), Person.register(ostiary), Callback.listen()]);
}, slow);
after(async () => {
    callback?.close();
    mirror?.stop();
    await browser?.close();
    await ostiary?.stop();
    await everything?.stop();
    await api?.stop();
}, slow);

/** The headers of a new key for these scopes. */
async function keyFor(...scopes) {
    const response = await person.request('POST', '/api/keys', { name: scopes.join(' '), scopes });
    assert.equal(response.status, 201, await response.clone().text());
    const { id, secret } = await response.json();
    return { id, headers: { Authorization: `Bearer ${secret}` } };
}

/** Calls `use` with the headers of a key that is revoked afterwards: ten are the most there can be. */
async function withKey(scopes, use) {
    const { id, headers } = await keyFor(...scopes);
    try {
        return await use(headers);
    } finally {
        await person.request('DELETE', `/api/keys/${id}`);
    }
}

/** The scopes that a refusal asks for, all of them; fails unless it is one. */
async function refusal(response) {
    assert.equal(response.status, 403, await response.clone().text());
    const { error, scope, resource_metadata: metadata, error_description: description } = challengeOf(response);
    assert.equal(error, 'insufficient_scope');
    assert.match(metadata, /^http:\/\/127\.0\.0\.1:\d+\/\.well-known\/oauth-protected-resource/);
    const problem = await response.json();
    assert.equal(problem.code, 'insufficient_scope');
    assert.equal(problem.detail, description);
    assert.deepEqual(problem.missing_scopes.filter((missing) => !scope.split(' ').includes(missing)), []);
    return scope;
}

describe('a client is told what to ask for first', () => {
    it('in the challenge and in the metadata: what the upstream is closed without', quick, async () => {
        const challenge = challengeOf(await post(ostiary.mcp('crm'), {}));
        assert.equal(challenge.scope, 'crm:read');
        assert.deepEqual((await getJson(challenge.resource_metadata)).scopes_supported, ['crm:read']);
    });

    it('where only single tools need something: all that they need', quick, async () => {
        const challenge = challengeOf(await post(ostiary.mcp('parts'), {}));
        assert.equal(challenge.scope, 'crm:admin crm:read');
        assert.deepEqual((await getJson(challenge.resource_metadata)).scopes_supported, ['crm:admin', 'crm:read']);
    });

    it('of the whole server: every scope that there is', quick, async () => {
        const { scopes_supported: all } = await metadataOf(ostiary);
        assert.deepEqual(all.slice(-3), ['crm:read', 'crm:write', 'crm:admin']);
        assert.ok(all.includes('projects:read'), 'and the seeds');
        const whole = await getJson(`${ostiary.url}/.well-known/oauth-protected-resource`);
        assert.deepEqual(whole.scopes_supported, all);
    });
});

for (const sdk of sdks2) {
    it(`${sdk.name} steps up from reading to all that a tool takes, as the same client`, slow, async (t) => {
        const provider = new MemoryProvider(callback.url, `${sdk.name} steps up`);
        const { clientMetadata } = provider;
        Object.defineProperty(provider, 'clientMetadata', { value: { ...clientMetadata, scope: 'crm:read' } });
        const allow = async (transport) => {
            const request = { url: provider.authorizationUrl, state: provider.sentState };
            await sdk.finish(transport, await consent(browser, request, person, callback));
        };

        const first = sdk.prepare(ostiary.mcp('crm'), { authProvider: provider });
        await assert.rejects(first.connect(), sdk.UnauthorizedError);
        assert.equal(provider.authorizationUrl.searchParams.get('scope'), 'crm:read');
        await allow(first.transport);
        assert.equal(provider.tokens().scope, 'crm:read');
        const { client_id: id } = provider.client;

        const { client, transport } = await sdk.connect(ostiary.mcp('crm'), { authProvider: provider });
        t.after(() => client.close());
        const { tools } = await client.listTools();
        assert.ok(tools.some(({ name }) => name === 'get-sum'), 'a tool that is not listed can never be asked for');
        const sum = () => client.callTool({ name: 'get-sum', arguments: { a: 2, b: 3 } });
        await assert.rejects(sum(), sdk.UnauthorizedError);
        assert.equal(provider.authorizationUrl.searchParams.get('scope'), 'crm:read crm:write');
        assert.equal(provider.client.client_id, id);
        await allow(transport);
        assert.equal(provider.tokens().scope, 'crm:read crm:write');
        assert.match((await sum()).content[0].text, /5/);
        const echo = await client.callTool({ name: 'echo', arguments: { message: 'still' } });
        assert.equal(echo.content[0].text, 'Echo: still');
    });
}

it('the person sees which tools each scope opens; what they untick stays closed', slow, async (t) => {
    const metadata = await metadataOf(ostiary);
    const registered = await registerClient(metadata, { client_name: 'Wants all', redirect_uris: [callback.url] });
    const { client_id: clientId } = await registered.json();
    const request = authorizationRequest(metadata, { clientId, redirectUri: callback.url, resource: ostiary.mcp('crm'),
        scope: 'crm:read crm:write crm:admin' });
    const page = await newPage(browser, { locale: 'de-DE' });
    t.after(() => closePage(page));
    await openConsent(page, request.url, person);
    const under = (scope) => page.locator(`label:has(input[value="${scope}"]) + .tools`);
    assert.match(await under('crm:admin').textContent(), /^Tools: get-env$/);
    assert.match(await under('crm:write').textContent(), /get-sum/);
    assert.match(await under('crm:read').textContent(), /echo/);
    assert.equal(await page.locator('span[lang=de]').textContent(), 'Kunden ändern');
    await photograph(page, 'consent-tools-of-scopes');
    await page.locator('input[value="crm:admin"]').uncheck();
    await consentButton(page, 'allow').click();
    const parameters = await arrival(page, callback, request);
    const tokens = await (await exchange(metadata, request, parameters.get('code'))).json();
    assert.equal(tokens.scope, 'crm:read crm:write');
    const headers = await openSession(ostiary.mcp('crm'), bearer(tokens));
    const call = (tool) => post(ostiary.mcp('crm'), toolCall(tool, { a: 2, b: 3 }), headers);
    assert.ok((await outcome(await call('get-sum'))).result);
    assert.equal(await refusal(await call('get-env')), 'crm:read crm:write crm:admin');
});

it('SDK 1, which cannot step up, gets a 403 that says why, and goes on', slow, async (t) => {
    const provider = new MemoryProvider(callback.url, 'SDK 1 stays below');
    const first = sdk1.prepare(ostiary.mcp('crm'), { authProvider: provider });
    await assert.rejects(first.connect(), sdk1.UnauthorizedError);
    const request = { url: provider.authorizationUrl, state: provider.sentState };
    await sdk1.finish(first.transport, await consent(browser, request, person, callback));
    const { client } = await sdk1.connect(ostiary.mcp('crm'), { authProvider: provider });
    t.after(() => client.close());
    await assert.rejects(client.callTool({ name: 'get-sum', arguments: { a: 2, b: 3 } }), { code: 403 });
    const { content } = await client.callTool({ name: 'echo', arguments: { message: 'still' } });
    assert.equal(content[0].text, 'Echo: still');
});

describe('an API key', () => {
    const call = (headers, tool) => post(ostiary.mcp('crm'), toolCall(tool, { a: 2, b: 3, message: 'x' }), headers);

    it('without the scope of the upstream does not get in at all', quick, () => withKey(['store:read'], async (headers) => {
        assert.equal(await refusal(await post(ostiary.mcp('crm'), toolCall('echo'), headers)), 'store:read crm:read');
        assert.equal(await refusal(await fetch(ostiary.mcp('crm'), { headers })), 'store:read crm:read');
        assert.equal(await refusal(await fetch(ostiary.mcp('crm'), { method: 'DELETE', headers })), 'store:read crm:read');
    }));

    it('with few scopes uses what these open, and hears what the rest takes', slow, () => withKey(['crm:read'], async (key) => {
        const headers = await openSession(ostiary.mcp('crm'), key);
        assert.ok((await outcome(await call(headers, 'echo'))).result);
        assert.equal(await refusal(await call(headers, 'get-sum')), 'crm:read crm:write');
        assert.equal(await refusal(await call(headers, 'get-env')), 'crm:read crm:admin');
    }));

    it('with more of them has what these include, however far', slow, async () => {
        await withKey(['crm:write'], async (key) => {
            const headers = await openSession(ostiary.mcp('crm'), key);
            assert.ok((await outcome(await call(headers, 'get-sum'))).result);
            assert.equal(await refusal(await call(headers, 'get-env')), 'crm:write crm:admin');
        });
        for (const scope of ['crm:admin', '*']) {
            await withKey([scope], async (key) => {
                const headers = await openSession(ostiary.mcp('crm'), key);
                for (const tool of ['echo', 'get-sum', 'get-env'])
                    assert.ok((await outcome(await call(headers, tool))).result, `${scope}: ${tool}`);
            });
        }
    });

    it('for a scope that there is not cannot be made', quick, async () => {
        const response = await person.request('POST', '/api/keys', { name: 'typo', scopes: ['crm:raed'] });
        assert.equal(response.status, 422);
        assert.match((await response.json()).detail, /no scope "crm:raed".*crm:read crm:write crm:admin/);
    });
});

describe('a body that two parsers could read differently', () => {
    const call = (name) => JSON.stringify(toolCall(name));
    const bodies = {
        'names two methods': '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call","params":{"name":"purge"}}',
        'names two tools': '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look","name":"purge"}}',
        'has params twice': '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look"},"params":{"name":"purge"}}',
        'spells a name in capitals': '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call","params":{"name":"purge"}}',
        'is no JSON': '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"purge"}',
        'is two messages': call('look') + call('purge'),
        'begins with a byte order mark': `\ufeff${call('look')}`,
        'is not UTF-8': Buffer.concat([Buffer.from(call('look').slice(0, -2)), Buffer.from([0xff]), Buffer.from('}}')]),
    };
    for (const [what, body] of Object.entries(bodies)) {
        it(`is refused when it ${what}, and never passed on`, quick, () => withKey(['crm:read'], async (headers) => {
            const before = mirror.requests.length;
            const response = await fetch(ostiary.mcp('parts'),
                { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body });
            assert.equal(response.status, 400, await response.text());
            assert.equal(mirror.requests.length, before);
        }));
    }

    it('is refused when headers change how it is read: compressed, or in another charset', quick, () => withKey(['crm:read'], async (key) => {
        const before = mirror.requests.length;
        for (const [more, body] of [
            [{ 'Content-Encoding': 'gzip' }, zlib.gzipSync(call('purge'))],
            [{ 'Content-Encoding': 'gzip' }, call('look')],
            // "+AG4-ame" is "name" in UTF-7, which servers of SDK 1's older transport read when the header says so.
            [{ 'Content-Type': 'application/json; charset=utf-7' },
                '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"look","+AG4-ame":"purge"}}'],
            [{ 'Content-Type': 'application/json; charset=utf-16le' }, Buffer.from(call('purge'), 'utf16le')],
        ]) {
            const headers = { 'Content-Type': 'application/json', ...key, ...more };
            const response = await fetch(ostiary.mcp('parts'), { method: 'POST', headers, body });
            assert.equal(response.status, 400, await response.text());
        }
        assert.equal(mirror.requests.length, before);
    }));

    it('is not asked about where no tool needs anything', quick, () => withKey(['crm:read'], async (headers) => {
        const before = mirror.requests.length;
        assert.ok((await outcome(await post(ostiary.mcp('parts'), toolCall('look'), headers))).result);
        assert.equal(mirror.requests.length, before + 1);
    }));
});

it('a batch with one forbidden call is refused whole, for all that it takes', quick, () => withKey(['crm:read'], async (headers) => {
    const before = mirror.requests.length;
    const batch = [toolCall('look'), toolCall('purge-all'), toolCall('purge')];
    assert.equal(await refusal(await post(ostiary.mcp('parts'), batch, headers)), 'crm:read crm:admin');
    assert.equal(mirror.requests.length, before);
    assert.equal((await post(ostiary.mcp('parts'), [toolCall('look'), toolCall('other')], headers)).status, 202);
    assert.equal(mirror.requests.length, before + 1);
}));

describe('an HTTP API', () => {
    const send = (method, path, headers) => fetch(`${ostiary.url}/v1${path}`, {
        method, headers: { ...headers, 'Content-Type': 'application/json' }, body: method === 'POST' ? '{}' : undefined });

    it('asks for scopes by method and path, however these are written', quick, () => withKey(['crm:read'], async (headers) => {
        assert.notEqual((await send('GET', '/models', headers)).status, 403);
        for (const path of ['/chat/completions', '/chat/completions/', '/Chat/Completions', '/chat/completion%73?x=1'])
            assert.equal(await refusal(await send('POST', path, headers)), 'crm:read crm:write', path);
        assert.equal(await refusal(await send('POST', '/files', headers)), 'crm:read crm:admin');
        assert.equal(await refusal(await send('DELETE', '/models', headers)), 'crm:read crm:admin');
        for (const path of ['/chat//completions', '/chat;x/completions', '/chat/completion%2573', '/chat./completions'])
            assert.equal((await send('POST', path, headers)).status, 400, path);
    }));

    it('lets in who has them', quick, () => withKey(['crm:write'], async (headers) => {
        assert.equal((await send('POST', '/chat/completions', headers)).status, 200);
    }));
});

describe('scopes in words', () => {
    it('come in the language that was asked for, with what needs them', quick, async () => {
        const list = async (languages) => {
            const response = await person.request('GET', '/api/scopes', undefined, { 'Accept-Language': languages });
            assert.equal(response.status, 200);
            assert.equal(response.headers.get('vary'), 'Accept-Language');
            const { items } = await response.json();
            return Object.fromEntries(items.map((item) => [item.name, item]));
        };
        const german = await list('fr;q=0.3, de-AT;q=0.9, *;q=0.1');
        assert.deepEqual(german['crm:write'], {
            name: 'crm:write', kind: 'write', words: 'Kunden ändern', language: 'de', implies: ['crm:read'],
            needed_by: [{ upstream: 'crm', pattern: 'get-*' }, { upstream: 'models', pattern: 'POST /chat/*' }],
        });
        assert.equal(german['projects:read'].words, 'Ihre Projekte sehen');
        assert.deepEqual([german['crm:read'].words, german['crm:read'].language], ['See customers', 'en']);
        assert.deepEqual(german['crm:read'].needed_by[0], { upstream: 'crm' });
        assert.deepEqual(german['crm:admin'].implies, ['crm:read', 'crm:write']);
        assert.equal((await list('en-GB, de;q=0.5'))['crm:write'].words, 'Change customers');
        assert.equal((await list('de;q=0'))['crm:write'].words, 'Change customers');
        assert.equal((await fetch(`${ostiary.url}/api/scopes`)).status, 401);
    });

    it('stand on the page that asks, and in the form of a key', slow, async () => {
        const { tokens } = await tokensFor({ ostiary, person, upstream: 'crm', scope: 'crm:write openid' });
        assert.equal(tokens.scope, 'crm:write');
        await openSession(ostiary.mcp('crm'), bearer(tokens));
        const page = await person.request('GET', '/account/keys', undefined, { 'Accept-Language': 'de' });
        const html = await page.text();
        assert.ok(html.includes('<span lang="de">Kunden ändern</span> <code>crm:write</code>'), html);
        assert.ok(html.includes('<span>See customers</span> <code>crm:read</code>'));
    });

    it('are listed by the command line', quick, async () => {
        const scopes = await ostiary.list('scope');
        const admin = scopes.find(({ name }) => name === 'crm:admin');
        assert.deepEqual(admin.implies, ['crm:read', 'crm:write']);
        assert.equal(admin.needed_by.length, 3);
        assert.match(await ostiary.command(['scope', 'list']), /crm:write +write +Change customers +crm:read +crm \(get-\*\), models/);
    });
});
