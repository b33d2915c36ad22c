/** Target: what rspamd answers: a score that is one, or the word that there is none; never an exception. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { makeRspamd } from '../../src/screening/rspamd.ts';
import { damaged } from './damage.ts';
import type { Target } from './target.ts';

const body = JSON.stringify({
  is_skipped: false,
  score: 4.2,
  required_score: 15,
  action: 'no action',
  symbols: {
    R_SPF_ALLOW: { name: 'R_SPF_ALLOW', score: -0.2, metric_score: -0.2, options: ['+ip4:192.0.2.1'] },
    MIME_TRACE: { name: 'MIME_TRACE', score: 0, options: {} },
  },
  urls: ['x.example'],
  'message-id': 'a@x.example',
  milter: { remove_headers: { 'X-Spam': 0 } },
});
const answers = [
  `HTTP/1.1 200 OK\r\nConnection: close\r\nServer: rspamd/3.4\r\nContent-Length: ${body.length}\r\nContent-type: application/json\r\n\r\n${body}`,
  'HTTP/1.1 500 Internal Error\r\nContent-Length: 18\r\n\r\n{"error":"no way"}',
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
].map((text) => Buffer.from(text));

export const rspamd: Target = {
  name: 'rspamd',
  promise: 'a finite score, or none and why',
  async start() {
    let next: Uint8Array = Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(next));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return {
      async attempt(random) {
        next = damaged(answers, random);
        // Each time a new one: one that met much nonsense leaves rspamd alone.
        const scorer = makeRspamd({ url, password: null, timeoutMs: 1000, mtaName: 'desk.example' });
        const envelope = { sender: 'a@x.example', recipients: ['b@y.example'] };
        const found = await scorer.score(Buffer.from('x'), envelope, { kind: 'import', file: 'x' }, 'q');
        const good =
          found.kind === 'unavailable' ||
          (found.kind === 'scored' &&
            Number.isFinite(found.score.score) &&
            typeof found.score.action === 'string');
        return { input: next, fault: good ? null : JSON.stringify(found) };
      },
      stop: async () => void server.close(),
    };
  },
};
