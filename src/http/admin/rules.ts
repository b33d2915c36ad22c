/** The pages of rules: the list, and what is done to one rule of it. All changes go to the draft of the admin. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { Env, Site } from '../site.ts';
import { ruleWords } from '../words/rules.ts';
import { atWork, keepDraft } from './rules-draft.ts';
import { addRuleEditing, showText } from './rules-edit.ts';
import { examine } from './rules-examine.ts';
import { addRuleHistory } from './rules-past.ts';
import { addRuleSaving } from './rules-saving.ts';
import { changedSet, ruleChanges } from './rules-set.ts';
import { addTryOut } from './rules-trying.ts';
import { versionOf } from './rules-versions.ts';
import { rulesViewOf } from './rules-view.ts';
import { rulesPath } from './views/rules-frame.ts';
import { type RulesListView, rulesListPage } from './views/rules-list.ts';

/** Octets of a file of rules. */
const mostOctets = 1_000_000;

const asked = z.object({ told: z.enum(['saved', 'rolledBack', 'discarded']).nullable().catch(null) });
const change = z.object({ name: z.string().max(2000), do: z.enum(ruleChanges) });
const wantedVersion = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional().catch(undefined);

/** Adds `/admin/rules…`. */
export function addRules(app: Hono<Env>, site: Site): void {
  app.get(rulesPath, async (c) => {
    const told = asked.parse({ told: c.req.query('told') ?? null });
    const [view, acted] = await Promise.all([rulesViewOf(c, site), actedLately(site)]);
    return c.html(rulesListPage({ ...view, ...told, acted }));
  });
  app.post(`${rulesPath}/change`, (c) => changeOne(c, site));
  app.post(`${rulesPath}/discard`, async (c) => {
    await site.store.ruleDrafts.drop(c.get('visitor').agent.id);
    return c.redirect(`${rulesPath}?told=discarded`, 303);
  });
  app.get(`${rulesPath}/export`, (c) => exportRules(c, site));
  app.post(`${rulesPath}/import`, (c) => importRules(c, site));
  addRuleEditing(app, site);
  addRuleSaving(app, site);
  addTryOut(app, site);
  addRuleHistory(app, site);
}

/** More rules there cannot be. */
const mostRules = 1000;
const dayMs = 86_400_000;

/** How often rules acted, by name; those that did not in thirty days are missing. */
async function actedLately({ store, now }: Site): Promise<RulesListView['acted']> {
  const since = (days: number) => new Date(now().getTime() - days * dayMs);
  const [week, month] = await Promise.all(
    [7, 30].map((days) => store.counts.top('rule', since(days), mostRules)),
  );
  const ofWeek = new Map(week?.map(({ name, n }) => [name, n]));
  return new Map(month?.map(({ name, n }) => [name, { week: ofWeek.get(name) ?? 0, month: n }]));
}

async function changeOne(c: Context<Env>, site: Site): Promise<Response> {
  const form = change.safeParse(await c.req.parseBody());
  if (!form.success) throw new Failure('bad-usage', 'the form says not what to do to which rule');
  const work = await atWork(c, site);
  await keepDraft(c, site, work, changedSet(work.set, form.data.name, form.data.do));
  return c.redirect(rulesPath, 303);
}

async function exportRules(c: Context<Env>, { store, rules }: Site): Promise<Response> {
  const version = wantedVersion.parse(c.req.query('version'));
  const saved = version === undefined ? await store.rules.active() : await versionOf(store.rules, version);
  if (saved === null) throw new Failure('not-found', 'there is no such version');
  return c.body(rules.write(saved), 200, {
    'Content-Type': 'application/yaml; charset=utf-8',
    'Content-Disposition': `attachment; filename="rules-${saved.version}.yaml"`,
  });
}

/** A file becomes the draft, or is shown with what is wrong with it. */
async function importRules(c: Context<Env>, site: Site): Promise<Response> {
  const { file } = await c.req.parseBody();
  const words = ruleWords(c.get('language')).form;
  const told = (problem: string, text = '') =>
    showText(c, site, { text, problems: [{ path: '', problem, line: null }] });
  if (!(file instanceof File) || file.size === 0) return told(words.noFile);
  if (file.size > mostOctets) return told(words.tooLarge);
  const text = await file.text();
  const { draft, problems } = await examine(site.rules, text);
  if (problems.length > 0) return showText(c, site, { text, problems });
  await keepDraft(c, site, await atWork(c, site), draft);
  return c.redirect(`${rulesPath}/draft?told=kept`, 303);
}
