/** What becomes of held mail by itself: it expires, and leads are told of it once a day. One node does it, under a lease. */
import { actorOf } from '../access/access.ts';
import type { Settings } from '../config/schema.ts';
import { webUrl } from '../config/web.ts';
import { digestDue, digestReaders } from '../desk/held.ts';
import { describe, Failure } from '../failure.ts';
import type { Log, Store } from '../model/ports.ts';
import type { DigestMark } from '../model/quarantine.ts';
import { makeReleaseToken } from '../threading/release-token.ts';
import type { Bench } from './assembly.ts';
import type { LetterBox } from './letters.ts';
import { inRounds } from './rounds.ts';
import { departmentsOf } from './staff.ts';

export interface CareParts {
  readonly store: Pick<Store, 'quarantine' | 'audit' | 'agents' | 'outbox' | 'leases' | 'clockAhead'>;
  readonly log: Log;
  /** As they are now: they can be reloaded. */
  settings(): Settings;
  assembly(): { readonly bench: Pick<Bench, 'keys'>; readonly letters: Pick<LetterBox, 'digest'> };
  /** Something was queued for sending. */
  queued(): void;
}

const dayMs = 86_400_000;

/**
 * Discards what is held for longer than `screening.quarantineDays`; gives how many. The raw bytes stay: they may be those of
 * another mail too, and what is tried on past mail reads them.
 */
export async function expireHeld({ store, log, settings }: CareParts, now: Date): Promise<number> {
  const days = settings().screening.quarantineDays;
  const before = new Date(now.getTime() - days * dayMs);
  const mails = await store.quarantine.countBefore(before);
  if (mails === 0) return 0;
  const detail = { via: 'timer', mails, days, before: before.toISOString() };
  await store.audit.record({ actor: 'Postern', action: 'quarantine.expire', subject: 'quarantine', detail });
  const expired = await store.quarantine.expire(before, `held for ${days} days`);
  log.info('quarantine expired', { mails: expired, days });
  return expired;
}

/** Mails that one digest tells of; the others are counted. */
const mostTold = 50;
/** For so long a link is good. */
const linkDays = 14;
/** A mail may be held by a transaction that began before the digest and ended after it. */
const settleMs = 10_000;

/** Sends the digests that are due; gives how many mails that were. Without a smarthost they wait until there is one. */
export async function sendDigests(parts: CareParts, now: Date): Promise<number> {
  const { departments, screening, outbox } = parts.settings();
  if (!screening.digest.enabled || outbox.smtp.host === '') return 0;
  let sent = 0;
  for (const department of departments) sent += await digestOf(parts, department, now);
  if (sent > 0) parts.queued();
  return sent;
}

type Department = Settings['departments'][number];

/** The mark is saved last: a node that ends in between leaves the rest to the next, and no row is there twice. */
async function digestOf(parts: CareParts, department: Department, now: Date): Promise<number> {
  const { quarantine } = parts.store;
  const mark = await quarantine.digestMark(department.name);
  const day = digestDue(now, parts.settings().screening.digest.at, mark?.day ?? null);
  if (day === null) return 0;
  const until = new Date(now.getTime() + parts.store.clockAhead() - settleMs);
  const since = mark?.until ?? new Date(until.getTime() - dayMs);
  const found = await quarantine.between(department.addresses, since, until, mostTold);
  const sent = found.count === 0 ? 0 : await tell(parts, department, { day, until }, found, now);
  await quarantine.saveDigestMark(department.name, { day, until });
  return sent;
}

async function tell(
  { store, log, settings, assembly }: CareParts,
  department: Department,
  { day }: DigestMark,
  { mails, count }: Awaited<ReturnType<Store['quarantine']['between']>>,
  now: Date,
): Promise<number> {
  const { http, departments } = settings();
  const { bench, letters } = assembly();
  const readers = (await store.agents.list()).map((agent) => ({
    agent,
    departments: actorOf(agent, 'timer', departmentsOf({ departments }, agent.address)).departments,
  }));
  const expiresAt = new Date(now.getTime() + linkDays * dayMs);
  const inbox = `${webUrl(http)}/inbox?${new URLSearchParams({ list: 'quarantine', department: department.name })}`;
  let sent = 0;
  for (const agent of digestReaders(readers, department.name)) {
    const linkOf = ({ id }: { readonly id: string }) =>
      `${webUrl(http)}/held/${makeReleaseToken(bench.keys.ring, { mail: id, agent: agent.id, expiresAt })}`;
    try {
      const row = letters.digest({ department, agent, day, mails, count, linkOf, inbox, linkDays, now });
      if (await store.outbox.add(row)) sent += 1;
    } catch (error) {
      if (!(error instanceof Failure) || error.temporary) throw error;
      log.warn('digest could not be written', { agent: agent.id, cause: describe(error) });
    }
  }
  if (sent > 0)
    log.info('quarantine digest', { department: department.name, day, mails: count, readers: sent });
  return sent;
}

/** Looks each minute. Gives how to stop; what is under way ends first. */
export function careForQuarantine(parts: CareParts): () => Promise<void> {
  const { store, log } = parts;
  return inRounds({
    leases: store.leases,
    log,
    lease: 'quarantine',
    failed: 'quarantine could not be looked after',
    async work() {
      const now = new Date();
      await expireHeld(parts, now);
      await sendDigests(parts, now);
    },
  });
}
