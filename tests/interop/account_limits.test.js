// SPDX-License-Identifier: GPL-3.0-or-later
// What calls cost, and how many an organization may make, on the pages of an account in a real Chromium.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { assertIsAt, errorOf, fieldOf, noticeOf, openPage, press, refused, textOf, unfold }
    from './helpers/account_pages.js';
import { launchBrowser } from './helpers/browser.js';
import { openSession, outcome, post, toolCall } from './helpers/mcp.js';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';
import { photographAllWays } from './helpers/photographs.js';
import { everythingOverStdio } from './helpers/upstreams.js';

let ostiary, browser, admin;
before(async () => {
    [ostiary, browser] = await Promise.all([
        Ostiary.start({ upstreams: { notes: everythingOverStdio } }), launchBrowser()]);
    admin = await Person.invite(ostiary, '--admin');
    await admin.signIn();
}, slow);
after(async () => {
    await browser?.close();
    await ostiary?.stop();
}, slow);

async function spentBy(key) {
    const headers = await openSession(ostiary.mcp('notes'), keyHeaders.Authorization(key.secret));
    assert.ok((await outcome(await post(ostiary.mcp('notes'), toolCall('echo', { message: 'hello' }), headers))).result);
    const response = await fetch(`${ostiary.url}/api/billing/spend`, { headers: keyHeaders.Authorization(key.secret) });
    return (await response.json()).by_tool?.find(({ id }) => id === 'echo')?.spent_micros ?? 0;
}

it('an administrator sets a price, calls are charged by it, and it is ended', slow, async (t) => {
    const person = await Person.register(ostiary);
    const key = await person.createKey('fvk', 'caller');
    assert.equal(await spentBy(key), 0);
    const page = await openPage(t, browser, { as: admin, javaScriptEnabled: false });
    await page.goto(`${ostiary.url}/account/usage`);
    await page.getByRole('link', { name: 'What calls cost' }).click();
    await assertIsAt(page, '/account/prices');
    assert.match(await textOf(page), /No call has a price/);
    await photographAllWays(page, 'prices-none');

    const set = async (figures, kind = 'tool') => {
        if (!await fieldOf(page, 'upstream').isVisible())
            await unfold(page, 'New price…');
        await page.locator('#kind').selectOption(kind);
        for (const [name, value] of Object.entries(figures))
            await fieldOf(page, name).fill(value);
        await press(page, 'Set the price');
    };
    const echo = { upstream: 'notes', subject: 'echo' };
    await refused(page, 422, () => set(echo));
    assert.match(await errorOf(page), /Say what it costs/);
    assert.equal(await fieldOf(page, 'call').getAttribute('aria-invalid'), 'true');
    for (const [figures, kind, field, words] of [
        [{ call: 'little' }, 'tool', 'call', /dollars like 12\.50/],
        [{ call: '1001' }, 'tool', 'call', /from \$0 to \$1000/],
        [{ call: '1', input: '3' }, 'tool', 'kind', /Only a model/],
        [{ input: '3', output: '15' }, 'model', 'max_output', /how many tokens/],
        [{ max_output: 'many' }, 'model', 'max_output', /whole number/],
        [{ input: '', output: '', call: '1', max_output: '10' }, 'route', 'max_output', /Only a model/]]) {
        await refused(page, 422, () => set(figures, kind));
        assert.match(await errorOf(page), words);
        assert.equal(await page.locator(`#${field}`).getAttribute('aria-invalid'), 'true', field);
    }
    await photographAllWays(page, 'prices-refused');
    await set({ max_output: '', call: '0.03' });
    await assertIsAt(page, '/account/prices?done=price-set');
    assert.match(await noticeOf(page), /holds from the next call on/);
    await set({ upstream: 'claude', subject: 'claude-*', input: '3', output: '15', max_output: '64000' }, 'model');
    await assertIsAt(page, '/account/prices?done=price-set');
    const rows = page.locator('tbody tr');
    assert.match(await rows.nth(0).innerText(), /claude-\*\s+Model at claude[^]*\$3\.00 in, \$15\.00 out[^]*at most 64,000/);
    assert.match(await rows.nth(1).innerText(), /echo\s+Tool at notes\s+\$0\.03/);
    await photographAllWays(page, 'prices');
    assert.equal(await spentBy(key), 30_000);

    const own = await openPage(t, browser, { as: person });
    await own.goto(`${ostiary.url}/account/prices`);
    assert.match(await textOf(own), /echo\s+Tool at notes\s+\$0\.03/);
    assert.equal(await own.locator('main form').count(), 0, 'who pays only looks');
    const id = (await ostiary.list('price')).find(({ subject }) => subject === 'echo').id;
    for (const [path, fields] of [['/account/prices', { ...echo, kind: 'tool', call: '0' }], ['/account/prices/end', { id }]])
        assert.equal((await person.sendForm(path, fields, { page: '/account/keys' })).status, 403, path);

    await unfold(page, 'End… the price of echo');
    await page.locator('details[open]').getByRole('button', { name: 'End the price' }).click();
    await assertIsAt(page, '/account/prices?done=price-ended');
    assert.match(await page.locator('tr.over').innerText(), /echo[^]*ended/);
    assert.equal(await spentBy(key), 30_000, 'nothing was added');
    await own.goto(`${ostiary.url}/account/prices`);
    assert.doesNotMatch(await textOf(own), /echo/, 'what has ended concerns nobody who pays');
    const again = await admin.sendForm('/account/prices/end', { id }, { page: '/account/prices' });
    assert.equal(again.status, 409);
    assert.match(await again.text(), /role="alert"/);
    assert.equal((await admin.request('GET', '/account/prices?cursor=nonsense')).status, 400);
});

