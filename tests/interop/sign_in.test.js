// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts, sign-in and sessions against hostile visitors. What takes a clock that is moved is in the C++ tests.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { Ostiary } from './helpers/ostiary.js';
import { quick, slow } from './helpers/patience.js';
import { Person } from './helpers/person.js';

let ostiary, ada;
before(async () => {
    ostiary = await Ostiary.start();
    ada = await Person.register(ostiary);
}, slow);
after(() => ostiary?.stop(), slow);

const post = (path, body, headers = {}) => fetch(ostiary.url + path, {
    method: 'POST', headers: { 'Content-Type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
});
const problemOf = async (response) => ({ status: response.status, ...await response.json() });

/** All that a visitor can compare two answers by. */
async function looksOf(response) {
    const { request_id, ...body } = await response.json();
    const own = ['date', 'x-request-id'];
    const headers = Object.fromEntries([...response.headers].filter(([name]) => !own.includes(name)));
    return { status: response.status, headers, body };
}

async function countOf(email) {
    return (await ostiary.list('account')).filter((account) => account.email === email).length;
}

it('an unknown e-mail is answered exactly like a wrong password', quick, async () => {
    const ada = await Person.invite(ostiary); // who never knocked here: attempts from this address count
    const unknown = await post('/auth/login', { email: 'nobody@example.com', password: ada.password });
    const wrong = await post('/auth/login', { email: ada.email, password: 'not this one at all' });
    assert.equal(wrong.status, 401);
    assert.deepEqual(await looksOf(unknown), await looksOf(wrong));
});

it('a taken e-mail is a conflict, whoever asks and however it is written', quick, async () => {
    for (const email of [ada.email, ada.email.toUpperCase(), ` ${ada.email} `]) {
        for (const path of ['/auth/register', '/auth/register-agent']) {
            const { status, code } = await problemOf(await post(path, { email, password: ada.password }));
            assert.deepEqual({ status, code }, { status: 409, code: 'conflict' }, `${path} ${email}`);
        }
    }
    assert.equal(await countOf(ada.email), 1);
});

it('asking whether e-mails are taken is limited by the address that asks', slow, async (t) => {
    const limited = await Ostiary.start({ settings: { limits: { auth: '1/60s' } } });
    t.after(() => limited.stop());
    const ask = (i) => fetch(`${limited.url}/auth/register`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ email: `guess-${i}@example.com`, password: 'short' }),
    });
    const statuses = [];
    for (let i = 0; i < 22; ++i)
        statuses.push((await ask(i)).status);
    assert.deepEqual(statuses.slice(-2), [429, 429], 'of twenty different e-mails at most');
    assert.deepEqual(new Set(statuses.slice(0, 20)), new Set([422]));
});

it('asking for a new password says the same of a known and of an unknown e-mail', quick, async () => {
    const answerFor = async (email) => {
        const visitor = Person.stranger(ostiary);
        const response = await visitor.sendForm('/forgot', { email }, { page: '/login' });
        const text = (await response.text()).replaceAll(email, 'EMAIL').replace(/name="csrf" value="[^"]*"/g, '');
        return { status: response.status, text };
    };
    assert.deepEqual(await answerFor(ada.email), await answerFor('nobody-at-all@example.com'));
});

it('ten failures lock the account for the address that failed, the right password too, and no other account', slow,
    async (t) => {
        const brief = await Ostiary.start({ settings: { limits: { auth: '10/1s' } } });
        t.after(() => brief.stop());
        const [victim, neighbour] = [await Person.invite(brief), await Person.invite(brief)];
        const signIn = (person, password = person.password) =>
            person.elsewhere().request('POST', '/auth/login', { email: person.email, password });
        for (let i = 0; i < 10; ++i)
            assert.equal((await signIn(victim, 'not this one')).status, 401);
        await new Promise((resolve) => setTimeout(resolve, 1_100)); // what is left now is the lock, not the limit
        const locked = await signIn(victim);
        assert.equal(locked.status, 429);
        const wait_s = Number(locked.headers.get('retry-after'));
        assert.ok(wait_s > 60 && wait_s <= 15 * 60, `Retry-After: ${wait_s}`);
        assert.equal((await signIn(neighbour)).status, 200);
    });

it('of a hundred wrong sign-ins at once no more are looked at than the limit allows', slow, async (t) => {
    const usual = await Ostiary.start({ settings: { limits: {} } });
    t.after(() => usual.stop());
    const victim = await Person.invite(usual);
    const attempt = async () => {
        const response = await victim.elsewhere().request('POST', '/auth/login',
            { email: victim.email, password: 'not this one' });
        await response.arrayBuffer();
        return response;
    };
    const responses = await Promise.all(Array.from({ length: 100 }, attempt));
    const withStatus = (status) => responses.filter((response) => response.status === status);
    assert.equal(withStatus(401).length, 5);
    assert.equal(withStatus(429).length, 95);
    assert.ok(withStatus(429).every(({ headers }) => Number(headers.get('retry-after')) >= 1));
});

