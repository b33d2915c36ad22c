/** Changes with their trace in the audit trail. */
import type { AuditStore, NewAudit } from '../model/audit-store.ts';

/**
 * Writes down what is about to be done, then does it: nothing is done that was not written down. Where it then was not
 * done (`false`, or an error), that is written down as well.
 */
export async function traced<T>(
  audit: Pick<AuditStore, 'record'>,
  entry: NewAudit,
  work: () => Promise<T>,
): Promise<T> {
  await audit.record(entry);
  const undone = () => audit.record({ ...entry, detail: { ...entry.detail, outcome: 'was not done' } });
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await undone().catch(() => undefined); // The error itself tells more.
    throw error;
  }
  if (result === false) await undone();
  return result;
}
