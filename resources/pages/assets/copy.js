// SPDX-License-Identifier: GPL-3.0-or-later
// Helps the account pages, which work without it: buttons that copy, and fields that select themselves.
'use strict';
(() => {
    const kSaidMs = 2000;

    // A list is copied as its lines, a field as its value.
    function textOf(source) {
        const items = [...source.querySelectorAll('li')];
        return source.value ?? (items.length ? items.map((item) => item.textContent.trim()).join('\n') : source.textContent);
    }

    // Browsers keep the clipboard from pages that came over plain HTTP; there, what is selected can still be copied.
    function copySelected(source) {
        if (source.select)
            source.select();
        else
            getSelection().selectAllChildren(source);
        return document.execCommand('copy');
    }

    async function copy(source) {
        try {
            await navigator.clipboard.writeText(textOf(source));
            return true;
        } catch {
            return copySelected(source);
        }
    }

    for (const button of document.querySelectorAll('button[data-copy]')) {
        const source = document.getElementById(button.dataset.copy);
        const words = button.textContent;
        const said = document.createElement('span');
        let timer = 0;
        said.className = 'unseen';
        said.setAttribute('role', 'status');
        button.after(said);
        button.addEventListener('click', async () => {
            const done = await copy(source);
            button.textContent = done ? 'Copied' : 'Press Ctrl+C';
            said.textContent = button.textContent;
            clearTimeout(timer);
            timer = setTimeout(() => {
                button.textContent = words;
                said.textContent = '';
            }, kSaidMs);
        });
        button.hidden = false;
    }
    for (const field of document.querySelectorAll('.copyline textarea')) {
        for (const event of ['focus', 'click'])
            field.addEventListener(event, () => field.select());
    }
})();
