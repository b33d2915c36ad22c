/** What to fetch next from a mailbox, and what a cursor may say: pure. */
import type { Cursor } from '../model/node-store.ts';

/** One mail of a mailbox as the server lists it. */
export interface Listed {
  readonly uid: number;
  /** RFC822.SIZE, octets: some servers only estimate it. */
  readonly size: number;
  /** INTERNALDATE; null where the server gave none. */
  readonly date: Date | null;
}

/**
 * Batches in order, each of at most `count` mails and `bytes` octets; a larger mail, and one that `alone` names, is a
 * batch of its own.
 */
export function planBatches(
  mails: readonly Listed[],
  limits: { readonly count: number; readonly bytes: number },
  alone: (uid: number) => boolean,
): Listed[][] {
  const batches: Listed[][] = [];
  let batch: Listed[] = [];
  let bytes = 0;
  for (const mail of mails) {
    const last = batch.at(-1);
    const full = batch.length >= limits.count || bytes + mail.size > limits.bytes;
    if (last !== undefined && (full || alone(last.uid) || alone(mail.uid))) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(mail);
    bytes += mail.size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** The highest UID up to which all of `uids` (ascending) are settled; `from` where not even the first is. */
export function settledUpTo(uids: readonly number[], settled: ReadonlySet<number>, from: number): number {
  let highest = from;
  for (const uid of uids) {
    if (!settled.has(uid)) break;
    highest = uid;
  }
  return highest;
}

/** Where to go on from, and, where the UIDs that we knew no longer hold, why. */
export interface Start {
  readonly cursor: Cursor;
  readonly epoch: 'first' | 'same' | 'uidvalidity-changed' | 'uids-fell-back';
}

/**
 * Compares the stored cursor with the selected mailbox (RFC 9051, 2.3.1.1): UIDs hold only under the same UIDVALIDITY.
 * A UIDNEXT at or below what we have seen means the same, on servers that forget to change it.
 */
export function startFrom(
  stored: Cursor | null,
  selected: { readonly uidValidity: string; readonly uidNext: number | null },
): Start {
  const anew: Cursor = { uidValidity: selected.uidValidity, lastUid: 0 };
  if (stored === null) return { cursor: anew, epoch: 'first' };
  if (stored.uidValidity !== selected.uidValidity) return { cursor: anew, epoch: 'uidvalidity-changed' };
  if (selected.uidNext !== null && selected.uidNext <= stored.lastUid) {
    return { cursor: anew, epoch: 'uids-fell-back' };
  }
  return { cursor: stored, epoch: 'same' };
}

/** A sequence set (RFC 9051, 9) of ascending UIDs, runs as ranges: `1:3,7`. */
export function uidSet(uids: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const uid of uids) {
    const range = ranges.at(-1);
    if (range !== undefined && range[1] + 1 === uid) range[1] = uid;
    else ranges.push([uid, uid]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',');
}
