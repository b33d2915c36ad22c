import { expect } from 'chai';
import { firstDate, parseDate } from '../../src/mail/date.ts';

describe('dates of mail', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['Tue, 3 Mar 2026 10:00:00 +0100', '2026-03-03T09:00:00.000Z'],
    ['3 Mar 26 10:00 EST', '2026-03-03T15:00:00.000Z'],
    ['Tue Mar  3 10:00:00 2026', '2026-03-03T10:00:00.000Z'],
    ['Tue, 3 Mar 2026 10:00:00 -0000 (UTC)', '2026-03-03T10:00:00.000Z'],
    ['2026-03-03T10:00:00+02:00', '2026-03-03T08:00:00.000Z'],
    ['Fri, 21 Nov 97 09:55:06 -0600', '1997-11-21T15:55:06.000Z'],
    ['Tue, 3 Mar 2026 01:00:00 PM +0000', '2026-03-03T13:00:00.000Z'],
    ['some time ago', null],
    ['', null],
  ];
  for (const [given, wanted] of cases) {
    it(`reads "${given}"`, () => {
      expect(parseDate(given)?.toISOString() ?? null).to.equal(wanted);
    });
  }

  it('takes the first whole one of several', () => {
    const good = 'Tue, 3 Mar 2026 10:00:01 +0000';
    expect(firstDate(['Tue, 3 Mar 2026 10:00:t <ann@example.com>', good])?.getSeconds()).to.equal(1);
    expect(firstDate(['yesterday', good])?.getSeconds()).to.equal(1);
    expect(firstDate(['Tue, 3 Mar 2026 10:00:t'])?.getUTCHours()).to.equal(10);
    expect(firstDate([])).to.equal(null);
  });
});
