// SPDX-License-Identifier: GPL-3.0-or-later
// Child processes that can't outlive the test: each is ended by its id, whatever happens to the test itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { step_ms } from './patience.js';

const alive = new Set();
process.once('exit', () => alive.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => process.exit(1));

export function start(command, args, options = {}) {
    const child = spawn(command, args, options);
    alive.add(child);
    child.once('exit', () => alive.delete(child));
    child.once('error', () => alive.delete(child));
    return child;
}

export const hasEnded = (child) => child.exitCode !== null || child.signalCode !== null;

/** Asks a child to end and waits for it. Throws when it had to be killed, so that a hang at the end is a failure. */
export async function stop(child, { patience_ms = 8000 } = {}) {
    if (hasEnded(child))
        return child.exitCode;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    let wasKilled = false;
    const timer = setTimeout(() => { wasKilled = true; child.kill('SIGKILL'); }, patience_ms);
    await ended;
    clearTimeout(timer);
    if (wasKilled)
        throw new Error(`${child.spawnfile} ${child.spawnargs[1]} did not end within ${patience_ms} ms of SIGTERM`);
    return child.exitCode;
}

export async function kill(child) {
    if (hasEnded(child))
        return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
}

/** The first match of `pattern` in what `stream` says; rejects when the child ends or `limit_ms` pass before. */
export function firstMatch(child, stream, pattern, limit_ms = step_ms) {
    return new Promise((resolve, reject) => {
        let text = '';
        const finish = (settle, value) => {
            clearTimeout(timer);
            stream.off('data', read);
            child.off('exit', fail);
            child.off('error', fail);
            stream.resume();
            settle(value);
        };
        const fail = () => finish(reject, new Error(`${child.spawnargs.join(' ')} never said ${pattern}: ${text}`));
        const read = (chunk) => {
            text += chunk;
            const match = pattern.exec(text);
            if (match)
                finish(resolve, match);
        };
        const timer = setTimeout(fail, limit_ms);
        stream.on('data', read);
        child.once('exit', fail);
        child.once('error', fail);
    });
}

/** Runs a command to its end. */
export async function run(command, args, { input = '', limit_ms = step_ms, ...options } = {}) {
    const child = start(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => { stdout += chunk; });
    child.stderr.on('data', (chunk) => { stderr += chunk; });
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input);
    const timer = setTimeout(() => child.kill('SIGKILL'), limit_ms);
    const [code, signal] = await once(child, 'close');
    clearTimeout(timer);
    return { code: code ?? signal, stdout, stderr };
}
