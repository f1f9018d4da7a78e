// SPDX-License-Identifier: GPL-3.0-or-later
// Behind a real nginx with TLS, set up as docs/reverse-proxy.md says: who the client is, and that streams stream.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { OpenStream, openSession, outcome, post, toolCall } from './helpers/mcp.js';
import { Ostiary, freePort, interopFolder, temporaryFolder } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { kill, run, start } from './helpers/processes.js';
import { everythingOverStdio } from './helpers/upstreams.js';

process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // for fetch: the certificate is made below

const [ann, bob] = ['127.0.0.2', '127.0.0.3']; // where clients come from; nginx itself comes from 127.0.0.1
let ostiary, unaware, nginx, person, port, unawarePort;

/** The block of the page, with this test's addresses and certificate. */
function configuration(folder) {
    const page = fs.readFileSync(path.resolve(interopFolder, '../../docs/reverse-proxy.md'), 'utf8');
    const [, shown] = /^```nginx\n(.*?)^```$/ms.exec(page);
    const site = (block, listen, target) => Object.entries({
        'listen 443 ssl;': `listen 127.0.0.1:${listen} ssl;`, 'server_name mcp.example.org;': 'server_name localhost;',
        '/etc/ssl/certs/mcp.example.org.pem': `${folder}/cert.pem`,
        '/etc/ssl/private/mcp.example.org.key': `${folder}/key.pem`, 'http://127.0.0.1:8420': target,
    }).reduce((text, [from, to]) => {
        assert.ok(text.includes(from), `the page says ${from}`);
        return text.replace(from, to);
    }, block);
    return `daemon off; master_process off; # one process, so that ending it ends all of it
         pid ${folder}/pid; error_log ${folder}/error.log;
        events { worker_connections 256; }
        http { access_log off; client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
        uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
        ${site(shown, port, ostiary.url)} ${site(shown, unawarePort, unaware.url)} }`;
}

before(async () => {
    [port, unawarePort] = [await freePort(), await freePort()];
    const publicUrl = `https://localhost:${port}`;
    const upstreams = { everything: everythingOverStdio };
    const limits = { standard: '1000/60s', fvk: '1000/60s', auth: '5/60s' };
    ostiary = await Ostiary.start({ publicUrl, upstreams, settings: { limits },
        environment: { OSTIARY_TRUSTED_PROXIES: '127.0.0.1' } });
    unaware = await Ostiary.start({ publicUrl: `https://localhost:${unawarePort}`, settings: { limits } });
    const folder = temporaryFolder();
    const made = await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days',
        '1', '-subj', '/CN=localhost', '-keyout', `${folder}/key.pem`, '-out', `${folder}/cert.pem`]);
    assert.equal(made.code, 0, made.stderr);
    fs.writeFileSync(`${folder}/nginx.conf`, configuration(folder));
    const program = ['/usr/sbin/nginx', '/usr/bin/nginx'].find((file) => fs.existsSync(file)) ?? 'nginx';
    nginx = start(program, ['-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`], { stdio: 'ignore' });
    for (let tries = 0; tries < 100 && !fs.existsSync(`${folder}/pid`); ++tries)
        await new Promise((resolve) => setTimeout(resolve, 50));
    person = await Person.invite(ostiary);
}, slow);
after(async () => {
    if (nginx)
        await kill(nginx);
    await ostiary?.stop();
    await unaware?.stop();
}, slow);

/** A request through nginx from one of this computer's addresses; answers {status, headers, body}. */
const through = (from, target, { method = 'GET', headers = {}, body, via = port } = {}) => new Promise((resolve, reject) => {
    const request = https.request({ host: '127.0.0.1', port: via, localAddress: from, path: target, method,
        headers: { Host: `localhost:${via}`, ...headers } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => { text += chunk; })
            .on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: text }));
    });
    request.once('error', reject).end(body);
});

const keyFor = async (server, networks) => server.json(
    ['key', 'create', '--account', person.email, '--kind', 'fvk', '--name', 'k', ...(networks.length ? ['--networks', networks.join(' ')] : [])]);
