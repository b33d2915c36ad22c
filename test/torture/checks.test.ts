import { expect } from 'chai';
import { checkIncoming } from '../../torture/checks.ts';
import { checkOutgoing } from '../../torture/checks-outgoing.ts';
import type { Happened } from '../../torture/ledger.ts';
import { at, type Broken, copy, goodWorld, situationOf } from './situations.ts';

const findingsOf = (world: Broken) => {
  const situation = situationOf(world);
  return [...checkIncoming(situation), ...checkOutgoing(situation)].map(
    ({ harm, rule }) => `${harm}: ${rule}`,
  );
};

/** The world after one change, and what must be found in it. */
const cases: readonly (readonly [
  what: string,
  change: (world: Broken) => void,
  findings: readonly string[],
])[] = [
  [
    'a mail that got 250 and is not there',
    ({ found }) => {
      found.mails = [];
      found.messages = [];
      found.tickets = [];
      found.outgoing = [];
    },
    ['lost: what got 250 is there'],
  ],
  [
    'a mail that is there twice',
    ({ found }) => {
      found.mails.push({ ...found.mails[0], id: 'm2', state: 'accepted' } as (typeof found.mails)[number]);
    },
    ['doubled: a mail is there once', 'lost: what was accepted is filed in the end'],
  ],
  [
    'a filed mail that is no entry of its ticket',
    ({ found }) => void Object.assign(found.messages[0] ?? {}, { mail: 'other' }),
    ['lost: a filed mail is an entry of its ticket'],
  ],
  [
    'a filed mail that is two entries of its ticket',
    ({ found }) => void found.messages.push({ ...found.messages[0] } as never),
    ['doubled: a filed mail is one entry of its ticket'],
  ],
  [
    'a mail that is set aside',
    ({ found }) => void Object.assign(found.mails[0] ?? {}, { state: 'failed' }),
    ['lost: a mail of this kind is filed'],
  ],
  [
    'an answer on another ticket',
    ({ sent }) => void Object.assign(sent, { ticketId: '10002-BBBB', kind: 'follow-up' }),
    ['broken: an answer joins its ticket'],
  ],
  [
    'a mail that its client sends in vain',
    ({ sent }) => void Object.assign(sent, { acknowledged: false, answers: [451, 0, 451] }),
    ['broken: a mail answered by 4yz is taken in the end'],
  ],
  [
    'a mail that was refused and is filed',
    ({ sent }) => void Object.assign(sent, { acknowledged: false, refused: true, answers: [550] }),
    ['broken: what was refused is not filed'],
  ],
  [
    'a mail left in processing after its lease',
    (world) => {
      world.quiet = false;
      Object.assign(world.found.mails[0] ?? {}, { state: 'processing', dueAt: at });
    },
    ['broken: nothing is left in processing after the leases'],
  ],
  [
    'a ticket without its first message',
    ({ found }) => void found.tickets.push({ id: 't2', number: 10002, ticketId: '10002-BBBB' }),
    ['broken: a ticket has its first message'],
  ],
  [
    'a ticket ID that was given twice',
    ({ found }) => void found.tickets.push({ id: 't1', number: 10001, ticketId: '10001-AAAA' }),
    ['broken: ticket IDs are unique', 'broken: ticket numbers are unique'],
  ],
  [
    'a message that nobody sent',
    ({ found }) =>
      void found.messages.push({ ticket: 't1', kind: 'inbound', messageId: 'ghost', mail: 'm9' }),
    ['broken: nothing is filed that nobody sent'],
  ],
  [
    'a mail that was moved in its mailbox and is not there',
    (world) => {
      Object.assign(world.sent, { kind: 'mailbox', id: 'two@customer.example' });
      Object.assign(world.found.mailbox, { Processed: ['two@customer.example'] });
      world.found.messages = [];
      world.found.tickets = [];
    },
    ['lost: what got 250 is there', 'lost: what is moved to Processed is durable'],
  ],
  [
    'a mail left in its mailbox, one moved twice, and one set aside',
    ({ found }) => void Object.assign(found.mailbox, { INBOX: ['a'], Processed: ['b', 'b'], Failed: ['c'] }),
    [
      'doubled: a mail of the mailbox is moved once',
      'lost: no mail of the mailbox is set aside',
      'lost: the mailbox is emptied',
    ],
  ],
  ['a ticket without a receipt', ({ found }) => void found.outgoing.pop(), ['lost: a ticket has a receipt']],
  [
    'a second receipt of a ticket',
    ({ found }) => {
      found.outgoing.push({ ...found.outgoing[1], id: 'r2', messageId: 'r2@desk.example' } as never);
      found.sunk.push(...copy('r2@desk.example', at + 200));
    },
    ['doubled: a ticket has one receipt'],
  ],
  [
    'a receipt that went out before the dispatch was tried',
    ({ found }) => void found.sunk.unshift(...copy('r1@desk.example', at - 100), ...found.sunk.splice(2)),
    ['doubled: a receipt goes out once', 'broken: no receipt before dispatch'],
  ],
  [
    'a receipt that is marked as sent and was not',
    ({ found }) => void found.sunk.splice(2),
    ['lost: what is marked as sent was sent'],
  ],
  [
    'a receipt that is never sent',
    ({ found }) => void Object.assign(found.outgoing[1] ?? {}, { state: 'queued' }),
    ['lost: what goes out is sent in the end'],
  ],
];

