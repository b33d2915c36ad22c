import { expect } from 'chai';
import fc from 'fast-check';
import type { Store } from '../../src/ports.ts';
import { openStore } from '../../src/store/store.ts';
import { now } from '../support/facts.ts';
import { silentLog } from '../support/log.ts';
import { type TestDatabase, testDatabase } from '../support/mongod.ts';
import { hostile, hostileValue } from './hostile.ts';

/** A question as a page or an API could pass it on if it forgot to look at it: the types are lost on the way. */
type Question = (store: Store, value: never) => Promise<unknown>;

const questions: Record<string, Question> = {
  'mails.find': (store, value) => store.mails.find(value),
  'mails.raw': (store, value) => store.mails.raw(value),
  'mails.list by state': (store, state) => store.mails.list({ state }),
  'mails.list by words': (store, search) => store.mails.list({ search }),
  'mails.retry': (store, value) => store.mails.retry(value, false),
  'mails.discard': (store, value) => store.mails.discard(value, 'x'),
  'tickets.byNumber': (store, value) => store.tickets.byNumber(value),
  'tickets.byId': (store, value) => store.tickets.byId(value),
  'tickets.byMessageIds': (store, value) => store.tickets.byMessageIds([value]),
  'tickets.byReferences': (store, value) => store.tickets.byReferences([value]),
  'tickets.saidSince': (store, value) => store.tickets.saidSince(value, now),
  'mails.knownKeys': async (store, value) => [...(await store.mails.knownKeys([value]))],
  'tickets.strangersSince': (store, value) => store.tickets.strangersSince(value, now),
  'tickets.list by state': (store, state) => store.tickets.list({ state }),
  'tickets.list by department': (store, department) => store.tickets.list({ department }),
  'tickets.list by owner': (store, owner) => store.tickets.list({ owner }),
  'tickets.list by words': (store, search) => store.tickets.list({ search }),
  'tickets.messages': (store, value) => store.tickets.messages(value),
  'outbox.find': (store, value) => store.outbox.find(value),
  'outbox.list by state': (store, state) => store.outbox.list({ state }),
  'outbox.list by kind': (store, kind) => store.outbox.list({ kind }),
  'outbox.retry': (store, value) => store.outbox.retry(value),
  'outbox.cancel': (store, value) => store.outbox.cancel(value),
  'mailboxes.cursor': (store, value) => store.mailboxes.cursor(value, value),
  'mailboxes.refreshToken': (store, value) => store.mailboxes.refreshToken(value),
};

/** What there is to be found by an operator and by no honest word. */
async function fill(store: Store): Promise<void> {
  const [id, raw] = [store.newId(), Buffer.from('From: a@x.example\r\n\r\nx')];
  await store.mails.accept(
    [
      {
        id,
        key: 'key',
        lane: 'support@desk.example',
        recipient: 'support@desk.example',
        envelope: { sender: '', recipients: [] },
        source: { kind: 'import', file: 'x' },
        acceptedAt: now,
        messageId: 'first@x.example',
        from: 'a@x.example',
        subject: 'Printer',
        known: { evidence: null, scoring: null },
      },
    ],
    raw,
    false,
  );
  await store.tickets.write({
    open: {
      id: store.newId(),
      number: 48213,
      ticketId: '48213-K7QF',
      subject: 'Printer',
      department: 'support',
      owner: 'ben@desk.example',
      priority: 'normal',
      tags: [],
      requester: { name: '', address: 'a@x.example' },
      participants: [],
      createdAt: now,
      dispatchedAt: now,
      linkedTo: null,
    },
    changes: [],
    messages: [],
    outgoing: [],
  });
  await store.mailboxes.saveRefreshToken('support', 'secret');
}

const nothing = (answer: unknown) =>
  answer === null || answer === false || answer === 0 || (Array.isArray(answer) && answer.length === 0);

describe('what a stranger writes, in a query', () => {
  let database: TestDatabase;
  let store: Store;
  before(async () => {
    database = await testDatabase();
    store = await openStore({ ...database, owner: 'test', leaseSeconds: 30, log: silentLog });
    await fill(store);
  });
  after(async () => {
    await store.close();
    await database.drop();
  });

  it('finds what is there when it is honest', async () => {
    expect(await store.tickets.byNumber(48213)).to.include({ owner: 'ben@desk.example' });
    expect(await store.tickets.list({ owner: 'ben@desk.example' })).to.have.lengthOf(1);
    expect(await store.mails.list({ search: 'printer' })).to.have.lengthOf(1);
    expect(await store.mailboxes.refreshToken('support')).to.equal('secret');
  });

  for (const [name, ask] of Object.entries(questions)) {
    it(`is a value and no operator: ${name} finds nothing, or refuses`, async () => {
      await fc.assert(
        fc.asyncProperty(hostileValue, async (value) => {
          const answer = await ask(store, value as never).catch(() => null);
          expect(nothing(answer), JSON.stringify(answer)).to.equal(true);
        }),
        { numRuns: 25 },
      );
    });

    it(`is text, whatever it holds: ${name} answers`, async () => {
      await fc.assert(
        fc.asyncProperty(hostile, async (text) => {
          const answer = await ask(store, text as never).catch((error: unknown) => error);
          const notFound = answer instanceof Error && 'code' in answer && answer.code === 'not-found';
          expect(notFound || !(answer instanceof Error), String(answer)).to.equal(true);
        }),
        { numRuns: 20 },
      );
    });
  }
});
