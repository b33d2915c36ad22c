/** When an outgoing mail is tried again (RFC 5321, 4.5.4.1), and when it is given up. */

const minute = 60_000;
const hour = 60 * minute;

/** Quick at first, since most trouble is short; the last one repeats (mail-infra 4.1). */
const delays = [1, 2, 5, 10, 20, 40, 60, 120, 240].map((minutes) => minutes * minute);

/** Part of a delay by which it may be shorter or longer, so that rows that failed together are not tried together. */
const jitter = 0.2;

/** The delay in ms after so many tries (from 1), with `random` in [0, 1). */
export function retryDelay(attempts: number, random: number): number {
  const delay = delays[Math.min(Math.max(attempts, 1), delays.length) - 1] ?? 4 * hour;
  return Math.round(delay * (1 - jitter + 2 * jitter * random));
}

/**
 * When a mail queued at `createdAt` is tried again after a try that failed `now`: at its deadline at the latest, and
 * null after that.
 */
export function retryAt(
  mail: { readonly attempts: number; readonly createdAt: Date },
  { now, random, giveUpHours }: { now: Date; random: number; giveUpHours: number },
): Date | null {
  const deadline = mail.createdAt.getTime() + giveUpHours * hour;
  if (now.getTime() >= deadline) return null;
  return new Date(Math.min(now.getTime() + retryDelay(mail.attempts, random), deadline));
}
