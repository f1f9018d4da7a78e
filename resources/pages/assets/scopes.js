// SPDX-License-Identifier: GPL-3.0-or-later
// Helps the forms of keys, which work without it: finds a right by a few letters.
'use strict';
(() => {
    const find = document.getElementById('scope-find');
    const field = document.getElementById('scope-filter');
    const found = document.getElementById('scope-found');
    const list = document.getElementById('scopes');
    if (!find || !list)
        return;

    function filter() {
        const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const group of list.children) {
            const choices = [...group.querySelectorAll('label')];
            for (const choice of choices) {
                const text = choice.textContent.toLowerCase();
                // What is ticked stays in sight: nobody gives a right that they do not see.
                choice.hidden = !choice.control.checked && !words.every((word) => text.includes(word));
                shown += choice.hidden ? 0 : 1;
            }
            group.hidden = choices.every((choice) => choice.hidden);
        }
        found.textContent = words.length === 0 ? '' : shown === 0 ? 'No right is called so.' : `${shown} shown`;
    }

    field.addEventListener('input', filter);
    field.addEventListener('keydown', (event) => {
        if (event.key === 'Enter')
            event.preventDefault(); // it finds, and does not send the form
    });
    find.hidden = false;
    filter();
})();
