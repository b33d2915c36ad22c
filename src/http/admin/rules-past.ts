/** The history of the rules, and the way back. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { SavedRules } from '../../model/rules.ts';
import type { Env, Site } from '../site.ts';
import { ruleWords } from '../words/rules.ts';
import { changesOf } from './rules-diff.ts';
import { atWork, keepDraft } from './rules-draft.ts';
import { saveRules } from './rules-save.ts';
import { noRules } from './rules-set.ts';
import { versionOf } from './rules-versions.ts';
import { rulesViewOf } from './rules-view.ts';
import { rulesPath } from './views/rules-frame.ts';
import { rulesHistoryPage, rulesVersionPage } from './views/rules-history.ts';

/** Versions on the page. */
const mostVersions = 50;

const versionName = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const rollback = z.object({
  reason: z.string().trim().min(1).max(500),
  basedOn: z.coerce.number().int().min(0),
});

/** Adds `/admin/rules/history…`. */
export function addRuleHistory(app: Hono<Env>, site: Site): void {
  const path = `${rulesPath}/history`;
  app.get(path, (c) => showHistory(c, site));
  app.get(`${path}/:version`, async (c) => showVersion(c, site, await wantedVersion(c, site), null));
  app.post(`${path}/:version/rollback`, (c) => rollBack(c, site));
  app.post(`${path}/:version/draft`, async (c) => {
    const saved = await wantedVersion(c, site);
    const { active } = await atWork(c, site);
    await keepDraft(c, site, { base: active }, saved);
    return c.redirect(`${rulesPath}/draft?told=kept`, 303);
  });
}

/** Throws Failure `not-found`. */
async function wantedVersion(c: Context<Env>, { store }: Site): Promise<SavedRules> {
  const version = versionName.safeParse(c.req.param('version'));
  const saved = version.success ? await versionOf(store.rules, version.data) : null;
  if (saved === null) throw new Failure('not-found', 'there is no such version');
  return saved;
}

async function showHistory(c: Context<Env>, site: Site): Promise<Response> {
  const [view, history] = await Promise.all([
    rulesViewOf(c, site),
    site.store.rules.history(mostVersions + 1),
  ]);
  const versions = history.slice(0, mostVersions).map((saved, at) => {
    const before = history[at + 1] ?? (saved.version === 1 ? noRules : null);
    return { saved, changes: before === null ? null : changesOf(before, saved).length };
  });
  return c.html(rulesHistoryPage({ ...view, versions }));
}

async function showVersion(
  c: Context<Env>,
  site: Site,
  saved: SavedRules,
  trouble: string | null,
): Promise<Response> {
  const [view, before] = await Promise.all([rulesViewOf(c, site), site.store.rules.find(saved.version - 1)]);
  const changes = changesOf(before ?? noRules, saved);
  const page = { ...view, saved, changes, text: site.rules.write(saved), trouble };
  return c.html(rulesVersionPage(page), trouble === null ? 200 : 422);
}

/** An old version that would not be saved today goes by way of the draft, where it is told why. */
async function rollBack(c: Context<Env>, site: Site): Promise<Response> {
  const saved = await wantedVersion(c, site);
  const words = ruleWords(c.get('language'));
  const form = rollback.safeParse(await c.req.parseBody());
  if (!form.success) return showVersion(c, site, saved, words.save.noReason);
  if ((await site.rules.faults(saved)).length + site.rules.dangers(saved).length > 0)
    return showVersion(c, site, saved, words.past.notToday);
  const save = { ...form.data, draft: saved, actor: c.get('visitor').agent.address };
  try {
    await saveRules(site, { ...save, via: 'page', action: 'rules.rollback' });
  } catch (error) {
    if (!(error instanceof Failure && error.code === 'conflict')) throw error;
    return showVersion(c, site, saved, words.save.conflict);
  }
  return c.redirect(`${rulesPath}?told=rolledBack`, 303);
}