it('an organization\'s limits are tried, and raised for an hour', slow, async (t) => {
    const owner = await Person.register(ostiary);
    const key = await owner.createKey();
    const me = () => fetch(`${ostiary.url}/auth/me`, { headers: keyHeaders['X-ForgeOS-API-Key'](key.secret) });
    for (let i = 0; i < 12; ++i)
        await me();
    const page = await openPage(t, browser, { as: owner, javaScriptEnabled: false });
    const here = '/account/organization/limits';
    await page.goto(ostiary.url + here);
    const tried = page.locator('#tried');
    for (let tries = 0; tries < 60 && !/Of 1\d/.test(await tried.isVisible() ? await tried.innerText() : ''); ++tries) {
        await page.locator('#try').fill('5'); // counts are written behind
        await press(page, 'Try it');
    }
    // What the API says of the same; a full minute may lie between the calls.
    const said = await (await owner.request('GET', '/api/organization/simulation?count=5')).json();
    assert.ok(said.refused >= 2, JSON.stringify(said));
    assert.match(await tried.innerText(), /it would have refused \d/);
    assert.equal(await page.locator('#try').inputValue(), '5');
    await photographAllWays(page, 'organization-limits-tried');
    await page.locator('#try-kind').selectOption('ai');
    await press(page, 'Try it');
    assert.match(await tried.innerText(), /no such requests/);
    assert.equal(await page.locator('#try-kind').inputValue(), 'ai');
    const wrong = await owner.sendForm(`${here}/try`, { try: '0', kind: 'ai' }, { page: here });
    assert.equal(wrong.status, 422);
    assert.match(await wrong.text(), /name="try"[^>]*aria-invalid="true"/);
    assert.equal((await owner.sendForm(`${here}/try`, { try: '5', kind: 'x' }, { page: here })).status, 422);

    await page.goto(ostiary.url + here);
    assert.equal(await page.getByRole('button', { name: 'Raise for an hour' }).count(), 0, 'takes a plan with custom limits');
    const refusedRaise = await owner.sendForm(`${here}/raise`, {}, { page: here });
    assert.equal(refusedRaise.status, 403);
    assert.match(await refusedRaise.text(), /The plan Pro has no custom limits/);
    await ostiary.command(['organization', 'set-plan', owner.email, 'enterprise']);
    const before = Number(/q=(\d+)/.exec((await me()).headers.get('ratelimit-policy'))[1]);
    await page.goto(ostiary.url + here);
    await press(page, 'Raise for an hour');
    await assertIsAt(page, `${here}?done=limits-raised`);
    assert.match(await textOf(page), /Raised\s+×2, ends in/);
    await photographAllWays(page, 'organization-limits-raised');
    assert.match((await me()).headers.get('ratelimit-policy'), new RegExp(`q=${2 * before};`));
});

