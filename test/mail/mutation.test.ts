import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { readMail } from '../../src/mail/read.ts';

const root = new URL('../../fixtures/mail/', import.meta.url).pathname;
const mails = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.eml'))
  .map((file) => readFileSync(join(root, file)));

/** What goes wrong on the way: octets change, pieces are lost, doubled, or moved into another mail. */
const change = fc.record({
  kind: fc.constantFrom('octet', 'lost', 'doubled', 'other'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(400),
  octet: fc.nat(255),
  other: fc.nat(),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function mutate(raw: Buffer, { kind, at, length, octet, other }: Change): Buffer {
  const from = Math.floor(at * raw.length);
  const [before, piece, after] = [
    raw.subarray(0, from),
    raw.subarray(from, from + length),
    raw.subarray(from + length),
  ];
  if (kind === 'octet') return Buffer.concat([before, Buffer.from([octet]), raw.subarray(from + 1)]);
  if (kind === 'lost') return Buffer.concat([before, after]);
  if (kind === 'doubled') return Buffer.concat([before, piece, piece, after]);
  const stranger = mails[other % mails.length] ?? raw;
  return Buffer.concat([before, stranger.subarray(0, length), piece, after]);
}

describe('a mutated mail', () => {
  it('is read without an exception, and nothing of it is no text', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(change, { minLength: 1, maxLength: 6 }), (index, changes) => {
        const mail = readMail(changes.reduce(mutate, mails[index % mails.length] ?? Buffer.alloc(0)), null);
        const texts = [mail.subject, mail.text, mail.replyText, mail.html ?? ''];
        expect(texts.every((text) => text.isWellFormed())).to.equal(true);
        for (const { sha256 } of mail.attachments) expect(sha256).to.match(/^[0-9a-f]{64}$/);
      }),
      { numRuns: 500 },
    );
  }).timeout(20_000);
});
