// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody with an account, who uses the JSON API as a browser's script would: cookies and the CSRF header.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

export class Person {
    /** Somebody who has no account yet. */
    static stranger(ostiary) {
        const person = new Person();
        person.ostiary = ostiary;
        person.email = `ada-${randomUUID().slice(0, 8)}@example.com`;
        person.password = `correct horse ${randomUUID()}`;
        person.cookies = new Map();
        return person;
    }

    /** By the API: signed in from then on. */
    static async register(ostiary) {
        const person = Person.stranger(ostiary);
        const { email, password } = person;
        const response = await person.request('POST', '/auth/register', { email, password });
        assert.equal(response.status, 201, `POST /auth/register: ${await response.text()}`);
        return person;
    }

    /** The same person at another browser, not signed in. */
    elsewhere() { return Object.assign(new Person(), this, { cookies: new Map() }); }

    /** By the command line, as an operator does it for others. */
    static async invite(ostiary, ...flags) {
        const person = Person.stranger(ostiary);
        const command = ['account', 'create', person.email, '--password-file', '-', ...flags];
        await ostiary.command(command, `${person.password}\n`);
        return person;
    }

    async signIn() {
        const { email, password } = this;
        const response = await this.request('POST', '/auth/login', { email, password });
        assert.ok(response.ok, `POST /auth/login: ${response.status} ${await response.text()}`);
    }

    get cookieHeader() { return [...this.cookies].map((pair) => pair.join('=')).join('; '); }

    /** `more` are headers that come beside or instead of the usual ones; undefined leaves one out. */
    async request(method, path, body, more = {}) {
        const headers = {};
        if (this.cookies.size > 0)
            headers.Cookie = this.cookieHeader;
        if (method !== 'GET' && this.cookies.has('forge_csrf'))
            headers['X-CSRF-Token'] = this.cookies.get('forge_csrf');
        if (body)
            headers['Content-Type'] = 'application/json';
        const given = Object.entries({ ...headers, ...more }).filter(([, value]) => value !== undefined);
        const response = await fetch(this.ostiary.url + path, {
            method, headers: Object.fromEntries(given), redirect: 'manual',
            body: body && (typeof body === 'string' ? body : JSON.stringify(body)),
        });
        for (const cookie of response.headers.getSetCookie()) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
            if (/; Max-Age=0(;|$)/.test(cookie))
                this.cookies.delete(name);
            else
                this.cookies.set(name, value);
        }
        return response;
    }

    /** Sends the form of a page as a browser without JavaScript does: with the token that stands in it. */
    async sendForm(path, fields, { page = path, headers = {} } = {}) {
        const html = await (await this.request('GET', page)).text();
        const csrf = /name="csrf" value="([^"]*)"/.exec(html)?.[1];
        assert.ok(csrf, `${page} has a form: ${html}`);
        return this.request('POST', path, new URLSearchParams({ csrf, ...fields }).toString(),
            { 'Content-Type': 'application/x-www-form-urlencoded', 'X-CSRF-Token': undefined, ...headers });
    }

    /** `{ id, secret, … }` of a new key, made with the command line. */
    createKey(kind = 'fos', name = `${kind} key`) {
        return this.ostiary.json(['key', 'create', '--account', this.email, '--kind', kind, '--name', name]);
    }
}

/** The two headers that either kind of key may come in. */
export const keyHeaders = {
    'X-ForgeOS-API-Key': (secret) => ({ 'X-ForgeOS-API-Key': secret }),
    Authorization: (secret) => ({ Authorization: `Bearer ${secret}` }),
};