it('limits of the organization can be tried by every member, changed by its admins', quick, async () => {
    const [owner, member] = [await Person.register(ostiary), await Person.register(ostiary)];
    const { url } = await (await owner.request('POST', '/api/organization/invitations', { role: 'member' })).json();
    const token = new URL(url).searchParams.get('token');
    assert.ok((await member.request('POST', '/api/organization/invitations/accept', { token })).ok);
    const page = '/account/organization/limits';
    assert.equal((await member.sendForm(`${page}/try`, { try: '5', kind: 'standard' }, { page })).status, 200);
    for (const [path, fields] of [[page, { standard: '5' }], [`${page}/raise`, {}]])
        assert.equal((await member.sendForm(path, fields, { page })).status, 403, path);
});

it('an administrator changes a plan on its page and by the API; its figures hold from the next request on', slow, async (t) => {
    const person = await Person.register(ostiary); // on trial: Pro
    const key = await person.createKey();
    const me = () => fetch(`${ostiary.url}/auth/me`, { headers: keyHeaders['X-ForgeOS-API-Key'](key.secret) });
    const page = await openPage(t, browser, { as: admin, javaScriptEnabled: false });
    await page.goto(`${ostiary.url}/account/usage`);
    await page.getByRole('link', { name: 'All plans' }).click();
    await assertIsAt(page, '/account/plans');
    await photographAllWays(page, 'plans');
    await page.getByRole('link', { name: 'Change Pro' }).click();
    await page.locator('#standard').fill('0');
    await refused(page, 422, () => press(page, 'Save'));
    assert.match(await errorOf(page), /whole number from 1/);
    await photographAllWays(page, 'plan-refused');
    await page.locator('#standard').fill('77');
    await press(page, 'Save');
    await assertIsAt(page, '/account/plans?done=plan-saved');
    assert.match(await page.locator('tbody tr', { hasText: 'Pro' }).innerText(), /77/);
    assert.match((await me()).headers.get('ratelimit-policy'), /q=77;/);

    const change = (body) => admin.request('PATCH', '/api/admin/plans/pro', body);
    const answer = await change({ standard_limit: 78, ai_cap_micros: null });
    assert.equal(answer.status, 200, await answer.clone().text());
    assert.equal((await answer.json()).ai_cap_micros, undefined);
    assert.match((await me()).headers.get('ratelimit-policy'), /q=78;/);
    for (const [body, field] of [[{ standard_limit: 0 }, 'standard_limit'], [{ ai_limit: 'x' }, 'ai_limit'], [{ title: '' }, 'title'],
        [{ member_limit: 1e9 }, 'member_limit'], [{ rank: 9 }, 'rank'], [{ custom_limits: 1 }, 'custom_limits']]) {
        const refusal = await change(body);
        assert.equal(refusal.status, 422, JSON.stringify(body));
        assert.equal((await refusal.json()).field, field);
    }
    assert.equal((await admin.request('PATCH', '/api/admin/plans/nosuch', {})).status, 404);
    assert.equal((await change({ standard_limit: null, ai_cap_micros: 50_000_000 })).status, 200);

    const own = await openPage(t, browser, { as: person });
    await own.goto(`${ostiary.url}/account/plans?plan=pro`);
    assert.match(await own.locator('tr', { hasText: 'yours' }).innerText(), /Pro/);
    assert.equal(await own.locator('main form').count(), 0);
    assert.equal((await person.sendForm('/account/plans', { plan: 'pro', standard: '1' }, { page: '/account/keys' })).status, 403);
    assert.equal((await person.request('PATCH', '/api/admin/plans/pro', { standard_limit: 1 })).status, 403);
    const { items } = await (await person.request('GET', '/api/billing/plans')).json();
    assert.deepEqual(items.map(({ name }) => name), ['free', 'pro', 'enterprise']);
});
