/** The report for spreadsheets. */
import { expect } from 'chai';
import fc from 'fast-check';
import { csvField, reportCsv } from '../../../src/http/inbox/report-csv.ts';

describe('the report as CSV', () => {
  it('lets no subject of a customer become a formula', () => {
    for (const text of ['=1+1', '+A1', '-2', '@SUM(A1)', '\t=1', ' =cmd', '＝1'])
      expect(csvField(text)).to.match(/^"'/);
    expect(csvField('2 = 2')).to.equal('"2 = 2"');
    expect(csvField(-2)).to.equal('"-2"');
  });

  it('keeps one field one field', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const field = csvField(text);
        expect(field.slice(1, -1).replaceAll('""', '')).not.to.include('"');
        expect(field.slice(1, -1).replaceAll('""', '"').replace(/^'/, '')).to.equal(text.replace(/^'/, ''));
      }),
    );
  });

  it('has as many columns in each line', () => {
    const times = { counted: 1, median: 3_600_000, ninety: null };
    const report = {
      tickets: 3,
      capped: false,
      problems: [
        {
          words: ['printer'],
          tickets: 3,
          byMonth: { '2026-11': 3 },
          examples: [{ ticketId: '1-ABCD', subject: 'a "b"' }],
          solution: null,
        },
      ],
      firstAnswer: times,
      solution: times,
      volume: [{ department: 'support', tickets: 3, byMonth: {} }],
    };
    const lines = reportCsv(report, ['2026-10', '2026-11']).trimEnd().split('\r\n');
    const widths = lines.map((line) => line.split('","').length);
    expect(lines).to.have.length(5);
    expect(new Set(widths)).to.deep.equal(new Set([9]));
  });
});
