// SPDX-License-Identifier: GPL-3.0-or-later
// Helps the consent page, which works without it: follows a decision made in the console or on the command line, keeps
// Allow from being pressed by a click that was meant for something else, and says what unticking everything means. The
// page that waits for the console has nothing to be pressed.
'use strict';
(() => {
    const kPollMs = 1000;
    const kRetryMs = 5000;
    const kArmMs = 1000;
    const kNothing = 'Nothing is ticked. To allow nothing, press Deny.';
    const kWords = {
        approved: 'Allowed.',
        denied: 'Denied.',
        expired: 'This request has ended. Start again from the app.',
    };

    const form = document.getElementById('decision');
    const status = document.getElementById('status');
    const allow = form.querySelector('button[value="allow"]');
    const boxes = [...form.querySelectorAll('input[name="scope"]')];
    const polling = new AbortController();
    let armTimer = 0;
    let decided = false;

    // aria-disabled, not disabled: the keyboard's focus stays where it is.
    function arm() {
        if (!allow)
            return;
        allow.setAttribute('aria-disabled', 'true');
        clearTimeout(armTimer);
        armTimer = setTimeout(() => allow.removeAttribute('aria-disabled'), kArmMs);
    }

    // One decision, one navigation: a second one would redeem the client's code twice.
    function settle(words) {
        decided = true;
        polling.abort();
        status.textContent = words;
        document.getElementById('elsewhere').hidden = true;
        // Later, since a disabled button would be left out of the form that is being sent.
        setTimeout(() => form.querySelectorAll('button').forEach((button) => { button.disabled = true; }));
    }

    // Where the answer leads, or nothing for what is no place to go to.
    function targetOf(answer) {
        try {
            const target = new URL(answer.location, location.href);
            return ['javascript:', 'data:', 'blob:', 'vbscript:'].includes(target.protocol) ? '' : target.href;
        } catch {
            return '';
        }
    }

    function follow(answer) {
        const target = targetOf(answer);
        settle(kWords[answer.state] ?? kWords.expired);
        if (!target)
            return;
        // A link of the app's own scheme may need a click, and leaves this page open.
        const link = document.createElement('a');
        link.href = target;
        link.textContent = 'Go back to the app';
        status.append(' ', link);
        location.replace(target);
    }

    async function poll() {
        if (decided)
            return;
        let wait = kPollMs;
        try {
            const response = await fetch(form.dataset.statusUrl, {cache: 'no-store', signal: polling.signal});
            if (response.status === 404 || response.status === 410) {
                settle(kWords.expired);
                return;
            }
            const answer = response.ok ? await response.json() : {state: 'pending'};
            if (decided)
                return;
            if (answer.state !== 'pending') {
                follow(answer);
                return;
            }
            if (!response.ok)
                wait = Math.max(kRetryMs, 1000 * Number(response.headers.get('Retry-After')) || 0);
        } catch {
            wait = kRetryMs;
        }
        setTimeout(poll, wait);
    }

    const isNothing = () => boxes.length > 0 && boxes.every((box) => !box.checked);
    for (const box of boxes)
        box.addEventListener('change', () => { status.textContent = isNothing() ? kNothing : ''; });
    // Only what a pointer did: the keyboard has to reach the button first, which nobody does by mistake.
    allow?.addEventListener('click', (event) => {
        if (allow.hasAttribute('aria-disabled') && event.detail > 0)
            event.preventDefault();
    });
    form.addEventListener('submit', (event) => {
        if (decided) {
            event.preventDefault();
        } else if (event.submitter === allow && isNothing()) {
            event.preventDefault();
            status.textContent = kNothing;
        } else {
            settle(event.submitter === allow ? 'Allowed. Going back to the app …' : 'Denied. Going back to the app …');
        }
    });
    document.addEventListener('visibilitychange', () => {
        if (!document.hidden)
            arm();
    });
    // The Back button brings the page back as it was left: decided.
    addEventListener('pageshow', (event) => {
        if (event.persisted)
            location.reload();
    });
    arm();
    setTimeout(poll, kPollMs);
})();
