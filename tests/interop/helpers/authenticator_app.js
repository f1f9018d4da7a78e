// SPDX-License-Identifier: GPL-3.0-or-later
// The app on somebody's telephone that shows six digits (RFC 6238 with SHA-1, 30 seconds).
import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const step_s = 30;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text) {
    const bits = [...text.replace(/[\s=]/g, '').toUpperCase()]
        .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
    return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** RFC 4226 §5.3 */
export function codeAt(secret, step) {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac('sha1', secret).update(counter).digest();
    const number = mac.readUInt32BE(mac.at(-1) & 0xf) & 0x7fffffff;
    return String(number % 1_000_000).padStart(6, '0');
}

export class AuthenticatorApp {
    #secret;
    #usedStep = 0;

    constructor(base32) { this.#secret = fromBase32(base32); }

    /**
     * A code that was not given out yet. The clock of a telephone may be a step ahead (RFC 6238 §5.2), so that only
     * every third code in a row has to be waited for.
     */
    async nextCode() {
        const present = () => Math.floor(Date.now() / 1000 / step_s);
        const step = Math.max(present(), this.#usedStep + 1);
        while (step > present() + 1)
            await sleep(200);
        this.#usedStep = step;
        return codeAt(this.#secret, step);
    }

    /** The code that was given out last. */
    get lastCode() { return codeAt(this.#secret, this.#usedStep); }
}
