// SPDX-License-Identifier: GPL-3.0-or-later
// The whole life of an OAuth session, with the SDKs that most MCP clients are made of and a person at a browser.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { consent, launchBrowser } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { openSession } from './helpers/mcp.js';
import { assertAnswersRequest, authorize, bearer, metadataOf, postForm, refresh, verifiedToken }
    from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { MemoryProvider, sdks } from './helpers/sdks.js';
import { everythingOverStdio, startEverythingOverHttp } from './helpers/upstreams.js';

let ostiary, everything, browser, person, callback, metadata;
before(async () => {
    everything = await startEverythingOverHttp();
    ostiary = await Ostiary.start({ upstreams: { http: everything.url, stdio: everythingOverStdio } });
    [browser, person, callback, metadata] =
        await Promise.all([launchBrowser(), Person.register(ostiary), Callback.listen(), metadataOf(ostiary)]);
}, slow);
after(async () => {
    callback?.close();
    await browser?.close();
    await everything?.stop();
    await ostiary?.stop();
}, slow);

const echo = async (client, message) =>
    (await client.callTool({ name: 'echo', arguments: { message } })).content[0].text;

/** What an access token for `resource` must be: RFC 9068, bound to this one resource (RFC 8707). */
async function assertTokenIsFor(resource, tokens) {
    const { typ, claims } = await verifiedToken(metadata, tokens.access_token);
    assert.equal(typ, 'at+jwt');
    assert.equal(claims.iss, metadata.issuer);
    assert.deepEqual([claims.aud].flat(), [resource], 'aud is the resource and nothing else');
    assert.equal(claims.exp - claims.iat, 3600, 'access tokens live one hour');
    assert.equal(tokens.token_type.toLowerCase(), 'bearer');
}

for (const sdk of sdks) {
    for (const upstream of ['http', 'stdio']) {
        describe(`${sdk.name} at an upstream over ${upstream}`, () => {
            it('goes from a 401 to a tool, a refresh and a revocation', slow, async (t) => {
                const resource = ostiary.mcp(upstream);
                const clientName = `${sdk.name} over ${upstream}`;
                const provider = new MemoryProvider(callback.url, clientName);

                // Discovery and registration happen by themselves, then a person is needed.
                const first = sdk.prepare(resource, { authProvider: provider });
                await assert.rejects(first.connect(), sdk.UnauthorizedError);
                assert.ok(provider.client?.client_id, 'the client registered itself');
                assert.equal(provider.authorizationUrl.searchParams.get('resource'), resource);
                assert.equal(provider.authorizationUrl.searchParams.get('code_challenge_method'), 'S256');
                const request = { url: provider.authorizationUrl, state: provider.sentState };
                const parameters = await consent(browser, request, person, callback);
                assertAnswersRequest(parameters, request, metadata.issuer);
                await sdk.finish(first.transport, parameters);
                await assertTokenIsFor(resource, provider.tokens());

                const { client, transport } = await sdk.connect(resource, { authProvider: provider });
                t.after(() => client.close());
                const { tools } = await client.listTools();
                assert.ok(tools.some(({ name }) => name === 'echo'));
                assert.equal(await echo(client, 'hello'), 'Echo: hello');

                // A token that ran out is replaced without anybody noticing, in the same MCP session.
                const before = provider.tokens();
                provider.spoilAccessToken();
                assert.equal(await echo(client, 'again'), 'Echo: again');
                const renewed = provider.tokens();
                assert.notEqual(renewed.refresh_token, before.refresh_token, 'refresh tokens rotate at every use');
                await assertTokenIsFor(resource, renewed);

                // The person sees the session where everything is in one place; the client ends it (RFC 7009).
                const sessions = await ostiary.list('session');
                assert.equal(sessions.find(({ client_name }) => client_name === clientName)?.state, 'active');
                const { client_id } = provider.client;
                const token = renewed.refresh_token;
                const revoked = await postForm(metadata.revocation_endpoint, { token, client_id });
                assert.equal(revoked.status, 200, await revoked.text());
                const refused = await fetch(resource, { method: 'POST', headers: bearer(renewed) });
                assert.equal(refused.status, 401, 'its access token went with it');
                provider.authorizationUrl = undefined;
                await assert.rejects(echo(client, 'too late'), sdk.UnauthorizedError);
                assert.ok(provider.authorizationUrl, 'the client starts over and asks the person again');
                await transport.close();
            });
        });
    }
}

it('a refresh that names no resource, or fewer scopes, keeps the audience', slow, async () => {
    const { client, tokens } = await authorize({ ostiary, browser, person, callback, upstream: 'http' });
    const [scope] = tokens.scope.split(' ');
    let { refresh_token } = tokens;
    for (const fields of [{}, { scope }, { resource: ostiary.mcp('http') }]) {
        const response = await refresh(metadata, client.client_id, refresh_token, fields);
        const renewed = await response.json();
        assert.equal(response.status, 200, JSON.stringify({ fields, renewed }));
        await assertTokenIsFor(ostiary.mcp('http'), renewed);
        ({ refresh_token } = renewed);
    }
});

it('parallel refreshes with one token leave every caller with tokens that work', slow, async () => {
    const { client, tokens } = await authorize({ ostiary, browser, person, callback, upstream: 'http' });
    const attempts = [1, 2, 3, 4].map(() => refresh(metadata, client.client_id, tokens.refresh_token));
    const responses = await Promise.all(attempts);
    assert.deepEqual(responses.map(({ status }) => status), [200, 200, 200, 200]);
    for (const response of responses)
        await openSession(ostiary.mcp('http'), bearer(await response.json()));
});

it('a token for one upstream is refused at another', slow, async () => {
    const { tokens } = await authorize({ ostiary, browser, person, callback, upstream: 'http' });
    await openSession(ostiary.mcp('http'), bearer(tokens));
    const response = await fetch(ostiary.mcp('stdio'), { method: 'POST', headers: bearer(tokens) });
    assert.equal(response.status, 401);
    assert.match(response.headers.get('www-authenticate'), /error="invalid_token"/);
});
