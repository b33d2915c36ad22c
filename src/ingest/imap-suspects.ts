/**
 * Mails that may be at fault when the server fails us: looked for by narrowing down, fetched one by one, and set aside
 * after several tries.
 */

export interface Suspects {
  /** Failed tries by UID, of this UIDVALIDITY. */
  readonly tries: Map<number, number>;
  /** Mails to list and settle together. */
  width: number;
}

/** MOVE costs the same for one as for many; a sequence set of so many UIDs still fits into a command line. */
const fullWidth = 500;
/** Listing fails: so many times fewer the next time. Works: so many times more. */
const widening = 8;
/** So often a mail is fetched alone, or offered, in vain. */
const maxTries = 3;

/** As it is at first: nothing is suspected, and mails are listed 500 at a time. */
export function noSuspects(): Suspects {
  return { tries: new Map(), width: fullWidth };
}

/** True where the mail is to be fetched alone. */
export function isSuspected(suspects: Suspects, uid: number): boolean {
  return suspects.tries.has(uid);
}

/** True where the mail is to be set aside without a further try. */
export function isDoomed(suspects: Suspects, uid: number): boolean {
  return (suspects.tries.get(uid) ?? 0) >= maxTries;
}

/** Records that fetching these mails together failed. A mail counts as tried only where it was alone. */
export function noteTrial(suspects: Suspects, uids: readonly number[]): void {
  const alone = uids.length === 1 ? 1 : 0;
  for (const uid of uids) suspects.tries.set(uid, (suspects.tries.get(uid) ?? 0) + alone);
}

/** Records that one mail failed for an unknown reason; true where it was the last try. */
export function noteFailure(suspects: Suspects, uid: number): boolean {
  noteTrial(suspects, [uid]);
  return isDoomed(suspects, uid);
}

/** Records that not even listing these mails worked. */
export function narrow(suspects: Suspects, uids: readonly number[]): void {
  if (uids.length === 1) noteTrial(suspects, uids);
  suspects.width = Math.max(1, Math.floor(uids.length / widening));
}

/** Forgets mails that are settled. */
export function noteSettled(suspects: Suspects, settled: Iterable<number>): void {
  for (const uid of settled) suspects.tries.delete(uid);
  suspects.width = Math.min(fullWidth, suspects.width * widening);
}
