import { expect } from 'chai';
import { internalNews, type TellQuestion } from '../../src/desk/notice-told.ts';
import { event } from '../../src/entries.ts';
import { aTicket, now } from '../support/facts.ts';
import { countingIds, deskSettings } from '../support/outgoing.ts';

const ticket = aTicket({ owner: 'lea@desk.example' });
const note = {
  ...event({ newId: countingIds() }, ticket.id, now, 'staff', 'He called.'),
  kind: 'note' as const,
};
const told = (over: Partial<TellQuestion> = {}) =>
  internalNews({
    ticket,
    plan: { changes: [], messages: [note] },
    author: 'bob@desk.example',
    members: ['bob@desk.example', 'lea@desk.example', 'zed@desk.example'],
    isStaff: (address) => address.endsWith('@desk.example'),
    settings: deskSettings.notices,
    ...over,
  }).map(
    ({ member, assigned, notes }) =>
      `${member}${assigned ? ' owns it' : ''}${notes.length > 0 ? ' reads it' : ''}`,
  );

describe('what a colleague did', () => {
  it('is told to the owner where it is a note', () =>
    expect(told()).to.deep.equal(['lea@desk.example reads it']));

  it('is told to the owner where the clock woke his ticket, and to nobody where a colleague did', () => {
    const woken = event({ newId: countingIds() }, ticket.id, now, 'woken', 'woken');
    const plan = { changes: [], messages: [woken] };
    expect(told({ plan, author: '' })).to.deep.equal(['lea@desk.example']);
    expect(told({ plan })).to.deep.equal([]);
    expect(told({ plan, author: '', ticket: aTicket() })).to.deep.equal([]);
  });

  it('is told to the others where the owner wrote it, or there is none', () => {
    expect(told({ author: 'lea@desk.example' })).to.deep.equal([
      'bob@desk.example reads it',
      'zed@desk.example reads it',
    ]);
    expect(told({ ticket: aTicket() })).to.deep.equal([
      'lea@desk.example reads it',
      'zed@desk.example reads it',
    ]);
  });

  it('is told as the settings have it', () => {
    const settings = { ...deskSettings.notices, note: 'department' as const };
    expect(told({ settings })).to.have.length(2);
    expect(told({ settings: { ...settings, note: 'nobody' } })).to.deep.equal([]);
  });

  it('is told to a new owner, who did not take it himself', () => {
    const plan = (owner: string | null) => ({
      changes: [{ ticket: ticket.id, change: { owner } }],
      messages: [],
    });
    expect(told({ plan: plan('zed@desk.example') })).to.deep.equal(['zed@desk.example owns it']);
    expect(told({ plan: plan('bob@desk.example') })).to.deep.equal([]);
    expect(told({ plan: plan(null) })).to.deep.equal([]);
    expect(told({ plan: { ...plan('zed@desk.example'), messages: [note] } })).to.deep.equal([
      'zed@desk.example owns it reads it',
    ]);
  });

  it('is told to nobody who is no staff', () => {
    expect(
      told({ ticket: aTicket({ owner: 'eve@elsewhere.example' }), members: ['eve@elsewhere.example'] }),
    ).to.deep.equal([]);
  });
});
