/** Past tickets beside an open one, and the report, on a real database. */
import { expect } from 'chai';
import { makeVocabulary, randomOf } from '../../bench/search-seed.ts';
import type { Viewer } from '../../src/model/inbox.ts';
import type { Store } from '../../src/model/ports.ts';
import type { NewTicket } from '../../src/model/ticket-store.ts';
import { eventually } from '../support/gateway.ts';
import { rowsOf } from '../support/mongod.ts';
import { type Nodes, newMessage, newTicket, openOne } from './samples.ts';

const kim: Viewer = { address: 'kim@desk.example', departments: 'all' };

/** Problems as customers tell them, and as others tell the same. */
const told: readonly (readonly [subject: string, text: string, again: string, textAgain: string])[] = [
  [
    'Printer smokes',
    'The laser printer in room 4 smokes and smells burnt.',
    'Smoke from the printer',
    'Hello, our laser printer gives smoke. What shall we do?',
  ],
  [
    'Invoice has wrong VAT',
    'The invoice of March shows 19 % VAT, we are in Austria.',
    'VAT on our invoice',
    'We are from Austria and the VAT of the invoice is wrong again.',
  ],
  [
    'Cannot log in',
    'The portal says my password has expired and I cannot log in.',
    'Login fails',
    'When I log in to the portal it says that the password expired.',
  ],
  [
    'Domain transfer to you',
    'I want to move my domain to you, where do I enter the auth code?',
    'Moving a domain',
    'Please tell me where the auth code for the domain goes.',
  ],
  [
    'Mailbox full',
    'Nobody can write to me, they get back that the mailbox is over quota.',
    'Quota of mailbox',
    'Mails come back: over quota. Please enlarge the mailbox.',
  ],
  [
    'Certificate has run out',
    'Browsers warn that the certificate of our shop is not valid.',
    'Browser warns of certificate',
    'Our shop: customers see a warning, the certificate is not valid any more.',
  ],
  [
    'Rechnung doppelt abgebucht',
    'Der Betrag wurde zweimal von meinem Konto abgebucht.',
    'Doppelte Abbuchung',
    'Guten Tag, auf meinem Konto wurde der Betrag doppelt abgebucht.',
  ],
  [
    'VPN bricht ab',
    'Die Verbindung zum VPN bricht alle zehn Minuten ab.',
    'Abbrüche im VPN',
    'Seit gestern bricht das VPN ständig ab, die Verbindung ist weg.',
  ],
  [
    'Falsche Lieferadresse',
    'Das Paket ging an meine alte Lieferadresse.',
    'Paket ging falsch',
    'Mein Paket wurde an die alte Lieferadresse geschickt.',
  ],
  [
    'La imprimante ne répond pas',
    'L’imprimante réseau ne répond plus depuis la mise à jour.',
    'Imprimante réseau',
    'Depuis la mise à jour, l’imprimante ne répond pas.',
  ],
  [
    'プリンターが動かない',
    'プリンターの電源が入りません。',
    '電源が入らない',
    '会社のプリンターの電源が入らなくなりました。',
  ],
  [
    'Newsletter abbestellen',
    'Bitte keinen Newsletter mehr an diese Adresse.',
    'Kein Newsletter mehr',
    'Ich möchte den Newsletter abbestellen, danke.',
  ],
];