const wrongSignIn = (from, email, more) => through(from, '/auth/login', { method: 'POST',
    headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password: 'wrong horse' }), ...more });

it('a key\'s allowed networks are those of the client, whatever it says of itself', quick, async () => {
    const { secret, id } = await keyFor(ostiary, [ann]);
    const ask = (from, headers = {}) => through(from, '/auth/me', { headers: { Authorization: `Bearer ${secret}`, ...headers } });
    assert.equal((await ask(ann)).status, 200);
    assert.equal((await ask(bob)).status, 403);
    for (const forged of [ann, `${ann}, ${ann}`, 'garbage', `[::1], ${ann}`])
        assert.equal((await ask(bob, { 'X-Forwarded-For': forged })).status, 403, forged);
    for (const name of ['X-Real-IP', 'Forwarded', 'X-Client-IP', 'True-Client-IP', 'CF-Connecting-IP'])
        assert.equal((await ask(bob, { [name]: name === 'Forwarded' ? `for=${ann}` : ann })).status, 403, name);
    assert.equal((await ask(ann, { 'X-Forwarded-For': 'garbage, 203.0.113.9' })).status, 200);
    for (let tries = 0; tries < 60; ++tries) { // uses are written a few seconds late
        const key = (await ostiary.list('key')).find((each) => each.id === id);
        if (key.last_used_address) {
            assert.equal(key.last_used_address, ann);
            return;
        }
        await new Promise((resolve) => setTimeout(resolve, 250));
    }
    assert.fail('the use was not written down');
});

it('one client\'s guesses at an account lock out nobody else behind the proxy', quick, async () => {
    for (let i = 0; i < 5; ++i)
        assert.equal((await wrongSignIn(ann, 'nobody@example.com')).status, 401);
    const refused = await wrongSignIn(ann, 'nobody@example.com', { headers: { 'Content-Type': 'application/json', 'X-Forwarded-For': bob } });
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers['retry-after']) > 0);
    assert.equal((await wrongSignIn(bob, 'nobody@example.com')).status, 401);
});

it('a server that knows of no proxy believes none', quick, async () => {
    const via = unawarePort;
    for (let i = 0; i < 5; ++i)
        assert.equal((await wrongSignIn(ann, 'nobody@example.com', { via })).status, 401);
    assert.equal((await wrongSignIn(bob, 'nobody@example.com', { via })).status, 429, 'all of them are the proxy');
});

it('the metadata name the public address, and other names are not answered', quick, async () => {
    const publicUrl = `https://localhost:${port}`;
    const metadata = await through(ann, '/.well-known/oauth-authorization-server',
        { headers: { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'http' } });
    assert.equal(JSON.parse(metadata.body).issuer, publicUrl);
    assert.match(metadata.headers['strict-transport-security'], /max-age/);
    const challenge = await through(ann, '/mcp/everything', { method: 'POST', body: '{}' });
    assert.equal(challenge.status, 401);
    assert.match(challenge.headers['www-authenticate'], new RegExp(`resource_metadata="${publicUrl}/`));
    assert.equal((await through(ann, '/auth/me', { headers: { Host: 'evil.example' } })).status, 421);
    const cookies = (await through(ann, '/login')).headers['set-cookie'] ?? [];
    assert.ok(cookies.every((cookie) => /; Secure/.test(cookie)), cookies.join('\n'));
});

it('MCP goes through it: a session, a call, progress as it happens', slow, async () => {
    const { secret } = await keyFor(ostiary, []);
    const url = `https://localhost:${port}/mcp/everything`;
    const headers = await openSession(url, { Authorization: `Bearer ${secret}` });
    const echo = await outcome(await post(url, toolCall('echo', { message: 'through nginx' }), headers));
    assert.match(echo.result.content[0].text, /through nginx/);
    const call = toolCall('trigger-long-running-operation', { duration: 2, steps: 4 }, 'p');
    const stream = new OpenStream(post(url, call, headers), { waitForData: true });
    await stream.started;
    assert.ok(stream.isOpen && !/"result"/.test(stream.text), 'progress comes before the end');
    await stream.ended;
    assert.match(stream.text, /"result"/);
});
