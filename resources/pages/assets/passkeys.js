// SPDX-License-Identifier: GPL-3.0-or-later
// Passkeys on the pages that have a form for them, which stays hidden without this script or in a browser without
// passkeys: every page works without.
//
//   <form data-passkey="sign-in" data-options-url data-finish-url data-next hidden>        the only factor
//   <form data-passkey="second-factor" …> with the field `ticket` of the page              after the password
//   <form data-passkey="register" …> with the fields `name` and `csrf`                     adds one, then reloads
//
// Each has a button, and a [role=status] for what happens. Binary members travel as base64url (WebAuthn Level 3 §5.1).
'use strict';
(() => {
    const kDefaults = {
        'sign-in': {options: '/auth/passkeys/sign-in/options', finish: '/auth/passkeys/sign-in'},
        'second-factor': {options: '/auth/passkeys/sign-in/options', finish: '/auth/passkeys/sign-in'},
        'register': {options: '/auth/passkeys/options', finish: '/auth/passkeys'},
    };
    const kWords = {
        NotAllowedError: 'Nothing was done: it was cancelled, took too long, or there is no passkey for this server here.',
        InvalidStateError: 'This device has a passkey for this account already; add one on another device.',
        NotSupportedError: 'This browser or device cannot make a passkey that this server takes; try another one.',
        ConstraintError: 'This device cannot check who you are; set a screen lock or a PIN for it and try again.',
        SecurityError: 'The browser allows no passkeys at this address; open this server by its public address.',
        AbortError: 'It was cancelled.',
        offline: 'The server cannot be reached; check the connection and try again.',
        refused: 'The server refused; reload this page and try again.',
        unknown: 'The browser could not use a passkey; try again, or sign in another way.',
    };

    /** What may be shown to the person. */
    class Said extends Error {}

    function toBytes(text) {
        const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
        return Uint8Array.from(binary, (character) => character.charCodeAt(0));
    }

    function toText(buffer) {
        const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
        return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
    }

    // By hand, not by parseCreationOptionsFromJSON() and toJSON(): those are young, and password managers that take
    // the browser's place leave them out.
    function fromJson(options) {
        const decoded = (list) => (list ?? []).map((item) => ({...item, id: toBytes(item.id)}));
        const made = {...options, challenge: toBytes(options.challenge)};
        if (options.user)
            made.user = {...options.user, id: toBytes(options.user.id)};
        if (options.excludeCredentials)
            made.excludeCredentials = decoded(options.excludeCredentials);
        if (options.allowCredentials)
            made.allowCredentials = decoded(options.allowCredentials);
        return made;
    }

    function toJson(credential) {
        const response = {};
        for (const member of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
            if (credential.response[member])
                response[member] = toText(credential.response[member]);
        }
        return {id: credential.id, rawId: toText(credential.rawId), type: credential.type, response};
    }

    async function post(form, url, body) {
        const headers = {'Content-Type': 'application/json', 'Accept': 'application/json'};
        const csrf = form.elements.namedItem('csrf');
        if (csrf)
            headers[form.dataset.csrfHeader || 'X-CSRF-Token'] = csrf.value;
        let response;
        try {
            response = await fetch(url, {method: 'POST', headers, body: JSON.stringify(body), cache: 'no-store'});
        } catch {
            throw new Said(kWords.offline);
        }
        const answer = await response.json().catch(() => ({}));
        if (!response.ok)
            throw new Said(answer.detail || answer.title || kWords.refused);
        return answer;
    }

    // Only a place on this server.
    function go(next) {
        const target = new URL(next || '/', location.href);
        location.assign(target.origin === location.origin ? target.href : '/');
    }

    async function run(form, kind) {
        const optionsUrl = form.dataset.optionsUrl || kDefaults[kind].options;
        const finishUrl = form.dataset.finishUrl || kDefaults[kind].finish;
        const more = {};
        if (kind === 'second-factor')
            more.login_ticket = form.elements.namedItem('ticket').value;
        const question = await post(form, optionsUrl, more);
        const publicKey = fromJson(question.public_key);
        const credential = kind === 'register' ? await navigator.credentials.create({publicKey})
                                               : await navigator.credentials.get({publicKey});
        if (!credential)
            throw new Said(kWords.unknown);
        if (kind === 'register')
            more.name = form.elements.namedItem('name').value;
        await post(form, finishUrl, {...more, ticket: question.ticket, credential: toJson(credential)});
        if (kind === 'register')
            location.reload();
        else
            go(form.dataset.next);
    }

    function setUp(form) {
        const kind = form.dataset.passkey;
        if (!Object.hasOwn(kDefaults, kind))
            return;
        const status = form.querySelector('[role=status]');
        let isBusy = false;
        form.addEventListener('submit', async (event) => {
            event.preventDefault();
            if (isBusy) // the button stays enabled, so that the keyboard's focus stays where it is
                return;
            isBusy = true;
            status.textContent = 'Waiting for your passkey …';
            try {
                await run(form, kind);
                status.textContent = 'Done.';
            } catch (error) {
                status.textContent = error instanceof Said ? error.message : kWords[error?.name] ?? kWords.unknown;
            } finally {
                isBusy = false;
            }
        });
        form.hidden = false;
    }

    if (window.PublicKeyCredential && navigator.credentials)
        document.querySelectorAll('form[data-passkey]').forEach(setUp);
})();
