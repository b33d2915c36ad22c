/** Target: HTTP requests, octet by octet: an HTTP answer or a closed connection, and the next one is served. */
import { connect } from 'node:net';
import { makeHealth } from '../../src/http/health.ts';
import { startMetricsHttp } from '../../src/http/metrics.ts';
import { startHttp } from '../../src/http/server.ts';
import { silentLog } from '../../test/support/log.ts';
import { damaged } from './damage.ts';
import { pick } from './random.ts';
import type { Target } from './target.ts';

const requests = [
  'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
  'GET /readyz?x=%00 HTTP/1.1\r\nHost: x\r\nCookie: a=b; c=d\r\nAccept: */*\r\nConnection: close\r\n\r\n',
  'POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 21\r\nConnection: close\r\n\r\n{"subject":{"$gt":""}}',
  'POST /inbox HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n',
  'GET /metrics HTTP/1.1\r\nHost: [::1]:80\r\nExpect: 100-continue\r\nUpgrade: h2c\r\nConnection: close\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\nHEAD http://y.example/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
].map((text) => Buffer.from(text));

export const http: Target = {
  name: 'http',
  promise: 'an answer or an end, then the next is served',
  async start() {
    const [host, port, log] = ['127.0.0.1', 0, silentLog];
    const metrics = { render: async () => 'x 1\n', contentType: 'text/plain' };
    const servers = [
      await startHttp({ host, port, log, health: makeHealth({ store: async () => undefined }) }),
      await startMetricsHttp({ host, port, log, metrics }),
    ];
    return {
      async attempt(random) {
        const input = damaged(requests, random).subarray(0, 200_000);
        const server = pick(random, servers, servers[0]);
        const said = await answer(server?.port ?? 0, input);
        const health = await fetch(`http://127.0.0.1:${servers[0]?.port}/healthz`);
        if (health.status !== 200) return { input, fault: `afterwards /healthz answers ${health.status}` };
        const odd = said !== '' && !/^HTTP\/1\.1 [1-5]\d\d /.test(said);
        const failed = /^HTTP\/1\.1 500 /m.test(said);
        return { input, fault: odd || failed ? `answered ${JSON.stringify(said.slice(0, 300))}` : null };
      },
      async stop() {
        await Promise.all(servers.map((server) => server.close()));
      },
    };
  },
};

/** All that is said until the server hangs up; one that waits for more of a request is not waited for. */
async function answer(port: number, request: Uint8Array): Promise<string> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  const said: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => said.push(chunk));
  socket.end(request);
  const late = setTimeout(() => socket.destroy(), 200);
  await new Promise((resolve) => socket.once('close', resolve));
  clearTimeout(late);
  return Buffer.concat(said).toString('latin1');
}
