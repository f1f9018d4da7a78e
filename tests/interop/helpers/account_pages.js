// SPDX-License-Identifier: GPL-3.0-or-later
// What a person does on the pages of an account; works with and without JavaScript.
import assert from 'node:assert/strict';
import { AuthenticatorApp } from './authenticator_app.js';
import { closePage, newPage } from './browser.js';

/** A page that goes away with the test; with `as`, in the session of a person who signed in by the API. */
export async function openPage(t, browser, { as: person, ...options } = {}) {
    const page = await newPage(browser, options);
    t.after(() => closePage(page));
    if (person) {
        const url = person.ostiary.publicUrl;
        await page.context().addCookies([...person.cookies].map(([name, value]) => ({ name, value, url })));
    }
    return page;
}

export const assertIsAt = (page, path) => page.waitForURL((url) => url.pathname + url.search === path);
export const press = (page, name) => page.getByRole('button', { name, exact: true }).click();
export const unfold = (page, words) => page.locator('summary', { hasText: words }).click();
export const textOf = (page) => page.locator('main').innerText();
export const noticeOf = (page) => page.locator('.notice').innerText();
export const errorOf = (page) => page.locator('.error').innerText();
export const fieldOf = (page, name) => page.locator(`main input[name=${name}]:visible`);

/** Sends a form that the server refuses with `status`; that the browser reports such a status is no complaint then. */
export async function refused(page, status, send) {
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await send();
    assert.equal((await answered).status(), status);
    await page.locator('.error').waitFor();
    page.complaints = page.complaints.filter((complaint) => !complaint.includes(`status of ${status}`));
}

export async function signUp(page, { email, password }) {
    await fieldOf(page, 'email').fill(email);
    await fieldOf(page, 'password').fill(password);
    await press(page, 'Create the account');
}

export async function signOut(page) {
    await press(page, 'Sign out');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
}

export async function sendCode(page, code) {
    await fieldOf(page, 'code').fill(code);
    await press(page, 'Continue');
}

/** From /account/security, with the setup open: the app that knows its secret. */
export const appOf = async (page) => new AuthenticatorApp(await page.locator('code.secret').innerText());

export const recoveryCodesOf = (page) => page.locator('#codes li').allInnerTexts();

/** On /account/keys: the secret of a new key, as it is shown. */
export async function createKey(page, name) {
    if (!await fieldOf(page, 'name').isVisible())
        await unfold(page, 'New API key…');
    await fieldOf(page, 'name').fill(name);
    await press(page, 'Create the key');
    return page.locator('#secret').inputValue();
}
