import { expect } from 'chai';
import fc from 'fast-check';
import { fits, readWildcard } from '../../src/screening/wildcard.ts';

/** By trying every length for each star. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const rest = pattern.slice(1);
  if (pattern[0] !== '*') return text[0] === pattern[0] && naive(rest, text.slice(1));
  return Array.from({ length: text.length + 1 }).some((_, i) => naive(rest, text.slice(i)));
}

describe('a wildcard', () => {
  it('fits what the plainest matcher says that it fits', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 7 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 9 });
    fc.assert(
      fc.property(pattern, text, (p, t) => {
        expect(fits(readWildcard(p), t), `${p} ${t}`).to.equal(naive(p, t));
      }),
      { numRuns: 3000 },
    );
  });

  it('ends soon for patterns that are made to last', () => {
    const wildcard = readWildcard(`${'*a'.repeat(100)}*b`);
    expect(fits(wildcard, 'a'.repeat(250))).to.equal(false);
  });

  it('reads marks of expressions as what they are', () => {
    expect(fits(readWildcard('a.c*'), 'abc')).to.equal(false);
    expect(fits(readWildcard('a.c*'), 'a.cd')).to.equal(true);
  });
});