describe('the checks of the torture run', () => {
  it('find nothing where nothing is wrong', () => {
    expect(findingsOf(goodWorld())).to.deep.equal([]);
  });

  for (const [what, change, findings] of cases) {
    it(`find ${what}`, () => {
      const world = goodWorld();
      change(world);
      expect(findingsOf(world)).to.have.members(findings);
    });
  }

  it('let a mail be on its way as long as things are under way', () => {
    const world = { ...goodWorld(), quiet: false };
    Object.assign(world.found.mails[0] ?? {}, { state: 'accepted', ticketId: null });
    Object.assign(world.found, { tickets: [], messages: [], outgoing: [], sunk: [] });
    expect(findingsOf(world)).to.deep.equal([]);
  });
});

describe('a dispatch that was tried before the receipt and came through after it', () => {
  const laterNotice = (state: string, attempts: number) => {
    const world = { ...goodWorld(), quiet: false };
    world.found.sunk.push(...world.found.sunk.splice(0, 2).map((line) => ({ ...line, at: at + 200 })));
    Object.assign(world.found.outgoing[0] ?? {}, { state, attempts });
    return findingsOf(world);
  };

  it('is told by the tries that its row has counted', () => {
    expect(laterNotice('sent', 2)).to.deep.equal([]);
    expect(laterNotice('sent', 1)).to.deep.equal(['broken: no receipt before dispatch']);
  });

  it('is told before its row has counted the last try', () => {
    expect(laterNotice('sending', 1)).to.deep.equal([]);
    expect(laterNotice('sending', 0)).to.deep.equal(['broken: no receipt before dispatch']);
  });

  it('is missing where it came after the receipt and failed, or was never tried', () => {
    expect(laterNotice('failed', 1)).to.deep.equal(['broken: no receipt before dispatch']);
    const world = { ...goodWorld(), quiet: false };
    world.found.sunk.splice(0, 2);
    Object.assign(world.found.outgoing[0] ?? {}, { state: 'queued', attempts: 0 });
    expect(findingsOf(world)).to.deep.equal(['broken: no receipt before dispatch']);
  });
});

describe('a mail that went out twice', () => {
  const twice = (answered: boolean, happened: readonly Happened[]) => {
    const world = goodWorld();
    world.found.sunk.splice(
      2,
      2,
      ...copy('r1@desk.example', at + 100, answered),
      ...copy('r1@desk.example', at + 30_000),
    );
    world.happened.push(...happened);
    return findingsOf(world);
  };
  const fault = (act: string, target: string, from: number): Happened[] => [
    { name: `${act} ${target}`, act, target, round: 0, from, to: from + 500 },
  ];

  it('is doubled where the smarthost answered and nothing came between', () => {
    expect(twice(true, [])).to.deep.equal(['doubled: a receipt goes out once']);
  });

  it('is counted apart where the smarthost gave no answer', () => {
    expect(twice(false, [])).to.deep.equal(['unknown-outcome: a receipt goes out once']);
  });

  it('is counted apart where smarthost or gateway was struck at that moment', () => {
    for (const happened of [fault('kill', 'sink', at + 150), fault('kill', 'gateway', at + 150)]) {
      expect(twice(true, happened)).to.deep.equal(['unknown-outcome: a receipt goes out once']);
    }
  });

  it('is counted apart where the gateway was killed while it waited for the database to write the answer down', () => {
    const [away] = fault('kill', 'mongod', at + 150);
    const happened = [{ ...away, to: at + 6000 } as Happened, ...fault('kill', 'gateway', at + 5000)];
    expect(twice(true, happened)).to.deep.equal(['unknown-outcome: a receipt goes out once']);
  });

  it('is no better for a database that was away, a gateway that stood still, or a fault at another time', () => {
    for (const happened of [
      fault('kill', 'mongod', at + 150),
      fault('stop', 'gateway', at + 150),
      fault('kill', 'sink', at + 20_000),
    ]) {
      expect(twice(true, happened)).to.deep.equal(['doubled: a receipt goes out once']);
    }
  });
});
