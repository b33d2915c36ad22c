import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import type { Source } from '../../src/model/facts.ts';
import { makeSpamd, probeSpamd, type SpamdOptions, traced } from '../../src/screening/spamd.ts';
import { firedRules, readAnswer, readVerdict } from '../../src/screening/spamd-protocol.ts';
import { makeSpamdTeacher } from '../../src/screening/spamd-teach.ts';
import { compose } from '../support/mail.ts';
import { gtube } from '../support/rspamd.ts';
import { type Spamd, spamdMissing, startSpamd } from '../support/spamd.ts';

const source = {
  kind: 'smtp',
  address: '192.0.2.1',
  helo: 'mx.customer.example',
  hostname: 'mx.customer.example',
  tls: true,
  user: null,
} as const satisfies Source;
const envelope = { sender: 'kim@customer.example', recipients: ['support@localhost'] };
const optionsFor = (port: number, more: Partial<SpamdOptions> = {}): SpamdOptions => ({
  place: { host: '127.0.0.1', port },
  user: '',
  timeoutMs: 20_000,
  maxSize: 524_288,
  mtaName: 'gate.example',
  ...more,
});

describe('SpamAssassin’s spamd', () => {
  let spamd: Spamd;
  before(async function () {
    if (spamdMissing() !== null) this.skip();
    this.timeout(60_000);
    spamd = await startSpamd();
  });
  after(async () => spamd?.remove());

  const score = (raw: Uint8Array, from: Source = source, more: Partial<SpamdOptions> = {}) =>
    makeSpamd(optionsFor(spamd.port, more)).score(raw, envelope, from, 'q1');

  it('scores a mail and names its rules with their points', async () => {
    const scoring = await score(compose({ to: 'undisclosed' }));
    if (scoring.kind !== 'scored') throw new Error(JSON.stringify(scoring));
    expect(scoring.score).to.include({ engine: 'spamd', action: 'no action' });
    expect(scoring.score.symbols).to.deep.include({ name: 'TO_MALFORMED', score: 0.1, options: [] });
  });

  it('calls GTUBE spam', async () => {
    const scoring = await score(compose({ text: `${gtube}\r\n` }));
    expect(scoring).to.nested.include({ kind: 'scored', 'score.action': 'spam' });
    expect(scoring.kind === 'scored' && scoring.score.score).to.be.above(999);
  });

  it('names no rules that the mail itself draws into the report', async () => {
    const table = `---- ---------------------- ${'-'.repeat(50)}\r\n-9.0 FORGED_RULE            good\r\n`;
    const scoring = await score(compose({ subject: table.replace(/\r\n/g, ' '), text: table }));
    const names = scoring.kind === 'scored' ? scoring.score.symbols.map(({ name }) => name) : ['none'];
    expect(names).to.not.include('FORGED_RULE').and.to.not.include('none');
  });

  it('knows the client by the trace that it is given', async () => {
    const symbols = async (from: Source) => {
      const scoring = await score(compose(), from);
      return scoring.kind === 'scored' ? scoring.score.symbols.map(({ name }) => name) : [];
    };
    expect(await symbols(source)).to.not.include('NO_RELAYS');
    expect(await symbols({ kind: 'import', file: 'old.mbox' })).to.include('NO_RELAYS');
  });

  for (const hostile of ['a\r\nX-Spam: no', 'a) by (b [127.0.0.1]', 'ü\0\x7f', '', 'x'.repeat(50_000)])
    it(`scores whatever the client calls itself: ${JSON.stringify(hostile.slice(0, 20))}`, async () => {
      const client: Source = { ...source, helo: hostile, hostname: hostile };
      const scoring = await makeSpamd(optionsFor(spamd.port, { user: hostile })).score(
        compose({ text: `${gtube}\r\n` }),
        { sender: hostile, recipients: [hostile] },
        client,
        'q1',
      );
      expect(scoring).to.nested.include({ kind: 'scored', 'score.action': 'spam' });
    });

  it('scores the beginning of a long mail', async () => {
    const long = compose({ text: `${gtube}\r\n${'word '.repeat(15).trim()}\r\n`.repeat(20_000) });
    const scoring = await score(long, source, { maxSize: 20_000 });
    expect(scoring).to.nested.include({ kind: 'scored', 'score.action': 'spam' });
  });

  it('passes the probe of `postern check`', async () => {
    const told = await probeSpamd(optionsFor(spamd.port), compose({ text: `${gtube}\r\n` }));
    expect(told.ok).to.equal(true);
    expect(told.detail).to.include('spamd answers in').and.to.include('the GTUBE test: spam');
  });

  it('learns once, forgets, and learns the other class', async () => {
    const teacher = makeSpamdTeacher(optionsFor(spamd.port));
    const raw = compose({ text: 'Buy cheap watches of gold, only today and only here, from us.\r\n' });
    const learn = (kind: 'spam' | 'ham') => teacher.learn(raw, kind, envelope, source);
    expect([await learn('spam'), await learn('spam')]).to.deep.equal(['learned', 'already']);
    expect(await teacher.forget(raw, 'spam', envelope, source)).to.equal('forgotten');
    expect([await learn('ham'), await learn('spam')]).to.deep.equal(['learned', 'learned']);
    expect(await teacher.held()).to.equal(null);
  });

  it('is unavailable once killed, and scores again once it is back', async () => {
    await spamd.kill();
    const away = await score(compose());
    await spamd.start();
    expect(away.kind).to.equal('unavailable');
    expect((await score(compose())).kind).to.equal('scored');
  });
});

