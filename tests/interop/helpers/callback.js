// SPDX-License-Identifier: GPL-3.0-or-later
// The loopback address at which a native client waits for the answer of the authorization server (RFC 8252 §7.3).
import http from 'node:http';
import { once } from 'node:events';

export class Callback {
    static async listen({ host = '127.0.0.1', path = '/callback' } = {}) {
        const callback = new Callback();
        callback.arrivals = [];
        callback.server = http.createServer((request, response) => {
            const url = new URL(request.url, callback.url);
            response.writeHead(url.pathname === path ? 200 : 404, { 'Content-Type': 'text/html', Connection: 'close' })
                .end('<!doctype html><title>Back at the client</title><p>You can close this window.');
            if (url.pathname === path)
                callback.#deliver(url.searchParams);
        }).listen(0, '127.0.0.1');
        await once(callback.server, 'listening');
        callback.url = `http://${host}:${callback.server.address().port}${path}`;
        return callback;
    }

    #deliver(parameters) {
        if (this.waiting)
            this.waiting(parameters);
        else
            this.arrivals.push(parameters);
        this.waiting = undefined;
    }

    /** The parameters of the next redirect that comes here. */
    next(limit_ms = 15_000) {
        if (this.arrivals.length > 0)
            return Promise.resolve(this.arrivals.shift());
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => {
                this.waiting = undefined;
                reject(new Error(`nobody came back to ${this.url} within ${limit_ms} ms`));
            }, limit_ms);
            this.waiting = (parameters) => { clearTimeout(timer); resolve(parameters); };
        });
    }

    close() { this.server.closeAllConnections(); this.server.close(); }
}
