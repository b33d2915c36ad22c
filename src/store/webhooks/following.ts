/** Reads what happens from the change stream, from where it was left, whichever node read before. */
import type { mongo } from 'mongoose';
import type { Happened } from '../../model/webhook.ts';
import { eventPipeline, happenedBy } from './happenings.ts';
import { isForgotten, missedSince } from './missed.ts';
import type { PositionRow } from './rows.ts';

const mostAtOnce = 200;
/** So long the server waits for something to happen before it says that nothing did, ms. */
const awaitMs = 200;
/** Where nothing happened, the position is saved so often, ms: it must not grow older than what the server keeps. */
const saveMs = 30_000;

type Handle = (happened: readonly Happened[]) => Promise<boolean>;

export class Following {
  readonly #db: mongo.Db;
  readonly #position: mongo.Collection<PositionRow>;

  constructor(db: mongo.Db) {
    this.#db = db;
    this.#position = db.collection('webhookPosition');
  }

  /** WebhookStore.follow. */
  async follow(handle: Handle): Promise<void> {
    const position = (await this.#position.findOne({ _id: 'position' })) ?? (await this.#here());
    try {
      await this.#read(position, handle);
    } catch (error) {
      if (!isForgotten(error)) throw error;
      await this.#catchUp(position, handle);
    }
  }

  async #read({ token, from }: PositionRow, handle: Handle): Promise<void> {
    const start = token === null ? { startAtOperationTime: from } : { resumeAfter: token };
    const options = { ...start, maxAwaitTimeMS: awaitMs, readConcern: { level: 'majority' } } as const;
    const stream = this.#db.watch(eventPipeline, options);
    let savedAt = performance.now();
    try {
      for (;;) {
        const happened = await batch(stream);
        if (!(await handle(happened))) return;
        if (happened.length === 0 && performance.now() - savedAt < saveMs) continue;
        await this.#save(stream.resumeToken);
        savedAt = performance.now();
      }
    } finally {
      await stream.close();
    }
  }

  /** The server has forgotten: what was missed is made out from the rows, then reading begins anew. */
  async #catchUp({ at }: PositionRow, handle: Handle): Promise<void> {
    const here = await this.#here();
    for await (const happened of missedSince(this.#db, at)) if (!(await handle(happened))) return;
    await this.#position.replaceOne({ _id: 'position' }, here, { upsert: true });
  }

  /** Where the store is now. A store that was restored from a backup has no position: what it holds is no news. */
  async #here(): Promise<PositionRow> {
    const { operationTime, localTime } = await this.#db.command({ hello: 1 });
    return { _id: 'position', token: null, from: operationTime, at: localTime };
  }

  async #save(token: mongo.ResumeToken): Promise<void> {
    const saved = { $set: { token }, $currentDate: { at: true } } as const;
    await this.#position.updateOne({ _id: 'position' }, saved, { upsert: true });
  }
}

async function batch(stream: mongo.ChangeStream): Promise<Happened[]> {
  const happened: Happened[] = [];
  for (let read = 0; read < mostAtOnce; read += 1) {
    const entry = await stream.tryNext();
    if (entry === null) break;
    const one = happenedBy(entry, new Date());
    if (one !== null) happened.push(one);
  }
  return happened;
}