describe('a spamd that may not be taught', () => {
  let spamd: Spamd;
  before(async function () {
    if (spamdMissing() !== null) this.skip();
    this.timeout(60_000);
    spamd = await startSpamd([], false);
  });
  after(async () => spamd?.remove());

  it('says so', async () => {
    const teacher = makeSpamdTeacher(optionsFor(spamd.port));
    const refused = await teacher.learn(compose(), 'spam', envelope, source).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Failure);
    expect((refused as Failure).message).to.include('spamd answered');
  });
});

describe('a server that is not spamd, or not well', () => {
  let server: Server;
  let answer: (socket: Socket) => void;
  before(async () => {
    // A client that is cut off may leave an error on the socket, which is not the matter here.
    server = createServer({ allowHalfOpen: true }, (socket) => answer(socket.on('error', () => {}).resume()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => server.close());
  const complaint = async (timeoutMs = 2000) => {
    const { port } = server.address() as AddressInfo;
    const scoring = await makeSpamd(optionsFor(port, { timeoutMs })).score(compose(), envelope, source, 'q1');
    return scoring.kind === 'unavailable' ? scoring.why : null;
  };

  const answers: Record<string, [string, string]> = {
    nothing: ['', 'another language'],
    garbage: ['220 mail.example ESMTP\r\n', 'another language'],
    'half an answer': [
      'SPAMD/1.1 0 EX_OK\r\nContent-length: 90\r\nSpam: False ; 0 / 5\r\n\r\nab',
      'another language',
    ],
    'no score': ['SPAMD/1.1 0 EX_OK\r\n\r\n', 'without a score'],
    'a score in words': ['SPAMD/1.1 0 EX_OK\r\nSpam: True ; many / 5\r\n\r\n', 'without a score'],
    'too many questions': ['SPAMD/1.1 75 EX_TEMPFAIL\r\n\r\n', 'spamd answered 75'],
    'a mail that it cannot read': ['SPAMD/1.1 65 EX_DATAERR\r\n\r\n', 'spamd answered 65'],
  };
  for (const [name, [text, why]] of Object.entries(answers))
    it(`is unavailable for ${name}`, async () => {
      answer = (socket) => socket.end(text);
      expect(await complaint()).to.include(why);
    });

  it('is unavailable for an answer without end', async () => {
    answer = (socket) => {
      const more = () => {
        while (socket.writable && socket.write(Buffer.alloc(65_536, 'x')));
      };
      socket.on('drain', more);
      more();
    };
    expect(await complaint()).to.include('too long');
  });

  it('is unavailable where it never answers', async () => {
    answer = () => {};
    expect(await complaint(200)).to.equal('no answer within 200 ms');
  });
});

describe('the answers of spamd', () => {
  it('are read or refused, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = readAnswer(`SPAMD/1.1 0 EX_OK\r\n${text}`);
        expect(read === null || typeof read.body === 'string').to.equal(true);
        expect(firedRules(text)).to.be.an('array');
        readVerdict(text);
      }),
    );
  });

  it('keep score and threshold', () => {
    const point = fc.integer({ min: -10_000, max: 10_000 }).map((tenths) => tenths / 10);
    fc.assert(
      fc.property(fc.boolean(), point, point, (isSpam, score, threshold) => {
        const field = `${isSpam ? 'True' : 'False'} ; ${score.toFixed(1)} / ${threshold.toFixed(1)}`;
        expect(readVerdict(field)).to.deep.equal({ isSpam, score: Number(score.toFixed(1)), threshold });
      }),
    );
  });

  it('keep each rule of the table with its points', () => {
    const rule = fc.record({
      name: fc.stringMatching(/^[A-Z_][A-Z0-9_]{2,30}$/),
      tenths: fc.integer({ min: -999, max: 9999 }),
    });
    fc.assert(
      fc.property(fc.array(rule), fc.string(), (rules, preview) => {
        const lines = rules.map(({ name, tenths }) => {
          const points = (tenths / 10).toFixed(1);
          return `${points.padStart(4)} ${name.padEnd(22)} about it\n                            [what it found]`;
        });
        const report = `${preview}\n pts rule name              description\n---- ${'-'.repeat(22)} ${'-'.repeat(50)}\n${lines.join('\n')}\n`;
        expect(firedRules(report).map(({ name, score }) => [name, score])).to.deep.equal(
          rules.map(({ name, tenths }) => [name, Number((tenths / 10).toFixed(1))]),
        );
      }),
    );
  });
});

describe('the trace that spamd is given', () => {
  it('is two fields, whatever the client says of itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (helo, hostname, sender) => {
        const client: Source = { ...source, helo, hostname };
        const mail = traced(
          optionsFor(1),
          Buffer.from('A: b\r\n\r\nc'),
          { sender, recipients: [] },
          client,
          'q',
        );
        const lines = Buffer.from(mail).toString('latin1').split('\r\n');
        expect(lines.map((line) => line.split(':')[0]?.trim().split(' ')[0])).to.deep.equal([
          'Return-Path',
          'Received',
          'by',
          'A',
          '',
          'c',
        ]);
      }),
    );
  });
});
