/** A scorer that says what the mail itself asks for: `X-Score: 8.2 BAYES_SPAM=5.1 FORGED_SENDER=0.3` in its header. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface TestScorer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Answers as rspamd does (`/checkv2`); mail that asks for nothing scores 0. */
export async function startScorer(): Promise<TestScorer> {
  const server = createServer((request, response) => {
    void buffer(request).then((raw) => {
      const [, asked = '0'] = /^X-Score: (.*)$/m.exec(raw.toString()) ?? [];
      const [score = '0', ...named] = asked.trim().split(' ');
      const symbols = Object.fromEntries(
        named.map((each) => {
          const [name = '', points = '0'] = each.split('=');
          return [name, { name, score: Number(points), options: [] }];
        }),
      );
      const answer = { score: Number(score), required_score: 15, action: 'no action', symbols };
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
