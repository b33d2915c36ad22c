/** What may be done with held mail, and who is told of it. Pure. */

import type { MailEntry } from '../model/mail-store.ts';
import type { Agent, Departments } from '../model/people.ts';
import type { Deed } from '../model/quarantine.ts';
import { hasRole } from './rights.ts';

/** Why a sender cannot be put on the allow list: an entry counts only where the evidence proves him. */
export type NotAllowable = 'no-address' | 'failed' | 'unproven' | 'unavailable';

export type Allowable =
  | { readonly address: string; readonly why: null }
  | { readonly address: null; readonly why: NotAllowable };

/** The address that may be allowed. */
export function allowable({ from, known }: Pick<MailEntry, 'from' | 'known'>): Allowable {
  const no = (why: NotAllowable) => ({ address: null, why }) as const;
  if (!/^[^\s@]+@[^\s@]+$/.test(from)) return no('no-address');
  switch (known.evidence?.trust) {
    case 'authenticated':
    case 'aligned':
      return { address: from.toLowerCase(), why: null };
    case 'failed':
      return no('failed');
    case 'unproven':
      return no('unproven');
    default:
      return no('unavailable');
  }
}

/** These file the mail; the others discard it. */
export const filing: ReadonlySet<Deed> = new Set(['release', 'ham', 'allow']);

const dayMs = 86_400_000;

/** When a held mail is discarded by itself; null where it is not held. */
export function expiresAt(
  { state, settledAt }: Pick<MailEntry, 'state' | 'settledAt'>,
  days: number,
): Date | null {
  return state === 'quarantined' && settledAt !== null ? new Date(settledAt.getTime() + days * dayMs) : null;
}

export interface Reader {
  readonly agent: Agent;
  /** Those that he sees, admins all. */
  readonly departments: Departments;
}

/** Who gets the digest of a department: its own leads and admins, or, where it has none, all admins. */
export function digestReaders(readers: readonly Reader[], department: string): Agent[] {
  const enabled = readers.filter(({ agent }) => agent.enabled);
  const own = enabled.filter(
    ({ agent, departments }) =>
      hasRole(agent, 'lead') &&
      (agent.departments.includes(department) || (departments !== 'all' && departments.includes(department))),
  );
  const admins = enabled.filter(({ agent }) => hasRole(agent, 'admin'));
  return (own.length > 0 ? own : admins).map(({ agent }) => agent);
}

/** Whether somebody may be told of the mail of a department by link: as `digestReaders`, at the time the link is used. */
export function mayRelease({ agent, departments }: Reader, department: string): boolean {
  const sees = departments === 'all' || departments.includes(department);
  return agent.enabled && hasRole(agent, 'lead') && sees;
}

/** The day by the clock of this machine, `2026-03-01`, where its digest is due: `at` is over, and it was not sent. */
export function digestDue(now: Date, at: string, last: string | null): string | null {
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const clock = `${two(now.getHours())}:${two(now.getMinutes())}`;
  return clock >= at && (last === null || last < day) ? day : null;
}
