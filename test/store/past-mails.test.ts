import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { Store } from '../../src/model/ports.ts';
import type { PastMail } from '../../src/model/try-out.ts';
import { accept, acceptHeld, decision, type Nodes, newFiling, newMail, openOne } from './samples.ts';

const hourMs = 3_600_000;
const ever = { since: new Date(0), until: new Date(Date.now() + hourMs) };

describe('past mail', () => {
  let nodes: Nodes;
  let store: Store;
  beforeEach(async () => {
    ({ nodes, store } = await openOne());
  });
  afterEach(() => nodes.close());

  /** Accepts and settles one. */
  async function settle(key: string, state: 'filed' | 'quarantined' = 'filed'): Promise<string> {
    const filing = await newFiling(store, await acceptHeld(store, key));
    if (state === 'filed') await store.mails.file(filing);
    else {
      const held = { ...filing, open: null, ticket: null, messages: [], outgoing: [] };
      await store.mails.file({ ...held, state, decision: { ...decision, outcome: 'quarantine' } });
    }
    return filing.claim.id;
  }

  async function all(): Promise<PastMail[]> {
    return store.past.page(ever, null, 100);
  }

  it('is what was decided upon, the newest first', async () => {
    const first = await settle('one');
    await accept(store, 'unsettled', true);
    const second = await settle('other', 'quarantined');
    expect(await store.past.count(ever)).to.equal(2);
    const mails = await all();
    expect(mails.map(({ id }) => id)).to.deep.equal([second, first]);
    expect(mails[0]).to.deep.include({
      subject: 'About other',
      lane: 'support@example.com',
      released: false,
    });
    expect(mails[0]?.decision.outcome).to.equal('quarantine');
    expect(mails[1]?.decision).to.deep.equal(decision);
  });

  it('is given page by page', async () => {
    const ids = [];
    for (const key of ['a', 'b', 'c', 'd', 'e']) ids.push(await settle(key));
    const seen: string[] = [];
    for (let before: string | null = null; ; before = seen.at(-1) ?? null) {
      const page = await store.past.page(ever, before, 2);
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
    }
    expect(seen).to.deep.equal(ids.reverse());
  });

  it('is that of the span', async () => {
    await settle('one');
    const now = Date.now();
    const before = { since: new Date(0), until: new Date(now - hourMs) };
    const after = { since: new Date(now + hourMs), until: new Date(now + 2 * hourMs) };
    const around = { since: new Date(now - hourMs), until: new Date(now) };
    const counts = await Promise.all([before, after, around].map((span) => store.past.count(span)));
    expect(counts).to.deep.equal([0, 0, 1]);
    expect(await store.past.page(after, null, 10)).to.deep.equal([]);
    expect(await store.past.count({ ...around, limit: 1 })).to.equal(1);
  });

  it('tells what staff released, and what they deleted', async () => {
    const [kept, released, deleted] = [
      await settle('kept', 'quarantined'),
      await settle('released', 'quarantined'),
      await settle('deleted', 'quarantined'),
    ];
    await store.mails.discard(deleted, 'phishing');
    await store.mails.retry(released, true);
    const [claimed] = await store.mails.claim(1);
    if (claimed === undefined) throw new Error('nothing was claimed');
    await store.mails.file(await newFiling(store, claimed.claim));
    const told = new Map((await all()).map((mail) => [mail.id, [mail.released, mail.deleted]]));
    expect(told.get(kept)).to.deep.equal([false, false]);
    expect(told.get(released)).to.deep.equal([true, false]);
    expect(told.get(deleted)).to.deep.equal([false, true]);
  });

  it('does not take a mail that an edited copy stands for as deleted', async () => {
    const original = await settle('original', 'quarantined');
    await store.mails.replace(original, newMail(store, 'copy'), Buffer.from('copy'));
    expect((await all()).find(({ id }) => id === original)?.deleted).to.equal(false);
  });

  it('gives bytes, large ones too, and leaves out those that are gone', async () => {
    const large = randomBytes(15_000_000);
    const small = Buffer.from('small');
    await store.mails.accept([newMail(store, 'large')], large, false);
    await store.mails.accept([newMail(store, 'small')], small, false);
    const names = [large, small].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    const found = await store.past.bytes([...names, 'f'.repeat(64)]);
    expect([...found.keys()]).to.have.members(names);
    expect(Buffer.from(found.get(names[0] ?? '') ?? []).equals(large)).to.equal(true);
    expect(Buffer.from(found.get(names[1] ?? '') ?? []).toString()).to.equal('small');
  });
});
