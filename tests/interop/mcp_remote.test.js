// SPDX-License-Identifier: GPL-3.0-or-later
// mcp-remote in front of us.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { closePage, consentButton, launchBrowser, newPage, openConsent } from './helpers/browser.js';
import { startMcpRemote } from './helpers/mcp_remote.js';
import { Ostiary, temporaryFolder } from './helpers/ostiary.js';
import { slow } from './helpers/patience.js';
import { Person, keyHeaders } from './helpers/person.js';
import { everythingOverStdio, startEverythingOverHttp } from './helpers/upstreams.js';

let ostiary, everything, browser, person;
before(async () => {
    everything = await startEverythingOverHttp();
    ostiary = await Ostiary.start({ upstreams: { http: everything.url, stdio: everythingOverStdio } });
    [browser, person] = await Promise.all([launchBrowser(), Person.register(ostiary)]);
}, slow);
after(async () => {
    await browser?.close();
    await everything?.stop();
    await ostiary?.stop();
}, slow);

async function assertWorks(client) {
    const { tools } = await client.listTools();
    assert.ok(tools.some(({ name }) => name === 'echo'));
    const { content } = await client.callTool({ name: 'echo', arguments: { message: 'through two doors' } });
    assert.equal(content[0].text, 'Echo: through two doors');
}

it('signs in through the browser, remembers it, and asks again once it is revoked', slow, async (t) => {
    const memory = temporaryFolder();
    const first = startMcpRemote(t, ostiary.mcp('stdio'), { memory });
    const page = await newPage(browser);
    await openConsent(page, await first.asks(), person);
    const comesBack = page.waitForRequest(/\/oauth\/callback\?/);
    await consentButton(page, 'allow').click();
    const answer = await comesBack;
    await page.waitForURL(answer.url());
    assert.equal(new URL(answer.url()).searchParams.get('iss'), ostiary.url);
    await first.connected;
    await closePage(page);
    await assertWorks(first.client);
    await first.client.close();

    const again = startMcpRemote(t, ostiary.mcp('stdio'), { memory });
    await again.connected;
    await assertWorks(again.client);

    const [session] = await ostiary.list('session');
    await ostiary.command(['session', 'revoke', session.id]);
    again.client.callTool({ name: 'echo', arguments: { message: 'x' } }).catch(() => {}); // the person never comes
    await again.asks();
});

it('works with a key in a header instead', slow, async (t) => {
    for (const [header, headersFor] of Object.entries(keyHeaders)) {
        const { secret } = await person.createKey();
        const flags = ['--header', `${header}:${headersFor(secret)[header]}`];
        const { client, connected } = startMcpRemote(t, ostiary.mcp('http'), { flags });
        await connected;
        await assertWorks(client);
        await client.close();
    }
});
