/** /inbox/report: what came in during the last months, what problems came up most, and how long they took. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { Report } from '../../model/report.ts';
import type { Env, Site } from '../site.ts';
import { type Period, periods, reportPage } from '../views/report.ts';
import { reportCsv } from './report-csv.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';

const asked = z.object({ months: z.coerce.number().pipe(z.literal(periods)).catch(3) });

export async function showReport(c: Context<Env>, site: Site): Promise<Response> {
  const { count, months, report } = await reported(c, site);
  return c.html(reportPage({ ...(await surroundingsOf(c, site)), count, months, report }));
}

export async function reportAsCsv(c: Context<Env>, site: Site): Promise<Response> {
  const { months, report } = await reported(c, site);
  c.header('Content-Disposition', `attachment; filename="report-${months.at(-1)}.csv"`);
  c.header('Content-Type', 'text/csv; charset=utf-8');
  return c.body(reportCsv(report, months));
}

async function reported(
  c: Context<Env>,
  site: Site,
): Promise<{ count: Period; months: string[]; report: Report }> {
  const { months: count } = asked.parse(c.req.query());
  const now = site.now();
  const starts = Array.from(
    { length: count },
    (_, ago) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - (count - 1 - ago), 1)),
  );
  const report = await site.store.inbox.report(viewerOf(c), starts[0] ?? now);
  return { count, months: starts.map((start) => start.toISOString().slice(0, 7)), report };
}
