/** Wakes workers when work may be waiting, or other people, rules or lists count, by a change stream; without one, they poll anyway. */
import type { mongo } from 'mongoose';
import type { Log } from '../ports.ts';
import type { Database } from './connect.ts';

const kinds = ['mails', 'outbox', 'agents', 'rules', 'lists'] as const;
type Kind = (typeof kinds)[number];

/** Between two wakes, ms: a worker claims many rows at once. */
const restMs = 20;
/** Before a stream that broke is opened again, ms. */
const reopenMs = 5000;

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
  readonly #database: Database;
  readonly #log: Log;
  readonly #listeners = new Set<(what: Kind) => void>();
  readonly #resting = new Map<Kind, NodeJS.Timeout>();
  readonly #again = new Set<Kind>();
  #stream: mongo.ChangeStream | null = null;
  #reopening: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Store.onWork. The stream is open while anybody listens. */
  onWork(wake: (what: Kind) => void): () => void {
    this.#listeners.add(wake);
    this.#open();
    return () => {
      this.#listeners.delete(wake);
      if (this.#listeners.size === 0) void this.#stop();
    };
  }

  /** Tells the listeners at once, and after a rest once more where there was more. */
  #wake(what: Kind): void {
    if (this.#resting.has(what)) {
      this.#again.add(what);
      return;
    }
    for (const listener of this.#listeners) listener(what);
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
    this.#closed = true;
    this.#listeners.clear();
    for (const rest of this.#resting.values()) clearTimeout(rest);
    await this.#stop();
  }

  #open(): void {
    if (this.#closed || this.#stream !== null || this.#listeners.size === 0) return;
    const stream = this.#database.db.watch(pipeline, { readConcern: { level: 'majority' } });
    this.#stream = stream;
    stream.on('change', (change) =>
      this.#wake('ns' in change && isKind(change.ns) ? change.ns.coll : 'mails'),
    );
    // The driver resumes by itself what can be resumed; this is the rest (no replica set, history lost).
    stream.on('error', (error) => {
      this.#log.debug('store.change-stream', { error: error.message });
      void this.#stop().then(() => this.#reopen());
    });
  }

  #reopen(): void {
    if (this.#closed || this.#listeners.size === 0) return;
    this.#reopening = setTimeout(() => this.#open(), reopenMs);
  }

  async #stop(): Promise<void> {
    if (this.#reopening !== null) clearTimeout(this.#reopening);
    this.#reopening = null;
    const stream = this.#stream;
    this.#stream = null;
    await stream?.close();
  }
}

function isKind(ns: unknown): ns is { coll: Kind } {
  return typeof ns === 'object' && ns !== null && 'coll' in ns && kinds.some((kind) => kind === ns.coll);
}
