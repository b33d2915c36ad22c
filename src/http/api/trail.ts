/** Writes what was done by the API into the audit trail. */

import type { AuditDetail } from '../../model/audit-store.ts';
import type { Actor } from '../../model/people.ts';
import type { Site } from '../site.ts';

/** Durable when it returns. */
export async function trail(
  { store }: Pick<Site, 'store'>,
  { address, name, via, kind, id }: Actor,
  action: string,
  subject: string,
  detail: AuditDetail = {},
): Promise<void> {
  const by = kind === 'token' && id !== null ? { token: id } : {};
  await store.audit.record({ actor: address || name, action, subject, detail: { via, ...by, ...detail } });
}
