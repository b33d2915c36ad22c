import { expect } from 'chai';
import type { Store } from '../../src/model/ports.ts';
import type { NewTicket, TicketChange } from '../../src/model/ticket-store.ts';
import {
  acceptHeld,
  type Nodes,
  newFiling,
  newMessage,
  newOutgoing,
  newTicket,
  openNodes,
} from './samples.ts';

describe('tickets', () => {
  let nodes: Nodes;
  let store: Store;
  let other: Store;
  beforeEach(async () => {
    nodes = await openNodes(['one', 'two']);
    const [one, two] = nodes.stores;
    if (one === undefined || two === undefined) throw new Error('two stores are needed');
    [store, other] = [one, two];
  });
  afterEach(() => nodes.close());

  async function open(over: Partial<NewTicket> = {}): Promise<NewTicket> {
    const ticket = await newTicket(store, over);
    await store.tickets.write({ open: ticket, changes: [], messages: [], outgoing: [] });
    return ticket;
  }

  function change(ticket: string, to: TicketChange): Promise<boolean> {
    return store.tickets.write({ open: null, changes: [{ ticket, change: to }], messages: [], outgoing: [] });
  }

  it('never gives a number twice, whichever node is asked', async () => {
    const numbers = await Promise.all(
      Array.from({ length: 450 }, (_, at) => (at % 2 === 0 ? store : other).tickets.nextNumber()),
    );
    expect(new Set(numbers).size).to.equal(450);
    expect(Math.min(...numbers)).to.equal(10_001);
  });

  it('refuses a second ticket with the same number', async () => {
    const ticket = await open();
    const error = await open({ number: ticket.number }).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(Error);
    expect(await store.tickets.count()).to.equal(1);
  });

  it('finds a ticket by id, by number and by no nonsense', async () => {
    const ticket = await open();
    expect((await other.tickets.byId(ticket.id))?.ticketId).to.equal(ticket.ticketId);
    expect((await other.tickets.byNumber(ticket.number))?.id).to.equal(ticket.id);
    expect(await other.tickets.byId('not an id')).to.equal(null);
    expect(await other.tickets.byNumber(1)).to.equal(null);
  });

  it('follows merges, and does not follow a ring for ever', async () => {
    const [a, b, c] = [await open(), await open(), await open()];
    await change(a.id, { mergedInto: b.id, state: 'closed', closedAt: new Date(0) });
    await change(b.id, { mergedInto: c.id });
    expect((await store.tickets.byNumber(a.number))?.id).to.equal(c.id);
    await change(c.id, { mergedInto: a.id });
    expect(await store.tickets.byNumber(a.number)).to.have.property('number');
  });

  it('finds tickets by the Message-IDs of what came in and of what went out, the newest first', async () => {
    const [first, second] = [
      await open({ createdAt: new Date(1000) }),
      await open({ createdAt: new Date(2000) }),
    ];
    const inbound = newMessage(store, first.id, { messageId: 'in@example.org' });
    const outgoing = newOutgoing(store, { ticket: second.id, messageId: 'out@example.com' });
    const without = newMessage(store, first.id, { messageId: null });
    await store.tickets.write({
      open: null,
      changes: [],
      messages: [inbound, without],
      outgoing: [outgoing],
    });
    const found = await store.tickets.byMessageIds([
      'in@example.org',
      'nobody@example.net',
      'out@example.com',
    ]);
    expect(found.map(({ id }) => id)).to.deep.equal([second.id, first.id]);
    expect(await store.tickets.byMessageIds(['nobody@example.net'])).to.deep.equal([]);
    await change(first.id, { mergedInto: second.id });
    expect(await store.tickets.byMessageIds(['in@example.org', 'out@example.com'])).to.have.length(1);
  });

  it('finds tickets by the Message-IDs that their mails answer', async () => {
    const [first, second] = [await open(), await open()];
    const messages = [
      newMessage(store, first.id, { references: ['near@x.org', 'far@x.org'], createdAt: new Date(10) }),
      newMessage(store, second.id, { references: ['other@x.org'], createdAt: new Date(20) }),
      newMessage(store, second.id, { messageId: 'own@x.org' }),
    ];
    await store.tickets.write({ open: null, changes: [], messages, outgoing: [] });
    const found = async (...ids: string[]) => (await store.tickets.byReferences(ids)).map(({ id }) => id);
    expect(await found('far@x.org')).to.deep.equal([first.id]);
    expect(await found('far@x.org', 'other@x.org')).to.have.members([first.id, second.id]);
    expect(await found('own@x.org', 'nobody@x.org')).to.deep.equal([]);
  });

  it('gives the beginnings of what both sides said on a ticket, and the tickets of a requester', async () => {
    const ticket = await open();
    const said = (kind: 'inbound' | 'reply' | 'note', text: string, at: number) =>
      newMessage(store, ticket.id, { kind, text, replyText: text, createdAt: new Date(at) });
    const messages = [
      said('inbound', 'long ago', 1),
      said('inbound', `${'ü'.repeat(600)}`, 10),
      said('reply', 'Ours.', 20),
      said('note', 'Between us.', 30),
    ];
    await store.tickets.write({ open: null, changes: [], messages, outgoing: [] });
    const found = await store.tickets.saidSince(ticket.id, new Date(5));
    expect(found).to.deep.equal([
      { ours: true, text: 'Ours.' },
      { ours: false, text: 'ü'.repeat(500) },
    ]);
    const theirs = async (address: string, since: Date) =>
      (await store.tickets.ofRequester(address, since)).map(({ id }) => id);
    const { address } = ticket.requester;
    expect(await theirs(address, new Date(0))).to.include(ticket.id);
    expect(await theirs(address, new Date(Date.now() + 60_000))).to.deep.equal([]);
    expect(await theirs('nobody@x.org', new Date(0))).to.deep.equal([]);
  });

  it('counts strangers by address and since when', async () => {
    const ticket = await open();
    const by = (address: string, at: number, mark = 'new-correspondent') =>
      newMessage(store, ticket.id, { from: { name: '', address }, createdAt: new Date(at), mark });
    const messages = [
      by('a@x.org', 10),
      by('a@x.org', 20),
      by('b@x.org', 20),
      by('c@x.org', 20, 'requester'),
      by('d@x.org', 1),
    ];
    await store.tickets.write({ open: null, changes: [], messages, outgoing: [] });
    expect(await store.tickets.strangersSince(ticket.id, new Date(5))).to.equal(2);
  });

  it('writes all or nothing', async () => {
    const ticket = await newTicket(store);
    const message = newMessage(store, ticket.id);
    const work = { open: ticket, changes: [], messages: [message, message], outgoing: [] };
    const error = await store.tickets.write(work).catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(Error);
    expect(await store.tickets.byId(ticket.id)).to.equal(null);
  });

  it('writes once under a cause, however many nodes try at once', async () => {
    const cause = store.newId();
    const tried = await Promise.all(
      [store, other, store, other].map(async (by) => {
        const ticket = await newTicket(by);
        const deed = { cause, ticket: ticket.id, words: 'is opened', message: null, other: null };
        const isFirst = await by.tickets.write({
          open: ticket,
          changes: [],
          messages: [],
          outgoing: [],
          deed,
        });
        return { isFirst, deed };
      }),
    );
    const [first, ...others] = tried.filter(({ isFirst }) => isFirst);
    expect(others).to.deep.equal([]);
    expect(await other.tickets.deed(cause)).to.deep.equal(first?.deed);
    expect(await store.tickets.list({})).to.have.length(1);
    expect(await store.tickets.deed(store.newId())).to.equal(null);
  });

  it('gives a closed ticket its date and a reopened one none', async () => {
    const ticket = await open();
    await change(ticket.id, { state: 'closed', closedAt: new Date(5), owner: 'ben@example.com' });
    expect(await store.tickets.byId(ticket.id)).to.deep.include({
      state: 'closed',
      closedAt: new Date(5),
      owner: 'ben@example.com',
    });
    await change(ticket.id, { state: 'open', closedAt: null, owner: null });
    expect(await store.tickets.byId(ticket.id)).to.deep.include({
      state: 'open',
      closedAt: null,
      owner: null,
    });
  });

  describe('in a list', () => {
    async function found(search: string): Promise<string[]> {
      return (await other.tickets.list({ search })).map(({ ticketId }) => ticketId);
    }

    it('are found by words of their mails at once, by subject, by requester, by ID and by number', async () => {
      const filing = await newFiling(store, await acceptHeld(store, 'k'));
      await store.mails.file(filing);
      const decoy = await open();
      const about = {
        subject: 'Zirconium rods',
        from: { name: 'Bob', address: 'bob@x.org' },
        text: '',
        replyText: '',
      };
      const messages = [newMessage(store, decoy.id, about)];
      await store.tickets.write({ open: null, changes: [], messages, outgoing: [] });
      const id = filing.ticket?.ticketId ?? '';
      const number = String(filing.open?.number);
      expect(await found('BURNT zirconium')).to.deep.equal([id]);
      expect(await found('zirconium')).to.have.members([id, decoy.ticketId]);
      expect(await found('rods')).to.deep.equal([decoy.ticketId]);
      expect(await found('bob@x.org')).to.deep.equal([decoy.ticketId]);
      expect(await found(number)).to.deep.equal([id]);
      expect(await found(`[#${id.toLowerCase()}]`)).to.deep.equal([id]);
      expect(await found('burnt rods')).to.deep.equal([]);
    });

    it('are told by state, department and owner', async () => {
      const mine = await open({ owner: 'ben@example.com', department: 'sales' });
      const closed = await open();
      await change(closed.id, { state: 'closed' });
      const ids = async (query: Parameters<Store['tickets']['list']>[0]) =>
        (await store.tickets.list(query)).map(({ id }) => id);
      expect(await ids({ state: 'closed' })).to.deep.equal([closed.id]);
      expect(await ids({ owner: 'ben@example.com' })).to.deep.equal([mine.id]);
      expect(await ids({ department: 'sales' })).to.deep.equal([mine.id]);
      expect(await ids({ limit: 1 })).to.have.length(1);
    });
  });
});
