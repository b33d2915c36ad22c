import { expect } from 'chai';
import { crossing } from '../../../src/http/admin/overview-thresholds.ts';

describe('thresholds of departments', () => {
  const department = (title: string, screening?: { quarantineAt?: number; rejectAt?: number }) => ({
    name: title.toLowerCase(),
    title,
    addresses: [`${title}@desk.example`] as [string],
    members: [],
    language: 'en',
    ...(screening === undefined ? {} : { screening }),
  });
  const settings = {
    screening: { quarantineAt: 6, rejectAt: 15 },
    departments: [department('Support'), department('Sales', { quarantineAt: 10 })],
  } as unknown as Parameters<typeof crossing>[0];

  it('are crossed by those of rules that refuse below what the department holds', () => {
    expect(crossing(settings, null)).to.deep.equal([]);
    expect(crossing(settings, { quarantineAt: 5, rejectAt: 10 })).to.deep.equal([]);
    expect(crossing(settings, { quarantineAt: 5, rejectAt: 9 })).to.deep.equal(['Sales']);
  });
});
