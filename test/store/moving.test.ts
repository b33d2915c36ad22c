/** What goes along when a ticket is merged. */
import { expect } from 'chai';
import type { Draft } from '../../src/model/draft.ts';
import type { Store } from '../../src/model/ports.ts';
import type { NewTicket } from '../../src/model/ticket-store.ts';
import { type Nodes, newTicket, openOne } from './samples.ts';

const kim = '65a1b2c3d4e5f60718290c01';
const bob = '65a1b2c3d4e5f60718290c02';

describe('drafts on a ticket that is merged', () => {
  let nodes: Nodes;
  let store: Store;
  let from: NewTicket;
  let into: NewTicket;

  const open = async () => {
    const ticket = await newTicket(store);
    await store.tickets.write({ open: ticket, changes: [], messages: [], outgoing: [] });
    return ticket;
  };
  beforeEach(async () => {
    ({ store, nodes } = await openOne());
    [from, into] = [await open(), await open()];
  });
  afterEach(() => nodes.close());

  const write = (over: Partial<Draft> & Pick<Draft, 'agent' | 'ticket' | 'text'>) =>
    store.inbox.saveDraft({
      kind: 'reply',
      to: ['ana@customer.example'],
      cc: [],
      subject: '',
      attachments: [],
      seen: null,
      updatedAt: new Date(),
      ...over,
    });
  const file = (name: string) => ({
    filename: `${name}.txt`,
    contentType: 'text/plain',
    size: 1,
    sha256: name.repeat(64),
    contentId: null,
  });
  const merge = () =>
    store.tickets.write({
      open: null,
      changes: [{ ticket: from.id, change: { mergedInto: into.id } }],
      messages: [],
      outgoing: [],
    });

  it('go on in the other one, each by its writer and kind', async () => {
    await write({ agent: kim, ticket: from.id, text: 'By Kim' });
    await write({ agent: bob, ticket: from.id, text: 'A note by Bob', kind: 'note' });
    await merge();
    expect(await store.inbox.draftsOn(from.id)).to.deep.equal([]);
    expect((await store.inbox.draftsOn(into.id)).map(({ text }) => text)).to.have.members([
      'By Kim',
      'A note by Bob',
    ]);
  });

  it('stand below what the same person was writing there, with the files of both', async () => {
    await write({ agent: kim, ticket: into.id, text: 'Here.', attachments: [file('a'), file('b')] });
    await write({ agent: kim, ticket: from.id, text: 'There.', attachments: [file('b'), file('c')] });
    await merge();
    const drafts = await store.inbox.drafts(kim);
    expect(drafts.map(({ ticket, text }) => ({ ticket, text }))).to.deep.equal([
      { ticket: into.id, text: 'Here.\n\nThere.' },
    ]);
    expect(drafts[0]?.attachments.map(({ filename }) => filename)).to.deep.equal(['a.txt', 'b.txt', 'c.txt']);
  });
});
