/** What somebody changes about himself, in the audit trail. */
import type { Context } from 'hono';
import type { By } from '../../access/team.ts';
import type { AuditDetail } from '../../model/audit-store.ts';
import type { Env, Site } from '../site.ts';

/** `account.password`, `token.issue` … */
export async function recordOwn(
  c: Context<Env>,
  { store }: Site,
  action: string,
  detail: AuditDetail = {},
): Promise<void> {
  const { address } = c.get('visitor').agent;
  await store.audit.record({
    actor: address,
    action,
    subject: address,
    detail: { via: 'page', ...detail },
  });
}

/** The visitor, as who changes the team. */
export function byOf(c: Context<Env>): By {
  return { actor: c.get('visitor').agent.address, via: 'page' };
}
