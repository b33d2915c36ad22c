import { expect } from 'chai';
import type { OutgoingKind } from '../../src/model/outbox-store.ts';
import type { Store } from '../../src/model/ports.ts';
import type { NewListEntry } from '../../src/model/sender-lists.ts';
import { openStore } from '../../src/store/store.ts';
import { eventually } from '../support/gateway.ts';
import { silentLog } from '../support/log.ts';
import { testDatabase } from '../support/mongod.ts';
import { newOutgoing, openOne, queue } from './samples.ts';

const day = 86_400_000;
const entry = (pattern: string, change: Partial<NewListEntry> = {}): NewListEntry => ({
  list: 'deny',
  pattern,
  reason: 'spam',
  author: 'kim@desk.example',
  expiresAt: null,
  ...change,
});

describe('the lists in the store', () => {
  let target: Awaited<ReturnType<typeof testDatabase>>;
  let store: Store;

  beforeEach(async () => {
    target = await testDatabase();
    const { uri, database } = target;
    store = await openStore({ uri, database, owner: 'test', leaseSeconds: 30, log: silentLog });
  });
  afterEach(async () => {
    await store.close();
    await target.drop();
  });

  it('hold a pattern once, with the newest reason and end', async () => {
    expect(await store.lists.add([entry('@bad.example'), entry('@worse.example')])).to.equal(2);
    const expiresAt = new Date(Date.now() + day);
    expect(await store.lists.add([entry('@bad.example', { reason: 'phishing', expiresAt })])).to.equal(0);
    const { items, total } = await store.lists.find({ list: 'deny', search: 'PHISH' });
    expect(total).to.equal(1);
    expect(items[0]).to.deep.include({ pattern: '@bad.example', reason: 'phishing', expiresAt });
    expect(await store.lists.add([entry('@bad.example', { list: 'allow' })]), 'another list').to.equal(1);
  });

  it('show nothing that has expired', async () => {
    await store.lists.add([
      entry('@gone.example', { expiresAt: new Date(Date.now() - 1000) }),
      entry('@there.example', { expiresAt: new Date(Date.now() + day) }),
    ]);
    expect((await store.lists.all()).map(({ pattern }) => pattern)).to.deep.equal(['@there.example']);
    expect((await store.lists.lines()).map(({ pattern }) => pattern)).to.deep.equal(['@there.example']);
    expect((await store.lists.find({})).total).to.equal(1);
  });

  it('are ordered, searched and paged', async () => {
    const end = (days: number) => new Date(Date.now() + days * day);
    await store.lists.add([
      entry('@c.example'),
      entry('@a.example', { expiresAt: end(3) }),
      entry('@b.example', { expiresAt: end(1) }),
    ]);
    const patterns = async (query: Parameters<typeof store.lists.find>[0]) =>
      (await store.lists.find(query)).items.map(({ pattern }) => pattern[1]).join('');
    expect(await patterns({ order: 'ends' })).to.equal('bac');
    expect(await patterns({ order: 'pattern' })).to.equal('abc');
    expect(await patterns({ order: 'pattern', skip: 1, limit: 1 })).to.equal('b');
    expect(await patterns({ search: 'a.example' })).to.equal('a');
    expect(await patterns({ search: '.*' }), 'no expression').to.equal('');
    expect(await patterns({ list: 'allow' })).to.equal('');
  });

  it('lose many at once', async () => {
    await store.lists.add([entry('@a.example'), entry('@b.example'), entry('@c.example')]);
    const ids = (await store.lists.all()).slice(0, 2).map(({ id }) => id);
    expect((await store.lists.byIds([...ids, 'none'])).length).to.equal(2);
    expect(await store.lists.remove([...ids, 'none'])).to.equal(2);
    expect((await store.lists.all()).length).to.equal(1);
  });

  it('count hits, also of what only the settings have', async () => {
    const [early, late] = [new Date(2026, 1, 1), new Date(2026, 1, 2)];
    await store.lists.note([{ list: 'deny', pattern: '@bad.example', count: 2, lastAt: late }]);
    await store.lists.note([{ list: 'deny', pattern: '@bad.example', count: 1, lastAt: early }]);
    const hits = await store.lists.hits('deny', ['@bad.example', '@other.example']);
    expect([...hits]).to.deep.equal([['@bad.example', { count: 3, lastAt: late }]]);
  });

  it('wake nodes at each change, and at no hit', async () => {
    let woken = 0;
    const stop = store.onWork((what) => {
      if (what === 'lists') woken += 1;
    });
    await eventually('the change stream', async () => {
      await store.lists.add([entry('@bad.example', { reason: `${Math.random()}` })]);
      return woken > 0;
    });
    await eventually('quiet', async () => {
      const before = woken;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return before === woken;
    });
    const before = woken;
    await store.lists.note([{ list: 'deny', pattern: '@bad.example', count: 1, lastAt: new Date() }]);
    await store.lists.remove((await store.lists.all()).map(({ id }) => id));
    await eventually('the removal', async () => woken > before);
    expect(woken).to.equal(before + 1);
    stop();
  });
});

describe('whom staff wrote to', () => {
  const sent = async (store: Store, kind: OutgoingKind, to: string) => {
    await queue(store, [newOutgoing(store, { kind, to })]);
    const [row] = await store.outbox.claim(1);
    if (row === undefined) throw new Error('nothing is due');
    await store.outbox.sent(row, '250 OK');
  };

  it('is told by answers that went out, whatever the case', async () => {
    const { store, nodes } = await openOne();
    const hour = 3_600_000;
    const since = new Date(Date.now() - hour);
    await sent(store, 'reply', 'Ana@customer.example');
    await sent(store, 'receipt', 'bo@customer.example');
    await queue(store, [newOutgoing(store, { kind: 'reply', to: 'cy@customer.example' })]);
    expect(await store.outbox.writtenTo('Ana@customer.example', since)).to.be.an.instanceOf(Date);
    for (const address of ['bo@customer.example', 'cy@customer.example', 'nobody@customer.example'])
      expect(await store.outbox.writtenTo(address, since), address).to.equal(null);
    const later = new Date(Date.now() + hour);
    expect(await store.outbox.writtenTo('Ana@customer.example', later), 'too long ago').to.equal(null);
    await nodes.close();
  });
});
