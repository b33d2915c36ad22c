/** Look-ups in the DNS: bounded for each mail, spared where lately made, and never waiting for a dead resolver. */
import { Resolver as SystemResolver } from 'node:dns/promises';
import type { Resolver } from '../model/ports.ts';

/** No such name, or no such record: an answer like any other. The rest are faults (RFC 2308). */
const answers: ReadonlySet<unknown> = new Set(['ENOTFOUND', 'ENODATA']);

/**
 * Names that no zone can hold, such as one with a label over 63 octets. The sender writes them: they are no fault of the
 * DNS, which could excuse a failure.
 */
const impossible: ReadonlySet<unknown> = new Set([
  'EBADNAME',
  'EBADQUERY',
  'EBADSTR',
  'ERR_INVALID_ARG_VALUE',
]);

/** Code of a look-up that was not made, or not waited for, because its mail had had enough of them. */
export const spent = 'EBUDGET';

/** What one mail may look up. */
export interface Budget {
  readonly lookups: number;
  readonly perLookupMs: number;
  /** For all look-ups together, from the making of the resolver. */
  readonly totalMs: number;
}

type Clock = () => number;
const monotonic: Clock = () => performance.now();

/**
 * The machine's own resolver, with a minute's cache, and out of the way for half a minute once it is dead.
 * Meant to be made once and shared.
 */
export function systemResolver(): Resolver {
  const system = new SystemResolver({ timeout: 1500, tries: 2 });
  const lookup: Resolver = async (name, type) => [await system.resolve(name, type)].flat();
  return cached(guarded(lookup, { lookupMs: 3000, timeouts: 3, pauseMs: 30_000 }), {
    entries: 1000,
    keepMs: 60_000,
  });
}

/**
 * Bounds the look-ups of one mail. Beyond the budget it throws code `EBUDGET`: whoever writes the mail chooses its
 * domains, so a look-up that they priced out must not pass for a fault of the DNS. A slow look-up throws `ETIMEOUT`.
 * Only the time counts during which a look-up is under way: what we take for reading and hashing is not the author's.
 */
export function budgeted(resolver: Resolver, budget: Budget, now: Clock = monotonic): Resolver {
  let left = budget.lookups;
  let ms = budget.totalMs;
  let underWay = 0;
  let since = now();
  const count = (change: 1 | -1) => {
    const at = now();
    if (underWay > 0) ms -= at - since;
    since = at;
    underWay += change;
  };
  return async (name, type) => {
    left -= 1;
    count(1);
    try {
      if (left < 0 || ms <= 0) throw lookupError(spent, name);
      return ms < budget.perLookupMs
        ? await within(resolver(name, type), ms, lookupError(spent, name))
        : await within(resolver(name, type), budget.perLookupMs, lookupError('ETIMEOUT', name));
    } finally {
      count(-1);
    }
  };
}

/**
 * Keeps answers, the negative ones too, for `keepMs`, the least used forgotten first; equal look-ups under way are
 * shared. Record TTLs are not looked at: the time is short enough for none to matter. Faults are not kept.
 */
export function cached(
  resolver: Resolver,
  { entries, keepMs, now = monotonic }: { entries: number; keepMs: number; now?: Clock },
): Resolver {
  const kept = new Map<string, { answer: Promise<Answer>; until: number }>();
  return async (name, type) => {
    const key = `${type} ${name.toLowerCase()}`;
    const known = kept.get(key);
    const entry =
      known && known.until > now() ? known : { answer: ask(resolver, name, type), until: now() + keepMs };
    kept.delete(key);
    kept.set(key, entry);
    for (const oldest of kept.keys()) {
      if (kept.size <= entries) break;
      kept.delete(oldest);
    }
    const { records, code } = await entry.answer;
    if (code === null) return [...records];
    if (!answers.has(code) && kept.get(key) === entry) kept.delete(key);
    throw lookupError(code, name);
  };
}

/**
 * Gives each look-up `lookupMs`. After so many timeouts in a row it asks for the root's name servers, which any live
 * resolver knows; where that times out too, the resolver is dead, and all is answered `ETIMEOUT` at once for `pauseMs`.
 * (The question makes sure that one sender's silent name servers do not switch the look-ups off for everybody.)
 */
export function guarded(
  resolver: Resolver,
  {
    lookupMs,
    timeouts,
    pauseMs,
    now = monotonic,
  }: { lookupMs: number; timeouts: number; pauseMs: number; now?: Clock },
): Resolver {
  let inARow = 0;
  let deadUntil = Number.NEGATIVE_INFINITY;
  let probing = false;
  const timed = (name: string, type: string) =>
    within(ask(resolver, name, type), lookupMs, lookupError('ETIMEOUT', name)).catch(() => timedOut);
  const probe = async () => {
    probing = true;
    const { code } = await timed('.', 'NS');
    if (code === 'ETIMEOUT') deadUntil = now() + pauseMs;
    inARow = 0;
    probing = false;
  };
  return async (name, type) => {
    if (now() < deadUntil) throw lookupError('ETIMEOUT', name);
    const { records, code } = await timed(name, type);
    inARow = code === 'ETIMEOUT' ? inARow + 1 : 0;
    if (inARow >= timeouts && !probing) void probe();
    if (code === null) return [...records];
    throw lookupError(code, name);
  };
}

/** What came of a look-up: records, or the code of the error. Errors themselves are never shared: callers write on them. */
interface Answer {
  readonly records: readonly unknown[];
  readonly code: string | null;
}

const timedOut: Answer = { records: [], code: 'ETIMEOUT' };

async function ask(resolver: Resolver, name: string, type: string): Promise<Answer> {
  try {
    return { records: await resolver(name, type), code: null };
  } catch (error) {
    return { records: [], code: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (impossible.has(code)) return 'ENOTFOUND';
  return typeof code === 'string' ? code : 'ESERVFAIL';
}

function lookupError(code: string, name: string): Error {
  return Object.assign(withoutStack(`${code} ${name}`), { code });
}

/** An expected error, of which there are several a mail: walking the stack would cost more than the look-up. */
export function withoutStack(message: string): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  const error = new Error(message);
  Error.stackTraceLimit = stackTraceLimit;
  return error;
}

/** Gives the work's result, or throws `late` after that many milliseconds. */
export async function within<T>(work: Promise<T>, ms: number, late: Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), ms);
  });
  try {
    return await Promise.race([work, alarm]);
  } finally {
    clearTimeout(timer);
  }
}
