// SPDX-License-Identifier: GPL-3.0-or-later
// Pages as they look, and what holds for every one of them.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { artifactsFolder } from './ostiary.js';

const folder = path.join(artifactsFolder, 'pages');

export async function photograph(page, name) {
    fs.mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
}

/** What holds for every page, at every width. */
export async function assertIsSound(page, name = '') {
    const { title, language, overflow, unnamed, twice } = await page.evaluate(() => {
        const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
        return {
            title: document.title,
            language: document.documentElement.lang,
            overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            unnamed: [...document.querySelectorAll('input:not([type=hidden], [hidden]), select, textarea')]
                .filter((field) => field.labels.length === 0 && !field.ariaLabel).map((field) => field.outerHTML),
            twice: ids.filter((id, i) => ids.indexOf(id) !== i),
        };
    });
    assert.notEqual(title, '', name);
    assert.notEqual(language, '', name);
    assert.equal(overflow, 0, `nothing sticks out to the right ${name}`);
    assert.deepEqual(unnamed, [], `every field has a label ${name}`);
    assert.deepEqual(twice, [], `every id is there once ${name}`);
    assert.deepEqual(page.complaints, [], `the browser has nothing to complain about ${name}`);
}

/** The page that is open, in both schemes, wide and on a small telephone; it is left as it was. */
export async function photographAllWays(page, name) {
    const before = page.viewportSize();
    for (const colorScheme of ['light', 'dark']) {
        for (const width of [1280, 320]) {
            await page.emulateMedia({ colorScheme });
            await page.setViewportSize({ width, height: 800 });
            await assertIsSound(page, `${name}, ${colorScheme}, ${width}`);
            // All of it in view: what lies beyond may not be painted yet right after a change of size.
            const height = await page.evaluate(() => document.documentElement.scrollHeight);
            await page.setViewportSize({ width, height: Math.max(800, height) });
            await photograph(page, `${name}-${colorScheme}-${width}`);
        }
    }
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize(before);
}