describe('past tickets beside an open one', function () {
  this.timeout(60_000);
  let store: Store;
  let nodes: Nodes;
  const solved: NewTicket[] = [];

  before(async () => {
    ({ store, nodes } = await openOne());
    for (const [at, [subject, text]] of told.entries()) {
      const ticket = await file(subject, text, `Answer ${at}`);
      solved.push(ticket);
    }
    await noise(250);
    await indexed();
  });

  after(() => nodes.close());

  /** Words are indexed behind writing. */
  async function indexed(): Promise<void> {
    await eventually('the words', async () => {
      const rows = await rowsOf(nodes.target, 'messages');
      return rows.every((row) => row['unindexed'] === undefined);
    });
  }

  async function file(subject: string, text: string, answer: string | null): Promise<NewTicket> {
    const open = await newTicket(store, { subject });
    const from = { name: 'Staff', address: 'staff@desk.example' };
    const messages = [newMessage(store, open.id, { subject, text, replyText: text })];
    if (answer !== null)
      messages.push(
        newMessage(store, open.id, {
          subject,
          kind: 'reply',
          from,
          text: answer,
          replyText: answer,
          createdAt: new Date(),
        }),
      );
    const change = { state: 'closed' as const, closedAt: new Date() };
    const changes = answer === null ? [] : [{ ticket: open.id, change }];
    await store.tickets.write({ open, changes, messages, outgoing: [] });
    return open;
  }

  /** Other closed tickets, with greetings and signatures that all mails share. */
  async function noise(count: number): Promise<void> {
    const random = randomOf(7);
    const { words } = makeVocabulary(random);
    const pick = () => words[Math.floor(random() ** 3 * 3000)] ?? 'ba';
    for (let at = 0; at < count; at += 1) {
      const text = Array.from({ length: 20 }, pick).join(' ');
      await file(`${pick()} ${pick()}`, `Hello, please help. ${text} Thank you and the best`, 'ok');
    }
  }

  it('show the same problem first for at least eight of ten, with its answer', async () => {
    let right = 0;
    for (const [at, [, , subject, text]] of told.entries()) {
      const asking = await file(subject, text, null);
      const [first] = await store.inbox.similar(kim, asking.id, 3);
      if (first?.ticket.id === solved[at]?.id && first?.answer === `Answer ${at}`) right += 1;
    }
    expect(right / told.length).to.be.at.least(0.8);
  });

  it('are not those of other departments', async () => {
    const asking = await file('Printer smokes', 'The laser printer smokes', null);
    expect(await store.inbox.similar({ ...kim, departments: ['billing'] }, asking.id, 5)).to.deep.equal([]);
  });

  it('show a marked solution first, with its note', async () => {
    const [smoke, , login] = solved;
    if (smoke === undefined || login === undefined) throw new Error('nothing was filed');
    const solution = { problem: 'Smoking printers', note: 'Switch it off.', by: 'kim', at: new Date() };
    await store.tickets.write({
      open: null,
      changes: [{ ticket: smoke.id, change: { solution } }],
      messages: [newMessage(store, smoke.id, { kind: 'event', mark: 'solution', text: '' })],
      outgoing: [],
    });
    const asking = await file('My printer smokes', 'There is smoke', null);
    const [first] = await store.inbox.similar(kim, asking.id, 5);
    expect(first?.ticket.id).to.equal(smoke.id);
    expect(first?.answer).to.equal('Switch it off.');
    expect(first?.likeness).to.be.within(0, 1);
  });

  it('are counted by problem, month and department in the report', async () => {
    for (const room of ['attic', 'cellar', 'hall', 'kitchen'])
      await file(`Thermostat stuck in the ${room}`, 'It is cold', room === 'hall' ? 'Turn it.' : null);
    const since = new Date(Date.now() - 86_400_000);
    const report = await store.inbox.report(kim, since);
    const problem = report.problems.find(({ words }) => words.includes('thermostat'));
    expect(problem?.tickets).to.equal(4);
    expect(Object.values(problem?.byMonth ?? {}).reduce((sum, count) => sum + count, 0)).to.equal(4);
    expect(problem?.examples).to.have.length(3);
    expect(report.tickets).to.be.greaterThan(250);
    expect(report.firstAnswer.counted).to.be.greaterThan(250);
    expect(report.volume.map(({ department }) => department)).to.deep.equal(['support']);
    const smoking = report.problems.find(({ words }) => words.includes('printer'));
    expect(smoking?.solution?.problem).to.equal('Smoking printers');
    const nobody = await store.inbox.report({ ...kim, departments: [] }, since);
    expect(nobody).to.deep.include({ tickets: 0, problems: [], capped: false });
  });
});
