// SPDX-License-Identifier: GPL-3.0-or-later
// MCP by hand, where a test is about single requests that an SDK would hide.
import assert from 'node:assert/strict';

let lastId = 0;

export const initializeMessage = () => ({
    jsonrpc: '2.0', id: ++lastId, method: 'initialize',
    params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'by hand', version: '1' } },
});

export const toolCall = (name, args = {}, progressToken) => ({
    jsonrpc: '2.0', id: ++lastId, method: 'tools/call',
    params: { name, arguments: args, ...(progressToken && { _meta: { progressToken } }) },
});

export function post(url, message, headers = {}, init = {}) {
    return fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', ...headers },
        body: JSON.stringify(message),
        ...init,
    });
}

/** What a call comes to: the JSON of its answer, or the last event's, before which notifications may stand. */
export async function outcome(response) {
    const body = await response.text();
    const data = body.split(/\r?\n\r?\n/).map((event) => event.match(/^data: ?(.+)$/m)?.[1]).filter(Boolean);
    return JSON.parse(data.at(-1) ?? body);
}

/** Opens a session; gives the headers that its later requests need. */
export async function openSession(url, credential) {
    const response = await post(url, initializeMessage(), credential);
    const body = await response.text();
    assert.equal(response.status, 200, `initialize at ${url}: ${body}`);
    const session = response.headers.get('mcp-session-id');
    const headers = { ...credential, 'MCP-Protocol-Version': '2025-06-18' };
    if (session)
        headers['Mcp-Session-Id'] = session;
    const initialized = await post(url, { jsonrpc: '2.0', method: 'notifications/initialized' }, headers);
    assert.equal(initialized.status, 202);
    return headers;
}

/** A stream that stays open: `started` when there is progress (or, of GET, its head), `ended` when it is over. */
export class OpenStream {
    constructor(responsePromise, { waitForData }) {
        this.text = '';
        this.isOpen = true;
        let begin;
        let refuse;
        this.started = new Promise((resolve, reject) => { begin = resolve; refuse = reject; });
        this.started.catch(() => {}); // whoever awaits it is told
        this.ended = this.#read(responsePromise, waitForData, begin).then(
            () => refuse(new Error(`the stream ended before it began: ${this.status} ${this.text}`)),
            (error) => { this.error = error; refuse(error); },
        ).finally(() => { this.isOpen = false; });
    }

    static events(url, headers) {
        const abort = new AbortController();
        const response = fetch(url, { headers: { Accept: 'text/event-stream', ...headers }, signal: abort.signal });
        return Object.assign(new OpenStream(response, { waitForData: false }), { abort });
    }

    /** A call that takes `seconds` and reports progress all along. */
    static longCall(url, headers, seconds = 30) {
        const abort = new AbortController();
        const work = { duration: seconds, steps: seconds * 5 };
        const message = toolCall('trigger-long-running-operation', work, `progress-${lastId}`);
        const response = post(url, message, headers, { signal: abort.signal });
        return Object.assign(new OpenStream(response, { waitForData: true }), { abort });
    }

    async #read(responsePromise, waitForData, begin) {
        const response = await responsePromise;
        this.status = response.status;
        if (response.status !== 200)
            throw new Error(`no stream, but ${response.status}: ${await response.text()}`);
        if (!waitForData)
            begin();
        const decoder = new TextDecoder();
        for await (const chunk of response.body) {
            this.text += decoder.decode(chunk, { stream: true });
            if (this.text.includes('notifications/progress'))
                begin();
        }
    }
}
