/** Learning on the page: what was taught, what waits, and what staff said lately. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { judgeMail } from '../../desk/judge.ts';
import { traced } from '../../desk/traced.ts';
import { Failure } from '../../failure.ts';
import type { JudgementEntry } from '../../model/judgements.ts';
import { judgementForm } from '../inbox/judge.ts';
import { surroundingsOf } from '../inbox/surroundings.ts';
import type { Env, Site } from '../site.ts';
import { learningPage } from './views/learning.ts';

const path = '/admin/learning';
const linesPerPage = 50;
const mostTroubles = 50;

const asked = z.object({ before: z.coerce.date().optional().catch(undefined) });
const mailForm = z.object({ mail: z.string().regex(/^[0-9a-f]{24}$/) });

/** Adds `/admin/learning…`. */
export function addLearning(app: Hono<Env>, site: Site): void {
  app.get(path, (c) => show(c, site));
  app.post(`${path}/judge`, async (c) => {
    const { mail, kind } = await formOf(c, mailForm.extend(judgementForm.shape));
    await judgeMail(site.store, c.get('visitor').actor, mail, kind);
    return c.redirect(path, 303);
  });
  app.post(`${path}/retry`, async (c) => {
    const { mail } = await formOf(c, mailForm);
    const { address: actor } = c.get('visitor').actor;
    const entry = { actor, action: 'learning.retry', subject: mail, detail: { via: 'page' } };
    await traced(site.store.audit, entry, () => site.store.judgements.retry(mail));
    return c.redirect(path, 303);
  });
}

async function formOf<Shape extends z.ZodType>(c: Context<Env>, shape: Shape): Promise<z.output<Shape>> {
  const form = shape.safeParse(await c.req.parseBody());
  if (!form.success) throw new Failure('bad-usage', 'the form does not name a mail');
  return form.data;
}

async function show(c: Context<Env>, site: Site): Promise<Response> {
  const { judgements, inbox } = site.store;
  const { before } = asked.parse(c.req.query());
  const [surroundings, status, troubles, latest] = await Promise.all([
    surroundingsOf(c, site),
    site.learning(),
    judgements.list({ states: ['failed', 'queued'], failing: true, limit: mostTroubles }),
    judgements.list({ ...(before === undefined ? {} : { before }), limit: linesPerPage + 1 }),
  ]);
  const shown = latest.slice(0, linesPerPage);
  const ids = [...troubles, ...shown].map(({ mail }) => mail);
  const mails = await inbox.mails([...new Set(ids)]);
  const next = latest.length > linesPerPage ? lastOf(shown) : null;
  return c.html(
    learningPage({ ...surroundings, status, troubles, latest: shown, mails, next, now: site.now() }),
  );
}

const lastOf = (entries: readonly JudgementEntry[]) => entries.at(-1)?.at ?? null;
