// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP API that answers in the shapes of OpenAI's and Anthropic's, with the figures that a test asks it for.
import { once } from 'node:events';
import http from 'node:http';

const events = (list) => list.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`);

const openAiStream = (usage) => events([
    { choices: [{ delta: { role: 'assistant', content: 'Hel' } }] },
    { choices: [{ delta: { content: 'lo' } }] },
    ...(usage ? [{ choices: [], usage }] : []),
    '[DONE]',
]);
const anthropicStream = (usage) => events([
    { type: 'message_start', message: { usage: { input_tokens: usage.input_tokens, output_tokens: 1 } } },
    { type: 'content_block_delta', delta: { type: 'text_delta', text: 'Hello' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: usage.output_tokens } },
    { type: 'message_stop' },
]);

export class AiApi {
    static async start() {
        const api = new AiApi();
        api.requests = [];
        api.waiting = [];
        api.server = http.createServer((request, response) => api.answer(request, response));
        api.server.listen(0, '127.0.0.1');
        await once(api.server, 'listening');
        api.url = `http://127.0.0.1:${api.server.address().port}`;
        return api;
    }

    async answer(request, response) {
        const chunks = [];
        for await (const chunk of request)
            chunks.push(chunk);
        const text = Buffer.concat(chunks).toString();
        const body = text.startsWith('{') ? JSON.parse(text) : {};
        this.requests.push({ method: request.method, url: request.url, headers: request.headers, body });
        if (body.test?.hang) {
            this.waiting.push(response);
            return;
        }
        if (body.test?.status) {
            response.writeHead(body.test.status, { 'Content-Type': 'application/json' });
            response.end('{"error":{"message":"no"}}');
            return;
        }
        if (body.stream) {
            response.writeHead(200, { 'Content-Type': 'text/event-stream' });
            const stream = request.url.endsWith('/messages') ? anthropicStream : openAiStream;
            for (const event of stream(body.test?.usage)) {
                response.write(event);
                if (body.test?.stall)
                    return;
            }
            response.end();
            return;
        }
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ choices: [{ message: { content: 'Hello' } }], usage: body.test?.usage }));
    }

    async stop() {
        this.server.closeAllConnections();
        this.server.close();
        await once(this.server, 'close');
    }
}
