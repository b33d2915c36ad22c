/** What people do to tickets, on a real store. */
import { expect } from 'chai';
import { type ActionInput, actionSchema } from '../../src/desk/action.ts';
import { Failure } from '../../src/failure.ts';
import type { Actor } from '../../src/model/people.ts';
import type { Ticket } from '../../src/model/ticket.ts';
import { wakeSleepers } from '../../src/start/waker.ts';
import { eventually, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { compose, type MailToCompose } from '../support/mail.ts';
import { sendMail } from '../support/smtp-client.ts';

const ana = 'ana@customer.example';

const someone = (over: Partial<Actor> = {}): Actor => ({
  kind: 'agent',
  id: null,
  address: 'bob@desk.example',
  name: 'Bob',
  role: 'agent',
  tier: 2,
  departments: ['support'],
  via: 'page',
  ...over,
});

describe('the desk', function () {
  this.timeout(60_000);
  let gateway: TestGateway;
  const bob = someone();

  before(async () => {
    gateway = await startTestGateway({
      departments: [
        { name: 'support', addresses: ['support@desk.example'], members: ['bob@desk.example'] },
        { name: 'billing', addresses: ['billing@desk.example'], members: ['lea@desk.example'] },
      ],
      receipts: { perAddressHour: 1000, perAddressDay: 1000, perDomainHour: 1000 },
    });
  });
  after(() => gateway?.remove());

  const mail = (over: MailToCompose) =>
    sendMail(gateway.smtp.port, {
      from: ana,
      to: ['support@desk.example'],
      raw: compose({ from: `Ana <${ana}>`, to: 'support@desk.example', ...over }),
    });
  const open = async (subject: string, text = 'Please help.'): Promise<Ticket> => {
    const before = await gateway.store.tickets.count();
    await mail({ subject, text });
    await eventually('the ticket', async () => (await gateway.store.tickets.count()) > before);
    const [ticket] = await gateway.store.tickets.list({ limit: 1 });
    if (ticket === undefined) throw new Error('no ticket was opened');
    return ticket;
  };
  const act = (actor: Actor, ticket: Ticket, action: ActionInput, seen?: string) =>
    gateway.desk.act(actor, ticket.id, actionSchema.parse(action), seen === undefined ? {} : { seen });
  const refusalOf = (done: Promise<unknown>) =>
    done.then(
      () => 'done',
      (error: unknown) => (error instanceof Failure ? error.code : String(error)),
    );
  const history = (ticket: Ticket) => gateway.store.tickets.messages(ticket.id);
  const outgoing = async (ticket: Ticket, kind: 'reply') =>
    (await gateway.store.outbox.list({ kind, limit: 1000 })).filter((row) => row.ticket === ticket.id);

  it('answers the requester under his own mail, takes the ticket, and lets it wait', async () => {
    const ticket = await open('Printer on fire');
    const acted = await act(bob, ticket, { do: 'reply', text: 'Please unplug it.' });
    expect(acted.ticket).to.include({ state: 'waiting', owner: 'bob@desk.example' });
    const [row] = await outgoing(ticket, 'reply');
    expect(row).to.include({ to: ana, state: 'queued' });
    expect(row?.from.address).to.equal('support@desk.example');
    expect(row?.text).to.include('Please unplug it.');
    const [first] = await history(ticket);
    expect(Object.fromEntries(row?.headers ?? [])).to.include({ 'In-Reply-To': `<${first?.messageId}>` });
  });

  it('writes one mail to several people, with a row for each', async () => {
    const ticket = await open('For all of us');
    await act(bob, ticket, { do: 'reply', text: 'Hello all', to: [ana], cc: ['eva@customer.example'] });
    const rows = await outgoing(ticket, 'reply');
    expect(rows.map(({ to }) => to)).to.have.members([ana, 'eva@customer.example']);
    expect(new Set(rows.map(({ messageId }) => messageId)).size).to.equal(1);
    expect((await history(ticket)).filter(({ kind }) => kind === 'reply')).to.have.length(1);
  });

  it('refuses an answer that crosses a mail the writer has not seen', async () => {
    const ticket = await open('Crossing');
    const [seen] = (await history(ticket)).filter(({ kind }) => kind === 'inbound');
    await mail({ subject: `Re: [#${ticket.ticketId}] Crossing`, text: 'One more thing.' });
    await eventually('the second mail', async () => {
      return (await history(ticket)).filter(({ kind }) => kind === 'inbound').length === 2;
    });
    const answer = { do: 'reply', text: 'Done.' } as const;
    expect(await refusalOf(act(bob, ticket, answer, seen?.id))).to.equal('conflict');
    expect(await outgoing(ticket, 'reply')).to.have.length(0);
  });

  it('takes an answer back while it waits, and not once it is on its way', async () => {
    const ticket = await open('Undo me');
    const held = await act(bob, ticket, { do: 'reply', text: 'Oops', undoSeconds: 10 });
    const [row] = await outgoing(ticket, 'reply');
    expect(row?.nextAttemptAt?.getTime()).to.be.greaterThan(Date.now());
    await act(bob, ticket, { do: 'undo', message: held.message ?? '' });
    expect((await outgoing(ticket, 'reply')).map(({ state }) => state)).to.deep.equal(['cancelled']);
    expect(await refusalOf(act(bob, ticket, { do: 'undo', message: held.message ?? '' }))).to.equal(
      'conflict',
    );
  });

  it('keeps notes from the customer', async () => {
    const ticket = await open('Note');
    await act(bob, ticket, { do: 'note', text: 'He called twice.' });
    const [note] = (await history(ticket)).filter(({ kind }) => kind === 'note');
    expect(note).to.include({ text: 'He called twice.' });
    expect(note?.from).to.deep.equal({ name: 'Bob', address: 'bob@desk.example' });
    expect(await outgoing(ticket, 'reply')).to.have.length(0);
  });

  it('moves the history along when tickets are merged, and answers to either ID arrive there', async () => {
    const [one, other] = [await open('Same issue'), await open('Same issue again')];
    const acted = await act(bob, other, { do: 'merge', into: one.ticketId });
    expect(acted.other?.id).to.equal(one.id);
    const texts = (await history(one)).filter(({ kind }) => kind === 'inbound').map(({ subject }) => subject);
    expect(texts).to.have.members(['Same issue', 'Same issue again']);
    expect((await gateway.store.tickets.byNumber(other.number))?.id).to.equal(one.id);
    const everything = { address: bob.address, departments: 'all' } as const;
    expect((await gateway.store.inbox.ticket(everything, one.id))?.messages).to.equal(2);
  });

  it('splits a message out into a ticket of its own', async () => {
    const ticket = await open('Two things');
    await mail({ subject: `Re: [#${ticket.ticketId}] Two things`, text: 'And my invoice is wrong.' });
    const second = await eventually('the second mail', async () => {
      return (await history(ticket)).find(({ text }) => text.includes('invoice')) ?? null;
    });
    const { other } = await act(bob, ticket, { do: 'split', messages: [second.id], subject: 'Invoice' });
    expect(other).to.include({ subject: 'Invoice', state: 'new' });
    expect(other?.requester.address).to.equal(ana);
    const moved = await gateway.store.tickets.messages(other?.id ?? '');
    expect(moved.map(({ kind }) => kind)).to.include('inbound');
    const left = (await history(ticket)).filter(({ kind }) => kind === 'inbound');
    expect(left).to.have.length(1);
    expect(
      await refusalOf(act(bob, ticket, { do: 'split', messages: [left[0]?.id ?? ''], subject: 'All' })),
    ).to.equal('bad-usage');
  });

  it('changes tags, priority, state, subject and department, each with its trace', async () => {
    const ticket = await open('Change me');
    await act(bob, ticket, { do: 'tags', add: ['VIP', 'printer'] });
    await act(bob, ticket, { do: 'tags', add: ['fire'], remove: ['printer'] });
    await act(bob, ticket, { do: 'priority', priority: 'urgent' });
    await act(bob, ticket, { do: 'subject', subject: 'Changed' });
    await act(bob, ticket, { do: 'state', state: 'solved' });
    const now = await gateway.store.tickets.byId(ticket.id);
    expect(now).to.include({ priority: 'urgent', subject: 'Changed', state: 'solved' });
    expect(now?.tags).to.have.members(['vip', 'fire']);
    const marks = (await history(ticket)).filter(({ kind }) => kind === 'event').map(({ mark }) => mark);
    expect(marks).to.include.members(['tags', 'priority', 'subject', 'solved']);
    const moved = await act(bob, ticket, { do: 'department', department: 'Billing' });
    expect(moved.ticket).to.include({ department: 'billing', owner: null });
    expect(await refusalOf(act(bob, ticket, { do: 'note', text: 'gone' }))).to.equal('not-found');
  });

  it('lets a ticket sleep until its time has come', async () => {
    const ticket = await open('Sleepy');
    const until = new Date(Date.now() + 3_600_000);
    await act(bob, ticket, { do: 'assign', owner: bob.address });
    await act(bob, ticket, { do: 'snooze', until: until.toISOString() });
    const { inbox } = gateway.store;
    expect(await inbox.sleepers(new Date(), 10)).to.deep.equal([]);
    const then = new Date(until.getTime() + 1);
    expect(await inbox.sleepers(then, 10)).to.deep.equal([ticket.id]);
    expect(await wakeSleepers({ inbox, desk: gateway.desk, log: gateway.log }, then)).to.equal(1);
    expect(await inbox.sleepers(then, 10)).to.deep.equal([]);
    expect((await gateway.store.tickets.byId(ticket.id))?.state).to.equal('open');
    expect((await history(ticket)).at(-1)).to.include({ kind: 'event', mark: 'woken' });
    const notices = (await gateway.store.outbox.list({ kind: 'notice', limit: 1000 })).filter(
      (row) => row.ticket === ticket.id && row.text.includes('waited for has come'),
    );
    expect(notices.map(({ to }) => to)).to.deep.equal(['bob@desk.example']);
  });

  it('wakes a sleeping ticket at once where the customer writes', async () => {
    const ticket = await open('Light sleeper');
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await act(bob, ticket, { do: 'snooze', until });
    await mail({ subject: `Re: [#${ticket.ticketId}] Light sleeper`, text: 'One more thing.' });
    const everything = { address: bob.address, departments: 'all' } as const;
    await eventually('the ticket to wake', async () => {
      const line = await gateway.store.inbox.ticket(everything, ticket.id);
      return line?.state === 'open' && line.waitUntil === null;
    });
  });

  it('hides what belongs to other departments, and asks for the tier that an action needs', async () => {
    const ticket = await open('Mine');
    const lea = someone({ address: 'lea@desk.example', name: 'Lea', departments: ['billing'] });
    expect(await refusalOf(act(lea, ticket, { do: 'note', text: 'x' }))).to.equal('not-found');
    const first = someone({ tier: 1 });
    expect(await refusalOf(act(first, ticket, { do: 'solution', problem: 'x' }))).to.equal('forbidden');
    expect(await refusalOf(act(first, ticket, { do: 'assign', owner: 'bob@desk.example' }))).to.equal('done');
    expect(await refusalOf(act(bob, ticket, { do: 'assign', owner: 'eve@elsewhere.example' }))).to.equal(
      'bad-usage',
    );
  });

  it('gives a ticket to nobody who does not see it', async () => {
    const ticket = await open('For whom?');
    const refused = await act(bob, ticket, { do: 'assign', owner: 'lea@desk.example' }).catch(String);
    expect(refused).to.include('lea@desk.example does not see tickets of support: move the ticket first');
    await act(bob, ticket, { do: 'department', department: 'billing' });
    const kim = someone({ address: 'kim@desk.example', name: 'Kim', role: 'admin', departments: 'all' });
    expect(await refusalOf(act(kim, ticket, { do: 'assign', owner: 'lea@desk.example' }))).to.equal('done');
  });

  it('opens a ticket by hand, with a mail or with a note', async () => {
    const input = {
      department: 'support',
      requester: { name: 'Zoe', address: 'zoe@customer.example' },
      subject: 'You called us',
      text: 'As we said on the phone …',
    };
    const { ticket } = await gateway.desk.open(bob, { ...input, send: true });
    const [row] = await outgoing(ticket, 'reply');
    expect(row).to.include({ to: 'zoe@customer.example', state: 'queued' });
    const quiet = await gateway.desk.open(bob, { ...input, send: false });
    expect(await outgoing(quiet.ticket, 'reply')).to.have.length(0);
    const wrong = gateway.desk.open(bob, { ...input, department: 'billing', send: false });
    expect(await refusalOf(wrong)).to.equal('forbidden');
  });

  it('does a thing once for its cause, though it is told twice at once, and tells both what was done', async () => {
    const cause = gateway.store.newId();
    expect(await gateway.desk.done(cause)).to.equal(null);
    const input = {
      department: 'support',
      requester: { name: 'Yan', address: 'yan@customer.example' },
      subject: 'Once',
      text: 'As we said …',
      send: true,
    };
    const [one, two] = await Promise.all([1, 2].map(() => gateway.desk.open(bob, input, { cause })));
    expect(two).to.deep.equal(one);
    expect(await gateway.desk.done(cause)).to.deep.equal(one);
    const rows = await gateway.store.outbox.list({ kind: 'reply', limit: 1000 });
    expect(rows.filter(({ to }) => to === 'yan@customer.example')).to.have.length(1);
  });

  it('leaves every change in the audit trail, which holds together', async () => {
    const ticket = await open('Audited');
    await act(bob, ticket, { do: 'priority', priority: 'high' });
    const [entry] = await gateway.store.audit.list({ subject: ticket.ticketId });
    expect(entry).to.include({ actor: 'bob@desk.example', action: 'ticket.priority' });
    expect((await gateway.store.audit.verify()).faults).to.deep.equal([]);
  });
});
