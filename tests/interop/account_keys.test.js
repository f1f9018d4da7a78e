// SPDX-License-Identifier: GPL-3.0-or-later
// Keys with limits, networks and a budget of their own, from the making to the end of everything, on the pages.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertIsAt, createKey, errorOf, fieldOf, noticeOf, openPage, press, refused, textOf, unfold }
    from './helpers/account_pages.js';
import { launchBrowser, signIn } from './helpers/browser.js';
import { openSession, outcome, post, toolCall } from './helpers/mcp.js';
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

const statusOf = async (secret) =>
    (await fetch(`${ostiary.url}/auth/me`, { headers: keyHeaders.Authorization(secret) })).status;
const more = 'Networks, limits and budget of its own';
const checkBox = (page) => page.locator('form[action^="/account/keys/check"]');
async function check(page, text) {
    await checkBox(page).locator('#key').fill(text);
    await checkBox(page).getByRole('button', { name: 'Check' }).click();
}

/** On /account/keys: what a form of a key asks for beside its name. */
async function fillFigures(page, figures) {
    if (!await page.locator('#networks').isVisible())
        await unfold(page, more);
    for (const [name, value] of Object.entries(figures))
        await page.locator(`#${name}`).fill(value);
}

it('a key gets a network, a limit and a budget, works, is changed, spends, and ends with everything', slow, async (t) => {
    await ostiary.command(['price', 'set', 'notes', 'tool', 'echo', '--call', '0.04']);
    const person = await Person.register(ostiary);
    const page = await openPage(t, browser, { as: person });
    await page.goto(`${ostiary.url}/account/usage`);
    assert.match(await textOf(page), /Nothing is spent\. .*made a call that costs/);
    await photographAllWays(page, 'usage-empty');

    await page.goto(`${ostiary.url}/account/keys`);
    await page.getByLabel('Everything, also what is added later').uncheck();
    await page.getByLabel('Find a right').fill('screen');
    assert.equal(await page.locator('#scopes label:visible').count(), 2, 'the script leaves what was looked for');
    await page.getByLabel('Find a right').fill('');
    await page.getByLabel('Everything, also what is added later').check();
    await fillFigures(page, { networks: 'my-house', standard: '30', cap: '0.10' });
    await fieldOf(page, 'name').fill('spender');
    await refused(page, 422, () => press(page, 'Create the key'));
    assert.match(await errorOf(page), /"my-house" is no network/);
    assert.equal(await page.locator('#networks').inputValue(), 'my-house\n', 'what was sent stays to be mended');
    assert.equal(await page.locator('#cap').inputValue(), '0.10');
    await photographAllWays(page, 'keys-network-refused');
    await fillFigures(page, { networks: '127.0.0.0/8\n2001:db8::/32' });
    await press(page, 'Create the key');
    const secret = await page.locator('#secret').inputValue();
    await page.goto(`${ostiary.url}/account/keys`);
    const row = page.locator('tr', { hasText: 'spender' });
    assert.match(await row.innerText(), /30 a minute\s+at most \$0\.10 a month\s+only from 127\.0\.0\.0\/8, 2001:db8::\/32/);

    await check(page, ` ${secret} `);
    assert.match(await noticeOf(page), /This key works: spender .*from these networks only/s);
    assert.ok(!(await page.content()).includes(secret), 'a key that was pasted is not shown again');
    assert.ok(!page.url().includes(secret) && page.url().endsWith('/account/keys/check#check'));
    await photographAllWays(page, 'keys-checked');
    const mistyped = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');
    await check(page, mistyped);
    assert.match(await page.locator('.warning').last().innerText(), /^Mistyped/);
    assert.ok(!(await page.content()).includes(mistyped));

    const headers = await openSession(ostiary.mcp('notes'), keyHeaders.Authorization(secret));
    const echo = () => post(ostiary.mcp('notes'), toolCall('echo', { message: 'hello' }), headers);
    for (const nth of ['first', 'second'])
        assert.ok((await outcome(await echo())).result, `the ${nth} call fits the budget`);
    assert.equal((await echo()).status, 402, 'the third does not');

    await page.goto(`${ostiary.url}/account/keys`);
    await row.getByRole('link', { name: 'Edit spender' }).click();
    await fieldOf(page, 'name').fill('careful spender');
    await fillFigures(page, { standard: '25', ai: 'many' });
    await refused(page, 422, () => press(page, 'Save'));
    assert.match(await errorOf(page), /whole number/);
    assert.equal(await fieldOf(page, 'ai').getAttribute('aria-invalid'), 'true');
    await photographAllWays(page, 'key-refused');
    await fillFigures(page, { ai: '4' });
    await press(page, 'Save');
    await assertIsAt(page, '/account/keys?done=key-saved');
    assert.match(await row.innerText(), /careful spender[^]*25 a minute\s+AI: 4 a minute/);

    await page.goto(`${ostiary.url}/account/usage`);
    const usage = await textOf(page);
    assert.match(usage, /careful spender key\s+\$0\.08 spent\s+nothing held\s+cap \$0\.10\s+\$0\.02 left/);
    assert.match(usage, /80 % of the cap is spent/);
    assert.match(usage, /on 1 \w+ \d{4}, 00:00 UTC/);
    assert.match(usage, /By tool, route and model[^]*echo\s+\$0\.08\s+2/);
    assert.match(usage, /\d+ of 25\s+\d+ left, the key's own limit/);
    assert.match(usage, /Latest movements[^]*charged\s+careful spender\s+echo\s+at notes\s+\$0\.04/);
    await photographAllWays(page, 'usage-spent');

    const other = await openPage(t, browser);
    await other.goto(`${ostiary.url}/login`);
    await signIn(other, person);
    await assertIsAt(other, '/account');
    await page.goto(`${ostiary.url}/account`);
    await photographAllWays(page, 'account-in-use');
    await page.getByRole('link', { name: 'Revoke everything…' }).click();
    await assertIsAt(page, '/account/revoke-all');
    // Uses are written a few seconds late.
    const used = page.getByText('Keys used in the last 24 hours: 1.');
    for (let tries = 0; tries < 60 && !await used.isVisible(); ++tries) {
        await sleep(500);
        await page.reload();
    }
    assert.match(await textOf(page), /API keys\s+1\s[^]*Other browsers\s+1\s[^]*24 hours: 1\.[^]*careful spender/);
    assert.equal(await statusOf(secret), 200, 'looking ends nothing');
    await photographAllWays(page, 'revoke-all');
    await press(page, 'Revoke everything');
    await page.getByRole('heading', { name: 'Everything is revoked' }).waitFor();
    await photographAllWays(page, 'revoke-all-done');
    assert.equal(await statusOf(secret), 401);
    await other.goto(`${ostiary.url}/account`);
    await assertIsAt(other, '/login?next=/account');
    await page.goto(`${ostiary.url}/account/keys`);
    await assertIsAt(page, '/account/keys');
    assert.match(await page.locator('tr.over').innerText(), /careful spender[^]*from 127\.0\.0\.1, Node\.js[^]*revoked/i);
    await check(page, secret);
    assert.match(await page.locator('.warning').last().innerText(), /^Revoked: careful spender/);
    await photographAllWays(page, 'keys-over');
    await page.goto(`${ostiary.url}/account/revoke-all`);
    assert.match(await textOf(page), /Nothing is there to revoke/);
    await photographAllWays(page, 'revoke-all-nothing');
});

it('how much is left of a key\'s life, and what an operator raised, is said in words', slow, async (t) => {
    const person = await Person.register(ostiary);
    const inDays = (days) => new Date(Date.now() + days * 86_400_000 - 60_000).toISOString();
    for (const [name, days] of [['tomorrow', 1], ['this week', 6], ['this month', 29], ['next year', 300]]) {
        const made = await person.request('POST', '/api/keys', { name, expires_at: inDays(days) });
        assert.equal(made.status, 201);
    }
    const { id } = await person.createKey('fvk', 'raised');
    await ostiary.command(['key', 'raise', id, '--factor', '2', '--for', '1h']);
    const page = await openPage(t, browser, { as: person });
    await page.goto(`${ostiary.url}/account/keys`);
    const stateOf = (name) => page.locator('tr', { hasText: name }).locator('.state').innerText();
    assert.match(await stateOf('tomorrow'), /ends in (1 day|2\d h)/);
    assert.match(await stateOf('this week'), /ends in 6 days/);
    assert.match(await stateOf('this month'), /ends in 29 days/);
    assert.equal(await stateOf('next year'), 'active');
    assert.match(await page.locator('tr', { hasText: 'raised' }).innerText(), /limits ×2, back in \d+ (min|h)/);
    await photographAllWays(page, 'keys-ending');
    await page.goto(`${ostiary.url}/account/usage`);
    assert.match(await textOf(page), /raised[^]*×2, ends in/);
    await photographAllWays(page, 'usage-raised');

    await ostiary.command(['key', 'change', id, '--limit', '500000']);
    await page.goto(`${ostiary.url}/account/keys/edit?id=${id}`);
    assert.match(await textOf(page), /raised 2 times/);
    await fieldOf(page, 'name').fill('renamed by its owner');
    await press(page, 'Save');
    await assertIsAt(page, '/account/keys?done=key-saved');
    const row = await page.locator('tr', { hasText: 'renamed by its owner' }).innerText();
    assert.match(row, /500,000 a minute\s+limits ×2/, 'what was given stays');
    await page.goto(`${ostiary.url}/account/keys/edit?id=${id}`);
    await fillFigures(page, { standard: '600000' });
    await refused(page, 403, () => press(page, 'Save'));
    assert.match(await errorOf(page), /The plan Pro has no custom limits/);
});

it('an organization gets limits and a budget, a project its own, and all of it can be ended by name', slow, async (t) => {
    const owner = await Person.register(ostiary);
    const page = await openPage(t, browser, { as: owner });
    const here = `${ostiary.url}/account/organization`;
    const { secret } = await (await owner.request('POST', '/api/keys', { name: 'lamp' })).json();
    await page.goto(here);
    await page.getByRole('link', { name: 'See and change limits and budget' }).click();
    await unfold(page, 'Change limits and budget…');
    await fillLimits(page, { standard: '50', cap: '1000000' });
    await refused(page, 403, () => saveLimits(page));
    assert.match(await errorOf(page), /The plan Pro allows spending \$50\.00 a month/);
    await photographAllWays(page, 'organization-budget-refused');
    await fillLimits(page, { cap: '20', alert: '15' });
    await saveLimits(page);
    await assertIsAt(page, '/account/organization/limits?done=saved');
    assert.match(await textOf(page), /50 a minute for each key, app and session: the organization's/);
    assert.match(await textOf(page), /\$20\.00 a month: the organization's[^]*100 % of \$15\.00/);
    await unfold(page, 'Change limits and budget…');
    await photographAllWays(page, 'organization-limits');
    await page.goto(here);
    await unfold(page, 'Budget… of Default');
    await page.locator('details[open] input[name=cap]').fill('5');
    await page.locator('details[open]').getByRole('button', { name: 'Save' }).click();
    await assertIsAt(page, '/account/organization?done=saved');
    assert.match(await page.locator('tr', { hasText: 'Default' }).innerText(), /at most \$5\.00 a month/);

    await page.goto(`${ostiary.url}/account/usage`);
    assert.match(await textOf(page), /cap \$20\.00[^]*Default project[^]*cap \$5\.00[^]*50 in 60 s\s+the organization's/);
    const limited = await fetch(`${ostiary.url}/auth/me`, { headers: keyHeaders.Authorization(secret) });
    assert.match(limited.headers.get('ratelimit-policy'), /q=50/, 'what the page says is what holds');

    await page.goto(here);
    await page.getByRole('link', { name: 'Revoke everything of the organization…' }).click();
    await page.locator('#name').fill('not this one');
    await refused(page, 422, () => press(page, 'Revoke everything'));
    assert.match(await errorOf(page), /exactly as it stands here/);
    assert.equal(await statusOf(secret), 200);
    await photographAllWays(page, 'revoke-all-organization-refused');
    await page.locator('#name').fill(await page.locator('#name-hint bdi').innerText());
    await press(page, 'Revoke everything');
    await page.getByRole('heading', { name: 'Everything is revoked' }).waitFor();
    assert.equal(await statusOf(secret), 401);
    await page.goto(here);
    await assertIsAt(page, '/account/organization');
});

it('a member sees what their own keys spent, and neither the movements nor the button for everyone', slow, async (t) => {
    const [owner, member] = [await Person.register(ostiary), await Person.register(ostiary)];
    const { url } = await (await owner.request('POST', '/api/organization/invitations', { role: 'member' })).json();
    const token = new URL(url).searchParams.get('token');
    assert.ok((await member.request('POST', '/api/organization/invitations/accept', { token })).ok);
    const page = await openPage(t, browser, { as: member });
    await page.goto(`${ostiary.url}/account/usage`);
    assert.doesNotMatch(await textOf(page), /Latest movements/);
    await page.goto(`${ostiary.url}/account/organization`);
    assert.match(await textOf(page), /Limits and budget/);
    assert.equal(await page.getByRole('link', { name: /Revoke everything/ }).count(), 0);
    await page.getByRole('link', { name: 'See limits and budget' }).click();
    await assertIsAt(page, '/account/organization/limits');
    assert.equal(await page.locator('summary', { hasText: 'Change limits' }).count(), 0);
    const response = await page.goto(`${ostiary.url}/account/organization/revoke-all`);
    assert.equal(response.status(), 403, 'the route says no, not only the page');
});

it('a limited key, its check and the end of everything need no JavaScript', slow, async (t) => {
    const person = await Person.register(ostiary);
    const page = await openPage(t, browser, { as: person, javaScriptEnabled: false });
    await page.goto(`${ostiary.url}/account/keys`);
    assert.equal(await page.locator('#scope-filter').isVisible(), false, 'no field that could do nothing');
    assert.equal(await page.locator('#scopes label').count(), 9);
    await fillFigures(page, { networks: '127.0.0.1', standard: '10' });
    const secret = await createKey(page, 'by hand');
    assert.equal(await statusOf(secret), 200);
    await check(page, secret);
    assert.match(await noticeOf(page), /This key works: by hand/);
    await page.goto(`${ostiary.url}/account/revoke-all`);
    await press(page, 'Revoke everything');
    assert.match(await textOf(page), /Everything is revoked/);
    assert.equal(await statusOf(secret), 401);
});

const limitsForm = (page) => page.locator('form[action="/account/organization/limits"]');
const saveLimits = (page) => limitsForm(page).getByRole('button', { name: 'Save' }).click();
async function fillLimits(page, figures) {
    for (const [name, value] of Object.entries(figures))
        await limitsForm(page).locator(`#${name}`).fill(value);
}
