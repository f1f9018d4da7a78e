// SPDX-License-Identifier: GPL-3.0-or-later
// A key that was handed out exists, even when the power goes the moment after.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { it } from 'node:test';
import { Ostiary, temporaryFolder } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';

const rounds = 4;
const people = 3;
const keysEach = 9; // below the ten that one account may have

/** Creates keys one after the other until they are all there or the server is gone. */
async function createKeys(person, acknowledge) {
    try {
        for (let i = 0; i < keysEach; ++i) {
            const wish = { name: `key ${i}`, kind: i % 2 ? 'fos' : 'fvk' };
            const response = await person.request('POST', '/api/keys', wish);
            const key = await response.json();
            assert.equal(response.status, 201, JSON.stringify(key));
            acknowledge({ ...key, owner: person.email });
        }
    } catch (error) {
        if (error instanceof assert.AssertionError)
            throw error; // else: the connection broke, which is what a killed server looks like
    }
}

it('no acknowledged key is missing after kill -9', slow, async (t) => {
    const dataFolder = temporaryFolder();
    const acknowledged = [];
    for (let round = 0; round < rounds; ++round) {
        const ostiary = await Ostiary.start({ dataFolder });
        try {
            const owners = await Promise.all(Array.from({ length: people }, () => Person.register(ostiary)));
            const killAfter = acknowledged.length + randomInt(3, people * keysEach - 2);
            t.diagnostic(`round ${round}: killed once ${killAfter} keys are acknowledged`);
            let killed;
            await Promise.all(owners.map((owner) => createKeys(owner, (key) => {
                acknowledged.push(key);
                if (acknowledged.length >= killAfter)
                    killed ??= ostiary.kill();
            })));
            await killed;
            assert.ok(!ostiary.isRunning);
        } finally {
            await ostiary.kill();
        }
    }

    const ostiary = await Ostiary.start({ dataFolder });
    t.after(() => ostiary.stop());
    const listed = new Map((await ostiary.list('key')).map((key) => [key.id, key]));
    for (const { id, secret, owner } of acknowledged) {
        assert.equal(listed.get(id)?.state, 'active', `key ${id} of ${owner} is listed`);
        const response = await fetch(`${ostiary.url}/auth/me`, { headers: keyHeaders['X-ForgeOS-API-Key'](secret) });
        assert.equal(response.status, 200, `key ${id} of ${owner} works`);
    }
});
