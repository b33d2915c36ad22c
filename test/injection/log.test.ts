import { PassThrough } from 'node:stream';
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../../src/failure.ts';
import { makeLog } from '../../src/watching/log.ts';
import { hostile, hostileValue } from './hostile.ts';

/** Ends a line, steers a terminal, or turns the direction of what follows. */
const steering = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Lines that one event writes. */
async function linesOf(
  format: 'json' | 'pretty',
  terminal: boolean,
  fields: Record<string, unknown>,
): Promise<string[]> {
  const stream = Object.assign(new PassThrough(), { isTTY: terminal });
  const log = makeLog({ level: 'debug', format, stream });
  log.info('mail accepted', fields);
  await log.close();
  const written = String(stream.read() ?? '');
  expect(written.endsWith('\n')).to.equal(true);
  return written.slice(0, -1).split('\n');
}

const names = fc.oneof(
  fc.constantFrom('from', 'subject', 'time', 'level', 'event', '__proto__', 'toJSON'),
  hostile,
);
const values = fc.oneof(
  hostile,
  hostileValue,
  hostile.map((text) => new Failure('rejected', 'refused', new Error(text))),
  hostile.map((text) => [text, { [text]: text }]),
  hostile.map((text) => new Map([[text, text]])),
);
const fieldsOf = fc.dictionary(names, values, { maxKeys: 4 });

describe('what a stranger writes, in the log', () => {
  it('is one line of JSON, whose first words are ours', async () => {
    await fc.assert(
      fc.asyncProperty(fieldsOf, async (fields) => {
        const [line = '', ...others] = await linesOf('json', false, fields);
        expect(others).to.deep.equal([]);
        expect(line).not.to.match(steering);
        expect(line).to.match(/^\{"time":"[^"]{24}","level":"info","event":"mail accepted"[,}]/);
        const read = JSON.parse(line);
        expect([read.level, read.event]).to.deep.equal(['info', 'mail accepted']);
      }),
      { numRuns: 300 },
    );
  });

  for (const terminal of [false, true]) {
    it(`is one line for people, and steers no ${terminal ? 'terminal' : 'pager'}`, async () => {
      await fc.assert(
        fc.asyncProperty(fieldsOf, async (fields) => {
          const [line = '', ...others] = await linesOf('pretty', terminal, fields);
          expect(others).to.deep.equal([]);
          // Our own colours.
          const colours = /\u001b\[\d{1,2}m/g;
          expect(terminal ? line.replace(colours, '') : line).not.to.match(steering);
          expect(line.replace(colours, '')).to.match(/^\S{24} info {2}mail accepted/);
        }),
        { numRuns: 300 },
      );
    });
  }
});
