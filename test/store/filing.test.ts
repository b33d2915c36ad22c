import { expect } from 'chai';
import type { Filing } from '../../src/model/mail-store.ts';
import type { Store } from '../../src/model/ports.ts';
import {
  acceptHeld,
  type Nodes,
  newFiling,
  newMessage,
  newOutgoing,
  openNodes,
  openOne,
  queue,
} from './samples.ts';

describe('filing', () => {
  let nodes: Nodes;
  let store: Store;
  beforeEach(async () => {
    ({ nodes, store } = await openOne());
  });
  afterEach(() => nodes.close());

  async function shape(): Promise<object> {
    const [ticket] = await store.tickets.list({});
    return {
      tickets: await store.tickets.list({}),
      messages: ticket === undefined ? [] : await store.tickets.messages(ticket.id),
      outgoing: await store.outbox.list({}),
      mails: await store.mails.list({}),
    };
  }

  it('writes the ticket, its message, the outgoing mail and the decision', async () => {
    const filing = await newFiling(store, await acceptHeld(store, 'k'));
    expect(await store.mails.file(filing)).to.equal(true);
    const entry = await store.mails.find(filing.claim.id);
    expect(entry?.state).to.equal('filed');
    expect(entry?.ticketId).to.equal(filing.ticket?.ticketId);
    expect(entry?.decision).to.deep.equal(filing.decision);
    expect(entry?.settledAt).to.be.instanceOf(Date);
    const ticket = await store.tickets.byNumber(filing.open?.number ?? 0);
    expect(ticket).to.deep.include({ id: filing.ticket?.id, state: 'new', tags: [], mergedInto: null });
    expect(await store.tickets.messages(ticket?.id ?? '')).to.deep.equal(filing.messages);
    for (const outgoing of filing.outgoing) {
      expect(await store.outbox.find(outgoing.id)).to.deep.include({
        ...outgoing,
        state: 'queued',
        attempts: 0,
      });
    }
  });

  it('keeps what was learned of the mail since it was accepted', async () => {
    const filing = await newFiling(store, await acceptHeld(store, 'k'));
    const known = { evidence: null, scoring: { kind: 'unavailable', why: 'away' } } as const;
    await store.mails.file({ ...filing, known });
    expect((await store.mails.find(filing.claim.id))?.known).to.deep.equal(known);
  });

  it('changes nothing when it is repeated', async () => {
    const filing = await newFiling(store, await acceptHeld(store, 'k'));
    await store.mails.file(filing);
    const before = await shape();
    expect(await store.mails.file(filing)).to.equal(true);
    expect(await shape()).to.deep.equal(before);
  });

  it('files once when one filing is given twice at the same time', async () => {
    const filing = await newFiling(store, await acceptHeld(store, 'k'));
    expect(await Promise.all([store.mails.file(filing), store.mails.file(filing)])).to.deep.equal([
      true,
      true,
    ]);
    expect(await store.tickets.count()).to.equal(1);
  });

  it('files the others of a batch when one cannot be filed or has lost its claim', async () => {
    const filings: Filing[] = [];
    for (const key of ['a', 'b', 'c', 'd'])
      filings.push(await newFiling(store, await acceptHeld(store, key)));
    const [a, b, c, d] = filings;
    if (!a || !b || !c || !d) throw new Error('four filings are needed');
    const clash = { ...b, open: b.open && { ...b.open, number: a.open?.number ?? 0 } };
    const stale = { ...c, claim: { ...c.claim, epoch: 7 } };
    const results = await Promise.allSettled([a, clash, stale, d].map((filing) => store.mails.file(filing)));
    expect(
      results.map((result) => (result.status === 'fulfilled' ? result.value : 'rejected')),
    ).to.deep.equal([true, 'rejected', false, true]);
    expect(await store.tickets.count()).to.equal(2);
    expect(await store.mails.countByState()).to.include({ filed: 2, processing: 2 });
    expect(await store.outbox.list({})).to.have.length(4);
  });

  it('tells nobody again when a mail is filed anew', async () => {
    const claim = await acceptHeld(store, 'k');
    const earlier = newOutgoing(store, { cause: claim.id });
    await queue(store, [earlier]);
    const filing = await newFiling(store, claim);
    expect(await store.mails.file(filing)).to.equal(true);
    const receipts = await store.outbox.list({ kind: 'receipt' });
    expect(receipts.map(({ id }) => id)).to.deep.equal([earlier.id]);
    expect(await store.outbox.list({ kind: 'notice' })).to.have.length(1);
  });

  it('changes an earlier ticket, by many mails at once', async () => {
    const first = await newFiling(store, await acceptHeld(store, 'first'));
    await store.mails.file(first);
    const ticket = first.ticket;
    if (ticket === null) throw new Error('no ticket');
    const claims = await Promise.all(['a', 'b', 'c'].map((key) => acceptHeld(store, key)));
    await Promise.all(
      claims.map((claim, at) =>
        store.mails.file({
          ...first,
          claim,
          open: null,
          outgoing: [],
          messages: [newMessage(store, ticket.id)],
          change: {
            ticket: ticket.id,
            change: {
              state: 'open',
              addTags: [`t${at}`],
              addParticipants: ['ann@example.org', 'bob@example.org'],
            },
          },
        }),
      ),
    );
    const changed = await store.tickets.byId(ticket.id);
    expect(changed?.state).to.equal('open');
    expect([...(changed?.tags ?? [])].sort()).to.deep.equal(['t0', 't1', 't2']);
    expect(changed?.participants).to.deep.equal(['ann@example.org', 'bob@example.org']);
    expect(await store.tickets.messages(ticket.id)).to.have.length(4);
  });

  it('bears two nodes that change one ticket at the same time', async () => {
    const pair = await openNodes(['one', 'two']);
    try {
      const [one, two] = pair.stores;
      if (!one || !two) throw new Error('two stores are needed');
      const first = await newFiling(one, await acceptHeld(one, 'first'));
      await one.mails.file(first);
      const id = first.ticket?.id ?? '';
      const done = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const node = at % 2 === 0 ? one : two;
          const claim = await acceptHeld(node, `k${at}`);
          const change = { ticket: id, change: { addTags: [`t${at}`] } };
          const messages = [newMessage(node, id)];
          return node.mails.file({ ...first, claim, open: null, outgoing: [], messages, change });
        }),
      );
      expect(done.every(Boolean)).to.equal(true);
      expect((await one.tickets.byId(id))?.tags).to.have.length(20);
      expect(await two.tickets.messages(id)).to.have.length(21);
    } finally {
      await pair.close();
    }
  });

  it('stores a message that is larger than a document can be', async () => {
    const filing = await newFiling(store, await acceptHeld(store, 'k'));
    const text = '€'.repeat(8_000_000);
    const messages = filing.messages.map((message) => ({ ...message, text, replyText: text, html: text }));
    expect(await store.mails.file({ ...filing, messages })).to.equal(true);
  });

  it('records a hard bounce as the end of a mail and a soft one as a note', async () => {
    const bounce = {
      recipient: 'ann@example.org',
      action: 'failed',
      status: '5.1.1',
      replyCode: '550',
      hard: true,
      reason: 'userunknown',
      diagnostic: '550 no such user',
      originalMessageId: null,
    } as const;
    const [hard, soft] = [newOutgoing(store), newOutgoing(store, { to: 'bob@example.org' })];
    await queue(store, [hard, soft]);
    const delayed = { ...bounce, hard: false, action: 'delayed', reason: 'mailboxfull' } as const;
    const filing = await newFiling(store, await acceptHeld(store, 'k'));
    await store.mails.file({
      ...filing,
      reports: [
        { outgoing: hard.id, bounce },
        { outgoing: hard.id, bounce: delayed },
        { outgoing: soft.id, bounce: delayed },
      ],
    });
    expect(await store.outbox.find(hard.id)).to.deep.include({
      state: 'bounced',
      bounce,
      lastAnswer: '550 no such user',
    });
    expect(await store.outbox.find(soft.id)).to.deep.include({ state: 'queued', bounce: delayed });
    const now = new Date();
    expect((await store.outbox.recentAutomatic('ann@example.org', now)).dead).to.equal(true);
    expect((await store.outbox.recentAutomatic('bob@example.org', now)).dead).to.equal(false);
    const later = new Date(now.getTime() + 61 * 86_400_000);
    expect((await store.outbox.recentAutomatic('ann@example.org', later)).dead).to.equal(false);
  });
});
