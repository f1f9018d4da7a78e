// SPDX-License-Identifier: GPL-3.0-or-later
// Passkeys in a real browser, with a device that the browser makes up (WebAuthn Level 3 §11).
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { assertIsAt, openPage, press, signOut, textOf, unfold } from './helpers/account_pages.js';
import { launchBrowser, signIn } from './helpers/browser.js';
import { Ostiary, freePort } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { photographAllWays } from './helpers/photographs.js';

let browser;
before(async () => { browser = await launchBrowser(); }, slow);
after(() => browser?.close(), slow);

/** A device that keeps passkeys and knows its owner at once. */
async function addPasskeyDevice(page) {
    const session = await page.context().newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
        isUserVerified: true, automaticPresenceSimulation: true,
    } });
}

it('a passkey lets its owner in alone, and as the second factor after the password', slow, async (t) => {
    const port = await freePort(); // browsers allow passkeys for names only, and the name has the port in it
    const named = await Ostiary.start({ port, publicUrl: `http://localhost:${port}` });
    t.after(() => named.stop());
    const person = await Person.register(named);
    const page = await openPage(t, browser, { as: person });
    await addPasskeyDevice(page);
    await page.goto(`${named.publicUrl}/account/security`);
    await photographAllWays(page, 'security-passkeys-empty');
    await page.getByLabel('Name of the new passkey').fill('laptop');
    await press(page, 'Add a passkey');
    await page.locator('th', { hasText: 'laptop' }).waitFor();
    await photographAllWays(page, 'security-passkeys');

    await signOut(page);
    await page.goto(`${named.publicUrl}/login?next=/account/security`);
    await photographAllWays(page, 'login-passkey');
    await press(page, 'Sign in with a passkey');
    await assertIsAt(page, '/account/security');
    await signOut(page);

    await page.goto(`${named.publicUrl}/login?next=/account/sessions`);
    await signIn(page, person);
    await page.getByRole('button', { name: 'Use a passkey' }).waitFor();
    page.complaints.length = 0; // the 401 that asks for the second factor
    await photographAllWays(page, 'second-factor-passkey');
    const early = await page.request.get(`${named.publicUrl}/auth/me`);
    assert.equal(early.status(), 401, 'the password alone is not enough any more');
    await press(page, 'Use a passkey');
    await assertIsAt(page, '/account/sessions');
    assert.match(await textOf(page), /passkey/i, 'how somebody signed in is on record');

    await page.goto(`${named.publicUrl}/account/security`);
    await unfold(page, 'Remove… laptop');
    await press(page, 'Remove the passkey');
    await assertIsAt(page, '/account/security?done=passkey-removed');
});

it('where passkeys are impossible, the pages say why and offer none', slow, async (t) => {
    const ostiary = await Ostiary.start();
    t.after(() => ostiary.stop());
    const page = await openPage(t, browser, { as: await Person.register(ostiary) });
    await page.goto(`${ostiary.url}/account/security`);
    assert.match(await textOf(page), /only for names, such as localhost or a domain/);
    assert.equal(await page.getByRole('button', { name: 'Add a passkey' }).count(), 0);
    const stranger = await openPage(t, browser);
    await stranger.goto(`${ostiary.url}/login`);
    assert.equal(await stranger.getByRole('button', { name: 'Sign in with a passkey' }).count(), 0);
});
