/** An edited copy instead of a mail that lies aside: the copy is accepted and the original discarded, in one transaction. */
import type { mongo } from 'mongoose';
import { Failure } from '../failure.ts';
import type { NewMail } from '../model/mail-store.ts';
import type { Clock } from './clock.ts';
import type { Database } from './connect.ts';
import { asId, type MailRow, toId } from './documents.ts';
import { isDuplicate } from './errors.ts';
import { mailRow } from './mail-rows.ts';
import type { RawStore } from './raw.ts';
import { inTransaction } from './transaction.ts';

/** What may be changed by hand: mails that lie aside. */
export const setAside = ['failed', 'quarantined'] as const;

/** MailStore.replace. */
export async function replaceMail(
  { database, raw, clock }: { database: Database; raw: RawStore; clock: Clock },
  original: string,
  copy: NewMail,
  bytes: Uint8Array,
): Promise<boolean> {
  const _id = asId(original);
  if (_id === null) return false;
  const bytesRow = await raw.rowOf(bytes);
  // Bytes without a row are no mail: where the rest does not happen, they do no harm.
  await raw.keep([bytesRow]);
  const facts = { sha256: bytesRow._id, size: bytesRow.size };
  const row: MailRow = { ...mailRow(copy, facts, clock.now(), null), replaces: _id };
  return knownIsConflict(() =>
    inTransaction(database.client, async (session) => {
      const { matchedCount } = await database.mails.updateOne(
        { _id, state: { $in: [...setAside] } },
        discarded(copy.id),
        { session },
      );
      if (matchedCount === 1) await database.mails.insertOne(row, { session });
      return matchedCount === 1;
    }),
  );
}

function discarded(by: string): mongo.UpdateFilter<MailRow> {
  return {
    $set: {
      state: 'discarded',
      trouble: { reason: 'replaced', detail: `replaced by ${by}` },
      replacedBy: toId(by),
    },
    $unset: { dueAt: true },
    $currentDate: { settledAt: true },
  };
}

async function knownIsConflict<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isDuplicate(error)) throw new Failure('conflict', 'this very copy was taken before', error);
    throw error;
  }
}
