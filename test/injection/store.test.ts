import { expect } from 'chai';
import fc from 'fast-check';
import type { Viewer } from '../../src/model/inbox.ts';
import type { Store } from '../../src/model/ports.ts';
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
  'quarantine.list by words': async (store, search) =>
    (await store.quarantine.list({ search, limit: 9 })).items,
  'quarantine.list by sender': async (store, sender) =>
    (await store.quarantine.list({ sender, limit: 9 })).items,
  'quarantine.list by reason': async (store, reason) =>
    (await store.quarantine.list({ reason, limit: 9 })).items,
  'quarantine.digestMark': (store, value) => store.quarantine.digestMark(value),
  'lists.find by words': async (store, search) => (await store.lists.find({ search })).items,
  'lists.find by pattern': async (store, pattern) => (await store.lists.find({ pattern })).items,
  'lists.find by list': async (store, list) => (await store.lists.find({ list })).items,
  'lists.byIds': (store, value) => store.lists.byIds([value]),
  'lists.remove': (store, value) => store.lists.remove([value]),
  'rules.find': (store, value) => store.rules.find(value),
  'ruleDrafts.find': (store, value) => store.ruleDrafts.find(value),
  'judgements.of': async (store, value) => [...(await store.judgements.of([value]))],
  'judgements.retry': (store, value) => store.judgements.retry(value),
  'traces.find': async (store, value) =>
    (await store.traces.find({ text: value, id: null, ticket: null }, { before: null, limit: 9 })).items,
  'agents.find': (store, value) => store.agents.find(value),
  'agents.byAddress': (store, value) => store.agents.byAddress(value),
  'agents.session': (store, value) => store.agents.session(value, now),
  'agents.sessions': (store, value) => store.agents.sessions(value),
  'agents.invitation': (store, value) => store.agents.invitation(value, now),
  'agents.useInvitation': (store, value) => store.agents.useInvitation(value, now),
  'agents.token': (store, value) => store.agents.token(value, now),
  'agents.tokens': (store, value) => store.agents.tokens(value),
  'agents.revokeToken': (store, value) => store.agents.revokeToken(value),
  'inbox.ticket': (store, value) => store.inbox.ticket(viewer, value),
  'inbox.ofRequester': (store, value) => store.inbox.ofRequester(viewer, value, 9),
  'inbox.message': (store, value) => store.inbox.message(viewer, value),
  'inbox.mails': async (store, value) => [...(await store.inbox.mails([value]))],
  'inbox.dropCanned': (store, value) => store.inbox.dropCanned(value),
  'inbox.dropSearch': (store, value) => store.inbox.dropSearch(value, value),
  'audit.list by subject': (store, subject) => store.audit.list({ subject }),
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
  await fillBesides(store, id);
}

async function fillBesides(store: Store, mail: string): Promise<void> {
  const [author, reason, later] = ['kim@desk.example', 'why', new Date(Date.now() + 3_600_000)];
  await store.lists.add([{ list: 'deny', pattern: 'x@x.example', reason, author, expiresAt: null }]);
  await store.judgements.judge(mail, 'spam', author);
  await store.rules.save({ rules: [], thresholds: null }, { author, reason }, 0);
  await store.audit.record({ actor: author, action: 'list.add', subject: 'x@x.example' });
  const person = {
    address: author,
    name: 'Kim',
    role: 'admin',
    tier: 3,
    departments: [],
    language: '',
  } as const;
  const { id: agent } = await store.agents.add({ ...person, enabled: true });
  const opened = {
    createdAt: now,
    seenAt: now,
    provenAt: now,
    source: '',
    userAgent: '',
    by: 'password',
  } as const;
  await store.agents.openSession({ ...opened, hash: 'session', agent, expiresAt: later });
  await store.agents.invite({ hash: 'invitation', agent, purpose: 'reset', expiresAt: later });
  const token = { hash: 'token', agent, name: 'x', scopes: [], createdAt: now, expiresAt: null };
  await store.agents.addToken(token);
  await store.ruleDrafts.save({ agent, basedOn: 1, at: now, rules: [], thresholds: null });
  await store.inbox.saveSearch({ agent, name: 'x', query: 'x' });
  const text = { name: 'x', department: null, language: 'en', text: 'x', source: null };
  await store.inbox.saveCanned({ ...text, id: null, updatedBy: author, updatedAt: now });
  await store.quarantine.saveDigestMark('support', { day: '2026-03-01', until: now });
}

const viewer: Viewer = { address: 'kim@desk.example', departments: 'all' };

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
