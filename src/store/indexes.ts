/** All indexes in one list. Every uniqueness that correctness needs is a unique index here. */
import mongoose, { type mongo } from 'mongoose';

/** Partial on `dueAt`, which only unsettled rows have: claiming looks at those alone, however many are settled. */
const due = { key: { dueAt: 1 }, partialFilterExpression: { dueAt: { $exists: true } } } as const;

const held = { partialFilterExpression: { state: 'quarantined' } } as const;

/** Addresses that differ in case alone are the same. */
export const addressesAlike = { locale: 'en', strength: 2 } as const;

/** `_id` is unique by itself: `raw` by content, `messages` and `outbox` by the ids that a filing brings along. */
export const indexes: Readonly<Record<string, readonly mongo.IndexDescription[]>> = {
  mails: [
    { key: { key: 1 }, unique: true },
    { ...due, key: { dueAt: 1 } },
    { key: { state: 1, _id: -1 } },
    // Partial on what is held: other mail pays nothing for them.
    { ...held, key: { 'decision.score': -1, _id: -1 } },
    { ...held, key: { settledAt: 1 } },
    // For traces, the newest first; addresses in any case.
    { key: { messageId: 1, _id: -1 }, partialFilterExpression: { messageId: { $type: 'string' } } },
    { key: { from: 1, _id: -1 }, collation: addressesAlike },
    { key: { 'envelope.sender': 1, _id: -1 }, collation: addressesAlike },
  ],
  quarantineDigests: [],
  raw: [],
  // As GridFS makes them itself, with the first file.
  'raw.files': [{ key: { filename: 1, uploadDate: 1 } }],
  'raw.chunks': [{ key: { files_id: 1, n: 1 }, unique: true }],
  tickets: [
    { key: { number: 1 }, unique: true },
    { key: { ticketId: 1 }, unique: true },
    // As lists are ordered: pages of them are read in this order, whatever their length.
    { key: { state: 1, updatedAt: -1, _id: -1 } },
    { key: { updatedAt: -1, _id: -1 } },
    { key: { department: 1, state: 1, updatedAt: -1, _id: -1 } },
    { key: { owner: 1, state: 1, updatedAt: -1, _id: -1 } },
    { key: { 'requester.address': 1, updatedAt: -1, _id: -1 } },
    { key: { tags: 1, updatedAt: -1, _id: -1 }, partialFilterExpression: { 'tags.0': { $exists: true } } },
    // The newest that have any: few desks tag every ticket.
    { key: { updatedAt: -1 }, partialFilterExpression: { 'tags.0': { $exists: true } } },
    { key: { 'solution.at': -1 }, partialFilterExpression: { 'solution.at': { $exists: true } } },
    { key: { waitUntil: 1 }, partialFilterExpression: { waitUntil: { $exists: true } } },
  ],
  messages: [
    { key: { ticket: 1, createdAt: 1 } },
    { key: { messageId: 1 }, partialFilterExpression: { messageId: { $type: 'string' } } },
    { key: { references: 1, createdAt: -1 }, partialFilterExpression: { references: { $exists: true } } },
    { key: { unindexed: 1 }, sparse: true },
  ],
  // With `_id`, so that the tickets of a word are read from the index alone.
  words: [{ key: { words: 1, _id: -1 } }],
  outbox: [
    // In this order it also answers which addresses are dead.
    { key: { to: 1, kind: 1, cause: 1 }, unique: true },
    { ...due, key: { dueAt: 1 } },
    { key: { waitsFor: 1 }, sparse: true },
    { key: { ticket: 1 }, sparse: true },
    { key: { domain: 1, createdAt: -1 }, partialFilterExpression: { kind: 'receipt' } },
    { key: { capKey: 1, createdAt: -1 }, partialFilterExpression: { capKey: { $exists: true } } },
    { key: { messageId: 1 } },
    { key: { state: 1, _id: -1 } },
  ],
  counters: [],
  leases: [],
  settings: [],
  audit: [{ key: { subject: 1, _id: -1 } }],
  mailboxes: [{ key: { account: 1, mailbox: 1 }, unique: true }],
  agents: [{ key: { address: 1 }, unique: true }],
  // What is over is removed by the server within a minute or so; it counts as over at once.
  sessions: [{ key: { agent: 1 } }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  invitations: [{ key: { agent: 1 } }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  tokens: [{ key: { hash: 1 }, unique: true }, { key: { agent: 1 } }],
  drafts: [{ key: { agent: 1, ticket: 1, kind: 1 }, unique: true }, { key: { ticket: 1 } }],
  canned: [{ key: { name: 1 } }],
  searches: [{ key: { agent: 1, name: 1 } }],
  uploads: [],
  presence: [
    { key: { ticket: 1, agent: 1 }, unique: true },
    { key: { until: 1 }, expireAfterSeconds: 0 },
  ],
  mirror: [
    { key: { '_id.mirror': 1, 'place.folder': 1 } },
    { key: { waiting: 1 }, sparse: true },
    { key: { intended: 1 }, sparse: true },
  ],
  mirrorPosition: [],
  lists: [
    { key: { list: 1, pattern: 1 }, unique: true },
    { key: { list: 1, expiresAt: 1 } },
    { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ],
  // A hundred days without a hit.
  listHits: [{ key: { lastAt: 1 }, expireAfterSeconds: 8_640_000 }],
  webhooks: [],
  webhookPosition: [],
  webhookDeliveries: [
    { key: { webhook: 1, event: 1 }, unique: true },
    { ...due, key: { dueAt: 1 } },
    { key: { webhook: 1, _id: -1 } },
    // Thirty days.
    { key: { createdAt: 1 }, expireAfterSeconds: 2_592_000 },
  ],
  judgements: [
    { ...due, key: { dueAt: 1 } },
    { key: { at: -1 } },
    { key: { state: 1, at: -1 } },
    { key: { learned: 1, learnedAt: -1 } },
    { key: { failingSince: 1 }, partialFilterExpression: { failingSince: { $type: 'date' } } },
  ],
  repeats: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  deeds: [{ key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  rules: [],
  ruleDrafts: [],
  // All that a sum needs, so that it is read from the index alone.
  counts: [
    { key: { kind: 1, at: 1, name: 1, n: 1, bad: 1 } },
    { key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ],
  refusals: [{ key: { words: 1, _id: -1 } }, { key: { expiresAt: 1 }, expireAfterSeconds: 0 }],
};

/** Fewer than there are connections: on a slow machine those that wait for one give up. */
const atOnce = 8;

/** Makes collections and indexes where they are missing, so that no transaction has to. */
export async function makeIndexes(database: mongo.Db): Promise<void> {
  const there = new Set(
    await database
      .listCollections({}, { nameOnly: true })
      .map(({ name }) => name)
      .toArray(),
  );
  const left = Object.entries(indexes);
  const work = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [name, wanted] = next;
      if (wanted.length > 0) await build(database.collection(name), wanted);
      else if (!there.has(name)) await create(database, name);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

/** On many rows it takes longer than a connection may be silent: asked again, the server waits for the same build. */
async function build(rows: mongo.Collection, wanted: readonly mongo.IndexDescription[]): Promise<void> {
  for (;;) {
    try {
      await rows.createIndexes([...wanted]);
      return;
    } catch (error) {
      if (!(error instanceof mongoose.mongo.MongoNetworkTimeoutError)) throw error;
    }
  }
}

const namespaceExists = 48;

async function create(database: mongo.Db, name: string): Promise<void> {
  try {
    await database.createCollection(name);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (code !== namespaceExists) throw error;
  }
}
