/** Transactions with a deadline: the driver’s own helper tries for two minutes, longer than any SMTP client waits. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { isTransient, isUnknownCommit } from './errors.ts';

/** Longest time for all tries of one transaction, ms. */
const patience = 8000;
/** First pause before a repeat, ms; it doubles up to the second. */
const pauses = [4, 250] as const;

/**
 * Runs the work in one transaction, committed on a majority. Repeats it while the server asks for that (conflicts,
 * elections) and time is left, so the work may run several times. Throws what the work or the commit threw last.
 */
export async function inTransaction<T>(
  client: mongo.MongoClient,
  work: (session: mongo.ClientSession) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + patience;
  const session = client.startSession();
  try {
    for (let pause: number = pauses[0]; ; pause = Math.min(2 * pause, pauses[1])) {
      try {
        session.startTransaction();
        const result = await work(session);
        await commit(session, deadline);
        return result;
      } catch (error) {
        if (session.inTransaction()) await session.abortTransaction();
        if (!isTransient(error) || Date.now() + pause > deadline) throw error;
        await sleep(pause * (0.5 + Math.random()));
      }
    }
  } finally {
    await session.endSession();
  }
}

async function commit(session: mongo.ClientSession, deadline: number): Promise<void> {
  for (;;) {
    try {
      await session.commitTransaction();
      return;
    } catch (error) {
      if (!isUnknownCommit(error) || Date.now() > deadline) throw error;
      await sleep(pauses[0]);
    }
  }
}
