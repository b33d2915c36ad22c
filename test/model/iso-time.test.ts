import { expect } from 'chai';
import fc from 'fast-check';
import { isoTime } from '../../src/model/iso-time.ts';

const read = (text: string) => isoTime(text)?.toISOString() ?? null;

describe('times as people write them', () => {
  for (const [text, said] of [
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    [' 2028-02-29 ', '2028-02-29T00:00:00.000Z'],
    ['2027-01-31T08:00', '2027-01-31T08:00:00.000Z'],
    ['2027-01-31 08:00:09', '2027-01-31T08:00:09.000Z'],
    ['2027-01-31T08:00:09.25Z', '2027-01-31T08:00:09.250Z'],
    ['2027-01-31T08:00+01:00', '2027-01-31T07:00:00.000Z'],
    ['2027-01-01 00:30 +0100', '2026-12-31T23:30:00.000Z'],
    ['2027-01-31T23:00-02:30', '2027-02-01T01:30:00.000Z'],
  ] as const)
    it(`are ${said} for “${text}”`, () => expect(read(text)).to.equal(said));

  it('end with the day, where that is asked for', () => {
    expect(isoTime('2027-01-31', 'end')?.toISOString()).to.equal('2027-01-31T23:59:59.999Z');
    expect(isoTime('2027-01-31T08:00', 'end')?.toISOString()).to.equal('2027-01-31T08:00:00.000Z');
  });

  for (const text of [
    '2027-02-31',
    '2027-02-29',
    '2027-00-10',
    '2027-13-01',
    '2027-01-31T24:30',
    '2027-01-31T08:60',
    '2027-01-31T08:00+25:00',
    '2027-1-3',
    '31.01.2027',
    'Jan 31 2027',
    '1',
    '',
  ])
    it(`are none for “${text}”`, () => expect(isoTime(text)).to.equal(null));

  it('are read as they are written', () => {
    const times = fc.date({
      min: new Date('0000-01-01T00:00:00Z'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(times, (at) => {
        expect(isoTime(at.toISOString())).to.deep.equal(at);
      }),
    );
  });
});
