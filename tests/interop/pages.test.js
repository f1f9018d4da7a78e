// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that a person meets on the way, photographed in both schemes, wide and on a small telephone.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { arrival, closePage, consent, consentButton, launchBrowser, newPage, signIn } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { authorizationRequest, metadataOf, registerClient } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { assertIsSound, photograph } from './helpers/photographs.js';

const hostileName = 'Claude <b>"Code"</b> <script>document.title = "owned"</script>';
const longName = 'An assistant with a very long name indeed, longer than a telephone is wide';

let ostiary, browser, person, callback, metadata;
before(async () => {
    ostiary = await Ostiary.start();
    [browser, person, callback, metadata] =
        await Promise.all([launchBrowser(), Person.invite(ostiary), Callback.listen(), metadataOf(ostiary)]);
}, slow);
after(async () => {
    callback?.close();
    await browser?.close();
    await ostiary?.stop();
}, slow);

async function newRequest(clientName = 'Interop client') {
    const registration = await registerClient(metadata, { client_name: clientName, redirect_uris: [callback.url] });
    const { client_id: clientId } = await registration.json();
    return authorizationRequest(metadata, { clientId, redirectUri: callback.url, resource: ostiary.mcp() });
}

for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 320]) {
        it(`sign-in and consent are sound in ${colorScheme} at ${width}`, slow, async (t) => {
            const page = await newPage(browser, { colorScheme, viewport: { width, height: 800 } });
            t.after(() => closePage(page));
            await page.goto(String((await newRequest(longName)).url));
            await page.locator('input[name=password]').waitFor();
            await assertIsSound(page);
            await photograph(page, `login-${colorScheme}-${width}`);

            await signIn(page, { email: person.email, password: 'not this one' });
            await page.locator('input[name=password]').waitFor();
            await photograph(page, `login-refused-${colorScheme}-${width}`);
            page.complaints.length = 0; // the refusal's own 401, which a browser reports as an error

            await signIn(page, person);
            await consentButton(page, 'allow').click({ trial: true }); // it takes a moment until it may be pressed
            await assertIsSound(page);
            await photograph(page, `consent-${colorScheme}-${width}`);
            const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
            const [red] = background.match(/\d+/).map(Number);
            assert.equal(red < 128, colorScheme === 'dark', `${background} is ${colorScheme}`);
        });
    }
}

it('consent says who asks, what for, and where the answer goes', slow, async (t) => {
    const page = await newPage(browser);
    t.after(() => closePage(page));
    await page.goto(String((await newRequest(hostileName)).url));
    await signIn(page, person);
    await consentButton(page, 'allow').waitFor();
    const text = await page.locator('body').innerText();
    assert.ok(text.includes('<b>"Code"</b>'), 'the name of the client is text, not markup');
    assert.ok(text.includes('127.0.0.1'), 'the host that the answer goes to');
    assert.ok(text.includes(person.email), 'who is signed in');
    assert.notEqual(await page.title(), 'owned');
});

it('sign-in and consent work without JavaScript', slow, async () => {
    const request = await newRequest();
    const parameters = await consent(browser, request, person, callback, { javaScriptEnabled: false });
    assert.ok(parameters.get('code'));
});

it('sign-in and consent work with the keyboard alone', slow, async (t) => {
    const page = await newPage(browser);
    t.after(() => closePage(page));
    const request = await newRequest();
    await page.goto(String(request.url));
    await page.locator('input[name=email]').focus();
    await page.keyboard.type(person.email);
    await page.locator('input[name=password]').focus();
    await page.keyboard.type(person.password);
    await page.keyboard.press('Enter');
    await consentButton(page, 'allow').waitFor();
    const isFocused = () => consentButton(page, 'allow').evaluate((button) => button === document.activeElement);
    for (let i = 0; i < 20 && !await isFocused(); ++i)
        await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.ok((await arrival(page, callback, request)).get('code'));
});

it('a request that can\'t be trusted ends on a page, never at its redirect', slow, async (t) => {
    const { url } = await newRequest();
    const page = await newPage(browser);
    t.after(() => closePage(page));
    for (const [name, value] of [['client_id', 'nobody'], ['redirect_uri', 'https://evil.example/callback']]) {
        const altered = new URL(url);
        altered.searchParams.set(name, value);
        const response = await page.goto(String(altered));
        assert.equal(response.status(), 400, name);
        assert.match(response.headers()['content-type'], /^text\/html/);
        assert.equal(new URL(page.url()).origin, ostiary.url, name);
        assert.equal(await consentButton(page, 'allow').count(), 0);
    }
    await photograph(page, 'refused-request-light-1280');
});
