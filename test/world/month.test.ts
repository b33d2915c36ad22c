/** Fifty correspondents, polite and rude, for a month: mail is bounded, loops end, people are heard. */
import { expect } from 'chai';
import { mostRepeats } from '../../src/mail/likeness.ts';
import { type Correspondent, correspondents, kinds } from './correspondents.ts';
import { bob, type Filed, hourMs, type Sent, simulate, vera } from './month.ts';
import { makeWorld, type World } from './world.ts';

const everybody = correspondents();
const byAddress = new Map(everybody.map((one) => [one.address, one]));
const zone = Object.fromEntries([
  ...everybody
    .filter(({ proven }) => proven)
    .map(({ address, client }) => [address.split('@')[1], { TXT: [`v=spf1 ip4:${client} -all`] }]),
  ['desk.example', { TXT: ['v=spf1 ip4:203.0.113.1 -all'] }],
]);
const days = 30;

describe('a month among fifty correspondents', function () {
  this.timeout(300_000);
  let world: World;
  let filed: Filed[];
  let sent: Sent[];
  const receiptsTo = (address: string) =>
    sent.filter(({ entry }) => entry.kind === 'receipt' && entry.to === address);

  before(async () => {
    world = await makeWorld(zone, [bob, vera]);
    const start = new Date(Date.now() - (days + 1) * 24 * hourMs);
    ({ filed, sent } = await simulate(world, everybody, { start, days, issues: 2 }));
    console.log(summary(filed, sent));
  });
  after(() => world?.close());

  it('sends one receipt for a ticket, and keeps the caps of hour, day and subject', () => {
    expect(mostOf(sent.filter(({ entry }) => entry.kind === 'receipt'))).to.equal(1);
    const { perAddressHour, perAddressDay } = world.settings.receipts;
    for (const { address, proven } of everybody) {
      const times = receiptsTo(address).map(({ entry }) => entry.createdAt.getTime());
      const share = proven ? 1 : 3;
      expect(mostWithin(times, hourMs), address).to.be.at.most(perAddressHour / share);
      expect(mostWithin(times, 24 * hourMs), address).to.be.at.most(perAddressDay / share);
    }
  });

  it('bounds all mail on a ticket to one recipient', () => {
    // Staff are told of a program's words until it has repeated itself too often; each notice calls forth one answer at
    // most, which is mail to the customer. Bob answers once in four times.
    const bound = 1 + 2 * (mostRepeats + 1);
    expect(mostOf(sent)).to.be.at.most(bound);
  });

  it('lets no loop live longer than a handful of rounds', () => {
    const rounds = filed.filter(({ from }) => byAddress.get(from)?.person !== true).map(({ round }) => round);
    expect(Math.max(...rounds)).to.be.within(1, 2 * mostRepeats);
  });

  it('answers nothing to what says that it is automatic, and tells nobody of it', () => {
    const caused = sent.filter(
      ({ cause }) => cause.why === 'answer' && byAddress.get(cause.from)?.honest === true,
    );
    expect(caused.map(({ entry, cause }) => `${entry.kind} to ${entry.to} for ${cause.from}`)).to.deep.equal(
      [],
    );
  });

  it('hears people: each answer in its ticket, each new issue confirmed', () => {
    const people = everybody.filter(({ person }) => person);
    for (const { address } of people) {
      const theirs = filed.filter(({ from }) => from === address);
      for (const { why, about, mail, refused } of theirs) {
        expect(refused, address).to.equal(null);
        if (why === 'answer') expect(mail?.ticketId, address).to.equal(about);
      }
      const issues = theirs.filter(({ why }) => why === 'issue');
      expect(receiptsTo(address), address).to.have.length(issues.length);
    }
    expect(
      filed.filter(({ from, why }) => byAddress.get(from)?.person && why === 'answer').length,
    ).to.be.above(5);
  });

  it('takes every mail, and loses none', () => {
    expect(filed.filter(({ refused }) => refused !== null)).to.deep.equal([]);
  });
});

/** The most mails on one ticket to one recipient. */
function mostOf(some: readonly Sent[]): number {
  const counts = Map.groupBy(some, ({ entry }) => `${entry.ticketId} ${entry.to}`);
  return Math.max(0, ...[...counts.values()].map((rows) => rows.length));
}

function mostWithin(times: readonly number[], ms: number): number {
  return Math.max(0, ...times.map((at) => times.filter((other) => other > at - ms && other <= at).length));
}

function summary(filed: readonly Filed[], sent: readonly Sent[]): string {
  const rows = kinds.map(({ kind }) => {
    const of = (one: Correspondent | undefined) => one?.kind === kind;
    const ours = sent.filter(({ entry }) => of(byAddress.get(entry.to)));
    const theirs = filed.filter(({ from }) => of(byAddress.get(from)));
    const count = (what: string) => ours.filter(({ entry }) => entry.kind === what).length;
    const rounds = Math.max(0, ...theirs.map(({ round }) => round));
    const there = everybody.filter(of).length;
    const numbers = [there, theirs.length, count('receipt'), count('reply'), mostOf(ours), rounds];
    return [kind, ...numbers.map((n) => String(n))];
  });
  const head = ['correspondents', 'how many', 'mails', 'receipts', 'answers', 'most per ticket', 'rounds'];
  const notices = sent.filter(({ entry }) => entry.kind === 'notice');
  const staff = ['staff (notices)', '2', '', '', '', String(mostOf(notices)), ''];
  return [head, ...rows, staff]
    .map(([name = '', ...cells]) => `${name.padEnd(55)}${cells.map((cell) => cell.padStart(16)).join('')}`)
    .join('\n');
}
