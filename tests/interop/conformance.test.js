// SPDX-License-Identifier: GPL-3.0-or-later
// The official conformance suite, as far as it speaks to an authorization server.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { once } from 'node:events';
import { after, before, it } from 'node:test';
import { metadataOf, registerClient } from './helpers/oauth.js';
import { freePort, interopFolder, Ostiary, temporaryFolder } from './helpers/ostiary.js';
import { slow, step_ms } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { firstMatch, start } from './helpers/processes.js';
import { everythingOverStdio } from './helpers/upstreams.js';
import { consentByForms } from './helpers/without_browser.js';

const suite = path.join(interopFolder, 'node_modules/@modelcontextprotocol/conformance/dist/index.js');

// The suite needs Node 22; where the machine's is older, npm brought one.
const node = Number(process.versions.node.split('.')[0]) >= 22 ? process.execPath
    : path.join(interopFolder, `node_modules/node-linux-${process.arch}/bin/node`);

let ostiary, person;
before(async () => {
    ostiary = await Ostiary.start({ upstreams: { everything: everythingOverStdio } });
    person = await Person.register(ostiary);
}, slow);
after(() => ostiary?.stop(), slow);

/** Runs the suite; at the address that it wants opened, the person says yes. Its checks. */
async function conformance({ port, clientId }) {
    const results = temporaryFolder();
    const child = start(node, [suite, 'authorization', '--url', ostiary.url, '--client-id', clientId,
        '--resource', ostiary.mcp('everything'), '--port', port, '--output-dir', results],
    { cwd: results, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => { said += chunk; });
    const timer = setTimeout(() => child.kill('SIGKILL'), step_ms);
    const ended = once(child, 'close');
    const [address] = await firstMatch(child, child.stdout, /http\S*\/authorize\?\S+/);
    const url = new URL(address);
    await fetch(`${url.searchParams.get('redirect_uri')}?${await consentByForms(person, { url })}`);
    const [code] = await ended;
    clearTimeout(timer);
    const checks = fs.readdirSync(results, { recursive: true }).filter((name) => name.endsWith('checks.json'))
        .flatMap((name) => JSON.parse(fs.readFileSync(path.join(results, name))));
    return { code, said, checks };
}

// A public client: of one with a secret the suite takes the `none` that the metadata offers, and forgets the secret.
it('finds nothing wrong', slow, async () => {
    const port = await freePort();
    const registered = await registerClient(await metadataOf(ostiary),
        { redirect_uris: [`http://127.0.0.1:${port}/callback`] });
    const { client_id: clientId } = await registered.json();
    const { code, said, checks } = await conformance({ port, clientId });
    assert.equal(code, 0, said + JSON.stringify(checks, null, 1));
    assert.deepEqual(checks.map(({ id, status }) => `${id} ${status}`).sort(), [
        'authorization-code-grant SUCCESS', 'authorization-server-metadata SUCCESS',
        'authorization-server-metadata-cimd SUCCESS'], said);
});
