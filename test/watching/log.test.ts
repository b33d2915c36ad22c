import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import type { Log } from '../../src/model/ports.ts';
import { type LogOptions, makeLog } from '../../src/watching/log.ts';

/** The lines that `use` makes. */
async function lines(
  options: Partial<LogOptions> & { isTTY?: boolean },
  use: (log: Log) => void,
): Promise<string[]> {
  const { isTTY = false, ...rest } = options;
  const stream = Object.assign(new PassThrough(), { isTTY });
  const log = makeLog({ level: 'info', format: 'json', stream, ...rest });
  use(log);
  await log.close();
  stream.end();
  const text = (await stream.toArray()).join('');
  expect(text === '' || text.endsWith('\n')).to.equal(true);
  return text === '' ? [] : text.slice(0, -1).split('\n');
}

async function json(
  use: (log: Log) => void,
  options: Partial<LogOptions> = {},
): Promise<Record<string, unknown>[]> {
  return (await lines(options, use)).map((line) => JSON.parse(line));
}

describe('the log', () => {
  it('writes one JSON object for each event, with its fields flat', async () => {
    const [line] = await json((log) =>
      log.info('mail decided', { id: 'a1', score: 1.5, bypass: true, ticket: null }),
    );
    const { time, ...rest } = line ?? {};
    expect(rest).to.deep.equal({
      level: 'info',
      event: 'mail decided',
      id: 'a1',
      score: 1.5,
      bypass: true,
      ticket: null,
    });
    expect(new Date(String(time)).toISOString()).to.equal(time);
  });

  it('drops what is below its level', async () => {
    const use = (log: Log) => {
      for (const level of ['debug', 'info', 'warn', 'error'] as const) log[level]('x');
    };
    expect((await json(use, { level: 'warn' })).map(({ level }) => level)).to.deep.equal(['warn', 'error']);
    expect(await json(use, { level: 'debug' })).to.have.length(4);
  });

  it('does not let a field take the place of time, level or event', async () => {
    const fields = { time: 'never', level: 'none', event: 'other', message: 'kept', toString: 'kept' };
    const [line] = await json((log) => log.warn('real', fields));
    expect(line).to.include({ level: 'warn', event: 'real', message: 'kept', toString: 'kept' });
    expect(line?.['time']).not.to.equal('never');
  });

  it('tells an error with its causes, in one field', async () => {
    const error = new Failure('store-unavailable', 'the store is away', new Error('ECONNREFUSED'));
    const [line] = await json((log) => log.error('store', { error, inner: { error } }));
    expect(line?.['error']).to.equal('the store is away: ECONNREFUSED');
    expect(line?.['inner']).to.deep.equal({ error: 'the store is away: ECONNREFUSED' });
  });

  it('masks secrets: by the name of the field, in URLs, and known ones anywhere', async () => {
    const secrets = ['tiger', 'tiger-and-more'];
    const printed = await lines({ secrets }, (log) =>
      log.info('connect tiger-and-more', {
        password: 'hunter2',
        nested: [{ clientSecret: 'hunter2' }],
        uri: 'mongodb+srv://user:hunter2@db.example/x',
        error: new Error('cannot reach mongodb://u:hunter2@h', { cause: new Error('AUTH tiger-and-more') }),
      }),
    );
    expect(printed[0]).not.to.include('hunter2').and.not.to.include('tiger').and.not.to.include('and-more');
    expect(printed[0]).to.include('@db.example/x');
  });

  it('counts bytes and never shows them, and cuts long texts', async () => {
    const [line] = await json((log) =>
      log.info('x', { raw: Buffer.from('secret body'), text: 'y'.repeat(100_000) }),
    );
    expect(line?.['raw']).to.equal('[11 octets]');
    expect(String(line?.['text']).length).to.be.lessThan(2100);
  });

  it('takes values that JSON cannot hold', async () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const fields = {
      circle,
      big: 10n,
      bad: new Date(Number.NaN),
      map: new Map([['a', 1]]),
      set: new Set([1]),
      no: undefined,
    };
    const [line] = await json((log) => log.info('x', fields));
    expect(line).to.deep.include({ big: '10', bad: null, map: { a: 1 }, set: [1] });
    expect(line).not.to.have.property('no');
  });

  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'a\r\nb',
      '\u001b[2J',
      '\u0085',
      '\u009b31m',
      '\u2028',
      '\u202e',
      '\ud800',
      '\u0000',
      '\u007f',
      '" x="',
    ),
  );

  for (const format of ['json', 'pretty'] as const) {
    it(`keeps a hostile event and hostile fields on one ${format} line, without control characters`, async () => {
      await fc.assert(
        fc.asyncProperty(hostile, hostile, hostile, async (event, name, value) => {
          const printed = await lines({ format }, (log) =>
            log.info(event, { [name]: value, deep: [{ [name]: value }] }),
          );
          expect(printed).to.have.length(1);
          expect(printed[0]).not.to.match(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('gives hostile values back as they were when the JSON is read', async () => {
    const subject = 'a\r\nlevel: error \u0085 \u2028 \u202e "quoted" \\u000a';
    const [line] = await json((log) => log.info('x', { subject }));
    expect(line?.['subject']).to.equal(subject);
  });

  it('is pretty on a terminal and JSON elsewhere where the format is auto', async () => {
    const use = (log: Log) => log.warn('mail decided', { id: 'a1', subject: 'two words' });
    const [terminal] = await lines({ format: 'auto', isTTY: true }, use);
    expect(terminal)
      .to.include('\u001b[33mwarn')
      .and.to.include('mail decided')
      .and.to.include('"two words"');
    const [plain] = await lines({ format: 'pretty' }, use);
    expect(plain).to.match(/^\S+Z warn {2}mail decided id=a1 subject="two words"$/);
    const [other] = await lines({ format: 'auto' }, use);
    expect(JSON.parse(other ?? '')).to.include({ id: 'a1' });
  });

  it('has handed over all lines when it is closed, and takes no more after that', async () => {
    const stream = new PassThrough();
    const log = makeLog({ level: 'info', format: 'json', stream });
    for (let i = 0; i < 1000; i++) log.info('x', { i });
    await log.close();
    log.info('late');
    await log.close();
    stream.end();
    const text = (await stream.toArray()).join('');
    expect(text.match(/\n/g)).to.have.length(1000);
    expect(text).not.to.include('late');
  });
});
