// SPDX-License-Identifier: GPL-3.0-or-later
// A person's own pages, from the first visit on: each is photographed in both schemes, wide and on a small telephone.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { appOf, assertIsAt, createKey, errorOf, fieldOf, noticeOf, openPage, press, recoveryCodesOf, refused, sendCode,
    signOut, signUp, textOf, unfold } from './helpers/account_pages.js';
import { launchBrowser, signIn } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { authorize, refresh } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';
import { photographAllWays } from './helpers/photographs.js';
import { everythingOverStdio } from './helpers/upstreams.js';

let ostiary, browser;
before(async () => {
    [ostiary, browser] = await Promise.all([
        Ostiary.start({ upstreams: { notes: everythingOverStdio } }), launchBrowser()]);
}, slow);
after(async () => {
    await browser?.close();
    await ostiary?.stop();
}, slow);

const whoHas = (secret) => fetch(`${ostiary.url}/auth/me`, { headers: keyHeaders.Authorization(secret) });

it('whoever signs up is welcomed, and sees the trial and what comes after it', slow, async (t) => {
    const page = await openPage(t, browser);
    const person = Person.stranger(ostiary);
    await page.goto(ostiary.url);
    await photographAllWays(page, 'home-stranger');
    await page.getByRole('link', { name: 'Create an account' }).click();
    await photographAllWays(page, 'signup');

    await refused(page, 422, () => signUp(page, { ...person, password: 'password1234' }));
    assert.match(await errorOf(page), /too easy to guess/);
    assert.equal(await fieldOf(page, 'email').inputValue(), person.email, 'what was right stays filled in');
    assert.equal(await fieldOf(page, 'password').getAttribute('aria-invalid'), 'true');
    await photographAllWays(page, 'signup-refused');

    await signUp(page, person);
    await assertIsAt(page, '/account?done=welcome');
    assert.match(await noticeOf(page), /Welcome/);
    const text = await textOf(page);
    assert.match(text, /Pro\s+trial\s+It ends in (13|14) days/i);
    assert.match(text, /then you have Free, and nothing is charged/);
    assert.match(text, /claude mcp add --transport http notes http/);
    await photographAllWays(page, 'account');

    await page.goto(ostiary.url);
    await photographAllWays(page, 'home');
    const another = await openPage(t, browser);
    await another.goto(`${ostiary.url}/signup`);
    await refused(another, 409, () => signUp(another, person));
    assert.match(await errorOf(another), /already/);
    await photographAllWays(another, 'signup-taken');
});

it('an authenticator app is turned on, asked for, and stood in for by a recovery code, once', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await openPage(t, browser, { as: person });
    await page.goto(`${ostiary.url}/account/security`);
    await photographAllWays(page, 'security');
    await press(page, 'Set it up');
    const app = await appOf(page);
    await photographAllWays(page, 'security-totp');
    await refused(page, 422, async () => {
        await fieldOf(page, 'code').fill('000000');
        await press(page, 'Turn it on');
    });
    assert.match(await errorOf(page), /not the code that the app shows/);
    await photographAllWays(page, 'security-totp-refused');

    await fieldOf(page, 'code').fill(await app.nextCode());
    await press(page, 'Turn it on');
    await page.locator('#codes').waitFor();
    const codes = await recoveryCodesOf(page);
    assert.equal(new Set(codes).size, 10);
    await photographAllWays(page, 'security-recovery-codes');
    await page.goto(`${ostiary.url}/account/security`);
    const afterwards = await textOf(page);
    assert.match(afterwards, /Codes left: 10/);
    assert.ok(codes.every((code) => !afterwards.includes(code)), 'the codes are shown once');
    await photographAllWays(page, 'security-totp-on');

    await signOut(page);
    await page.goto(`${ostiary.url}/login?next=/account/security`);
    await signIn(page, person);
    await fieldOf(page, 'code').waitFor();
    page.complaints.length = 0; // the 401 that asks for the second factor
    await photographAllWays(page, 'second-factor');
    await refused(page, 401, () => sendCode(page, app.lastCode));
    assert.match(await errorOf(page), /used before/, 'a code works once');
    await photographAllWays(page, 'second-factor-refused');
    await sendCode(page, await app.nextCode());
    await assertIsAt(page, '/account/security');

    await signOut(page);
    await page.goto(`${ostiary.url}/login?next=/account/security`);
    await signIn(page, person);
    await sendCode(page, codes[0].toUpperCase().replace('-', ' '));
    await assertIsAt(page, '/account/security');
    assert.match(await textOf(page), /Codes left: 9/);

    await signOut(page);
    await page.goto(`${ostiary.url}/login`);
    await signIn(page, person);
    await refused(page, 401, () => sendCode(page, codes[0]));
    assert.match(await errorOf(page), /used before/);
    await page.goto(`${ostiary.url}/account`);
    await assertIsAt(page, '/login?next=/account');
});

