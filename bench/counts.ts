/** Counts in the database of a gateway, past the gateway: what it says of itself is not what is measured. */
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';

export interface Totals {
  readonly mails: number;
  readonly tickets: number;
  readonly messages: number;
}

export interface SettledMail {
  readonly id: string;
  readonly state: string;
  readonly messageId: string | null;
  readonly reasons: readonly { readonly stage: string; readonly reason: string; readonly detail: string }[];
  readonly trouble: { readonly reason: string; readonly detail: string } | null;
}

export interface Counts {
  totals(): Promise<Totals>;
  /** How many mails are in each state. */
  states(): Promise<Record<string, number>>;
  /** What was decided about every mail. */
  mails(): Promise<SettledMail[]>;
  /** Resolves when every accepted mail has reached its end. Throws after that many milliseconds. */
  settled(withinMs: number): Promise<void>;
  /** Resolves when the words of all messages are indexed too, so that nothing goes on behind the next run. */
  quiet(withinMs: number): Promise<void>;
  close(): Promise<void>;
}

const pollMs = 20;
const indexedMs = 15_000;

/** `uri` of the database; its name is the default. */
export async function openCounts(uri: string): Promise<Counts> {
  const client = await mongoose.mongo.MongoClient.connect(uri);
  const database = client.db('postern');
  const [mails, tickets, messages] = ['mails', 'tickets', 'messages'].map((name) =>
    database.collection(name),
  );
  if (!mails || !tickets || !messages) throw new Error('unreachable');
  const pending = () => mails.countDocuments({ state: { $in: ['accepted', 'processing'] } });
  const until = async (none: () => Promise<number>, withinMs: number, what: string) => {
    for (const end = Date.now() + withinMs; (await none()) > 0; await sleep(pollMs)) {
      if (Date.now() > end)
        throw new Error(`after ${withinMs / 1000} s there are still ${await none()} ${what}`);
    }
  };
  return {
    async states() {
      const rows = await mails
        .aggregate<{ _id: string; count: number }>([{ $group: { _id: '$state', count: { $sum: 1 } } }])
        .toArray();
      return Object.fromEntries(rows.map(({ _id, count }) => [_id, count]));
    },
    async mails() {
      const rows = await mails
        .find({}, { projection: { state: 1, messageId: 1, trouble: 1, decision: 1 } })
        .toArray();
      return rows.map(({ _id, state, messageId, trouble, decision }) => ({
        id: _id.toHexString(),
        state,
        messageId,
        trouble,
        reasons: decision?.reasons ?? [],
      }));
    },
    async totals() {
      const [mailCount, ticketCount, messageCount] = await Promise.all(
        [mails, tickets, messages].map((collection) => collection.countDocuments()),
      );
      return { mails: mailCount ?? 0, tickets: ticketCount ?? 0, messages: messageCount ?? 0 };
    },
    settled: (withinMs) => until(pending, withinMs, 'mails that are not settled'),
    quiet: async (withinMs) => {
      await until(pending, withinMs, 'mails that are not settled');
      // What is still not indexed then waits for the next mail: nothing goes on.
      await until(() => messages.countDocuments({ unindexed: true }), indexedMs, '').catch(() => {});
    },
    close: () => client.close(),
  };
}
