// SPDX-License-Identifier: GPL-3.0-or-later
// The README keeps its word: what it shows with curl is run as it stands there.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { Ostiary, interopFolder, program, temporaryFolder } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { run } from './helpers/processes.js';

const readme = fs.readFileSync(path.resolve(interopFolder, '../../README.md'), 'utf8');
const shown = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text);
const blocks = shown.filter((text) => /^(\S+=\$\()?curl /m.test(text));

let ostiary, folder;
before(async () => {
    ostiary = await Ostiary.start();
    folder = temporaryFolder();
    const create = ['account', 'create', 'you@example.com', '--password-file', '-'];
    await ostiary.command(create, 'lantern ferry quartz meadow\n');
    // `./dev run -- …` as the README says it, on this server's data.
    const dev = `#!/bin/sh\nshift 2\nexec '${program}' "$@" --data '${ostiary.dataFolder}'\n`;
    fs.writeFileSync(path.join(folder, 'dev'), dev, { mode: 0o755 });
}, slow);
after(() => ostiary?.stop(), slow);

/** Runs lines of the README with nothing but the address, and what stands for a value, put in place. */
async function outputOf(lines, values = {}) {
    let script = lines.replaceAll('http://127.0.0.1:8420', ostiary.url);
    for (const [placeholder, value] of Object.entries(values))
        script = script.replaceAll(placeholder, value);
    const { code, stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder });
    assert.equal(code, 0, `${script}\n${stdout}\n${stderr}`);
    return stdout;
}

const jsonIn = (output) => output.split(/(?<=\})(?=\{)/).map((text) => JSON.parse(text));

it('shows curl in two places', quick, () => assert.equal(blocks.length, 2, blocks.join('\n---\n')));

it('a key of the command line opens the door to curl, until it is revoked', quick, async () => {
    const [create, use, revoke] = blocks[0].trim().split('\n');
    const secret = (await outputOf(create)).trim();
    assert.match(secret, /^fvk_live_/);
    const [me] = jsonIn(await outputOf(use, { 'fvk_live_…': secret }));
    assert.equal(me.email, 'you@example.com');
    await outputOf(revoke, { 'KEY-ID': me.credential_id });
    const [refusal] = jsonIn(await outputOf(use, { 'fvk_live_…': secret }));
    assert.equal(refusal.status, 401);
});

it('an agent registers itself, signs in, makes a key and revokes it, by hand', quick, async () => {
    const answers = jsonIn(await outputOf(blocks[1]));
    const [registered, me, signedIn, made, list] = answers;
    assert.equal(answers.length, 5, 'revoking answers nothing');
    assert.match(registered.api_key.secret, /^fos_/);
    assert.equal(me.id, registered.account.id);
    assert.equal(signedIn.account.email, 'robot@example.com');
    assert.deepEqual(made.scopes, ['projects:read']);
    assert.ok(list.items.some(({ id, state }) => id === made.id && state === 'active'));
    const { items } = await (await fetch(`${ostiary.url}/api/keys`,
        { headers: { 'X-ForgeOS-API-Key': registered.api_key.secret } })).json();
    assert.equal(items.find(({ id }) => id === made.id).state, 'revoked');
});