it('a key is made, copied with one press, lets its program in, and is taken back', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await openPage(t, browser, { as: person });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: ostiary.url });
    await page.goto(`${ostiary.url}/account/keys`);
    await photographAllWays(page, 'keys-empty');
    const secret = await createKey(page, 'build server');
    await photographAllWays(page, 'keys-created');
    await press(page, 'Copy');
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, secret);
    const me = await whoHas(copied);
    assert.equal(me.status, 200);
    assert.equal((await me.json()).email, person.email);

    await page.goto(`${ostiary.url}/account/keys`);
    assert.ok(!(await page.content()).includes(secret), 'the key is shown once');
    await createKey(page, 'a second one, whose name is so long that a telephone shows it on several lines');
    await page.goto(`${ostiary.url}/account/keys`);
    await unfold(page, 'Revoke… build server');
    await photographAllWays(page, 'keys-revoke');
    await page.locator('details[open]').getByRole('button', { name: 'Revoke the key' }).click();
    await assertIsAt(page, '/account/keys?done=key-revoked');
    assert.equal((await whoHas(secret)).status, 401);
    await unfold(page, 'New API key…');
    await photographAllWays(page, 'keys');

    await fieldOf(page, 'name').fill('nothing');
    await page.getByLabel('Everything, also what is added later').uncheck();
    await refused(page, 422, () => press(page, 'Create the key'));
    assert.match(await errorOf(page), /Choose what the key may do/);
    await photographAllWays(page, 'keys-refused');
});

it('a key is switched off and on, and rotated without an outage', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await openPage(t, browser, { as: person });
    await page.goto(`${ostiary.url}/account/keys`);
    const secret = await createKey(page, 'nightly job');
    const openKeys = () => page.goto(`${ostiary.url}/account/keys`);

    await openKeys();
    await unfold(page, 'Disable… nightly job');
    await press(page, 'Disable the key');
    assert.match(await noticeOf(page), /disabled/);
    assert.equal((await whoHas(secret)).status, 401);
    await photographAllWays(page, 'keys-disabled');
    await press(page, 'Enable nightly job');
    assert.match(await noticeOf(page), /works again/);
    assert.equal((await whoHas(secret)).status, 200);

    await openKeys();
    await unfold(page, 'Rotate… nightly job');
    await photographAllWays(page, 'keys-rotate');
    await press(page, 'Rotate the key');
    const next = await page.locator('#secret').inputValue();
    assert.notEqual(next, secret);
    assert.equal((await whoHas(next)).status, 200);
    assert.equal((await whoHas(secret)).status, 200, 'both work for a day');
    await photographAllWays(page, 'keys-rotated');
});

it('an agent that registered itself is shown as one, and can look after itself', slow, async (t) => {
    const agent = Person.stranger(ostiary);
    const { email, password } = agent;
    const registered = await fetch(`${ostiary.url}/auth/register-agent`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email, password }) });
    assert.equal(registered.status, 201);
    const page = await openPage(t, browser);
    await page.goto(`${ostiary.url}/login`);
    await signIn(page, agent);
    await assertIsAt(page, '/account');
    assert.match(await textOf(page), new RegExp(`${email}\\s+agent`));
    await page.goto(`${ostiary.url}/account/keys`);
    assert.match(await textOf(page), /Agent/, 'the key that it was given');
});

