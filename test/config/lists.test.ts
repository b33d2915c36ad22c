import { expect } from 'chai';
import fc from 'fast-check';
import { listEntry } from '../../src/config/fields.ts';
import { loadSettings } from '../../src/config/load.ts';
import { BadSettings } from '../../src/config/problem.ts';
import { readPattern } from '../../src/screening/list-pattern.ts';

const load = (entries: string[]) =>
  loadSettings({ env: { POSTERN_SCREENING__DENY: JSON.stringify(entries) }, cwd: '/', readFile: () => '' });

describe('allow and deny lists', () => {
  it('take addresses, domains and networks', () => {
    const entries = [
      'a@b.example',
      'news-*@b.example',
      '@b.example',
      '@.b.example',
      '192.0.2.1',
      '192.0.2.0/24',
      '2001:db8::/32',
    ];
    expect(load(entries).settings.screening.deny).to.deep.equal(entries);
  });

  for (const entry of ['b.example', '192.0.2.0/33', '192.0.2', 'a b@c.example', '@', '10.0.0.0/8/8', '']) {
    it(`refuse “${entry}”, which would match nothing`, () => {
      expect(() => load([entry])).to.throw(BadSettings, 'screening.deny[0]');
    });
  }

  it('take nothing that screening reads as nothing', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'Z', '7', '@', '.', '*', '-', '_', ' ', ',', '/', ':', '+'),
    });
    fc.assert(
      fc.property(text, (entry) => {
        if (listEntry.safeParse(entry).success) expect(readPattern(entry), entry).not.to.equal(null);
      }),
      { numRuns: 20_000 },
    );
  });
});
