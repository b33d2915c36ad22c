/** Rows to store, and stores to put them in. */
import mongoose from 'mongoose';
import type { Decision } from '../../src/decision.ts';
import type { Known } from '../../src/model/facts.ts';
import type { Accepted, Filing, MailClaim, NewMail } from '../../src/model/mail-store.ts';
import type { NewOutgoing } from '../../src/model/outbox-store.ts';
import type { Store } from '../../src/model/ports.ts';
import type { NewMessage, NewTicket } from '../../src/model/ticket-store.ts';
import { openStore } from '../../src/store/store.ts';
import { silentLog } from '../support/log.ts';
import { type TestDatabase, testDatabase } from '../support/mongod.ts';

/** Stores of several nodes on one database; `close` ends all and drops it. */
export interface Nodes {
  readonly target: TestDatabase;
  readonly stores: readonly Store[];
  close(): Promise<void>;
}

export async function openNodes(owners: readonly string[], leaseSeconds = 30): Promise<Nodes> {
  const target = await testDatabase();
  const stores = await Promise.all(
    owners.map((owner) =>
      openStore({
        uri: target.uri,
        database: target.database,
        owner,
        leaseSeconds,
        sendLeaseSeconds: leaseSeconds,
        log: silentLog,
      }),
    ),
  );
  return {
    target,
    stores,
    async close() {
      await Promise.all(stores.map((store) => store.close()));
      await target.drop();
    },
  };
}

/** Ends the leases of all mails and outgoing rows, as time would: nobody waits for it. */
export async function endLeases({ target }: Nodes): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(target.uri);
  try {
    const claimed = { state: { $in: ['processing', 'sending'] } };
    for (const name of ['mails', 'outbox']) {
      const rows = client.db(target.database).collection(name);
      await rows.updateMany(claimed, { $set: { dueAt: new Date(1) } });
    }
  } finally {
    await client.close();
  }
}

/** One node, for tests that need no more. */
export async function openOne(): Promise<{ store: Store; nodes: Nodes }> {
  const nodes = await openNodes(['one']);
  const [store] = nodes.stores;
  if (store === undefined) throw new Error('no store was opened');
  return { store, nodes };
}

export const nothingKnown: Known = { evidence: null, scoring: null };

export function newMail(store: Store, key: string, over: Partial<NewMail> = {}): NewMail {
  return {
    id: store.newId(),
    key,
    lane: 'support@example.com',
    recipient: 'support@example.com',
    envelope: { sender: 'ann@example.org', recipients: ['support@example.com'] },
    source: { kind: 'smtp', address: '192.0.2.1', helo: 'mx', hostname: null, tls: false, user: null },
    acceptedAt: new Date(),
    messageId: `${key}@example.org`,
    from: 'ann@example.org',
    subject: `About ${key}`,
    known: nothingKnown,
    ...over,
  };
}

/** Accepts one mail with this key and body. */
export async function accept(store: Store, key: string, hold: boolean, body = key): Promise<Accepted> {
  const [accepted] = await store.mails.accept([newMail(store, key)], Buffer.from(body), hold);
  if (accepted === undefined) throw new Error('nothing was accepted');
  return accepted;
}

/** Accepts one mail and holds its claim. */
export async function acceptHeld(store: Store, key: string): Promise<MailClaim> {
  const { claim } = await accept(store, key, true);
  if (claim === null) throw new Error('the mail was a duplicate');
  return claim;
}

export const decision: Decision = {
  outcome: 'file',
  bypass: false,
  reasons: [{ stage: 'file', reason: 'opened', detail: '$set.x' }],
  ticket: 'new',
  department: 'support',
  receipt: { send: true, reason: 'receipt-due' },
  priority: null,
  tags: [],
  owner: null,
  linkedTo: null,
  author: 'requester',
  unscreened: false,
};

export async function newTicket(store: Store, over: Partial<NewTicket> = {}): Promise<NewTicket> {
  const number = await store.tickets.nextNumber();
  return {
    id: store.newId(),
    number,
    ticketId: `${number}-K7QF`,
    subject: 'The printer smokes',
    department: 'support',
    owner: null,
    priority: 'normal',
    tags: [],
    requester: { name: 'Ann', address: 'ann@example.org' },
    participants: ['ann@example.org'],
    createdAt: new Date(),
    dispatchedAt: new Date(),
    linkedTo: null,
    ...over,
  };
}

export function newMessage(store: Store, ticket: string, over: Partial<NewMessage> = {}): NewMessage {
  return {
    id: store.newId(),
    ticket,
    kind: 'inbound',
    messageId: `${store.newId()}@example.org`,
    from: { name: 'Ann', address: 'ann@example.org' },
    to: ['support@example.com'],
    subject: 'The printer smokes',
    text: 'It smells of burnt zirconium.',
    replyText: 'It smells of burnt zirconium.',
    html: null,
    attachments: [],
    mark: 'requester',
    nature: 'person',
    mail: null,
    outgoing: null,
    createdAt: new Date(),
    ...over,
  };
}

export function newOutgoing(store: Store, over: Partial<NewOutgoing> = {}): NewOutgoing {
  const id = store.newId();
  return {
    id,
    kind: 'receipt',
    to: 'ann@example.org',
    ticket: null,
    ticketId: null,
    cause: id,
    envelopeSender: 'bounce@example.com',
    messageId: `${id}@example.com`,
    subject: 'We have it',
    headers: [['Auto-Submitted', 'auto-replied']],
    from: { name: 'Support', address: 'support@example.com' },
    replyTo: null,
    headerTo: ['ann@example.org'],
    headerCc: [],
    text: 'Thank you.',
    html: null,
    createdAt: new Date(),
    waitsFor: [],
    acceptedAt: new Date(),
    ...over,
  };
}

/** A filing that opens a ticket, with its message, a notice, and a receipt that waits for the notice. */
export async function newFiling(store: Store, claim: MailClaim): Promise<Filing> {
  const open = await newTicket(store);
  const ticket = { ticket: open.id, ticketId: open.ticketId };
  const notice = newOutgoing(store, { ...ticket, kind: 'notice', to: 'staff@example.com', cause: claim.id });
  const receipt = newOutgoing(store, { ...ticket, cause: claim.id, waitsFor: [notice.id] });
  return {
    claim,
    state: 'filed',
    decision,
    open,
    change: null,
    ticket: { id: open.id, ticketId: open.ticketId },
    messages: [newMessage(store, open.id, { mail: claim.id })],
    outgoing: [notice, receipt],
    reports: [],
  };
}

/** Stores outgoing mail that no mail caused. */
export async function queue(store: Store, outgoing: readonly NewOutgoing[]): Promise<void> {
  await store.tickets.write({ open: null, changes: [], messages: [], outgoing });
}
