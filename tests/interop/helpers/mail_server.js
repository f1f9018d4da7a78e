// SPDX-License-Identifier: GPL-3.0-or-later
// A real mail server on loopback, nodemailer's, which keeps what it is given. Other tests start it as a program:
// `node mail_server.js OPTIONS`, options and mails in JSON, a line each.
import { EventEmitter, once } from 'node:events';
import fs from 'node:fs';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { step_ms } from './patience.js';

async function bytesOf(stream) {
    const chunks = [];
    for await (const chunk of stream)
        chunks.push(chunk);
    return Buffer.concat(chunks);
}

export class MailServer extends EventEmitter {
    mails = []; // { envelope, encrypted, signedIn, raw, from, to, subject, text, headers }

    /** `key` and `cert` are PEM; `tls` is 'none', 'starttls' or 'implicit'; with `user` everybody has to sign in. */
    static async start({ tls = 'none', key, cert, user, password } = {}) {
        const mailServer = new MailServer();
        mailServer.server = new SMTPServer({
            key, cert,
            secure: tls === 'implicit',
            hideSTARTTLS: tls === 'none',
            authOptional: !user,
            allowInsecureAuth: true, // it only ever listens on loopback
            onAuth: (given, session, done) => given.username === user && given.password === password
                ? done(null, { user }) : done(new Error(`not the password of ${user}`)),
            onData: (stream, session, done) => mailServer.#keep(stream, session).then(() => done(), done),
        });
        mailServer.server.on('error', (error) => mailServer.emit('trouble', error)); // of one connection only
        mailServer.server.listen(0, '127.0.0.1');
        await once(mailServer.server.server, 'listening');
        mailServer.port = mailServer.server.server.address().port;
        mailServer.url = `smtp${tls === 'implicit' ? 's' : ''}://127.0.0.1:${mailServer.port}`;
        return mailServer;
    }

    async #keep(stream, { envelope, secure, user }) {
        const raw = await bytesOf(stream);
        const { from, to, subject, text, headers } = await PostalMime.parse(raw);
        this.mails.push({
            envelope: { from: envelope.mailFrom.address, to: envelope.rcptTo.map(({ address }) => address) },
            encrypted: secure,
            signedIn: user ?? '',
            raw: raw.toString('latin1'),
            from, to, subject, text,
            headers: Object.fromEntries(headers.map(({ key, value }) => [key, value])),
        });
        this.emit('mail', this.mails.at(-1));
    }

    mailsTo(address) { return this.mails.filter(({ envelope }) => envelope.to.includes(address)); }

    /** The `count`th mail to `address`. */
    async mailTo(address, count = 1, limit_ms = step_ms) {
        const tooLate = AbortSignal.timeout(limit_ms);
        while (this.mailsTo(address).length < count) {
            await once(this, 'mail', { signal: tooLate }).catch(() => {
                throw new Error(`no mail to ${address} in ${limit_ms} ms, but to: ${this.mails.map((m) => m.envelope.to)}`);
            });
        }
        return this.mailsTo(address)[count - 1];
    }

    close() { return new Promise((resolve) => { this.server.close(resolve); }); }
}

if (import.meta.filename === fs.realpathSync(process.argv[1])) {
    const mailServer = await MailServer.start(JSON.parse(process.argv[2] ?? '{}'));
    const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
    mailServer.on('mail', say);
    mailServer.on('trouble', (error) => process.stderr.write(`${error}\n`));
    process.stdin.resume().once('end', () => process.exit()); // it ends with whoever started it
    say({ port: mailServer.port });
}
