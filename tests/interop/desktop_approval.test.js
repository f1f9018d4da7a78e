// SPDX-License-Identifier: GPL-3.0-or-later
// Consent that is given where Ostiary runs, not in the browser that asks for it.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { arrival, closePage, consentButton, launchBrowser, newPage, openConsent } from './helpers/browser.js';
import { Callback } from './helpers/callback.js';
import { openSession } from './helpers/mcp.js';
import { assertAnswersRequest, authorizationRequest, bearer, exchange, metadataOf, registerClient }
    from './helpers/oauth.js';
import { Ostiary } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';
import { everythingOverStdio } from './helpers/upstreams.js';

let ostiary, browser, person, callback, metadata;
before(async () => {
    ostiary = await Ostiary.start({ upstreams: { stdio: everythingOverStdio } });
    [browser, person, callback, metadata] =
        await Promise.all([launchBrowser(), Person.invite(ostiary), Callback.listen(), metadataOf(ostiary)]);
}, slow);
after(async () => {
    callback?.close();
    await browser?.close();
    await ostiary?.stop();
}, slow);

/** A page that waits for consent, and the approval that the command line lists for it. */
async function waitingPage(t, clientName, { url: redirectUri } = callback) {
    const registration = await registerClient(metadata, { client_name: clientName, redirect_uris: [redirectUri] });
    const { client_id: clientId } = await registration.json();
    const request = authorizationRequest(metadata, { clientId, redirectUri, resource: ostiary.mcp('stdio') });
    const page = await newPage(browser);
    t.after(() => closePage(page));
    await openConsent(page, request.url, person);
    const approvals = await ostiary.list('approval');
    const approval = approvals.find((item) => item.client_name === clientName);
    assert.equal(approval?.state, 'pending', JSON.stringify(approvals));
    return { page, approval, request };
}

it('the page shows the same four characters as the command line', slow, async (t) => {
    const { page, approval } = await waitingPage(t, 'Compares codes');
    assert.match(approval.match_code, /^\S{4}$/);
    assert.ok((await page.locator('body').innerText()).includes(approval.match_code));
});

it('the page moves on by itself when the command line approves', slow, async (t) => {
    const { page, approval, request } = await waitingPage(t, 'Waits for a yes');
    await ostiary.command(['approval', 'approve', approval.id]);
    const parameters = await arrival(page, callback, request);
    assertAnswersRequest(parameters, request, metadata.issuer);
    const response = await exchange(metadata, request, parameters.get('code'));
    assert.equal(response.status, 200);
    await openSession(ostiary.mcp('stdio'), bearer(await response.json()));
    assert.deepEqual(page.complaints, []);
});

it('a no on the command line reaches the client as access_denied', slow, async (t) => {
    const { page, approval, request } = await waitingPage(t, 'Waits for a no');
    await ostiary.command(['approval', 'deny', approval.id]);
    const parameters = await arrival(page, callback, request);
    assert.equal(parameters.get('error'), 'access_denied');
    assert.equal(parameters.get('code'), null);
    assertAnswersRequest(parameters, request, metadata.issuer);
});

it('a no on the page reaches the client as access_denied, and the approval is settled', slow, async (t) => {
    const { page, approval, request } = await waitingPage(t, 'Is refused at once');
    await consentButton(page, 'deny').click();
    const parameters = await arrival(page, callback, request);
    assert.equal(parameters.get('error'), 'access_denied');
    assertAnswersRequest(parameters, request, metadata.issuer);
    const settled = (await ostiary.list('approval')).find(({ id }) => id === approval.id);
    assert.equal(settled?.state ?? 'denied', 'denied');
    await assert.rejects(ostiary.command(['approval', 'approve', approval.id]), 'a decision is final');
});

// A page that still asks how things stand while the browser is on its way would send the same code again; then the
// client fails, or the server takes the second use for theft.
it('a client that is slow to answer gets the code once, wherever it was allowed', slow, async (t) => {
    const delay_ms = 4000;
    const decisions = {
        'the page': ({ page }) => consentButton(page, 'allow').evaluate((button) => button.click()),
        'the command line': ({ approval }) => ostiary.command(['approval', 'approve', approval.id]),
    };
    await Promise.all(Object.entries(decisions).map(async ([where, decide]) => {
        const late = await Callback.listen({ delay_ms });
        t.after(() => late.close());
        const waiting = await waitingPage(t, `Is slow after ${where}`, late);
        await decide(waiting);
        await late.answerTo(waiting.request);
        await sleep(delay_ms);
        await arrival(waiting.page, late, waiting.request);
        assert.equal(late.answersTo(waiting.request).length, 1, `allowed on ${where}`);
    }));
});
