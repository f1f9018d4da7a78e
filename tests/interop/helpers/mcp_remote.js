// SPDX-License-Identifier: GPL-3.0-or-later
// mcp-remote, as desktop clients run it: MCP over stdio on one side, OAuth and Streamable HTTP on the other.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { interopFolder, temporaryFolder } from './ostiary.js';
import { step_ms } from './patience.js';

/** mcp-remote as the server of an SDK client. `asks()` is the next address that it wants a person to open. */
export function startMcpRemote(t, url, { memory = temporaryFolder(), flags = [] } = {}) {
    const transport = new StdioClientTransport({
        command: process.execPath,
        args: ['node_modules/mcp-remote/dist/proxy.js', url, ...flags],
        cwd: interopFolder,
        env: { PATH: process.env.PATH, HOME: memory, MCP_REMOTE_CONFIG_DIR: memory, BROWSER: '/bin/true' },
        stderr: 'pipe',
    });
    let log = '';
    transport.stderr.on('data', (chunk) => { log += chunk; });
    const asks = async () => {
        let match;
        while (!(match = /by visiting:\s+(http\S+)\s/.exec(log)))
            await once(transport.stderr, 'data', { signal: AbortSignal.timeout(step_ms) })
                .catch(() => assert.fail(`it never asked, but said: ${log}`));
        log = log.slice(match.index + match[0].length);
        return match[1];
    };
    const client = new Client({ name: 'desktop', version: '1' });
    t.after(() => client.close());
    const connected = client.connect(transport);
    connected.catch(() => {}); // whoever awaits it is told
    return { client, connected, asks };
}
