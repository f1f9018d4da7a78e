// SPDX-License-Identifier: GPL-3.0-or-later
// How long the sign-in page takes in Chromium until it is interactive, from a server that is warm: milliseconds, a line each.
import { createRequire } from 'node:module';
import process from 'node:process';

const require = createRequire(new URL('../interop/package.json', import.meta.url));
const { chromium } = require('playwright-core');

const [url, times] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
    for (let i = 0; i <= Number(times); ++i) {
        const context = await browser.newContext(); // its cache is empty
        const page = await context.newPage();
        await page.goto(`${url}/login`);
        const ms = await page.evaluate(() => performance.getEntriesByType('navigation')[0].domInteractive);
        if (i > 0) // the first one warms the server
            console.log(ms.toFixed(1));
        await context.close();
    }
} finally {
    await browser.close();
}
