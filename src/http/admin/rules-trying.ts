/** Trying the draft on past mail: started, followed, stopped. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { Thresholds } from '../../model/rules.ts';
import type { TryOutJob } from '../../model/try-out.ts';
import type { Env, Site } from '../site.ts';
import { isSame } from './rules-diff.ts';
import { atWork, keepDraft } from './rules-draft.ts';
import { showDraft } from './rules-saving.ts';
import { rulesViewOf } from './rules-view.ts';
import { typedNumber } from './typed-number.ts';
import { trySpans } from './views/rules-draft.ts';
import { rulesPath } from './views/rules-frame.ts';
import { rulesTryPage, type Sample } from './views/rules-try.ts';

const dayMs = 86_400_000;

/** What is longer is no number, and shown again so far. */
const typed = z
  .string()
  .trim()
  .transform((text) => text.slice(0, 30))
  .catch('');
const form = z.object({
  days: z.coerce.number().pipe(z.literal(trySpans)).catch(30),
  quarantineAt: typed,
  rejectAt: typed,
});
type Typed = z.output<typeof form>;

/** Adds `/admin/rules/try…` and `/thresholds`. */
export function addTryOut(app: Hono<Env>, site: Site): void {
  app.post(`${rulesPath}/thresholds`, (c) =>
    withThresholds(c, site, async () => c.redirect(`${rulesPath}/draft?told=kept`, 303)),
  );
  app.post(`${rulesPath}/try`, (c) => withThresholds(c, site, (typed) => start(c, site, typed)));
  app.get(`${rulesPath}/try/:id`, (c) => showTry(c, site));
  app.post(`${rulesPath}/try/:id/cancel`, async (c) => {
    site.tryOuts.cancel(c.req.param('id'));
    return c.redirect(`${rulesPath}/try/${c.req.param('id')}`, 303);
  });
}

/** Keeps the thresholds that were typed in the draft, and goes on. */
async function withThresholds(
  c: Context<Env>,
  site: Site,
  then: (typed: Typed) => Promise<Response>,
): Promise<Response> {
  const typed = form.parse(await c.req.parseBody());
  const thresholds = thresholdsOf(typed);
  if (thresholds === undefined) return showDraft(c, site, { typed, trouble: 'thresholds' });
  const work = await atWork(c, site);
  if (!isSame(thresholds, work.set.thresholds)) await keepDraft(c, site, work, { ...work.set, thresholds });
  return then(typed);
}

/** Null where both are left empty; undefined where they make no sense. */
function thresholdsOf(typed: Typed): Thresholds | null | undefined {
  if (typed.quarantineAt === '' && typed.rejectAt === '') return null;
  const read = z
    .object({ quarantineAt: typedNumber, rejectAt: typedNumber })
    .refine(({ quarantineAt, rejectAt }) => quarantineAt <= rejectAt)
    .safeParse(typed);
  return read.data;
}

async function start(c: Context<Env>, site: Site, typed: Typed): Promise<Response> {
  const { set } = await atWork(c, site);
  const until = site.now();
  const since = new Date(until.getTime() - typed.days * dayMs);
  try {
    const { rules, thresholds } = set;
    const id = site.tryOuts.start({ rules, thresholds }, { since, until }, c.get('visitor').agent.address);
    return c.redirect(`${rulesPath}/try/${id}`, 303);
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'overloaded')) throw error;
    return showDraft(c, site, { typed, trouble: 'busy' });
  }
}

async function showTry(c: Context<Env>, site: Site): Promise<Response> {
  const view = await rulesViewOf(c, site);
  const job = site.tryOuts.find(c.req.param('id') ?? '');
  if (job === null) return showDraft(c, site, { trouble: 'gone' });
  const { rules, thresholds } = view.work.set;
  const isOld = !isSame(job.draft.rules, rules) || !isSame(job.draft.thresholds, thresholds);
  return c.html(rulesTryPage({ ...view, job, isOld, samples: await samplesOf(site, job) }));
}

/** The mails to open; those that are gone are left out. */
async function samplesOf({ store }: Site, { forecast }: TryOutJob): Promise<Map<string, Sample>> {
  const ids = forecast?.changes.flatMap(({ samples }) => samples) ?? [];
  const found = await Promise.all(ids.map((id) => store.mails.find(id)));
  const samples = found.flatMap((mail) => {
    if (mail === null) return [];
    const { id, subject, ticketId } = mail;
    return [{ id, subject, ticketId, sender: mail.from || mail.envelope.sender, at: mail.acceptedAt }];
  });
  return new Map(samples.map((sample) => [sample.id, sample]));
}
