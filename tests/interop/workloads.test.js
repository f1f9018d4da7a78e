// SPDX-License-Identifier: GPL-3.0-or-later
// Programs that their platform vouches for (MCP SEP-1933, a draft): a CI job, a pod. No client, no secret, no person;
// the operator's file says which of them may come, and as what.
import assert from 'node:assert/strict';
import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, it } from 'node:test';
import { ProofKey } from './helpers/dpop.js';
import { OpenStream, initializeMessage, openSession, post } from './helpers/mcp.js';
import { bearer, metadataOf, postForm, verifiedToken } from './helpers/oauth.js';
import { Ostiary, program, temporaryFolder } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { run } from './helpers/processes.js';
import { everythingOverStdio, startMirror } from './helpers/upstreams.js';

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const ci = 'https://ci.example.org';
const other = 'https://other.example.org';
const makeKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwksOf = ({ publicKey }) => ({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256', use: 'sig' }] });
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const now = () => Math.floor(Date.now() / 1000);

/** The file that `trusted_issuers` names. */
function writeIssuers(folder, issuers) {
    const file = path.join(folder, 'issuers.json');
    fs.writeFileSync(file, JSON.stringify(issuers));
    return file;
}

const key = makeKey();
const otherKey = makeKey();
const owner = 'ci@example.org';
const rule = { name: 'ci', claims: { sub: 'repo:me/app:*', repository: 'me/app' }, account: owner,
    scopes: ['projects:read', 'aso:write'] };

let mirror, server, metadata, resource;
before(async () => {
    mirror = await startMirror();
    const dataFolder = temporaryFolder();
    const file = writeIssuers(dataFolder, [{ issuer: ci, jwks: jwksOf(key), workloads: [rule] }, { issuer: other, jwks: jwksOf(otherKey) }]);
    server = await Ostiary.start({ dataFolder, upstreams: { mirror: mirror.url, stdio: everythingOverStdio },
        settings: { oauth: { trusted_issuers: file } } });
    metadata = await metadataOf(server);
    resource = server.mcp('mirror');
}, slow);
after(async () => {
    mirror?.stop();
    await server?.stop();
}, slow);

function assertion(claims = {}, { by = key, header = {} } = {}) {
    const all = { iss: ci, sub: 'repo:me/app:ref:refs/heads/main', repository: 'me/app', aud: metadata.token_endpoint,
        jti: randomUUID(), iat: now(), exp: now() + 300, ...claims };
    const input = `${encode({ alg: 'RS256', kid: 'k1', typ: 'JWT', ...header })}.${encode(all)}`;
    return `${input}.${sign('sha256', Buffer.from(input), by.privateKey).toString('base64url')}`;
}
const ask = (text, fields = {}, headers = {}) =>
    postForm(metadata.token_endpoint, { grant_type: jwtBearer, assertion: text, resource, ...fields }, headers);

async function answerOf(responsePromise, status) {
    const response = await responsePromise;
    const body = await response.json();
    assert.equal(response.status, status, JSON.stringify(body));
    return body;
}

describe('a workload', () => {
    let person;

    it('gets nothing while nobody answers for it', quick, async () => {
        const refused = await answerOf(ask(assertion()), 400);
        assert.equal(refused.error, 'invalid_grant');
        assert.match(refused.error_description, /ci/);
    });

    it('gets a token for one resource, with no more than its rule says, as often as its assertion holds', slow, async () => {
        person = Person.stranger(server);
        person.email = owner;
        await server.command(['account', 'create', owner, '--password-file', '-'], `${person.password}\n`);
        await person.signIn();
        assert.ok(metadata.grant_types_supported.includes(jwtBearer));
        const once = assertion();
        const tokens = await answerOf(ask(once, { scope: 'projects:read projects:write store:write' }), 200);
        assert.equal(tokens.scope, 'projects:read');
        assert.equal(tokens.token_type, 'Bearer');
        assert.equal(tokens.refresh_token, undefined, 'the platform is asked again');
        assert.equal((await post(resource, initializeMessage(), bearer(tokens))).status, 200);
        assert.equal((await post(server.mcp('stdio'), initializeMessage(), bearer(tokens))).status, 401);
        const { claims } = await verifiedToken(metadata, tokens.access_token);
        assert.equal(claims.aud, resource);
        assert.equal(claims.sub, claims.client_id, 'the program, not the person');
        await answerOf(ask(once, { scope: 'projects:read' }), 200);
        await answerOf(ask(assertion({ aud: metadata.issuer, jti: undefined }), { scope: 'projects:read' }), 200);
    });

    it('stands in the lists once, with its name and who vouches for it', quick, async () => {
        const { items } = await (await person.request('GET', '/api/oauth/sessions')).json();
        assert.deepEqual(items.map(({ workload, vouched_by: by, client_name: name }) => [workload, by, name]), [['ci', ci, 'ci']]);
        assert.match(await (await person.request('GET', '/account/apps')).text(), /vouches for/);
        const [listed] = await server.list('session');
        assert.equal(listed.workload, 'ci');
    });

    it('is cut off at once', slow, async (t) => {
        const stdio = server.mcp('stdio');
        const tokens = await answerOf(ask(assertion(), { resource: stdio }), 200);
        const session = await openSession(stdio, bearer(tokens));
        const stream = OpenStream.events(stdio, session);
        t.after(() => stream.abort.abort());
        await stream.started;
        const { items } = await (await person.request('GET', '/api/oauth/sessions')).json();
        const [{ id }] = items.filter(({ resource: where }) => where === stdio);
        assert.equal((await person.request('DELETE', `/api/oauth/sessions/${id}`)).status, 204);
        assert.equal((await post(stdio, initializeMessage(), bearer(tokens))).status, 401);
        await Promise.race([stream.ended, sleep(1000)]);
        assert.ok(!stream.isOpen, 'its stream was cut');
    });

    it('can have tokens that work only with its key', quick, async () => {
        const own = await ProofKey.generate();
        const tokens = await answerOf(ask(assertion(), {}, { DPoP: await own.proof(metadata.token_endpoint) }), 200);
        assert.equal(tokens.token_type, 'DPoP');
        assert.equal((await post(resource, initializeMessage(), await own.headers(resource, tokens))).status, 200);
        assert.equal((await post(resource, initializeMessage(), bearer(tokens))).status, 401);
    });

    it('is refused where the rule does not fit, with a sentence that says why', slow, async () => {
        const bad = {
            'of another repository': [assertion({ repository: 'me/app2' }), /sub repo:me\/app/],
            'of another sub': [assertion({ sub: 'repo:you/app:ref' }), /repo:you\/app/],
            'for another server': [assertion({ aud: 'https://elsewhere.example' }), /aud must be .*\/api\/oauth\/token/],
            'for several servers': [assertion({ aud: [metadata.issuer, 'https://elsewhere.example'] }), /aud/],
            'expired': [assertion({ exp: now() - 1 }), /does not hold now/],
            'good for a day': [assertion({ exp: now() + 86_400 }), /an hour at most/],
            'of an issuer without rules': [assertion({ iss: other }, { by: otherKey }), /No workloads of https:\/\/other/],
            'of a stranger': [assertion({ iss: 'https://evil.example' }), /trusted/],
            'signed by another key': [assertion({}, { by: otherKey }), /signature/],
            'made for people': [assertion({}, { header: { typ: 'oauth-id-jag+jwt' } }), /is no JWT/],
            'unsigned': [assertion({}, { header: { alg: 'none' } }).replace(/[^.]*$/, ''), /JWT|signature/],
            'nonsense': ['x.y.z', /JWT/],
            'missing': [undefined, /JWT/],
        };
        for (const [what, [text, why]] of Object.entries(bad)) {
            const answer = await answerOf(ask(text), 400);
            assert.equal(answer.error, 'invalid_grant', `${what}: ${JSON.stringify(answer)}`);
            assert.match(answer.error_description, why, what);
        }
        assert.equal((await answerOf(ask(assertion(), { resource: undefined }), 400)).error, 'invalid_target');
        assert.equal((await answerOf(ask(assertion(), { resource: 'https://elsewhere.example/' }), 400)).error, 'invalid_target');
        assert.equal((await answerOf(ask(assertion(), { scope: 'store:write' }), 400)).error, 'invalid_scope');
    });

    it('is none once it names a client', quick, async () => {
        const refused = await answerOf(ask(assertion(), { client_id: 'cli_unknown' }), 401);
        assert.equal(refused.error, 'invalid_client');
    });
});

describe('the rules for workloads', () => {
    it('stop the start when they would let everybody in, with one sentence', slow, async () => {
        const dataFolder = temporaryFolder();
        const attempt = async (changes) => {
            const file = writeIssuers(dataFolder, [{ issuer: ci, jwks: jwksOf(key), workloads: [{ ...rule, ...changes }] }]);
            return run(program, ['serve', '--data', dataFolder, '--listen', '127.0.0.1:0'],
                { env: { ...process.env, OSTIARY_OAUTH_TRUSTED_ISSUERS: file } });
        };
        for (const [changes, why] of [[{ claims: { sub: '*' } }, /"claims"/], [{ claims: { sub: 'repo:*:main' } }, /last character/],
            [{ scopes: ['everything'] }, /"scopes"/], [{ account: undefined }, /"account"/]]) {
            const { code, stderr } = await attempt(changes);
            assert.notEqual(code, 0);
            assert.match(stderr, why);
        }
    });

    it('of nobody leave the token endpoint as it was', quick, async () => {
        const plain = await Ostiary.start();
        try {
            const { token_endpoint: url } = await metadataOf(plain);
            const refused = await answerOf(postForm(url, { grant_type: jwtBearer, assertion: assertion(), resource }), 401);
            assert.equal(refused.error, 'invalid_client');
        } finally {
            await plain.stop();
        }
    });
});
