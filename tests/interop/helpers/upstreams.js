// SPDX-License-Identifier: GPL-3.0-or-later
// MCP servers for Ostiary to stand in front of.
import http from 'node:http';
import path from 'node:path';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { freePort, interopFolder } from './ostiary.js';
import { firstMatch, start, stop } from './processes.js';

const everything = 'node_modules/@modelcontextprotocol/server-everything/dist/index.js';

/** As `--upstream NAME=` takes it. */
export const everythingOverStdio = `stdio:node ${everything} stdio`;

/** A running server-everything with Streamable HTTP. */
export async function startEverythingOverHttp() {
    const preload = path.join(interopFolder, 'helpers/loopback_only.js');
    const child = start(process.execPath, ['--import', preload, everything, 'streamableHttp'],
        { cwd: interopFolder, stdio: ['ignore', 'ignore', 'pipe'] });
    const [, port] = await firstMatch(child, child.stderr, /listening on port (\d+)/);
    return { url: `http://127.0.0.1:${port}/mcp`, stop: () => stop(child) };
}

/** An address where nothing listens. */
export async function deadUrl() {
    return `http://127.0.0.1:${await freePort()}/mcp`;
}

function answer(message) {
    const results = {
        initialize: {
            protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: { name: 'mirror', version: '1' },
        },
        'tools/list': { tools: [{ name: 'look', inputSchema: { type: 'object' } }] },
        'tools/call': { content: [{ type: 'text', text: 'seen' }] },
    };
    const result = results[message.method];
    return result ? { jsonrpc: '2.0', id: message.id, result }
                  : { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'Method not found' } };
}

/** A small MCP server that keeps every request it gets: `{ method, url, headers, body }`. GET is 405, as it may be. */
export async function startMirror() {
    const requests = [];
    const server = http.createServer(async (request, response) => {
        const body = await text(request);
        requests.push({ method: request.method, url: request.url, headers: request.headers, body });
        if (request.method !== 'POST')
            return response.writeHead(405, { Allow: 'POST' }).end('no stream here');
        const message = JSON.parse(body);
        if (message.id === undefined)
            return response.writeHead(202).end();
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer(message)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
        url: `http://127.0.0.1:${server.address().port}/mcp`,
        requests,
        stop: () => { server.closeAllConnections(); server.close(); },
    };
}
