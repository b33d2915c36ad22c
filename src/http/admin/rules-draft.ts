/** The draft of an admin: what he has changed and not saved. It is kept on the server, so that no page loses it. */
import type { Context } from 'hono';
import type { KeptDraft, RuleDraft, SavedRules } from '../../model/rules.ts';
import type { Env, Site } from '../site.ts';
import { changesOf, type SetChange } from './rules-diff.ts';
import type { RuleEngine } from './rules-engine.ts';
import { versionOf } from './rules-versions.ts';
import { rewritten } from './rules-yaml.ts';

/** What a page of rules is about. */
export interface AtWork {
  readonly active: SavedRules;
  /** Null where nothing is changed. */
  readonly draft: KeptDraft | null;
  /** The draft, or what is saved. */
  readonly set: RuleDraft;
  /** What the draft was made from; `active` where nobody saved in between. */
  readonly base: SavedRules;
  /** What saving changes, against `base`. */
  readonly changes: readonly SetChange[];
}

/** What the visitor works on: his draft, or where he has none what is saved. Throws Failure `store-unavailable`. */
export async function atWork(c: Context<Env>, { store }: Site): Promise<AtWork> {
  const { agent } = c.get('visitor');
  const [active, draft] = await Promise.all([store.rules.active(), store.ruleDrafts.find(agent.id)]);
  if (draft === null) return { active, draft, set: active, base: active, changes: [] };
  const found = draft.basedOn === active.version ? active : await versionOf(store.rules, draft.basedOn);
  const base = found ?? active;
  return { active, draft, set: draft, base, changes: changesOf(base, draft) };
}

/** Keeps it; one that says what is saved already is none. */
export async function keepDraft(
  c: Context<Env>,
  { store, rules, now }: Site,
  { base }: Pick<AtWork, 'base'>,
  draft: RuleDraft,
): Promise<void> {
  const { id } = c.get('visitor').agent;
  const kept = withFile(rules, draft);
  if (changesOf(base, kept).length === 0) await store.ruleDrafts.drop(id);
  else await store.ruleDrafts.save({ ...kept, agent: id, basedOn: base.version, at: now() });
}

/** The set alone; its file, where it has one, says the same, and what was not changed keeps its comments. */
export function withFile(engine: RuleEngine, { rules, thresholds, text }: RuleDraft): RuleDraft {
  const set: RuleDraft = { rules, thresholds };
  if (text === undefined || engine.write({ ...set, text }) === text)
    return text === undefined ? set : { ...set, text };
  const fresh = rewritten(text, set);
  const isGood = fresh !== null && engine.write({ ...set, text: fresh }) === fresh;
  return isGood ? { ...set, text: fresh } : set;
}
