import { expect } from 'chai';
import { slopePerHour } from '../../torture/line.ts';
import { type MemorySample, soakReport } from '../../torture/soak-report.ts';

describe('the line through samples of memory', () => {
  it('is flat where nothing grows', () => {
    const flat = [0, 600, 1200].map((at) => ({ at, value: 150 }));
    expect(slopePerHour(flat)).to.equal(0);
  });

  it('shows a leak, through the ups and downs of a collector', () => {
    const leaking = Array.from({ length: 360 }, (_, i) => ({ at: i * 10, value: 150 + i / 36 + (i % 4) }));
    expect(slopePerHour(leaking)).to.be.closeTo(10, 0.1);
  });
});

describe('the report of a soak', () => {
  it('leaves the warm-up out', () => {
    const samples: MemorySample[] = Array.from({ length: 60 }, (_, i) => ({
      at: i * 10,
      rss: i < 15 ? 100 + i * 10 : 250,
      heap: 50,
      idle: 1000,
    }));
    const result = { minutes: 10, samples, mails: 6000, outgoing: 9000, reconnected: 0, findings: [] };
    const text = soakReport(result);
    expect(text).to.include('| resident set | 250 | 250 | 250 | 0.0 |');
    expect(text).to.include('6,000 mails in').and.include('0 mails lost');
  });
});
