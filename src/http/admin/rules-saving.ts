/** The draft as a whole: what it changes, saving it, and what to do where somebody else was faster. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { RuleDraft } from '../../model/rules.ts';
import type { Env, Site } from '../site.ts';
import { crossing } from './overview-thresholds.ts';
import { changesOf } from './rules-diff.ts';
import { type AtWork, atWork, keepDraft, withFile } from './rules-draft.ts';
import { mergeDrafts } from './rules-merge.ts';
import { saveRules } from './rules-save.ts';
import { markedAsMeant } from './rules-set.ts';
import { rulesViewOf } from './rules-view.ts';
import { type DraftTrouble, rulesDraftPage, type TypedDraft, trySpans } from './views/rules-draft.ts';
import { rulesPath } from './views/rules-frame.ts';

const line = z.string().trim().max(500);
const names = z.preprocess((given) => [given ?? []].flat(), z.array(z.string().max(2000)));
const saveForm = z.object({ reason: line.default(''), meant: names, at: z.coerce.number() });
const asked = z.object({
  told: z.literal('kept').nullable().catch(null),
  clashes: z.array(z.string()).catch([]),
});

/** Adds `/admin/rules/draft`, `/save` and `/rebase`. */
export function addRuleSaving(app: Hono<Env>, site: Site): void {
  app.get(`${rulesPath}/draft`, (c) => {
    const shown = asked.parse({
      told: c.req.query('told') ?? null,
      clashes: c.req.queries('clash') ?? [],
    });
    return showDraft(c, site, shown);
  });
  app.post(`${rulesPath}/save`, (c) => saveDraft(c, site));
  app.post(`${rulesPath}/rebase`, (c) => rebase(c, site));
}

interface Shown {
  readonly typed?: Partial<TypedDraft>;
  readonly trouble?: DraftTrouble | null;
  readonly told?: 'kept' | null;
  readonly clashes?: readonly string[];
}

const statuses = {
  noReason: 422,
  notMeant: 422,
  thresholds: 422,
  conflict: 409,
  elsewhere: 409,
  busy: 409,
  gone: 404,
} as const;

/** The page, with what was typed and what is wrong. */
export async function showDraft(c: Context<Env>, site: Site, shown: Shown): Promise<Response> {
  const view = await rulesViewOf(c, site);
  const { work } = view;
  const { trouble = null, told = null, clashes = [], typed = {} } = shown;
  const { quarantineAt, rejectAt } = site.settings().screening;
  const days = trySpans.find((span) => String(span) === c.req.query('days')) ?? 30;
  const page = {
    ...view,
    typed: { days, ...limitsOf(work.set), reason: '', meant: [], ...typed },
    dangers: work.draft === null ? [] : site.rules.dangers(work.draft),
    problems: work.draft === null ? [] : await site.rules.faults(work.draft),
    theirs: isStale(work) ? changesOf(work.base, work.active) : null,
    clashes,
    trouble,
    told,
    usual: { quarantineAt, rejectAt },
    crossing: crossing(site.settings(), work.set.thresholds),
  };
  return c.html(rulesDraftPage(page), trouble === null ? 200 : statuses[trouble]);
}

function isStale({ draft, active }: AtWork): boolean {
  return draft !== null && draft.basedOn !== active.version;
}

function limitsOf({ thresholds }: RuleDraft): Pick<TypedDraft, 'quarantineAt' | 'rejectAt'> {
  if (thresholds === null) return { quarantineAt: '', rejectAt: '' };
  return { quarantineAt: String(thresholds.quarantineAt), rejectAt: String(thresholds.rejectAt) };
}

async function saveDraft(c: Context<Env>, site: Site): Promise<Response> {
  const form = saveForm.safeParse(await c.req.parseBody({ all: true }));
  if (!form.success) throw new Failure('bad-usage', 'the form was not filled in by this page');
  const { at, ...typed } = form.data;
  const work = await atWork(c, site);
  if (work.draft === null) return c.redirect(rulesPath, 303);
  const { address, id } = c.get('visitor').agent;
  const draft = withFile(site.rules, markedAsMeant(work.draft, typed.meant));
  if (at !== work.draft.at.getTime()) return showDraft(c, site, { typed, trouble: 'elsewhere' });
  if (isStale(work)) return showDraft(c, site, { typed, trouble: 'conflict' });
  if (typed.reason === '') return showDraft(c, site, { typed, trouble: 'noReason' });
  if ((await site.rules.faults(draft)).length > 0) return showDraft(c, site, { typed });
  if (site.rules.dangers(draft).length > 0) return showDraft(c, site, { typed, trouble: 'notMeant' });
  try {
    const { reason } = typed;
    const { basedOn } = work.draft;
    await saveRules(site, { draft, basedOn, reason, actor: address, via: 'page', action: 'rules.save' });
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'conflict')) throw error;
    return showDraft(c, site, { typed, trouble: 'conflict' });
  }
  await site.store.ruleDrafts.drop(id);
  return c.redirect(`${rulesPath}?told=saved`, 303);
}

/** Brings the draft onto what is saved now: with the changes of both, or as it is. */
async function rebase(c: Context<Env>, site: Site): Promise<Response> {
  const { how } = await c.req.parseBody();
  const work = await atWork(c, site);
  if (work.draft === null) return c.redirect(rulesPath, 303);
  const { base, active, draft } = work;
  const { draft: merged, clashes } =
    how === 'merge' ? mergeDrafts(base, active, draft) : { draft, clashes: [] };
  const text = draft.text ?? active.text;
  await keepDraft(c, site, { base: active }, text === undefined ? merged : { ...merged, text });
  const query = new URLSearchParams({ told: 'kept' });
  for (const name of clashes) query.append('clash', name);
  return c.redirect(`${rulesPath}/draft?${query}`, 303);
}