it('another browser is listed with its sign-ins, and is out as soon as its session is ended', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await openPage(t, browser, { as: person });
    const other = await openPage(t, browser);
    await other.goto(`${ostiary.url}/login`);
    await refused(other, 401, () => signIn(other, { ...person, password: 'not this one' }));
    await signIn(other, person);
    await assertIsAt(other, '/account');

    await page.goto(`${ostiary.url}/account/sessions`);
    const rows = page.locator('#sessions tbody tr');
    assert.equal(await rows.count(), 2);
    const text = await textOf(page);
    assert.match(text, /this one/);
    assert.match(text, /wrong password/i, 'the failed sign-in is on record');
    await unfold(page, 'End… the session');
    await photographAllWays(page, 'sessions');
    await press(page, 'End the session');
    await assertIsAt(page, '/account/sessions?done=session-ended');
    assert.equal(await rows.count(), 1);

    await other.goto(`${ostiary.url}/account/keys`);
    await assertIsAt(other, '/login?next=/account/keys');
    await signIn(other, person);
    await assertIsAt(other, '/account/keys');
});

it('a session that has run out leads to the sign-in page, and back from there', slow, async (t) => {
    const brief = await Ostiary.start({ environment: { OSTIARY_SESSION_LIFETIME: '3s' } });
    t.after(() => brief.stop());
    const person = await Person.register(brief);
    const page = await openPage(t, browser, { as: person });
    await page.goto(`${brief.url}/account/keys`);
    await assertIsAt(page, '/account/keys');
    await sleep(3_100);
    await page.reload();
    await assertIsAt(page, '/login?next=/account/keys');
    await signIn(page, person);
    await assertIsAt(page, '/account/keys');
});

it('a new password ends every other session and every connected app, and spares this session', slow, async (t) => {
    const person = await Person.register(ostiary);
    const callback = await Callback.listen();
    t.after(() => callback.close());
    const { client, tokens, metadata } = await authorize({ ostiary, browser, person, callback, upstream: 'notes' });
    const app = () => whoHas(tokens.access_token);
    assert.equal((await app()).status, 200);
    const page = await openPage(t, browser, { as: person });
    const other = await openPage(t, browser);
    await other.goto(`${ostiary.url}/login`);
    await signIn(other, person);
    await assertIsAt(other, '/account');

    const change = async (current, wanted) => {
        await fieldOf(page, 'current').fill(current);
        await fieldOf(page, 'password').fill(wanted);
        await press(page, 'Change the password');
    };
    const wanted = `${person.password} and more`;
    await page.goto(`${ostiary.url}/account/security`);
    await refused(page, 401, () => change('not this one', wanted));
    assert.match(await errorOf(page), /current password is not right/);
    await photographAllWays(page, 'security-password-refused');
    await change(person.password, wanted);
    await assertIsAt(page, '/account/security?done=password');
    await photographAllWays(page, 'security-password');

    assert.equal((await app()).status, 401);
    assert.equal((await refresh(metadata, client.client_id, tokens.refresh_token)).status, 400);
    await other.goto(`${ostiary.url}/account`);
    await assertIsAt(other, '/login?next=/account');
    await refused(other, 401, () => signIn(other, person));
    await signIn(other, { ...person, password: wanted });
    await assertIsAt(other, '/account');
    await page.goto(`${ostiary.url}/account`);
    await assertIsAt(page, '/account');
});

