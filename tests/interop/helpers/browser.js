// SPDX-License-Identifier: GPL-3.0-or-later
// A real browser, used as a person uses it.
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { step_ms } from './patience.js';

export function launchBrowser() {
    return chromium.launch({
        executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
            '--disable-component-update', '--disable-sync'],
    });
}

/** A page in a profile of its own. `complaints` collects script errors and what the content security policy refused. */
export async function newPage(browser, options = {}) {
    const context = await browser.newContext(options);
    context.setDefaultTimeout(step_ms);
    const page = await context.newPage();
    page.complaints = [];
    page.on('pageerror', (error) => page.complaints.push(String(error)));
    page.on('console', (message) => {
        if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico'))
            page.complaints.push(message.text());
    });
    return page;
}

/**
 * Closes a page with all it holds. A context that is closed while its page is on the way to another address may never
 * say that it is closed; the browser ends with the test file anyway.
 */
export function closePage(page) {
    return Promise.race([page.context().close(), sleep(5_000, undefined, { ref: false })]);
}

export async function signIn(page, { email, password }) {
    await page.locator('input[name=email]').fill(email);
    await page.locator('input[name=password]').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

export const consentButton = (page, decision) => page.locator(`button[name=decision][value=${decision}]`);

/** Opens what a client wants opened, signs in and stops where consent is asked for. */
export async function openConsent(page, authorizationUrl, person) {
    await page.goto(String(authorizationUrl));
    await signIn(page, person);
    await consentButton(page, 'allow').waitFor();
}

/** What the callback gets, once the browser is there: a page that is still on its way might never close. */
export async function arrival(page, callback, request) {
    const parameters = await callback.answerTo(request);
    await page.waitForURL(({ searchParams }) => searchParams.has('iss') && searchParams.get('state') === request.state);
    return parameters;
}

/** The whole way through the browser, from a request (`{ url, state }`) to the parameters that its callback gets. */
export async function consent(browser, request, person, callback, { decision = 'allow', ...options } = {}) {
    const page = await newPage(browser, options);
    try {
        await openConsent(page, request.url, person);
        await consentButton(page, decision).click();
        return await arrival(page, callback, request);
    } finally {
        await closePage(page);
    }
}
