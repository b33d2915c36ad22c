/** Who sees mail that became no ticket. */
import { expect } from 'chai';
import { seenMails, seesLane } from '../../src/desk/seen-mails.ts';

const departments = [
  { name: 'support', addresses: ['Support@desk.example', 'help@desk.example'] },
  { name: 'billing', addresses: ['billing@desk.example'] },
];

describe('mails that became no ticket', () => {
  it('are all seen by an admin', () => {
    const seen = seenMails({ role: 'admin', departments: 'all' }, departments);
    expect(seen).to.deep.equal({ quarantine: 'all', failed: 'all' });
    expect(seesLane(seen.failed, 'any@desk.example')).to.equal(true);
  });

  it('are seen by a lead where they came to his departments', () => {
    const { quarantine, failed } = seenMails({ role: 'lead', departments: ['billing'] }, departments);
    expect([quarantine, failed]).to.deep.equal([['billing@desk.example'], ['billing@desk.example']]);
    expect(seesLane(failed, 'support@desk.example')).to.equal(false);
  });

  it('are seen by an agent while they are held, but not where they failed', () => {
    const { quarantine, failed } = seenMails({ role: 'agent', departments: ['support'] }, departments);
    expect(seesLane(quarantine, 'support@DESK.example')).to.equal(true);
    expect(failed).to.equal('none');
    expect(seesLane(failed, 'support@desk.example')).to.equal(false);
  });
});
