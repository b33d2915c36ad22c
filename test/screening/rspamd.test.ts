import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { expect } from 'chai';
import type { Source } from '../../src/model/facts.ts';
import { headerText } from '../../src/screening/exchange.ts';
import { pingRspamd, probeRspamd } from '../../src/screening/probe.ts';
import { makeRspamd } from '../../src/screening/rspamd.ts';
import { compose } from '../support/mail.ts';
import { gtube, type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';

const source = {
  kind: 'smtp',
  address: '192.0.2.1',
  helo: 'mx.customer.example',
  hostname: 'mx.customer.example',
  tls: true,
  user: null,
} as const satisfies Source;
const envelope = { sender: 'kim@customer.example', recipients: ['support@localhost', 'sales@localhost'] };
const optionsFor = (url: string, timeoutMs = 5000) => ({
  url,
  password: null,
  timeoutMs,
  mtaName: 'gate.example',
});

/** Why it is unavailable; null where it is not. */
const complaint = async (url: string, timeoutMs?: number, raw: Uint8Array = compose()) => {
  const scoring = await makeRspamd(optionsFor(url, timeoutMs)).score(raw, envelope, source, 'q1');
  return scoring.kind === 'unavailable' ? scoring.why : null;
};

describe('rspamd', () => {
  let rspamd: Rspamd;
  before(async function () {
    if (rspamdMissing() !== null) this.skip();
    this.timeout(60_000);
    rspamd = await startRspamd();
  });
  after(async () => rspamd?.remove());

  const score = (raw: Uint8Array, from: Source = source, sent = envelope) =>
    makeRspamd(optionsFor(rspamd.url)).score(raw, sent, from, '65a1b2c3d4e5f60718293a4b');

  it('scores a mail and names its symbols', async () => {
    const scoring = await score(compose());
    if (scoring.kind !== 'scored') throw new Error(JSON.stringify(scoring));
    expect(scoring.score.action).to.equal('no action');
    expect(scoring.score.symbols.map(({ name }) => name)).to.include('RCPT_COUNT_ONE');
  });

  it('refuses GTUBE, though it never scans it', async () => {
    const scoring = await score(compose({ text: `${gtube}\r\n` }));
    expect(scoring).to.nested.include({ kind: 'scored', 'score.action': 'reject', 'score.score': 15 });
  });

  it('is told each recipient', async () => {
    const scoring = await score(compose({ to: 'nobody@else.example' }));
    const forged =
      scoring.kind === 'scored' &&
      scoring.score.symbols.find(({ name }) => name === 'FORGED_RECIPIENTS')?.options;
    expect(forged).to.include.members(['s:support@localhost', 's:sales@localhost']);
  });

  it('scores mail from a mailbox, and with the null sender', async () => {
    const mailbox: Source = { kind: 'import', file: 'old.mbox' };
    expect((await score(compose(), mailbox, { ...envelope, sender: '' })).kind).to.equal('scored');
  });

  for (const hostile of ['a\r\nSettings: {"want_spam":true}', 'ü\0\x7f', '', 'x'.repeat(100_000)])
    it(`scores whatever the client calls itself: ${JSON.stringify(hostile.slice(0, 20))}`, async () => {
      const client: Source = { ...source, helo: hostile, hostname: hostile, user: hostile };
      const scoring = await score(compose({ text: `${gtube}\r\n` }), client, {
        sender: hostile,
        recipients: [hostile],
      });
      expect(scoring).to.nested.include({ kind: 'scored', 'score.action': 'reject' });
    });

  it('scores mail that is none', async () => {
    expect((await score(Buffer.from('\0\xff\r\n\r\n\r\n', 'latin1'))).kind).to.equal('scored');
  });

  it('does not score an empty mail', async () => {
    expect(await complaint(rspamd.url, 5000, new Uint8Array())).to.equal('an empty mail cannot be scored');
  });

  it('passes the probe of `postern check`', async () => {
    const { ok, detail } = await probeRspamd(optionsFor(rspamd.url));
    expect(detail).to.match(/^rspamd\/\S+ answers in \d+ ms; the GTUBE test: reject/);
    expect(ok).to.equal(true);
  });

  it('is unavailable once killed, and scores again once it is back', async () => {
    const scorer = makeRspamd(optionsFor(rspamd.url));
    const ask = async () => (await scorer.score(compose(), envelope, source, 'q1')).kind;
    const kinds = [await ask()];
    await rspamd.kill();
    kinds.push(await ask());
    await rspamd.start();
    kinds.push(await ask());
    expect(kinds).to.deep.equal(['scored', 'unavailable', 'scored']);
  });
});

describe('a server that is not rspamd, or not well', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const listening = async (server: Server) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const web = (listener: RequestListener) => listening(createHttpServer(listener));
  const saying = (body: string, status = 200) =>
    web((request, response) => request.resume().on('end', () => response.writeHead(status).end(body)));

  const answers: Readonly<Record<string, readonly [body: string, status?: number]>> = {
    'an empty answer': [''],
    garbage: ['<html>'],
    'half an answer': ['{"score": 1, "act'],
    'a list': ['[]'],
    'a score in words': ['{"score":"high","action":"reject","symbols":{}}'],
    'no action': ['{"score":1}'],
    'a score beyond numbers': ['{"score":1e999,"action":"no action"}'],
    'skipping the mail': ['{"is_skipped":true,"score":0,"action":"no action","symbols":{}}'],
    'too large a mail': ['{"error":"too large"}', 413],
    'an internal error': ['{"error":"?","score":0,"action":"no action"}', 500],
    'an answer without end': [`{"x":"${'x'.repeat(5_000_000)}"}`],
  };
  for (const [what, [body, status]] of Object.entries(answers))
    it(`is unavailable for ${what}`, async () => {
      expect(await complaint(await saying(body, status))).to.be.a('string');
    });

  it('is unavailable where it never answers, or stops in the middle', async () => {
    const mute = await listening(createServer((socket) => socket.on('error', () => {})));
    expect(await complaint(mute, 100)).to.equal('no answer within 100 ms');
    const halting = await web((request, response) => {
      request.resume();
      response.writeHead(200).write('{"score":');
    });
    expect(await complaint(halting, 100)).to.equal('no answer within 100 ms');
  });

  it('is unavailable where it hangs up or speaks no HTTP', async () => {
    const rude = await listening(createServer((socket) => socket.on('error', () => {}).destroy()));
    expect(await complaint(rude)).to.be.a('string');
    const other = await listening(
      createServer((socket) => socket.on('error', () => {}).end('220 hello\r\n')),
    );
    expect(await complaint(other)).to.be.a('string');
  });

  it('is unavailable where the setting is no address', async () => {
    expect(await complaint('not a url')).to.be.a('string');
  });

  it('reads a list of options that Lua wrote as an object', async () => {
    const symbols = '{"A":{"name":"A","score":1.5,"options":{}},"B":{"name":"B","score":1,"options":[7]}}';
    const url = await saying(`{"score":2.5,"action":"no action","symbols":${symbols}}`);
    const scoring = await makeRspamd(optionsFor(url)).score(compose(), envelope, source, 'q1');
    expect(scoring.kind === 'scored' && scoring.score.symbols).to.deep.equal([
      { name: 'A', score: 1.5, options: [] },
      { name: 'B', score: 1, options: ['7'] },
    ]);
  });

  const asked = async (status: number) => {
    let count = 0;
    const url = await web((request, response) => {
      count += 1;
      request.resume().on('end', () => response.writeHead(status).end());
    });
    const scorer = makeRspamd(optionsFor(url));
    for (let index = 0; index < 9; index += 1) await scorer.score(compose(), envelope, source, 'q1');
    return count;
  };

  it('is left alone after five failures in a row', async () => {
    expect(await asked(500)).to.equal(5);
  });

  it('is asked on where it only refuses single mails', async () => {
    expect(await asked(413)).to.equal(9);
  });

  it('fails the probe, with what is wrong', async () => {
    expect(await probeRspamd(optionsFor(await saying('pong', 404)))).to.deep.equal({
      ok: false,
      detail: 'this is not rspamd: it answered 404 to a ping',
    });
    const error = await pingRspamd('http://127.0.0.1:1').catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'scorer-unavailable' });
  });
});

describe('text for an HTTP field', () => {
  it('is printable ASCII of bounded length, whatever came in', () => {
    expect(headerText('mx.a\r\nX: y\0 ü')).to.equal('mx.a??X: y? ?');
    expect(headerText('x'.repeat(5000)).length).to.equal(1000);
  });
});
