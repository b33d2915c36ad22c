import { expect } from 'chai';
import { staffNow } from '../../src/assembly/staff.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import type { Agent } from '../../src/model/people.ts';

const settings = settingsSchema.parse({
  departments: [
    {
      name: 'support',
      addresses: ['support@desk.example'],
      members: ['Bob@desk.example', 'zed@desk.example'],
    },
    { name: 'billing', addresses: ['billing@desk.example'] },
  ],
});
const agent = (name: string, over: Partial<Agent> = {}): Agent => ({
  id: name,
  address: `${name.toLowerCase()}@desk.example`,
  name,
  role: 'agent',
  tier: 1,
  departments: [],
  language: '',
  enabled: true,
  createdAt: new Date(0),
  lastSeenAt: null,
  ...over,
});

describe('staff', () => {
  let agents: readonly Agent[] = [];
  const staff = staffNow(settings, () => agents);
  beforeEach(() => {
    agents = [agent('Bob'), agent('Tom', { departments: ['billing'] })];
  });

  it('are members by the settings and agents of the store', () => {
    expect([...staff]).to.have.members(['bob@desk.example', 'zed@desk.example', 'tom@desk.example']);
    expect(staff.members('support')).to.deep.equal(['bob@desk.example', 'zed@desk.example']);
    expect(staff.members('billing')).to.deep.equal(['tom@desk.example']);
    expect(staff.people()).to.deep.include({ address: 'zed@desk.example', name: 'zed@desk.example' });
  });

  it('are no longer those whom somebody disabled, whatever the settings say', () => {
    agents = [agent('Bob', { enabled: false })];
    expect(staff.has('Bob@desk.example')).to.equal(false);
    expect(staff.isGone('bob@desk.example')).to.equal(true);
    expect([...staff]).to.deep.equal(['zed@desk.example']);
    expect(staff.members('support')).to.deep.equal(['zed@desk.example']);
    expect(staff.actor('bob@desk.example', agents[0] ?? null)).to.equal(null);
  });

  it('act with the rights that the store gives them now', () => {
    const lead = agent('Bob', { role: 'lead', departments: ['billing'] });
    expect(staff.actor('bob@desk.example', lead)).to.deep.include({
      role: 'lead',
      via: 'mail',
      departments: ['billing', 'support'],
    });
    expect(staff.actor('zed@desk.example', null)).to.deep.include({
      role: 'agent',
      departments: ['support'],
    });
    expect(staff.actor('eve@elsewhere.example', null)).to.equal(null);
  });

  it('have names, and see the departments they are of', () => {
    agents = [agent('Bob'), agent('Tom', { departments: ['billing'] }), agent('Kim', { role: 'admin' })];
    const { departments, nameOf, sees } = staff.roster();
    expect(departments).to.deep.equal(['support', 'billing']);
    expect(['Bob@desk.example', 'zed@desk.example', 'eve@elsewhere.example'].map(nameOf)).to.deep.equal([
      'Bob',
      'zed@desk.example',
      null,
    ]);
    const inBilling = (name: string) => sees(`${name}@desk.example`, 'billing');
    expect(['bob', 'zed', 'tom', 'kim', 'eve'].map(inBilling)).to.deep.equal([
      false,
      false,
      true,
      true,
      false,
    ]);
  });
});
