import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { damaged, randomFrom } from '../../bench/fuzz-mutations.ts';
import { readMail } from '../../src/mail/read.ts';

const root = new URL('../../fixtures/mail/', import.meta.url).pathname;

/** Enough to notice; `npm run fuzz` goes on for as long as one likes, and watches time and memory too. */
const rounds = 1500;
const atMostMs = 20_000;

describe('reading damaged mails', () => {
  const mails = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.eml'))
    .sort()
    .map((file) => readFileSync(join(root, file)));

  for (const seed of [1, 2026]) {
    it(`throws nothing, with seed ${seed}`, () => {
      const thrown: string[] = [];
      const end = Date.now() + atMostMs / 2;
      for (let round = 0; round < rounds && Date.now() < end; round++) {
        try {
          readMail(damaged(mails, randomFrom(seed * 1_000_003 + round)), null);
        } catch (error) {
          thrown.push(`round ${round}: ${String(error)}`);
        }
      }
      expect(thrown).to.deep.equal([]);
    });
  }

  it('damages the same way from the same seed', () => {
    const one = damaged(mails, randomFrom(7));
    expect(Buffer.from(damaged(mails, randomFrom(7))).equals(one)).to.equal(true);
    expect(Buffer.from(damaged(mails, randomFrom(8))).equals(one)).to.equal(false);
  });
});
