/** The chain of the audit trail: each entry carries the hash of the one before, so none can be changed or left out. Pure. */
import { createHash } from 'node:crypto';
import type { AuditDetail, AuditEntry, AuditFault } from '../model/audit-store.ts';

/** What the first entry stands upon. */
export const beforeFirst = '0'.repeat(64);

const longestText = 2000;

/** SHA-256 (hex) over the canonical JSON of an entry without its own hash. */
export function hashOf({ hash: _own, ...entry }: Omit<AuditEntry, 'hash'> & { hash?: string }): string {
  return createHash('sha256').update(canonical(entry)).digest('hex');
}

/** JSON with the names of each object in order and no spaces: the same value gives the same octets (after RFC 8785). */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

/** Text as the database gives it back: whole characters alone, and not too long. */
export function kept(text: string): string {
  return text.slice(0, longestText).toWellFormed();
}

/** The same for a detail. */
export function keptDetail(detail: AuditDetail): AuditDetail {
  const fields = Object.entries(detail).map(([name, value]) => {
    if (typeof value === 'string') return [name, kept(value)] as const;
    if (typeof value === 'number') return [name, Number.isFinite(value) ? value : String(value)] as const;
    return [name, Array.isArray(value) ? value.map(kept) : value] as const;
  });
  return Object.fromEntries(fields);
}

/** What is wrong with an entry where it stands; `before`: the one before it, null at the beginning. */
export function faultOf(entry: AuditEntry, before: AuditEntry | null): AuditFault | null {
  const expected = (before?.seq ?? 0) + 1;
  const fault = (problem: string) => ({ seq: entry.seq, problem });
  if (entry.seq !== expected) return fault(`entry ${expected} is missing before it`);
  if (entry.prev !== (before?.hash ?? beforeFirst)) return fault('it does not follow the entry before it');
  return hashOf(entry) === entry.hash ? null : fault('it was changed after it was written');
}
