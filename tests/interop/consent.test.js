// SPDX-License-Identifier: GPL-3.0-or-later
// What somebody can decide beside yes and no: less, for less long, and where.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { arrival, closePage, consentButton, launchBrowser, newPage, openConsent } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { openSession } from './helpers/mcp.js';
import { assertAnswersRequest, authorizationRequest, bearer, exchange, metadataOf, refresh, registerClient,
    verifiedToken } from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { assertIsSound, photograph } from './helpers/photographs.js';
import { everythingOverStdio } from './helpers/upstreams.js';

const hour_s = 3600;

let ostiary, browser, person, callback, metadata;
before(async () => {
    ostiary = await Ostiary.start({ upstreams: { stdio: everythingOverStdio } });
    [browser, person, callback, metadata] = await Promise.all([launchBrowser(),
        Person.invite(ostiary, '--admin'), Callback.listen(), metadataOf(ostiary)]);
}, slow);
after(async () => {
    callback?.close();
    await browser?.close();
    await ostiary?.stop();
}, slow);

async function newRequest(scope, clientName = 'Chooses') {
    const registration = await registerClient(metadata, { client_name: clientName, redirect_uris: [callback.url] });
    const { client_id: clientId } = await registration.json();
    return authorizationRequest(metadata, { clientId, redirectUri: callback.url, resource: ostiary.mcp('stdio'), scope });
}

async function opened(t, scope, options) {
    const request = await newRequest(scope);
    const page = await newPage(browser, options);
    t.after(() => closePage(page));
    await openConsent(page, request.url, person);
    return { page, request };
}

const box = (page, scope) => page.locator(`input[name=scope][value="${scope}"]`);

async function tokensOf({ page, request }) {
    const parameters = await arrival(page, callback, request);
    assertAnswersRequest(parameters, request, metadata.issuer);
    const response = await exchange(metadata, request, parameters.get('code'));
    const tokens = await response.json();
    assert.equal(response.status, 200, JSON.stringify(tokens));
    return tokens;
}

for (const javaScriptEnabled of [true, false]) {
    it(`what is unticked is not granted (${javaScriptEnabled ? 'with' : 'without'} JavaScript)`, slow, async (t) => {
        const asked = await opened(t, 'projects:read projects:write store:read', { javaScriptEnabled });
        assert.equal(await asked.page.locator('input[name=scope]:checked').count(), 3, 'all are ticked');
        await box(asked.page, 'projects:write').uncheck();
        await asked.page.locator('select[name=lifetime]').selectOption({ label: '1 hour' });
        await consentButton(asked.page, 'allow').click();
        const tokens = await tokensOf(asked);
        assert.equal(tokens.scope, 'projects:read store:read');
        const { claims } = await verifiedToken(metadata, tokens.access_token);
        assert.equal(claims.scope, tokens.scope);
        const [session] = await ostiary.list('session');
        const lifetime_s = (Date.parse(session.expires_at) - Date.parse(session.created_at)) / 1000;
        assert.equal(lifetime_s, hour_s);

        // As clients do that repeat what they asked for first.
        const again = await refresh(metadata, asked.request.clientId, tokens.refresh_token,
            { scope: 'projects:read projects:write store:read' });
        assert.equal(again.status, 200);
        assert.equal((await again.json()).scope, tokens.scope);
        await openSession(ostiary.mcp('stdio'), bearer(tokens));
    });
}

it('nothing ticked is no yes, and the page says what to do', slow, async (t) => {
    const asked = await opened(t, 'projects:read');
    await box(asked.page, 'projects:read').uncheck();
    await asked.page.getByRole('status').getByText('press Deny').waitFor();
    await consentButton(asked.page, 'allow').click();
    assert.match(asked.page.url(), /\/consent\?id=/);
    const plain = await opened(t, 'projects:read', { javaScriptEnabled: false });
    await box(plain.page, 'projects:read').uncheck();
    await consentButton(plain.page, 'allow').click();
    await plain.page.getByRole('alert').getByText('press Deny').waitFor();
    await consentButton(plain.page, 'deny').click();
    assert.equal((await arrival(plain.page, callback, plain.request)).get('error'), 'access_denied');
});

