/** Tells pages that something changed, on whatever node, by one change stream for all of them. */
import type { mongo } from 'mongoose';
import type { Change } from '../../inbox.ts';
import type { Log } from '../../ports.ts';

/** Before a stream that broke is opened again, ms. */
const reopenMs = 5000;

const pipeline = [
  { $match: { 'ns.coll': { $in: ['tickets', 'messages', 'outbox', 'mails', 'presence'] } } },
  {
    $project: {
      'ns.coll': 1,
      'documentKey._id': 1,
      'fullDocument.ticket': 1,
    },
  },
];

const whatOf: Readonly<Record<string, Change['what']>> = {
  tickets: 'ticket',
  messages: 'message',
  outbox: 'outgoing',
  mails: 'mail',
  presence: 'presence',
};

export class Changes {
  readonly #db: mongo.Db;
  readonly #log: Log;
  readonly #listeners = new Set<(change: Change) => void>();
  #stream: mongo.ChangeStream | null = null;
  #reopening: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(db: mongo.Db, log: Log) {
    this.#db = db;
    this.#log = log;
  }

  /** InboxStore.onChange. The stream is open while anybody listens. */
  listen(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) void this.#stop();
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#listeners.clear();
    await this.#stop();
  }

  #open(): void {
    if (this.#closed || this.#stream !== null || this.#listeners.size === 0) return;
    const stream = this.#db.watch(pipeline, { fullDocument: 'updateLookup' });
    this.#stream = stream;
    stream.on('change', (event) => this.#tell(event));
    stream.on('error', (error) => {
      this.#log.debug('inbox.change-stream', { error: error.message });
      void this.#stop().then(() => {
        if (!this.#closed) this.#reopening = setTimeout(() => this.#open(), reopenMs);
      });
    });
  }

  #tell(event: mongo.ChangeStreamDocument): void {
    const change = changeOf(event);
    if (change !== null) for (const listener of this.#listeners) listener(change);
  }

  async #stop(): Promise<void> {
    if (this.#reopening !== null) clearTimeout(this.#reopening);
    this.#reopening = null;
    const stream = this.#stream;
    this.#stream = null;
    await stream?.close();
  }
}

function changeOf(event: mongo.ChangeStreamDocument): Change | null {
  if (!('ns' in event) || !('coll' in event.ns)) return null;
  const what = whatOf[event.ns.coll ?? ''];
  if (what === undefined) return null;
  const document = 'fullDocument' in event ? event.fullDocument : undefined;
  const ticket = what === 'ticket' && 'documentKey' in event ? event.documentKey._id : document?.['ticket'];
  return { what, ticket: ticket === undefined || ticket === null ? null : String(ticket) };
}