it('an organization gets a name, a project and a member, whose key ends with the membership', slow, async (t) => {
    const [owner, newcomer] = [await Person.register(ostiary), Person.stranger(ostiary)];
    const page = await openPage(t, browser, { as: owner });
    const here = `${ostiary.url}/account/organization`;
    await page.goto(here);
    await page.locator('details.edit summary').click();
    await page.locator('details.edit input[name=name]').fill('Lighthouse <b>Keepers</b>');
    await page.locator('details.edit').getByRole('button', { name: 'Rename' }).click();
    await assertIsAt(page, '/account/organization?done=saved');
    assert.match(await textOf(page), /Lighthouse <b>Keepers<\/b>/, 'a name is text, not markup');
    await page.locator('#project').fill('Lamps');
    await press(page, 'Create');
    await page.locator('th', { hasText: 'Lamps' }).waitFor();

    await page.locator('#invite-role').selectOption('member');
    await press(page, 'Make a link');
    const link = await page.locator('#invitation-link').inputValue();
    await photographAllWays(page, 'organization-invitation');

    const second = await openPage(t, browser);
    await second.goto(link);
    assert.match(await textOf(second), /Lighthouse.*[^]*member/);
    await photographAllWays(second, 'invitation');
    await second.getByRole('link', { name: 'Create an account' }).click();
    await photographAllWays(second, 'signup-invited');
    await signUp(second, newcomer);
    await assertIsAt(second, '/account?done=welcome');
    assert.match(await textOf(second), /Lighthouse.*as Member/);
    await second.goto(`${ostiary.url}/account/keys`);
    const secret = await createKey(second, 'lamp');
    assert.equal((await (await whoHas(secret)).json()).role, 'member');
    await second.goto(here);
    assert.equal(await second.getByRole('button', { name: 'Make a link' }).count(), 0, 'a member invites nobody');
    await photographAllWays(second, 'organization-member');

    await page.goto(here);
    const row = page.locator('tr', { hasText: newcomer.email });
    assert.equal(await row.locator('select').inputValue(), 'member');
    await unfold(page, `Remove… ${newcomer.email}`);
    await photographAllWays(page, 'organization');
    await press(page, 'Remove the member');
    await assertIsAt(page, '/account/organization?done=member-removed');
    assert.equal(await row.count(), 0);
    assert.equal((await whoHas(secret)).status, 401, 'the key ended with the membership');
    await second.goto(`${ostiary.url}/account`);
    assert.doesNotMatch(await textOf(second), /Lighthouse/);

    const response = await second.goto(link);
    assert.ok([400, 404, 422].includes(response.status()), `a used invitation answers ${response.status()}`);
    second.complaints.length = 0; // the status of the page itself
    await photographAllWays(second, 'invitation-used');
});

it('an invited person who has an account keeps the invitation on the way through signing in', slow, async (t) => {
    const [owner, guest] = [await Person.register(ostiary), await Person.invite(ostiary)];
    const made = await owner.request('POST', '/api/organization/invitations', { role: 'auditor' });
    const { url } = await made.json();
    const page = await openPage(t, browser);
    await page.goto(url);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, guest);
    await press(page, 'Join');
    await assertIsAt(page, '/account/organization?done=joined');
    assert.match(await textOf(page), /you act for it/);
    await page.goto(`${ostiary.url}/account/keys`);
    assert.match(await textOf(page), /As an auditor of this organization you can look/);
    await photographAllWays(page, 'keys-auditor');
});

it('the other pages of an account are sound, with something in them and without', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await openPage(t, browser, { as: person });
    await page.goto(`${ostiary.url}/account/apps`);
    await photographAllWays(page, 'apps-empty');
    const callback = await Callback.listen();
    t.after(() => callback.close());
    const client = { client_name: 'An assistant with a very long name indeed, longer than a telephone is wide' };
    await authorize({ ostiary, browser, person, callback, upstream: 'notes', client });
    await person.createKey('fvk');
    for (const name of ['apps', 'usage', 'confirm']) {
        const response = await page.goto(`${ostiary.url}/account/${name}`);
        assert.equal(response.status(), 200);
        await photographAllWays(page, name);
    }
    await page.goto(`${ostiary.url}/account/apps`);
    await page.locator('main summary').first().click();
    await page.locator('details[open] button').click();
    await assertIsAt(page, '/account/apps?done=app-revoked');

    const stranger = await openPage(t, browser);
    await stranger.goto(`${ostiary.url}/forgot`);
    await photographAllWays(stranger, 'forgot');
});

