// SPDX-License-Identifier: GPL-3.0-or-later
// The loopback address at which a native client waits for the answer of the authorization server (RFC 8252 §7.3).
import http from 'node:http';
import { EventEmitter, once } from 'node:events';
import { step_ms } from './patience.js';

const path = '/callback';

export class Callback extends EventEmitter {
    arrivals = []; // the parameters of every redirect that came here

    /** A client that takes `delay_ms` to thank the browser, as those do that fetch their tokens first. */
    static async listen({ delay_ms = 0 } = {}) {
        const callback = new Callback();
        callback.server = http.createServer((request, response) => {
            const { pathname, searchParams } = new URL(request.url, callback.url);
            if (pathname !== path)
                return response.writeHead(404).end();
            callback.arrivals.push(searchParams);
            callback.emit('arrival');
            setTimeout(() => response.writeHead(200, { 'Content-Type': 'text/html', Connection: 'close' })
                .end('<!doctype html><title>Back at the client</title><p>You can close this window.'), delay_ms);
        }).listen(0, '127.0.0.1');
        await once(callback.server, 'listening');
        callback.url = `http://127.0.0.1:${callback.server.address().port}${path}`;
        return callback;
    }

    /** All redirects that answer `request`; the browser should bring exactly one. */
    answersTo({ state }) { return this.arrivals.filter((parameters) => parameters.get('state') === state); }

    /** The parameters of the redirect that answers `request`. */
    async answerTo(request, limit_ms = step_ms) {
        const tooLate = AbortSignal.timeout(limit_ms);
        while (this.answersTo(request).length === 0) {
            await once(this, 'arrival', { signal: tooLate }).catch(() => {
                const came = this.arrivals.map((parameters) => parameters.get('state'));
                throw new Error(`no answer for state ${request.state} in ${limit_ms} ms, but: ${JSON.stringify(came)}`);
            });
        }
        return this.answersTo(request)[0];
    }

    close() { this.server.closeAllConnections(); this.server.close(); }
}