it('passwords that are too short, too long, known or no text are refused with the field, and make nothing', quick,
    async () => {
        const email = 'weak@example.com';
        const refused = ['', 'short', 'x'.repeat(11), 'é'.repeat(129), 'password1234', 'qwertyuiop123',
            'weak@example.com', 'long enough\u0000but with a NUL in it'];
        for (const password of refused) {
            const { status, field } = await problemOf(await post('/auth/register', { email, password }));
            assert.deepEqual({ status, field }, { status: 422, field: 'password' }, JSON.stringify(password));
        }
        const huge = await post('/auth/register', { email, password: 'x'.repeat(1024 * 1024) });
        assert.ok([413, 422].includes(huge.status), `a password of 1 MB: ${huge.status}`);
        assert.equal(await countOf(email), 0);
        const signIn = await post('/auth/login', { email: ada.email, password: 'x'.repeat(60_000) });
        assert.equal(signIn.status, 401);
        const withNul = await post('/auth/login', { email: ada.email, password: `${ada.password}\u0000more` });
        assert.equal(withNul.status, 401);
    });

it('every character of a password counts', quick, async () => {
    const person = Person.stranger(ostiary);
    person.password = `${'correct horse battery staple '.repeat(8)}end`;
    assert.ok(person.password.length > 128);
    await person.request('POST', '/auth/register', { email: person.email, password: person.password });
    const almost = person.password.replace(/end$/, 'enb');
    const signIn = (password) => post('/auth/login', { email: person.email, password });
    assert.equal((await signIn(almost)).status, 401);
    assert.equal((await signIn(person.password.slice(0, 72))).status, 401);
    assert.equal((await signIn(person.password)).status, 200);
});

it('an e-mail that only looks like another\'s, or is none, makes no account', quick, async () => {
    const cyrillic = ada.email.replace('a', '\u0430');
    const strange = [cyrillic, ada.email.replace('@', '\uff20'), ada.email.replace('.com', '.com\r\nBcc: x@y'),
        `${'a'.repeat(300)}@example.com`, `${ada.email}\u0000`, ada.email.replace('ada', 'ad\u200ba'), 'no-at-sign',
        '@', '', 'a@b@example.com', '"a b"@example.com', ada.email.replace('example', 'ex\u0430mple')];
    const before = (await ostiary.list('account')).length;
    for (const email of strange) {
        const { status, field } = await problemOf(await post('/auth/register', { email, password: ada.password }));
        assert.deepEqual({ status, field }, { status: 422, field: 'email' }, JSON.stringify(email));
    }
    assert.equal((await ostiary.list('account')).length, before);
    const kelvin = { email: 'kelvin-k@example.com', password: ada.password };
    assert.equal((await post('/auth/register', kelvin)).status, 201);
    const twin = await post('/auth/register', { ...kelvin, email: '\u212Aelvin-k@example.com' });
    assert.ok([409, 422].includes(twin.status), `the sign for Kelvin is no second k: ${twin.status}`);
});

it('a session that was there before signing in is not the one after it', quick, async () => {
    const person = await Person.register(ostiary);
    const old = person.cookies.get('forge_session');
    await person.signIn();
    assert.notEqual(person.cookies.get('forge_session'), old);
    const planted = person.elsewhere();
    planted.cookies.set('forge_session', 'A'.repeat(43));
    await planted.signIn();
    assert.notEqual(planted.cookies.get('forge_session'), 'A'.repeat(43), 'nobody can choose the session of another');
    const me = await fetch(`${ostiary.url}/auth/me`, { headers: { Cookie: `forge_session=${'A'.repeat(43)}` } });
    assert.equal(me.status, 401);
});

it('a session that signed out is refused from the next request on', quick, async () => {
    const person = await Person.register(ostiary);
    const Cookie = person.cookieHeader;
    assert.equal((await person.request('POST', '/auth/logout')).status, 204);
    assert.equal(person.cookies.size, 0, 'the cookies are taken back');
    assert.equal((await fetch(`${ostiary.url}/auth/me`, { headers: { Cookie } })).status, 401);
    const page = await fetch(`${ostiary.url}/account`, { headers: { Cookie }, redirect: 'manual' });
    assert.equal(page.headers.get('location'), '/login?next=/account');
});

it('a new password ends the sessions of every other browser and keeps the keys', quick, async () => {
    const person = await Person.register(ostiary);
    const other = person.elsewhere();
    await other.signIn();
    const { secret } = await person.createKey();
    const password = `${person.password}, changed`;
    const changed = await person.request('POST', '/auth/password', { current_password: person.password, password });
    assert.equal(changed.status, 204);
    assert.equal((await person.request('GET', '/auth/me')).status, 200);
    assert.equal((await other.request('GET', '/auth/me')).status, 401);
    const key = await fetch(`${ostiary.url}/auth/me`, { headers: { 'X-ForgeOS-API-Key': secret } });
    assert.equal(key.status, 200);
    const { status } = await post('/auth/login', { email: person.email, password: person.password });
    assert.equal(status, 401, 'the old password is over');
});

