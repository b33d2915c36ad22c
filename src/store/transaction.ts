/** Transactions with a deadline: the driver’s own helper tries for two minutes, longer than any SMTP client waits. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { mongo } from 'mongoose';
import { Failure } from '../failure.ts';
import { isTransient, isUnknownCommit } from './errors.ts';

/** Longest time for all tries of one transaction, ms. */
const patience = 8000;
/** And for one that gives no answer at all: its connection is dead, and nobody has told us. */
const silence = 4000;
/** First pause before a repeat, ms; it doubles up to the second. */
const pauses = [4, 250] as const;

/** One transaction and all its tries. */
interface Turn {
  readonly deadline: number;
  /** Nobody waits for it any longer: it must not commit. */
  over: boolean;
}

/**
 * Runs the work in one transaction, committed on a majority. Repeats it while the server asks for that (conflicts,
 * elections) and time is left, so the work may run several times. Throws what the work or the commit threw last, or
 * Failure `store-unavailable` where no answer came: then it is not known whether it was committed.
 */
export async function inTransaction<T>(
  client: mongo.MongoClient,
  work: (session: mongo.ClientSession) => Promise<T>,
  patienceMs: number = patience,
): Promise<T> {
  const turn: Turn = { deadline: Date.now() + patienceMs, over: false };
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    turn.over = true;
    reject(noAnswer());
  }, patienceMs + silence);
  const done = tries(client, work, turn);
  done.catch(() => undefined); // Told by the race, unless it comes too late.
  return Promise.race([done, late]).finally(() => clearTimeout(timer));
}

function noAnswer(): Failure {
  return new Failure(
    'store-unavailable',
    'the store is not available',
    new Error('a transaction got no answer'),
  );
}

async function tries<T>(
  client: mongo.MongoClient,
  work: (session: mongo.ClientSession) => Promise<T>,
  turn: Turn,
): Promise<T> {
  const session = client.startSession();
  try {
    for (let pause: number = pauses[0]; ; pause = Math.min(2 * pause, pauses[1])) {
      try {
        session.startTransaction();
        const result = await work(session);
        if (turn.over) throw noAnswer();
        await commit(session, turn.deadline);
        return result;
      } catch (error) {
        if (session.inTransaction()) await session.abortTransaction();
        if (!isTransient(error) || Date.now() + pause > turn.deadline) throw error;
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
