/** The shared mail folder, on a real IMAP server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { ImapFlow } from 'imapflow';
import { type Mirroring, startMirroring } from '../../src/assembly/mirror.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import { type ActionInput, actionSchema } from '../../src/desk/action.ts';
import type { KeyRing } from '../../src/model/node-store.ts';
import type { Actor } from '../../src/model/people.ts';
import type { Ticket } from '../../src/model/ticket.ts';
import { makeSigner } from '../../src/threading/token.ts';
import { impatience, type Wire, wireTo } from '../ingest/imap-rig.ts';
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts';
import { eventually, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { compose, type MailToCompose } from '../support/mail.ts';
import { type Sink, startSink } from '../support/sink.ts';
import { sendMail } from '../support/smtp-client.ts';

const ana = 'ana@customer.example';
const departments = [
  {
    name: 'support',
    title: 'Support',
    addresses: ['support@desk.example'],
    members: ['bob@desk.example'],
  },
  { name: 'billing', addresses: ['billing@desk.example'], members: ['lea@desk.example'] },
];
const bob: Actor = {
  kind: 'agent',
  id: null,
  address: 'bob@desk.example',
  name: 'Bob',
  role: 'agent',
  tier: 2,
  departments: 'all',
  via: 'page',
};

describe('the shared mail folder', function () {
  this.timeout(120_000);
  let dovecot: Dovecot;
  let gateway: TestGateway;
  let sink: Sink;
  let users = 0;
  let user = '';
  let running: Mirroring[] = [];
  let ring: KeyRing = [];

  before(async function () {
    if (dovecotMissing()) return this.skip();
    const names = Array.from({ length: 20 }, (_, index) => [`user${index}`, 'secret']);
    [dovecot, sink] = await Promise.all([startDovecot(Object.fromEntries(names)), startSink()]);
    gateway = await startTestGateway({
      departments,
      receipts: { perAddressHour: 10_000, perAddressDay: 10_000, perDomainHour: 10_000 },
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
    });
    ring = await gateway.store.keys.ring();
  });
  after(async () => {
    await gateway?.remove();
    await Promise.all([dovecot?.remove(), sink?.stop()]);
  });
  beforeEach(() => {
    user = `user${users++}`;
  });
  afterEach(async () => {
    await Promise.all(running.map((one) => one.close()));
    running = [];
  });

  /** Tickets of earlier tests are none of its business: it has a name of its own, and begins now. */
  const start = (over: Record<string, unknown> = {}, port = dovecot.port): Mirroring => {
    const mirror = { name: user, host: '127.0.0.1', port, secure: false, user, password: 'secret' };
    const settings = settingsSchema.parse({
      departments,
      store: { leaseSeconds: 5 },
      mirror: { ...mirror, pollSeconds: 1, ...over },
    });
    const bench = { hostname: 'desk.example', signer: makeSigner(() => ring, 'desk.example') };
    const started = startMirroring(
      { store: gateway.store, desk: gateway.desk, log: gateway.log, patience: impatience },
      settings,
      bench,
    );
    running.push(started);
    return started;
  };

  const mail = (over: MailToCompose) =>
    sendMail(gateway.smtp.port, {
      from: ana,
      to: ['support@desk.example'],
      raw: compose({ from: `Ana <${ana}>`, to: 'support@desk.example', ...over }),
    });
  const open = async (subject: string, over: MailToCompose = {}): Promise<Ticket> => {
    await mail({ subject, text: `${subject}. Please help.`, ...over });
    return eventually('the ticket', async () => {
      const tickets = await gateway.store.tickets.list({ limit: 20 });
      return tickets.find((ticket) => ticket.subject === subject) ?? null;
    });
  };
  const act = (ticket: Ticket, action: ActionInput) =>
    gateway.desk.act(bob, ticket.id, actionSchema.parse(action));
  const state = async (ticket: Ticket) => (await gateway.store.tickets.byId(ticket.id))?.state;

  const inside = async (folder: string) => dovecot.mails(folder, user).catch(() => []);
  const headerOf = (raw: Buffer, name: string) =>
    new RegExp(`^${name}:\\s+(.*)\\r?$`, 'im').exec(raw.toString())?.[1] ?? '';
  /** Subjects of the copies of one ticket in a folder, in the order they came. */
  const copies = async (folder: string, ticket: Ticket) =>
    (await inside(folder))
      .filter(({ raw }) => headerOf(raw, 'X-Postern-Ticket') === ticket.ticketId)
      .map(({ raw, flags }) => ({ raw, flags, subject: headerOf(raw, 'Subject') }));
  const holds = (folder: string, ticket: Ticket, count: number) =>
    eventually(`${count} in ${folder}`, async () => (await copies(folder, ticket)).length === count);
  const folders = ['Support', 'Billing'].flatMap((department) =>
    ['Open', 'Waiting', 'Held', 'Solved', 'Closed'].map((name) => `${department}/${name}`),
  );
  /** Where the copies of a ticket lie, over all folders. */
  const everywhere = async (ticket: Ticket) => {
    const found = await Promise.all(
      folders.map(async (folder) => [folder, await copies(folder, ticket)] as const),
    );
    return Object.fromEntries(
      found.flatMap(([folder, some]) => (some.length ? [[folder, some.length]] : [])),
    );
  };

  /** Dovecot links a mail to its new folder before it takes it out of the old one. */
  const lies = (ticket: Ticket, where: Record<string, number>) =>
    eventually(`${ticket.subject} in ${Object.keys(where)}`, async () => {
      return JSON.stringify(await everywhere(ticket)) === JSON.stringify(where);
    });

  async function withClient<T>(work: (client: ImapFlow) => Promise<T>): Promise<T> {
    const auth = { user, pass: 'secret' };
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: dovecot.port,
      secure: false,
      auth,
      logger: false,
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout().catch(() => undefined);
    }
  }
  /** What a person does in his mail client to the first copy of a ticket in a folder. */
  const inFolder = (
    folder: string,
    ticket: Ticket,
    work: (client: ImapFlow, uid: number) => Promise<unknown>,
  ): Promise<void> =>
    withClient(async (client) => {
      await client.mailboxOpen(folder);
      const query = { header: { 'X-Postern-Ticket': ticket.ticketId } };
      const [uid] = (await client.search(query, { uid: true })) || [];
      if (uid === undefined) throw new Error(`${ticket.ticketId} is not in ${folder}`);
      await work(client, uid);
    });
  const drag = (from: string, ticket: Ticket, to: string) =>
    inFolder(from, ticket, (client, uid) => client.messageMove(`${uid}`, to, { uid: true }));

  const reaches = async (client: ImapFlow, folder: string, count: number): Promise<void> => {
    const until = Date.now() + 90_000;
    for (;;) {
      const status = await client.status(folder, { messages: true }).catch(() => false as const);
      if (status && (status.messages ?? 0) >= count) return;
      if (Date.now() > until) throw new Error(`${folder} did not reach ${count}`);
      await sleep(250);
    }
  };

  it('shows a new ticket as its mail, as it came', async () => {
    start();
    const ticket = await open('Folder one', { headers: [['X-Postern-Message', 'f'.repeat(24)]] });
    await holds('Support/Open', ticket, 1);
    const [copy] = await copies('Support/Open', ticket);
    expect(copy?.subject).to.equal('Folder one');
    expect(headerOf(copy?.raw ?? Buffer.of(), 'From')).to.equal(`Ana <${ana}>`);
    expect(copy?.raw.toString()).to.include('Folder one. Please help.');
    expect(copy?.raw.toString()).not.to.include('f'.repeat(24));
    expect(copy?.flags).not.to.include('S');
  });

  it('adds the answer as it was sent, and moves all to the folder of the new state', async () => {
    start();
    const ticket = await open('Folder two');
    await holds('Support/Open', ticket, 1);
    await act(ticket, { do: 'reply', text: 'Did you try another one?' });
    await holds('Support/Waiting', ticket, 2);
    await lies(ticket, { 'Support/Waiting': 2 });
    const both = await copies('Support/Waiting', ticket);
    const sent = both.find(({ raw }) => raw.includes('Did you try another one?'));
    const [wire] = await sink.waitFor((one) => one.raw.includes('Did you try another one?'));
    expect(headerOf(sent?.raw ?? Buffer.of(), 'Message-ID')).to.equal(wire?.headers('message-id')[0]);
    expect(both.map(({ flags }) => flags.includes('S'))).to.deep.equal([true, true]);
  });

  it('waits with an answer that can still be taken back', async () => {
    start();
    const ticket = await open('Folder undo');
    const held = await act(ticket, { do: 'reply', text: 'Oops', undoSeconds: 60 });
    await holds('Support/Waiting', ticket, 1);
    await act(ticket, { do: 'undo', message: held.message ?? '' });
    const now = (await state(ticket)) === 'waiting' ? 'Support/Waiting' : 'Support/Open';
    await act(ticket, { do: 'priority', priority: 'high' });
    await eventually('the flag', async () => (await copies(now, ticket))[0]?.flags.includes('F') ?? false);
    await lies(ticket, { [now]: 1 });
  });

  it('keeps notes out, unless it is told to show them', async () => {
    start({ notes: true });
    const ticket = await open('Folder notes');
    await act(ticket, { do: 'note', text: 'He called twice.' });
    await holds('Support/Open', ticket, 2);
    const note = (await copies('Support/Open', ticket)).find(({ raw }) => raw.includes('He called twice.'));
    expect(note?.subject).to.equal(`[note] [#${ticket.ticketId}] Folder notes`);
    for (const one of running) await one.close();
    user = `user${users++}`;
    start();
    await holds('Support/Open', ticket, 1);
  });

  it('changes the state of a ticket whose mail a person moves, and takes its other mails along', async () => {
    start();
    const ticket = await open('Folder move');
    await act(ticket, { do: 'reply', text: 'Please try again.' });
    await holds('Support/Waiting', ticket, 2);
    await drag('Support/Waiting', ticket, 'Support/Solved');
    await eventually('the state', async () => (await state(ticket)) === 'solved');
    await holds('Support/Solved', ticket, 2);
    await lies(ticket, { 'Support/Solved': 2 });
    const trail = await gateway.store.audit.list({ subject: ticket.ticketId });
    expect(trail[0]).to.include({ actor: `mirror:${user}`, action: 'ticket.state' });
    expect(trail[0]?.detail['via']).to.equal('mailbox');
    const changes = trail.filter(({ action }) => action === 'ticket.state').length;
    // What we moved ourselves is no person's move: some rounds later nothing has changed.
    await act(ticket, { do: 'priority', priority: 'low' });
    await act(ticket, { do: 'priority', priority: 'high' });
    await eventually('the flag', async () =>
      (await copies('Support/Solved', ticket)).every(({ flags }) => flags.includes('F')),
    );
    const later = await gateway.store.audit.list({ subject: ticket.ticketId });
    expect(later.filter(({ action }) => action === 'ticket.state')).to.have.length(changes);
    expect(await state(ticket)).to.equal('solved');
  });

  it('changes the department too, and takes a copy for a move', async () => {
    start();
    const ticket = await open('Folder department');
    await holds('Support/Open', ticket, 1);
    await inFolder('Support/Open', ticket, (client, uid) =>
      client.messageCopy(`${uid}`, 'Billing/Closed', { uid: true }),
    );
    await holds('Billing/Closed', ticket, 1);
    await eventually('the state', async () => (await state(ticket)) === 'closed');
    expect(await gateway.store.tickets.byId(ticket.id)).to.include({ department: 'billing' });
    await eventually('one copy', async () => Object.keys(await everywhere(ticket)).length === 1);
  });

  it('loses nothing when a person deletes, and takes back what he restores', async () => {
    start();
    const ticket = await open('Folder delete');
    await holds('Support/Open', ticket, 1);
    await drag('Support/Open', ticket, 'Processed');
    await act(ticket, { do: 'state', state: 'waiting' });
    await act(ticket, { do: 'reply', text: 'Is it still there?' });
    await holds('Support/Waiting', ticket, 1);
    expect(await state(ticket)).to.equal('waiting');
    await drag('Processed', ticket, 'Support/Waiting');
    await act(ticket, { do: 'state', state: 'closed' });
    await holds('Support/Closed', ticket, 2);
  });

  it('finds its mails again by their header when the folder gets new UIDs', async () => {
    start();
    const ticket = await open('Folder renumbered');
    await holds('Support/Open', ticket, 1);
    await dovecot.renumber('Support/Open', user);
    await dovecot.disconnect(user).catch(() => undefined);
    await act(ticket, { do: 'state', state: 'solved' });
    await holds('Support/Solved', ticket, 1);
    await lies(ticket, { 'Support/Solved': 1 });
  });

  it('fills a folder anew that was removed', async () => {
    start();
    const ticket = await open('Folder removed');
    await holds('Support/Open', ticket, 1);
    await withClient((client) => client.mailboxDelete('Support/Open'));
    await holds('Support/Open', ticket, 1);
  });

  it('makes no doubles when the connection is cut, however often', async () => {
    const wire: Wire = await wireTo(dovecot);
    try {
      let cuts = 0;
      // The server has taken the mail, and its answer is lost; or it has moved it.
      wire.listen = (text) => {
        if (cuts >= 12 || !/ OK (?:\[APPENDUID|Append|Move|\[COPYUID)|COPYUID/.test(text)) return text;
        cuts += 1;
        return cuts % 3 === 0 ? text : null;
      };
      start({}, wire.port);
      const tickets: Ticket[] = [];
      for (let n = 0; n < 6; n += 1) tickets.push(await open(`Folder cut ${n}`));
      for (const ticket of tickets) await act(ticket, { do: 'reply', text: `Answer to ${ticket.subject}` });
      for (const ticket of tickets) await holds('Support/Waiting', ticket, 2);
      for (const ticket of tickets) {
        await lies(ticket, { 'Support/Waiting': 2 });
        expect(await state(ticket)).to.equal('waiting');
      }
      expect(cuts).to.equal(12);
    } finally {
      await wire.close();
    }
  });

  it('knows to which ticket a mail belongs after a merge', async () => {
    start();
    const [ticket, other] = [await open('Folder merged'), await open('Folder kept')];
    await holds('Support/Open', ticket, 1);
    await act(ticket, { do: 'merge', into: other.ticketId });
    await drag('Support/Open', ticket, 'Support/Closed');
    await eventually('the state', async () => (await state(other)) === 'closed');
    await holds('Support/Closed', ticket, 1);
    await holds('Support/Closed', other, 1);
  });

  it('is answered from the mail client by the signed address of a member of staff, where one is named', async () => {
    start({ answersBy: 'bob@desk.example', language: 'de', root: 'Tickets' });
    const ticket = await open('Folder answers', { headers: [['Reply-To', 'ana-private@customer.example']] });
    await eventually('the copy', async () => (await copies('Tickets/Support/Offen', ticket)).length === 1);
    const [copy] = await copies('Tickets/Support/Offen', ticket);
    const answerTo = headerOf(copy?.raw ?? Buffer.of(), 'Reply-To').replace(/[<>]/g, '');
    expect(answerTo).to.match(/^support\+s\./);
    expect(copy?.raw.toString()).not.to.include('ana-private');
  });

  it('is known as our own where it ends up in a mailbox that is fetched from', async () => {
    start();
    const ticket = await open('Folder loop');
    await holds('Support/Open', ticket, 1);
    const [copy] = await copies('Support/Open', ticket);
    const lane = 'support@desk.example';
    const before = (await gateway.store.tickets.messages(ticket.id)).length;
    const taken = await gateway.intake.take({
      raw: Buffer.from((copy?.raw.toString() ?? '').replace(/^Message-ID:.*\r?\n/im, '')),
      envelope: { sender: ana, recipients: [lane] },
      source: { kind: 'imap', account: 'support', mailbox: 'INBOX', uidValidity: '1', uid: 1 },
      acceptedAt: new Date(),
      lanes: [{ lane, recipient: lane }],
    });
    const mail = await eventually('its fate', async () => {
      const found = await gateway.store.mails.find(taken.id);
      return found?.decision ? found : null;
    });
    expect(mail.state).to.equal('discarded');
    expect(await gateway.store.tickets.messages(ticket.id)).to.have.length(before);
  });

  it('goes on after a stop where it was, with one node at work', async () => {
    const one = start();
    const ticket = await open('Folder nodes');
    await holds('Support/Open', ticket, 1);
    await one.close();
    await act(ticket, { do: 'state', state: 'solved' });
    start();
    start();
    await holds('Support/Solved', ticket, 1);
    await lies(ticket, { 'Support/Solved': 1 });
  });

  it('mirrors five hundred tickets, and moves a hundred that a person moves at once', async function () {
    this.timeout(300_000);
    const before = (await gateway.store.tickets.list({ limit: 1000 })).length;
    const subjects = Array.from({ length: 500 }, (_, n) => `Many ${n} of them`);
    for (let n = 0; n < subjects.length; n += 25) {
      await Promise.all(subjects.slice(n, n + 25).map((subject) => mail({ subject, text: `${subject}\n` })));
    }
    const tickets = await eventually('the tickets', async () => {
      const all = await gateway.store.tickets.list({ limit: 1000 });
      return all.length >= before + 500 && all.filter(({ subject }) => subject.startsWith('Many'));
    });
    start();
    await withClient((client) => reaches(client, 'Support/Open', 500));
    // Whole folders are emptied by one gesture of a mail client.
    const uids = await withClient(async (client) => {
      await client.mailboxOpen('Support/Open');
      return (await client.search({ subject: 'Many' }, { uid: true })) || [];
    });
    await withClient(async (client) => {
      await client.mailboxOpen('Support/Open');
      await client.messageMove(uids.slice(0, 100).join(','), 'Support/Solved', { uid: true });
    });
    await eventually(
      '100 solved tickets',
      async () => {
        const solved = await gateway.store.tickets.list({ state: 'solved', limit: 1000 });
        return solved.filter(({ subject }) => subject.startsWith('Many')).length === 100;
      },
      120_000,
    );
    const solved = await inside('Support/Solved');
    const ids = solved.map(({ raw }) => headerOf(raw, 'X-Postern-Message'));
    expect(new Set(ids).size, 'no doubles').to.equal(ids.length);
    expect(tickets).to.have.length(500);
  });
});
