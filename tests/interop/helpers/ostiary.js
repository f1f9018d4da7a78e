// SPDX-License-Identifier: GPL-3.0-or-later
// A headless Ostiary of one's own: a fresh data folder, a free port, its command line.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { firstMatch, hasEnded, kill, run, start, stop } from './processes.js';

export const interopFolder = path.dirname(import.meta.dirname);
export const program = process.env.OSTIARY_BIN ?? path.resolve(interopFolder, '../../build/dev/bin/ostiary-headless');
export const artifactsFolder = process.env.OSTIARY_ARTIFACTS ?? path.resolve(interopFolder, '../../build/artifacts');

const temporaryFolders = [];
process.once('exit', () => temporaryFolders.forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));

/** A folder that goes away with the test. */
export function temporaryFolder() {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ostiary-'));
    temporaryFolders.push(folder);
    return folder;
}

// Many sign-ins and calls from one address are what these tests are; the limits have tests of their own.
const generousLimits = { standard: '100000/60s', fvk: '100000/60s', auth: '1000/60s' };

const tomlPairs = (values) => Object.entries(values).map(([name, value]) => `${JSON.stringify(name)} = ${tomlValue(value)}`);
const tomlValue = (value) => Array.isArray(value) ? JSON.stringify(value)
    : typeof value === 'object' ? `{ ${tomlPairs(value).join(', ')} }` : `"${value}"`;
const toToml = (tables) => Object.entries(tables).map(([table, values]) =>
    [`[${table}]`, ...tomlPairs(values), ''].join('\n')).join('\n');

/** A port of 127.0.0.1 that nothing listens at; for what has to be known before the server starts. */
export async function freePort() {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    return port;
}

let logs = 0;
function logFile() {
    const folder = path.join(artifactsFolder, 'logs');
    fs.mkdirSync(folder, { recursive: true });
    const test = path.basename(process.argv[1] ?? 'test', '.test.js');
    return path.join(folder, `${test}-${++logs}.log`);
}

export class Ostiary {
    /**
     * Upstreams are `{ name: 'http://…' }` or `{ name: 'stdio:…' }`; commands run with this folder as theirs.
     * `settings` are tables of the file, `{ limits: {} }` for the server's own limits.
     */
    static async start({ upstreams = {}, defaultUpstream, dataFolder = temporaryFolder(), settings = {},
        environment = {}, port = 0, publicUrl } = {}) {
        const config = path.join(dataFolder, 'interop.toml');
        fs.writeFileSync(config, toToml({ limits: generousLimits, ...settings }));
        const args = ['serve', '--data', dataFolder, '--listen', `127.0.0.1:${port}`, '--config', config, '--json'];
        if (publicUrl)
            args.push('--public-url', publicUrl);
        for (const [name, target] of Object.entries(upstreams))
            args.push('--upstream', `${name}=${target}`);
        if (defaultUpstream)
            args.push('--default-upstream', defaultUpstream);

        const log = logFile();
        const stderr = fs.openSync(log, 'w');
        const child = start(program, args, {
            cwd: interopFolder, stdio: ['ignore', 'pipe', stderr], env: { ...process.env, ...environment } });
        fs.closeSync(stderr);
        try {
            const [line] = await firstMatch(child, child.stdout, /^.*\n/);
            const event = JSON.parse(line);
            assert.equal(event.event, 'listening');
            return new Ostiary(child, event, dataFolder);
        } catch (error) {
            await kill(child);
            error.message += `\n${log}:\n${fs.readFileSync(log, 'utf8').slice(-4000)}`;
            throw error;
        }
    }

    constructor(child, { url, public_url: publicUrl }, dataFolder) {
        this.child = child;
        this.url = url;
        this.publicUrl = publicUrl;
        this.dataFolder = dataFolder;
    }

    get isRunning() { return !hasEnded(this.child); }
    mcp(upstream) { return upstream ? `${this.url}/mcp/${upstream}` : `${this.url}/mcp`; }

    /** Runs a command of the program on this server's data; throws unless it says 0. */
    async command(args, input) {
        const { code, stdout, stderr } = await run(program, [...args, '--data', this.dataFolder], { input });
        assert.equal(code, 0, `${args.join(' ')}: ${stderr || stdout}`);
        return stdout;
    }
    async json(args, input) { return JSON.parse(await this.command([...args, '--json'], input)); }
    async list(noun) { return (await this.json([noun, 'list'])).items; }

    async stop() { assert.equal(await stop(this.child), 0, 'Ostiary ends with 0 when it is asked to end'); }
    kill() { return kill(this.child); }
}