it('the page names the tools of the server', slow, async (t) => {
    const { page } = await opened(t, 'projects:read');
    const tools = page.locator('.tools');
    for (let tries = 0; tries < 20 && await tools.count() === 0; ++tries) // its program may still be starting
        await page.reload();
    await tools.locator('summary').click();
    const text = await tools.innerText();
    assert.match(text, /^Every tool of this server:/);
    assert.match(text, /\becho\b/);
    assert.deepEqual(page.complaints, []);
});

it('a second request says what is new', slow, async (t) => {
    const first = await opened(t, 'projects:read');
    await consentButton(first.page, 'allow').click();
    await tokensOf(first);
    const page = await newPage(browser);
    t.after(() => closePage(page));
    const more = new URL(first.request.url);
    more.searchParams.set('scope', 'projects:read store:read');
    await openConsent(page, more, person);
    const words = (scope) => page.locator('label', { has: box(page, scope) }).innerText();
    assert.match(await words('projects:read'), /allowed before/);
    assert.match(await words('store:read'), /new/);
});

it('the command line allows less, and for less long', slow, async (t) => {
    const asked = await opened(t, 'projects:read store:read');
    const approval = (await ostiary.list('approval')).find(({ state }) => state === 'pending');
    await assert.rejects(ostiary.command(['approval', 'approve', approval.id, '--scope', 'store:write']), /did not ask/);
    await assert.rejects(ostiary.command(['approval', 'approve', approval.id, '--for', '1y']), /90 days/);
    await ostiary.command(['approval', 'approve', approval.id, '--scope', 'store:read', '--for', '8h']);
    assert.equal((await tokensOf(asked)).scope, 'store:read');
});

/** A page that waits for the console instead of a sign-in, and the approval that it waits for. */
async function waitingForTheDesk(t, options) {
    const request = await newRequest('projects:read store:read', 'Waits at the desk');
    const page = await newPage(browser, options);
    t.after(() => closePage(page));
    await page.goto(String(request.url));
    await page.getByRole('button', { name: 'Approve on this computer' }).click();
    await page.waitForURL(/\/waiting\?id=/);
    const approval = (await ostiary.list('approval')).find(({ state }) => state === 'pending');
    assert.equal(approval.account_id, '', 'nobody is signed in');
    return { page, request, approval };
}

it('the console stands in for the sign-in; another browser is told nothing', slow, async (t) => {
    const waiting = await waitingForTheDesk(t);
    const { page, request, approval } = waiting;
    assert.ok((await page.locator('body').innerText()).includes(approval.match_code));
    await assertIsSound(page);
    await photograph(page, 'waiting-light-1280');
    const other = await newPage(browser);
    t.after(() => closePage(other));
    const stolen = async () => (await other.goto(page.url())).status();
    assert.equal(await stolen(), 404);
    const shown = page.url();
    await ostiary.command(['approval', 'approve', approval.id, '--account', person.email, '--scope', 'store:read']);
    assert.equal((await other.goto(shown)).status(), 404, 'not even after the decision');
    const tokens = await tokensOf(waiting);
    assert.equal(tokens.scope, 'store:read');
    const { claims } = await verifiedToken(metadata, tokens.access_token);
    const account = (await ostiary.list('account')).find(({ email }) => email === person.email);
    assert.equal(claims.sub, account.id);
    const cookies = await page.context().cookies(ostiary.url);
    assert.ok(!cookies.some(({ name }) => name === 'forge_session'), 'no browser session was made');
    assert.equal(callback.answersTo(request).length, 1);
});

it('a no at the console reaches the client, without JavaScript too', slow, async (t) => {
    const waiting = await waitingForTheDesk(t, { javaScriptEnabled: false });
    await ostiary.command(['approval', 'deny', waiting.approval.id]);
    assert.equal((await arrival(waiting.page, callback, waiting.request)).get('error'), 'access_denied');
});
