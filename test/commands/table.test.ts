import { expect } from 'chai';
import fc from 'fast-check';
import picocolors from 'picocolors';
import stringWidth from 'string-width';
import { type Column, cut, shortTime, table } from '../../src/commands/table.ts';

const plain = picocolors.createColors(false);
const columns: Column<readonly [string, string]>[] = [
  { title: 'ID', text: ([id]) => id },
  { title: 'SUBJECT', text: ([, subject]) => subject, flexible: true },
];

describe('a table', () => {
  it('has its columns below each other, however wide the characters', () => {
    const output = { write: () => true };
    const text = table(output, plain, [...columns].reverse(), [
      ['1', '日本語'],
      ['2', 'short'],
    ]);
    expect(text).to.equal('SUBJECT  ID\n日本語   1\nshort    2\n');
  });

  it('is cut to the width of a terminal, and whole elsewhere', () => {
    const rows: [string, string][] = [['48213-K7QF', 'x'.repeat(200)]];
    const wide = (columnsOfTerminal: number, isTTY: boolean) =>
      table({ write: () => true, isTTY, columns: columnsOfTerminal }, plain, columns, rows).split('\n')[1] ??
      '';
    expect(stringWidth(wide(60, true))).to.equal(60);
    expect(wide(60, true)).to.match(/^48213-K7QF {2}x+…$/);
    expect(wide(60, false)).to.have.length(212);
  });

  it('holds one line a row, whatever strangers write', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (subject) => {
        const text = table({ write: () => true }, plain, columns, [['1', subject]]);
        expect(text.split('\n')).to.have.length(3);
        expect(text.replaceAll('\n', '')).not.to.match(/\p{Cc}/u);
      }),
    );
  });
});

describe('cut', () => {
  it('never gives more columns than asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(stringWidth(cut(text, width))).to.be.at.most(width);
      }),
    );
  });
});

describe('shortTime', () => {
  const now = new Date(2026, 2, 3, 15, 0);

  it('is a clock today, a day this year, and a date in other years', () => {
    expect(shortTime(new Date(2026, 2, 3, 9, 5), now)).to.equal('09:05');
    expect(shortTime(new Date(2026, 0, 31, 9, 5), now)).to.equal('Jan 31 09:05');
    expect(shortTime(new Date(2020, 2, 3, 9, 5), now)).to.equal('2020-03-03');
  });
});
