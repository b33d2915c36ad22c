import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import fc from 'fast-check';
import { makeHealth } from '../../src/http/health.ts';
import type { Listening } from '../../src/http/listen.ts';
import { startHttp } from '../../src/http/server.ts';
import { silentLog } from '../support/log.ts';
import { hostile } from './hostile.ts';

describe('what a stranger writes, in an HTTP answer', () => {
  let server: Listening;
  before(async () => {
    const health = makeHealth({ store: async () => undefined });
    server = await startHttp({ host: '127.0.0.1', port: 0, health, log: silentLog });
  });
  after(() => server.close());

  /** All that comes back; the request says that it is the last. */
  async function answerTo(line: string, fields: string): Promise<string> {
    const socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
    socket.write(`${line}\r\nHost: x\r\nConnection: close\r\n${fields}\r\n\r\n`);
    return text(socket);
  }

  it('is not repeated: one answer, with the usual fields, in a type that no browser runs', async () => {
    const usual = namesIn(await answerTo('GET /nowhere HTTP/1.1', 'X-Is: tame'));
    await fc.assert(
      fc.asyncProperty(hostile, fc.boolean(), async (words, escaped) => {
        const path = escaped
          ? encodeURIComponent(words.toWellFormed().slice(0, 3000))
          : words.replace(/[\s\0]/g, '').slice(0, 3000);
        const answer = await answerTo(`GET /${path}?q=${path} HTTP/1.1`, `X-Is: ${path}`);
        expect(answer.match(/^HTTP\/1\.1 \d{3} /gm), answer).to.have.lengthOf(1);
        if (/^HTTP\/1\.1 4(?:00|31) [\s\S]*\r\n\r\n$/.test(answer)) return; // The parser of node:http, which sends no body.
        expect(namesIn(answer)).to.deep.equal(usual);
        expect(answer).to.match(/^content-type: application\/problem\+json/im);
        expect(answer).to.match(/\{"type":"about:blank","title":"Not Found","status":404\}\s*$/);
      }),
      { numRuns: 150 },
    );
  }).timeout(30_000);
});

function namesIn(answer: string): string[] {
  const [head = ''] = answer.split('\r\n\r\n', 1);
  return head
    .split('\r\n')
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
    .sort();
}
