/** Editing: one rule as a form, or the whole set as YAML. Where something is wrong, all that was typed is shown again. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { RuleDraft } from '../../model/rules.ts';
import type { Env, Site } from '../site.ts';
import { ruleWords } from '../words/rules.ts';
import { atWork, keepDraft } from './rules-draft.ts';
import type { RuleProblem } from './rules-engine.ts';
import { examine } from './rules-examine.ts';
import {
  type FieldProblem,
  formOf,
  problemAtField,
  type RuleForm,
  ruleFormSchema,
  ruleOf,
} from './rules-form-fields.ts';
import { findRule, shownRule, withRule } from './rules-set.ts';
import { rulesViewOf } from './rules-view.ts';
import { ruleFormPage } from './views/rules-form.ts';
import { rulesPath } from './views/rules-frame.ts';
import { rulesTextPage } from './views/rules-text.ts';

const typedText = z.object({ text: z.string().max(1_000_000) });

/** Adds `/admin/rules/rule` and `/admin/rules/text`. */
export function addRuleEditing(app: Hono<Env>, site: Site): void {
  app.get(`${rulesPath}/rule`, (c) => showRule(c, site));
  app.post(`${rulesPath}/rule`, (c) => keepRule(c, site));
  app.get(`${rulesPath}/text`, (c) => showText(c, site, null));
  app.post(`${rulesPath}/text`, (c) => keepText(c, site));
}

async function showRule(c: Context<Env>, site: Site): Promise<Response> {
  const view = await rulesViewOf(c, site);
  const name = c.req.query('name');
  const found = name === undefined ? null : findRule(view.work.set, name);
  if (name !== undefined && found === null) throw new Failure('not-found', 'there is no such rule');
  return c.html(ruleFormPage({ ...view, form: formOf(view.work.set, found?.at ?? null), problems: [] }));
}

async function keepRule(c: Context<Env>, site: Site): Promise<Response> {
  const parsed = ruleFormSchema.safeParse(await c.req.parseBody());
  if (!parsed.success) throw new Failure('bad-usage', 'the form was not filled in by this page');
  const form = parsed.data;
  const work = await atWork(c, site);
  const old = form.old === '' ? null : findRule(work.set, form.old);
  if (form.old !== '' && old === null) return again(c, site, form, [goneProblem(c)]);
  const shown = old && shownRule(old.rule);
  const author = shown === null ? c.get('visitor').agent.address : shown.author;
  const { rule, problems } = ruleOf(form, author, shown);
  if (problems.length > 0) return again(c, site, form, problems);
  const after = form.place === 'first' ? null : form.place.replace(/^after /, '');
  const set = withRule(work.set, rule, form.old || null, after);
  const at = set.rules.indexOf(rule);
  const faults = (await site.rules.faults(set)).filter(({ path }) => isAbout(path, at, set, form.name));
  if (faults.length > 0) {
    const told = faults.map(({ path, problem }) => problemAtField(form, path, problem));
    return again(c, site, form, told);
  }
  await keepDraft(c, site, work, set);
  return c.redirect(rulesPath, 303);
}

/** The problem of a name that two rules have is told of the lower one, whichever was changed. */
function isAbout(path: string, at: number, { rules }: RuleDraft, name: string): boolean {
  if (path.startsWith(`rules[${at}]`)) return true;
  const other = /^rules\[(\d+)\]\.name$/.exec(path)?.[1];
  return other !== undefined && shownRule(rules[Number(other)]).name === name;
}

async function again(
  c: Context<Env>,
  site: Site,
  form: RuleForm,
  problems: readonly FieldProblem[],
): Promise<Response> {
  return c.html(ruleFormPage({ ...(await rulesViewOf(c, site)), form, problems }), 422);
}

function goneProblem(c: Context<Env>): FieldProblem {
  return { field: 'name', line: null, path: '', text: ruleWords(c.get('language')).form.gone };
}

/** Null: as it is in the draft, or saved. */
export async function showText(
  c: Context<Env>,
  site: Site,
  typed: { readonly text: string; readonly problems: readonly RuleProblem[] } | null,
): Promise<Response> {
  const view = await rulesViewOf(c, site);
  const shown = typed ?? { text: site.rules.write(view.work.set), problems: [] };
  return c.html(rulesTextPage({ ...view, ...shown }), typed === null ? 200 : 422);
}

async function keepText(c: Context<Env>, site: Site): Promise<Response> {
  const form = typedText.safeParse(await c.req.parseBody());
  if (!form.success) throw new Failure('bad-usage', 'the text is too long');
  // Browsers send lines as RFC 7578 (4.4) has them.
  const text = form.data.text.replaceAll('\r\n', '\n');
  const { draft, problems } = await examine(site.rules, text);
  if (problems.length > 0) return showText(c, site, { text, problems });
  await keepDraft(c, site, await atWork(c, site), draft);
  return c.redirect(`${rulesPath}/draft?told=kept`, 303);
}
