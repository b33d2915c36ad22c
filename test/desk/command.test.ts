import { expect } from 'chai';
import fc from 'fast-check';
import { readOrders } from '../../src/desk/command.ts';
import { requestOf, type Surroundings } from '../../src/desk/command-actions.ts';
import { now } from '../support/facts.ts';

const around: Surroundings = {
  author: 'bob@desk.example',
  people: [
    { address: 'bob@desk.example', name: 'Bob Boss' },
    { address: 'lea@desk.example', name: 'Lea Lind' },
    { address: 'anna@desk.example', name: 'Anna Lind' },
  ],
  departments: ['support', 'billing'],
  message: '65a1b2c3d4e5f60718290001',
  now,
};
const asked = (text: string) => requestOf(readOrders(text).orders, around);
const actions = (text: string) => asked(text).actions.map(({ action }) => action);
const faults = (text: string) => asked(text).faults.map(({ order, code }) => `${order}: ${code}`);

describe('commands in the first lines of a mail', () => {
  it('are taken off the top, and nowhere else', () => {
    const { orders, rest } = readOrders(
      '\n#solved\n\n#tag vip\n\nHello,\n#assign bob is what I would write.\n',
    );
    expect(orders.map(({ text }) => text)).to.deep.equal(['#solved', '#tag vip']);
    expect(rest).to.equal('Hello,\n#assign bob is what I would write.');
  });

  it('are no numbers and no headings', () => {
    for (const text of ['#1 is broken', '# Heading', 'Hi #solved', '##solved'])
      expect(readOrders(text), text).to.deep.equal({ orders: [], rest: text });
  });

  it('may share a line', () => {
    expect(readOrders('#solved #tag vip, fire #me').orders.map(({ text }) => text)).to.deep.equal([
      '#solved',
      '#tag vip, fire',
      '#me',
    ]);
  });

  it('ask for what the page does', () => {
    expect(
      actions('#assign lea\n#me\n#solved\n#priority high\n#department Billing\n#merge #48213'),
    ).to.deep.equal([
      { do: 'assign', owner: 'lea@desk.example' },
      { do: 'assign', owner: 'bob@desk.example' },
      { do: 'state', state: 'solved' },
      { do: 'priority', priority: 'high' },
      { do: 'department', department: 'billing' },
      { do: 'merge', into: '#48213' },
    ]);
    expect(actions('#tag vip fire\n#untag old\n#assign nobody\n#unlink 48213-K7QF')).to.deep.equal([
      { do: 'tags', add: ['vip', 'fire'], remove: [] },
      { do: 'tags', add: [], remove: ['old'] },
      { do: 'assign', owner: null },
      { do: 'link', to: '48213-K7QF', remove: true },
    ]);
    expect(actions('#new The #2 printer #burns')).to.deep.equal([
      { do: 'split', messages: [around.message], subject: 'The #2 printer #burns' },
    ]);
  });

  it('count time from now', () => {
    const until = (text: string) => actions(text).map((action) => action.do === 'snooze' && action.until);
    expect(until('#snooze 3d')).to.deep.equal([new Date(now.getTime() + 72 * 3_600_000)]);
    expect(until('#snooze 2 hours')).to.deep.equal([new Date(now.getTime() + 2 * 3_600_000)]);
    expect(until('#snooze 2026-12-01')).to.deep.equal([new Date('2026-12-01T08:00:00Z')]);
    expect(until('#Wiedervorlage 1 Woche')).to.deep.equal([new Date(now.getTime() + 168 * 3_600_000)]);
    for (const text of ['#snooze', '#snooze 0d', '#snooze 2020-01-01', '#snooze 9999w'])
      expect(faults(text), text).to.deep.equal([`${text}: no-such-time`]);
  });

  it('are German, too', () => {
    expect(actions('#erledigt\n#prio dringend\n#Gelo\u0308st\n#zuweisen Lea')).to.deep.equal([
      { do: 'state', state: 'solved' },
      { do: 'priority', priority: 'urgent' },
      { do: 'state', state: 'solved' },
      { do: 'assign', owner: 'lea@desk.example' },
    ]);
    expect(asked('#Notiz\nNur für uns.').note).to.equal(true);
  });

  it('name people by address, by its local part, by name or first name, where one is meant', () => {
    for (const name of ['anna', 'Anna Lind', '@anna', 'ANNA@desk.example'])
      expect(actions(`#assign ${name}`), name).to.deep.equal([{ do: 'assign', owner: 'anna@desk.example' }]);
    expect(faults('#assign Lind')).to.deep.equal(['#assign Lind: several-of-that-name']);
    expect(faults('#assign eve')).to.deep.equal(['#assign eve: nobody-of-that-name']);
  });

  it('are faulty where they name what is not there', () => {
    expect(
      faults('#asign bob\n#department sales\n#priority highest\n#merge x\n#tag\n#subject'),
    ).to.deep.equal([
      '#asign bob: unknown',
      '#department sales: no-such-department',
      '#priority highest: no-such-priority',
      '#merge x: no-such-ticket',
      '#tag: needs-words',
      '#subject: needs-words',
    ]);
  });

  it('make a note of the words behind #note too', () => {
    const text = '#note He called twice.\nAnd once more.';
    expect(readOrders(text).rest).to.equal('He called twice.\nAnd once more.');
    expect(asked(text)).to.deep.include({ note: true, actions: [], faults: [] });
    expect(asked('#note #solved').actions).to.have.length(1);
  });

  it('lose nothing of any text that begins with none, and never throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const { orders, rest } = readOrders(text);
        requestOf(orders, around);
        if (orders.length === 0) expect(rest).to.equal(text.trim());
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^#[a-z]{1,9}( [#a-z0-9@ ]{0,20})?$/), (line) => {
        const { orders } = readOrders(`${line}\n`);
        expect(orders.length).to.be.greaterThan(0);
        requestOf(orders, around);
      }),
    );
  });
});
