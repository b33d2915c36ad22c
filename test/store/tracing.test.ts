import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Store } from '../../src/model/ports.ts';
import { type Refusal, type TraceWord, traceWord } from '../../src/model/trace.ts';
import { addressesAlike } from '../../src/store/indexes.ts';
import {
  accept,
  acceptHeld,
  type Nodes,
  newFiling,
  newMail,
  newOutgoing,
  openOne,
  queue,
} from './samples.ts';

describe('tracing', function () {
  this.timeout(60_000);
  let store: Store;
  let nodes: Nodes;
  before(async () => {
    ({ store, nodes } = await openOne());
  });
  after(() => nodes.close());

  const word = (text: string): TraceWord => traceWord(text) ?? expect.fail();
  const found = async (text: string, limit = 20, before: string | null = null) =>
    store.traces.find(word(text), { before, limit });
  const ids = async (text: string) => (await found(text)).items.map(({ kind, id }) => `${kind} ${id}`);

  it('finds a mail by its ID, its Message-ID and its author, however they are written', async () => {
    const { id } = await accept(store, 'alpha', false);
    const mail = `mail ${id}`;
    expect(await ids(id)).to.deep.equal([mail]);
    expect(await ids(id.toUpperCase())).to.deep.equal([mail]);
    expect(await ids('<alpha@example.org>')).to.deep.equal([mail]);
    expect(await ids('Ann@Example.ORG')).to.include(mail);
  });

  it('finds a mail by the sender of its envelope, where the author is another', async () => {
    const envelope = { sender: 'bounces@mailer.example', recipients: ['support@example.com'] };
    const mail = newMail(store, 'beta', { envelope, from: 'shop@example.net' });
    await store.mails.accept([mail], Buffer.from('beta'), false);
    expect(await ids('BOUNCES@mailer.example')).to.deep.equal([`mail ${mail.id}`]);
    expect(await ids('shop@example.net')).to.deep.equal([`mail ${mail.id}`]);
  });

  it('finds the mails of a ticket, and what was sent because of one', async () => {
    const claim = await acceptHeld(store, 'gamma');
    const filing = await newFiling(store, claim);
    await store.mails.file(filing);
    const number = filing.open?.number ?? 0;
    for (const typed of [String(number), `#${number}`, `[#${number}-K7QF]`, `${number}-k7qf`])
      expect(await ids(typed), typed).to.deep.equal([`mail ${claim.id}`]);
    const mail = (await store.mails.find(claim.id)) ?? expect.fail();
    const caused = await store.traces.causedBy(mail);
    expect(caused.map(({ kind }) => kind)).to.deep.equal(['notice', 'receipt']);
    const [notice] = filing.outgoing;
    expect(await ids(notice?.messageId.toUpperCase() ?? '')).to.deep.equal([`outgoing ${notice?.id}`]);
  });

  it('finds outgoing mail by its recipient and its ID', async () => {
    const row = newOutgoing(store, { to: 'carl@example.net' });
    await queue(store, [row]);
    expect(await ids('Carl@example.net')).to.deep.equal([`outgoing ${row.id}`]);
    expect(await ids(row.id)).to.deep.equal([`outgoing ${row.id}`]);
  });

  it('finds what was refused, by all that was told of it', async () => {
    const refusal = aRefusal(store, { messageId: 'Spam.1@bad.example' });
    await store.traces.refuse([refusal]);
    await store.traces.refuse([refusal]);
    const words = ['spam.1@bad.example', 'SPAM@bad.example', 'nobody@example.com', '192.0.2.66', refusal.id];
    for (const typed of words) expect(await ids(typed), typed).to.deep.equal([`refusal ${refusal.id}`]);
    const [hit] = (await found('192.0.2.66')).items;
    expect(hit).to.deep.equal({ kind: 'refusal', id: refusal.id, refusal });
  });

  it('gives them page by page, the newest first, each once', async () => {
    const from = 'many@example.net';
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) {
      const mail = newMail(store, `many-${n}`, { from, envelope: { sender: from, recipients: [] } });
      await store.mails.accept([mail], Buffer.from(`many-${n}`), false);
      made.unshift(mail.id);
    }
    const seen: string[] = [];
    let before: string | null = null;
    do {
      const page = await found(from, 2, before);
      seen.push(...page.items.map(({ id }) => id));
      before = page.next;
    } while (before !== null);
    expect(seen).to.deep.equal(made);
  });

  it('finds nothing by what names nothing, and does no harm by it', async () => {
    for (const typed of [
      'nobody@nowhere.example',
      '0',
      '9999999',
      '$where',
      '{"$gt": ""}',
      '(.*)+$',
      'ß\u0000',
    ])
      expect(await ids(typed), typed).to.deep.equal([]);
  });

  it('keeps the tries of a mail that is not taken at once', async () => {
    const row = newOutgoing(store, { to: 'dora@example.net' });
    await queue(store, [row]);
    for (let n = 1; n <= 22; n += 1) {
      const claimed =
        (await store.outbox.claim(50)).find(({ entry }) => entry.id === row.id) ?? expect.fail();
      await store.outbox.deferred(claimed, new Date(), `451 try ${n}`);
    }
    const last = (await store.outbox.claim(50)).find(({ entry }) => entry.id === row.id) ?? expect.fail();
    await store.outbox.sent(last, '250 fine');
    const { tries = [], state } = (await store.outbox.find(row.id)) ?? expect.fail();
    expect(state).to.equal('sent');
    expect(tries.map(({ answer }) => answer)).to.deep.equal(
      Array.from({ length: 20 }, (_, n) => `451 try ${n + 3}`),
    );
  });

  it('reads no collection from end to end', async () => {
    const client = await mongoose.mongo.MongoClient.connect(nodes.target.uri);
    const db = client.db(nodes.target.database);
    const plans = await Promise.all([
      db
        .collection('mails')
        .find({ messageId: { $in: ['a'] } })
        .sort({ _id: -1 })
        .explain('queryPlanner'),
      db
        .collection('mails')
        .find({ from: 'a' })
        .collation(addressesAlike)
        .sort({ _id: -1 })
        .explain('queryPlanner'),
      db
        .collection('mails')
        .find({ 'envelope.sender': 'a' })
        .collation(addressesAlike)
        .sort({ _id: -1 })
        .explain('queryPlanner'),
      db
        .collection('refusals')
        .find({ words: { $in: ['a'] } })
        .sort({ _id: -1 })
        .explain('queryPlanner'),
      db
        .collection('outbox')
        .find({ to: { $in: ['a', 'b'] } })
        .sort({ _id: -1 })
        .explain('queryPlanner'),
    ]);
    await client.close();
    for (const plan of plans)
      expect(JSON.stringify(plan['queryPlanner'].winningPlan)).not.to.include('COLLSCAN');
    // In the order of the index: however many mails somebody wrote, no more than a page of them is read.
    for (const plan of plans.slice(1, 3)) {
      const text = JSON.stringify(plan['queryPlanner'].winningPlan);
      expect(text).to.include('IXSCAN').and.not.to.include('"SORT"');
    }
  });
});

function aRefusal(store: Store, change: Partial<Refusal> = {}): Refusal {
  return {
    id: store.newId(),
    at: new Date(),
    source: { kind: 'smtp', address: '192.0.2.66', helo: 'bad', hostname: null, tls: false, user: null },
    envelope: { sender: 'spam@bad.example', recipients: ['nobody@example.com'] },
    messageId: null,
    from: null,
    size: null,
    reply: '550 5.1.1 No such address here',
    findings: [],
    score: null,
    ...change,
  };
}
