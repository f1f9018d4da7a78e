// SPDX-License-Identifier: GPL-3.0-or-later
// A forgotten password, from the page that asks for a mail to the sign-in with the new one.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { closePage, launchBrowser, newPage } from './helpers/browser.js';
import { MailServer } from './helpers/mail_server.js';
import { Ostiary, temporaryFolder } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';

const signInOfTheServer = { user: 'ostiary', password: 'the mail server\'s own' };

let ostiary, mailServer, browser;
before(async () => {
    mailServer = await MailServer.start(signInOfTheServer);
    const passwordFile = path.join(temporaryFolder(), 'mail.password');
    fs.writeFileSync(passwordFile, `${signInOfTheServer.password}\n`, { mode: 0o600 });
    const environment = {
        OSTIARY_MAIL_SERVER: mailServer.url,
        OSTIARY_MAIL_FROM: 'Ostiary <ostiary@example.org>',
        OSTIARY_MAIL_USER: signInOfTheServer.user,
        OSTIARY_MAIL_PASSWORD_FILE: passwordFile,
    };
    [ostiary, browser] = await Promise.all([Ostiary.start({ environment }), launchBrowser()]);
}, slow);
after(async () => {
    await browser?.close();
    await ostiary?.stop();
    await mailServer?.close();
}, slow);

/** What the page says once it was asked to send a link to `email`. */
async function askForLink(page, email) {
    await page.goto(`${ostiary.url}/forgot`);
    await page.locator('input[name=email]').fill(email);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await page.getByRole('status').waitFor();
    return page.locator('main').innerText();
}

async function setPassword(page, link, password) {
    await page.goto(link);
    await page.locator('input[name=password]').fill(password);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.waitForURL((url) => url.pathname !== '/reset' || url.search === '');
}

/** What a browser without scripts posts: the page's fields, with the cookie that it set. */
async function postForgot(email, change = (form) => form) {
    const page = await fetch(`${ostiary.url}/forgot`);
    const cookies = page.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    const [, csrf] = /name="csrf" value="([^"]*)"/.exec(await page.text());
    return fetch(`${ostiary.url}/forgot`, {
        method: 'POST',
        redirect: 'manual',
        headers: { Cookie: cookies.join('; '), Origin: ostiary.url },
        body: change(new URLSearchParams({ csrf, email })),
    });
}

const login = (email, password) => fetch(`${ostiary.url}/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password }),
});

const linkIn = ({ text }) => new RegExp(`${ostiary.url}/reset\\?\\S+`).exec(text)?.[0];

it('sends a link that sets a new password, once', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await newPage(browser);
    t.after(() => closePage(page));
    await askForLink(page, person.email);

    const mail = await mailServer.mailTo(person.email);
    assert.deepEqual(mail.envelope, { from: 'ostiary@example.org', to: [person.email] });
    assert.equal(mail.from.name, 'Ostiary');
    assert.equal(mail.signedIn, signInOfTheServer.user);
    assert.equal(mail.headers['auto-submitted'], 'auto-generated');
    const link = linkIn(mail);
    assert.ok(link, `there is a link in: ${mail.text}`);

    const oldPassword = person.password;
    const newPassword = `${oldPassword}, and newer`;
    await setPassword(page, link, newPassword);
    assert.deepEqual(page.complaints, []);

    assert.equal((await login(person.email, oldPassword)).status, 401);
    assert.equal((await login(person.email, newPassword)).status, 200);
    assert.equal((await person.request('GET', '/auth/me')).status, 401, 'it signed out everywhere');

    await page.goto(link);
    assert.equal(await page.locator('input[name=password]').count(), 0, 'the link works once');
});

it('says the same of an address that nobody has, and sends nothing', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await newPage(browser);
    t.after(() => closePage(page));
    const stranger = `nobody-${person.email}`;
    const [ofStranger, ofPerson] = [await askForLink(page, stranger), await askForLink(page, person.email)];
    assert.equal(ofStranger.replaceAll(stranger, ''), ofPerson.replaceAll(person.email, ''));
    await mailServer.mailTo(person.email); // mails go in order: one for the stranger would have been there before
    assert.deepEqual(mailServer.mailsTo(stranger), []);
});

it('a later link ends the earlier one', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await newPage(browser);
    t.after(() => closePage(page));
    await askForLink(page, person.email);
    const first = linkIn(await mailServer.mailTo(person.email));
    await askForLink(page, person.email);
    const second = linkIn(await mailServer.mailTo(person.email, 2));
    assert.notEqual(first, second);
    await page.goto(first);
    assert.equal(await page.locator('input[name=password]').count(), 0);
    await page.goto(second);
    assert.equal(await page.locator('input[name=password]').count(), 1);
});

it('works without scripts, and sends nothing for a form of another site', slow, async () => {
    const person = await Person.register(ostiary);
    const forged = await postForgot(person.email, (form) => {
        form.set('csrf', 'x'.repeat(43));
        return form;
    });
    assert.equal(forged.status, 403);
    const honest = await postForgot(person.email);
    assert.ok(honest.status === 200 || honest.status === 303, `POST /forgot: ${honest.status}`);
    await mailServer.mailTo(person.email);
    assert.equal(mailServer.mailsTo(person.email).length, 1);
});

it('does not start with a mail server that it could not use, and says why in a sentence', slow, async () => {
    const environment = { OSTIARY_MAIL_SERVER: mailServer.url };
    await assert.rejects(Ostiary.start({ environment }), /set mail\.from too/);
    const open = path.join(temporaryFolder(), 'mail.password');
    fs.writeFileSync(open, 'secret words\n');
    fs.chmodSync(open, 0o644);
    Object.assign(environment,
        { OSTIARY_MAIL_FROM: 'o@example.org', OSTIARY_MAIL_USER: 'o', OSTIARY_MAIL_PASSWORD_FILE: open });
    await assert.rejects(Ostiary.start({ environment }), (error) => {
        assert.match(error.message, /mail\.password_file: .* is open to every user/);
        assert.doesNotMatch(error.message, /secret words/);
        return true;
    });
});
