/** Wakes workers when work may be waiting, or other people, rules or lists count, by a change stream; without one, they poll anyway. */
import type { Log } from '../model/ports.ts';
import { ChangeFeed } from './change-feed.ts';
import type { Database } from './connect.ts';

const kinds = ['mails', 'outbox', 'agents', 'rules', 'lists'] as const;
type Kind = (typeof kinds)[number];

/** Between two wakes, ms: a worker claims many rows at once. */
const restMs = 20;
/** States in which a row may be claimed, and may be so at once. */
const claimable = { $in: ['accepted', 'queued'] };

const pipeline = [
  {
    $match: {
      'ns.coll': { $in: [...kinds] },
      $or: [
        { 'ns.coll': { $in: ['rules', 'lists'] } },
        { 'ns.coll': 'agents', operationType: { $in: ['insert', 'replace', 'delete'] } },
        ...['enabled', 'name', 'departments', 'role', 'tier'].map((field) => ({
          'ns.coll': 'agents',
          [`updateDescription.updatedFields.${field}`]: { $exists: true },
        })),
        { operationType: 'insert', 'fullDocument.state': claimable, 'fullDocument.dueAt': { $exists: true } },
        { operationType: 'update', 'updateDescription.updatedFields.state': claimable },
        { operationType: 'update', 'updateDescription.removedFields': 'waitsFor' },
      ],
    },
  },
  { $project: { 'ns.coll': 1 } },
];

export class Waker {
  readonly #feed: ChangeFeed<Kind>;
  readonly #resting = new Map<Kind, NodeJS.Timeout>();
  readonly #again = new Set<Kind>();

  constructor(database: Database, log: Log) {
    this.#feed = new ChangeFeed<Kind>({
      open: () => database.db.watch(pipeline, { readConcern: { level: 'majority' } }),
      changed: (event) => this.#wake('ns' in event && isKind(event.ns) ? event.ns.coll : 'mails'),
      broke: (error) => log.debug('store.change-stream', { error: error.message }),
    });
  }

  /** Store.onWork. */
  onWork(wake: (what: Kind) => void): () => void {
    return this.#feed.listen(wake);
  }

  /** Tells the listeners at once, and after a rest once more where there was more. */
  #wake(what: Kind): void {
    if (this.#resting.has(what)) {
      this.#again.add(what);
      return;
    }
    this.#feed.tell(what);
    this.#resting.set(
      what,
      setTimeout(() => this.#rested(what), restMs),
    );
  }

  #rested(what: Kind): void {
    this.#resting.delete(what);
    if (this.#again.delete(what)) this.#wake(what);
  }

  async close(): Promise<void> {
    for (const rest of this.#resting.values()) clearTimeout(rest);
    await this.#feed.close();
  }
}

function isKind(ns: unknown): ns is { coll: Kind } {
  return typeof ns === 'object' && ns !== null && 'coll' in ns && kinds.some((kind) => kind === ns.coll);
}
