/** Settling rows of the outbox that were claimed: many at once, each fenced by its claim. */
import type { mongo } from 'mongoose';
import type { ClaimedOutgoing } from '../model/outbox-store.ts';
import { type Claim, fence, standing } from './claiming.ts';
import type { Database } from './connect.ts';
import { freshId, type MessageRow, type OutboxRow, toId } from './documents.ts';
import { isAway } from './errors.ts';
import { Group } from './group.ts';
import { messageRow } from './ticket-rows.ts';
import { inTransaction } from './transaction.ts';
import type { Waiting } from './waiting.ts';

const limits = { count: 100, bytes: 8_000_000, inFlight: 1, waitMs: 4 };
/** Kept of one row. */
const mostTries = 20;

type Outcome =
  | { readonly state: 'sent'; readonly answer: string }
  | { readonly state: 'deferred'; readonly answer: string; readonly until: Date };

interface Settlement {
  readonly claim: Claim;
  readonly outcome: Outcome;
}

export class Settling {
  readonly #database: Database;
  readonly #waiting: Waiting;
  readonly #group: Group<Settlement, boolean>;

  constructor(database: Database, waiting: Waiting) {
    this.#database = database;
    this.#waiting = waiting;
    this.#group = new Group({
      limits,
      size: ({ outcome }) => outcome.answer.length,
      run: (settlements) => this.#run(settlements),
      concernsAll: isAway,
    });
  }

  /** False where the claim was lost. */
  settle(row: ClaimedOutgoing, outcome: Outcome): Promise<boolean> {
    return this.#group.add({ claim: claimOf(row), outcome });
  }

  /** Gives the row up, and says so on its ticket, in one transaction. False where the claim was lost. */
  async fail(row: ClaimedOutgoing, answer: string): Promise<boolean> {
    const claim = claimOf(row);
    const event = failureEvent(row, answer);
    const done = await inTransaction(this.#database.client, async (session) => {
      const update = {
        $set: { state: 'failed', lastAnswer: answer },
        $inc: { attempts: 1 },
        $push: { tries: tried(answer) },
        $unset: { dueAt: true },
      } as const;
      const filter = fence<OutboxRow>(claim, 'sending');
      const { matchedCount } = await this.#database.outbox.updateOne(filter, update, { session });
      if (matchedCount === 1 && event !== null) await this.#database.messages.insertOne(event, { session });
      return matchedCount === 1;
    });
    if (done) await this.#waiting.release([toId(claim.id)]);
    return done || (await this.#settledBy([claim], ['failed'])).has(claim.id);
  }

  drained(): Promise<void> {
    return this.#group.drained();
  }

  async #run(settlements: readonly Settlement[]): Promise<boolean[]> {
    const claims = settlements.map(({ claim }) => claim);
    const { matchedCount } = await this.#database.outbox.bulkWrite(settlements.map(updateOf), {
      ordered: false,
    });
    const settled =
      matchedCount === claims.length
        ? new Set(claims.map(({ id }) => id))
        : await this.#settledBy(claims, ['sent', 'deferred']);
    await this.#waiting.release([...settled].map(toId));
    return claims.map(({ id }) => settled.has(id));
  }

  /** The rows that these very claims have settled. */
  async #settledBy(claims: readonly Claim[], settled: readonly string[]): Promise<Set<string>> {
    const ids = claims.map(({ id }) => toId(id));
    const rows = await this.#database.outbox
      .find({ _id: { $in: ids } }, { projection: { state: 1, lease: 1 } })
      .toArray();
    const byId = new Map(rows.map((row) => [row._id.toHexString(), row]));
    const states = { working: 'sending', settled } as const;
    const done = claims.filter((claim) => standing(byId.get(claim.id), claim, states) === 'settled');
    return new Set(done.map(({ id }) => id));
  }
}

function claimOf({ claim, entry }: ClaimedOutgoing): Claim {
  return { id: entry.id, owner: claim.owner, epoch: claim.epoch };
}

function updateOf({ claim, outcome }: Settlement): mongo.AnyBulkWriteOperation<OutboxRow> {
  const filter = fence<OutboxRow>(claim, 'sending');
  const { state, answer } = outcome;
  const common = { $inc: { attempts: 1 } } as const;
  const update: mongo.UpdateFilter<OutboxRow> =
    state === 'sent'
      ? {
          ...common,
          $set: { state, lastAnswer: answer },
          $unset: { dueAt: true },
          $currentDate: { sentAt: true },
        }
      : {
          ...common,
          $set: { state, lastAnswer: answer, dueAt: outcome.until },
          $push: { tries: tried(answer) },
        };
  return { updateOne: { filter, update } };
}

/** For the trace of a mail. */
function tried(answer: string) {
  return { $each: [{ at: new Date(), answer }], $slice: -mostTries };
}

/** The event that staff see on the ticket; null where the row belongs to none. */
function failureEvent({ entry }: ClaimedOutgoing, answer: string): MessageRow | null {
  if (entry.ticket === null) return null;
  return messageRow({
    id: freshId().toHexString(),
    ticket: entry.ticket,
    kind: 'event',
    messageId: null,
    from: { name: '', address: '' },
    to: [entry.to],
    subject: entry.subject,
    text: `The mail to ${entry.to} could not be delivered: ${answer}`,
    replyText: '',
    html: null,
    attachments: [],
    mark: 'delivery-failed',
    nature: null,
    mail: null,
    outgoing: entry.id,
    createdAt: new Date(),
  });
}