it('a disabled account is refused with every kind of credential', slow, async () => {
    const person = await Person.register(ostiary);
    const keys = [await person.createKey('fos'), await person.createKey('fvk')];
    await ostiary.command(['account', 'disable', person.email]);
    const credentials = [{ Cookie: person.cookieHeader },
        ...keys.map(({ secret }) => ({ Authorization: `Bearer ${secret}` }))];
    for (const headers of credentials) {
        const { status } = await fetch(`${ostiary.url}/auth/me`, { headers });
        assert.ok([401, 403].includes(status), `${Object.keys(headers)}: ${status}`);
    }
    const { status } = await post('/auth/login', { email: person.email, password: person.password });
    assert.ok([401, 403].includes(status), `the right password: ${status}`);
});

it('a session cookie that is altered, too long, doubled or nonsense is refused and never breaks the server', quick,
    async () => {
        const person = await Person.register(ostiary);
        const cookie = person.cookies.get('forge_session');
        const flipped = (i) => {
            const bytes = Buffer.from(cookie, 'base64url');
            bytes[i >> 3] ^= 1 << (i & 7);
            return bytes.toString('base64url');
        };
        const bits = Buffer.from(cookie, 'base64url').length * 8;
        const altered = [...Array.from({ length: 16 }, (_, i) => flipped(Math.floor(i * bits / 16))), `${cookie}A`,
            cookie.slice(0, -1), '', '%00', `${cookie}%0d%0aX: y`, 'x'.repeat(4000), '"', "' OR 1=1 --"];
        const statusWith = async (Cookie) => (await fetch(`${ostiary.url}/auth/me`, { headers: { Cookie } })).status;
        for (const value of altered)
            assert.equal(await statusWith(`forge_session=${value}`), 401, value);
        for (const second of [cookie, flipped(0)]) {
            const status = await statusWith(`forge_session=${cookie}; forge_session=${second}`);
            assert.ok([400, 401].includes(status), `two of one name: ${status}`);
        }
        assert.ok([400, 401, 431].includes(await statusWith(`forge_session=${'x'.repeat(20_000)}`)));
        assert.equal(await statusWith(`forge_session=${cookie}`), 200, 'the real one still works');
    });

it('a link for a new password works once', slow, async () => {
    const person = await Person.register(ostiary);
    const spent = await ostiary.json(['account', 'reset-link', person.email]);
    const { token, url } = await ostiary.json(['account', 'reset-link', person.email]);
    const password = `${person.password}, reset`;
    const reset = (values) => post('/auth/password/reset', { token, password, ...values });
    const refusals = [await reset({ token: spent.token }), await reset({ token: 'A'.repeat(43) })];
    assert.equal((await reset({ password: 'short' })).status, 422, 'a bad password does not use the link up');
    assert.equal((await reset({})).status, 204);
    refusals.push(await reset({}), await reset({ password: person.password }));
    const said = await Promise.all(refusals.map(async (response) => (await looksOf(response)).body));
    assert.equal(said[0].status, 400);
    for (const body of said)
        assert.deepEqual(body, said[0], 'earlier, invented and used links are answered alike');
    assert.equal((await person.request('GET', '/auth/me')).status, 401, 'every session ended');
    assert.equal((await fetch(url)).status, 400, 'the page of a used link');
    assert.equal((await post('/auth/login', { email: person.email, password })).status, 200);
});

it('the setup page is gone once there is an administrator', slow, async (t) => {
    const fresh = await Ostiary.start();
    t.after(() => fresh.stop());
    const visitor = Person.stranger(fresh);
    assert.equal((await visitor.request('GET', '/setup')).status, 200);
    const fields = { code: 'AAAA-AAAA', email: visitor.email, password: visitor.password };
    assert.equal((await visitor.sendForm('/setup', fields)).status, 422);
    await Person.invite(fresh, '--admin');
    assert.equal((await visitor.request('GET', '/setup')).status, 404);
    assert.equal((await visitor.sendForm('/setup', fields, { page: '/login' })).status, 404);
});

it('of two first administrators at once one is made', slow, async (t) => {
    const fresh = await Ostiary.start();
    t.after(() => fresh.stop());
    const { code } = await fresh.json(['setup-code']);
    const visitors = Array.from({ length: 4 }, () => Person.stranger(fresh));
    const answers = await Promise.all(visitors.map((visitor) =>
        visitor.sendForm('/setup', { code, email: visitor.email, password: visitor.password })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 404, 404, 404]);
    assert.equal((await fresh.list('account')).length, 1);
});
