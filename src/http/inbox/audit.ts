/** The audit trail, for admins. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { AuditVerdict } from '../../model/audit-store.ts';
import { requirePower } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { auditPage } from '../views/audit.ts';
import { surroundingsOf } from './surroundings.ts';

const word = z.string().trim().max(320).catch('').default('');
const asked = z.object({
  actor: word,
  action: word,
  subject: word,
  before: z.coerce.number().int().min(1).optional().catch(undefined),
});
/** Entries of a page. */
const entriesPerPage = 100;

/** Adds `/inbox/audit`. The chain is followed only where somebody asks: that reads all of it. */
export function addAudit(app: Hono<Env>, site: Site): void {
  const path = '/inbox/audit';
  app.get(path, requirePower('audit'), (c) => showAudit(c, site, null));
  app.post(path, requirePower('audit'), async (c) => showAudit(c, site, await site.store.audit.verify()));
}

async function showAudit(c: Context<Env>, site: Site, verdict: AuditVerdict | null): Promise<Response> {
  const { before, ...wanted } = asked.parse(c.req.query());
  const filters = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== ''));
  const [surroundings, found] = await Promise.all([
    surroundingsOf(c, site),
    site.store.audit.list({
      ...filters,
      ...(before === undefined ? {} : { before }),
      limit: entriesPerPage + 1,
    }),
  ]);
  const entries = found.slice(0, entriesPerPage);
  const next = found.length > entriesPerPage ? (entries.at(-1)?.seq ?? null) : null;
  return c.html(auditPage({ ...surroundings, asked: wanted, entries, next, verdict, now: site.now() }));
}