it('a link from whoever runs the server lets somebody choose a new password, who then signs in with it', slow,
    async (t) => {
        const person = await Person.register(ostiary);
        const { url } = await ostiary.json(['account', 'reset-link', person.email]);
        const page = await openPage(t, browser, { as: person });
        await page.goto(url);
        assert.match(await textOf(page), new RegExp(person.email));
        await photographAllWays(page, 'reset');
        const choose = async (password) => {
            await fieldOf(page, 'password').fill(password);
            await press(page, 'Set the password');
        };
        await refused(page, 422, () => choose('too short'));
        await photographAllWays(page, 'reset-refused');
        const password = `${person.password}, reset`;
        await choose(password);
        await assertIsAt(page, '/login?done=password');
        assert.match(await noticeOf(page), /new password is set/);
        await signIn(page, { ...person, password });
        await assertIsAt(page, '/account');
    });

it('the first administrator is made with the code that the machine prints, and nobody after', slow, async (t) => {
    const fresh = await Ostiary.start();
    t.after(() => fresh.stop());
    const page = await openPage(t, browser);
    const person = Person.stranger(fresh);
    const setUp = async (code) => {
        await fieldOf(page, 'code').fill(code);
        await fieldOf(page, 'email').fill(person.email);
        await fieldOf(page, 'password').fill(person.password);
        await press(page, 'Make the administrator');
    };
    await page.goto(`${fresh.url}/setup`);
    await photographAllWays(page, 'setup');
    await refused(page, 422, () => setUp('AAAA-AAAA'));
    assert.match(await errorOf(page), /code is not right, or has run out/);
    await photographAllWays(page, 'setup-refused');
    assert.deepEqual(await fresh.list('account'), [], 'a wrong code makes nothing');

    const { code, url } = await fresh.json(['setup-code']);
    await page.goto(url);
    assert.equal(await fieldOf(page, 'code').inputValue(), code, 'the link brings the code along');
    await setUp(code.toLowerCase());
    await assertIsAt(page, '/account?done=setup');
    assert.match(await noticeOf(page), /you administer it/);
    assert.equal((await page.goto(`${fresh.url}/setup`)).status(), 404);
    assert.deepEqual((await fresh.list('account')).map(({ email, is_admin }) => ({ email, is_admin })),
        [{ email: person.email, is_admin: true }]);
});

it('signing up, a key and an authenticator app need no JavaScript', slow, async (t) => {
    const page = await openPage(t, browser, { javaScriptEnabled: false });
    const person = Person.stranger(ostiary);
    await page.goto(`${ostiary.url}/signup`);
    await signUp(page, person);
    await assertIsAt(page, '/account?done=welcome');

    await page.goto(`${ostiary.url}/account/keys`);
    const secret = await createKey(page, 'by hand');
    assert.equal((await whoHas(secret)).status, 200);
    assert.equal(await page.getByRole('button', { name: 'Copy' }).count(), 0, 'no button that could do nothing');
    await photographAllWays(page, 'keys-created-without-javascript');
    await page.goto(`${ostiary.url}/account/keys`);
    await unfold(page, 'Revoke…');
    await press(page, 'Revoke the key');
    await assertIsAt(page, '/account/keys?done=key-revoked');
    assert.equal((await whoHas(secret)).status, 401);

    await page.goto(`${ostiary.url}/account/security`);
    await press(page, 'Set it up');
    const app = await appOf(page);
    await fieldOf(page, 'code').fill(await app.nextCode());
    await press(page, 'Turn it on');
    assert.equal((await recoveryCodesOf(page)).length, 10);
    await signOut(page);
    await page.goto(`${ostiary.url}/login`);
    await signIn(page, person);
    await sendCode(page, await app.nextCode());
    await assertIsAt(page, '/account');
});
