/** Saves a rule set, written down before it is done: for the pages and the API. */
import { Failure } from '../../failure.ts';
import type { RuleDraft, SavedRules } from '../../model/rules.ts';
import type { Site } from '../site.ts';
import { changesOf } from './rules-diff.ts';
import { versionOf } from './rules-versions.ts';

export interface RuleSave {
  readonly draft: RuleDraft;
  readonly basedOn: number;
  readonly reason: string;
  /** Address of who does it, and the way he came. */
  readonly actor: string;
  readonly via: 'page' | 'api';
  readonly action: 'rules.save' | 'rules.rollback';
}

/** Throws Failure `conflict` where somebody else saved since `basedOn`; of that the trail tells too. */
export async function saveRules({ store }: Pick<Site, 'store'>, save: RuleSave): Promise<SavedRules> {
  const { draft, basedOn, reason, actor, via, action } = save;
  const base = await versionOf(store.rules, basedOn);
  if (base === null) throw new Failure('conflict', `there is no version ${basedOn}`);
  const change = {
    actor,
    action,
    subject: `rules ${basedOn + 1}`,
    detail: { via, reason, basedOn, rules: draft.rules.length, changes: changesOf(base, draft).length },
  };
  await store.audit.record(change);
  try {
    return await store.rules.save(draft, { author: actor, reason }, basedOn);
  } catch (error) {
    await store.audit.record({ ...change, detail: { ...change.detail, outcome: 'was not done' } });
    throw error;
  }
}
