/** Searching the inbox, on a real database. */
import { expect } from 'chai';
import { parseQuery } from '../../src/desk/search.ts';
import type { Listing, Viewer } from '../../src/model/inbox.ts';
import type { Store } from '../../src/model/ports.ts';
import type { NewMessage, NewTicket, TicketChange } from '../../src/model/ticket-store.ts';
import { type Nodes, newMessage, newTicket, openOne } from './samples.ts';

const kim: Viewer = { address: 'kim@desk.example', departments: 'all' };

describe('a search in the inbox', function () {
  this.timeout(30_000);
  let store: Store;
  let nodes: Nodes;

  before(async () => {
    ({ store, nodes } = await openOne());
  });

  after(() => nodes.close());

  /** A ticket with these messages; its ID. */
  async function ticket(
    subject: string,
    messages: readonly (string | Partial<NewMessage>)[],
    over: Partial<NewTicket> = {},
  ): Promise<string> {
    const open = await newTicket(store, { subject, ...over });
    const said = messages.map((each) => {
      const parts = typeof each === 'string' ? { text: each } : each;
      const { text = '' } = parts;
      return newMessage(store, open.id, { subject, replyText: text, ...parts, text });
    });
    await store.tickets.write({ open, changes: [], messages: said, outgoing: [] });
    return open.ticketId;
  }

  async function found(q: string, over: Partial<Listing> = {}, viewer = kim): Promise<string[]> {
    const query = parseQuery(q, new Date());
    const listing = { list: 'all', department: null, order: 'date', after: null, limit: 50 } as const;
    const { items } = await store.inbox.tickets(viewer, { ...listing, query, ...over });
    return items.map(({ ticketId }) => ticketId);
  }

  async function change(ticketId: string, what: TicketChange): Promise<void> {
    const row = await store.inbox.ticket(kim, ticketId);
    const changes = [{ ticket: row?.id ?? '', change: what }];
    await store.tickets.write({ open: null, changes, messages: [], outgoing: [] });
  }

  it('finds words of several messages of one ticket, in any case, with or without accents', async () => {
    const id = await ticket('Der Drucker raucht', ['Grüße aus Köln', { text: 'Bitte Toner schicken' }]);
    for (const q of ['toner KÖLN', 'koln toner', 'koeln drucker', 'GRUSSE', 'grüsse']) {
      expect(await found(q), q).to.deep.equal([id]);
    }
    expect(await found('toner berlin')).to.deep.equal([]);
  });

  it('finds words by their beginning, and whole words where they are quoted', async () => {
    const id = await ticket('Rechnungen fehlen', ['Wo sind die Belege?']);
    expect(await found('rechnung')).to.deep.equal([id]);
    expect(await found('"rechnung"')).to.deep.equal([]);
    expect(await found('"rechnungen"')).to.deep.equal([id]);
  });

  it('finds phrases only where the words follow one another', async () => {
    const there = await ticket('Tray', ['It is out of paper, again.']);
    await ticket('Tray two', ['Paper came out of it.']);
    expect(await found('"out of paper"')).to.deep.equal([there]);
    expect(await found('tray -"out of paper"')).not.to.include(there);
  });

  it('leaves out what holds an unwanted word', async () => {
    const plain = await ticket('Zeppelin landing', ['Where?']);
    await ticket('Zeppelin landing', ['Without helium?']);
    expect(await found('zeppelin -helium')).to.deep.equal([plain]);
  });

  it('finds by who wrote, whom it was for, subject and text', async () => {
    const from = { name: 'Ósk Jónsdóttir', address: 'osk@nord.example' };
    const id = await ticket('Quarterly numbers', [
      { from, to: ['sales@desk.example'], text: 'See kelp farm' },
    ]);
    const other = await ticket('Kelp farm', ['Quarterly']);
    for (const q of [
      'from:osk',
      'from:Jonsdottir',
      'from:osk@nord.example',
      'from:@nord.example',
      'from:osk@n',
    ])
      expect(await found(q), q).to.deep.equal([id]);
    expect(await found('to:sales@desk.example')).to.deep.equal([id]);
    expect(await found('subject:kelp')).to.deep.equal([other]);
    expect(await found('body:kelp')).to.deep.equal([id]);
  });

  it('finds by state, owner, tag, priority, department, attachment, note and bounce', async () => {
    const inline = false;
    const attachments = [
      {
        filename: 'x-ray.pdf',
        contentType: 'application/pdf',
        size: 1,
        sha256: 'a',
        inline,
        contentId: null,
      },
    ];
    const id = await ticket('Sorted', [
      { text: 'one', attachments },
      { kind: 'note', text: 'two' },
      { kind: 'event', mark: 'delivery-failed', text: 'three' },
    ]);
    await change(id, { owner: 'kim@desk.example', priority: 'urgent', addTags: ['vip'], state: 'solved' });
    const all = [
      'is:mine assigned:kim assigned:me tag:VIP priority:urgent is:solved department:support',
      'has:attachment has:note has:bounce x-ray after:today before:2100-01-01',
    ];
    for (const q of all.join(' ').split(' ')) expect(await found(`sorted ${q}`), q).to.deep.equal([id]);
    for (const q of ['is:open', 'assigned:nobody', 'tag:v', 'is:solution', 'before:today', 'is:snoozed'])
      expect(await found(`sorted ${q}`), q).to.deep.equal([]);
    expect(await found('tag:vip')).to.deep.equal([id]);
    expect(await found('sorted -tag:vip')).to.deep.equal([]);
  });

  it('shows nobody what is not of his departments', async () => {
    const id = await ticket('Secret marmalade', ['Recipe'], { department: 'billing' });
    expect(await found('marmalade')).to.deep.equal([id]);
    expect(await found('marmalade', {}, { ...kim, departments: ['support'] })).to.deep.equal([]);
    expect(await found('id:1', {}, { ...kim, departments: [] })).to.deep.equal([]);
  });

  it('takes a number that is no ticket’s for a word', async () => {
    const id = await ticket('Order', ['My order is 998877665']);
    expect(await found('998877665')).to.deep.equal([id]);
  });

  it('finds a changed subject, and what a solution says', async () => {
    const id = await ticket('Question', ['It blinks']);
    const { id: row = '' } = (await store.inbox.ticket(kim, id)) ?? {};
    const entry = (mark: string) => newMessage(store, row, { kind: 'event', mark, text: '', subject: '' });
    const solution = { problem: 'Blinking router', note: 'Pull the plug', by: 'kim', at: new Date() };
    await store.tickets.write({
      open: null,
      changes: [{ ticket: row, change: { subject: 'Router of attic', solution } }],
      messages: [entry('subject'), entry('solution')],
      outgoing: [],
    });
    expect(await found('attic plug is:solution')).to.deep.equal([id]);
  });

  it('follows messages that move to another ticket', async () => {
    const from = await ticket('Two things', ['About pears', 'About plums']);
    const to = await ticket('Fresh', []);
    const [old, fresh] = await Promise.all([store.inbox.ticket(kim, from), store.inbox.ticket(kim, to)]);
    expect(await found('plums')).to.deep.equal([from]);
    const plums = (await store.tickets.messages(old?.id ?? '')).filter(({ text }) => text.includes('plums'));
    const moves = [{ messages: plums.map(({ id }) => id), from: old?.id ?? '', to: fresh?.id ?? '' }];
    await store.tickets.write({ open: null, changes: [], messages: [], outgoing: [], moves });
    expect(await found('plums')).to.deep.equal([to]);
    expect(await found('pears')).to.deep.equal([from]);
  });

  it('gives pages that together are all of it, once, in both orders', async () => {
    const ids: string[] = [];
    for (let at = 0; at < 7; at += 1) ids.push(await ticket(`Walnut ${at}`, ['crack']));
    for (const order of ['date', 'relevance'] as const) {
      const all: string[] = [];
      let after: string | null = null;
      do {
        const query = parseQuery('walnut', new Date());
        const page = { list: 'all', department: null, query, order, after, limit: 3 } as const;
        const { items, next }: Awaited<ReturnType<Store['inbox']['tickets']>> = await store.inbox.tickets(
          kim,
          page,
        );
        all.push(...items.map(({ ticketId }) => ticketId));
        after = next;
      } while (after !== null);
      expect(all, order).to.deep.equal([...ids].reverse());
    }
  });

  it('shows first what has the words in its subject, where the best come first', async () => {
    const titled = await ticket('Ocarina broken', ['Please help']);
    await ticket('Something else', ['My ocarina is here']);
    const [first] = await found('ocarina', { order: 'relevance' });
    expect(first).to.equal(titled);
    expect((await found('ocarina'))[0]).not.to.equal(titled);
  });

  it('fails on nothing that can be typed', async () => {
    for (const q of [
      '*',
      '.*',
      '$where',
      '(',
      '[',
      '\\',
      '"',
      '-',
      '{"$gt":""}',
      'from:(',
      'tag:$x',
      '\u0000a',
      '^a',
    ])
      await found(q);
  });
});
