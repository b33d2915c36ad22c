import { expect } from 'chai';
import { departmentThresholds } from '../../src/screening/department-thresholds.ts';

describe('thresholds of departments', () => {
  const standard = { quarantineAt: 6, rejectAt: 15 };
  const of = departmentThresholds([
    { addresses: ['a@x.example', 'b@x.example'], screening: { quarantineAt: 3 } },
    { addresses: ['c@x.example'], screening: { quarantineAt: 9, rejectAt: 40 } },
    { addresses: ['d@x.example'], screening: undefined },
  ]);

  it('go before the others, each by itself', () => {
    expect(of('b@x.example', standard)).to.deep.equal({ quarantineAt: 3, rejectAt: 15 });
    expect(of('c@x.example', standard)).to.deep.equal({ quarantineAt: 9, rejectAt: 40 });
  });

  it('are the others where a department has none, or a lane no department', () => {
    expect(of('d@x.example', standard)).to.deep.equal(standard);
    expect(of('e@x.example', standard)).to.deep.equal(standard);
  });
});
