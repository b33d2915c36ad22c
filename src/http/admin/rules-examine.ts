/** Looks at a rule set as people write it. */
import type { RuleDraft } from '../../model/rules.ts';
import type { RuleEngine, RuleProblem } from './rules-engine.ts';

/** All problems at once, each with its line where it is known. The draft is of use only where there is none. */
export async function examine(
  engine: RuleEngine,
  text: string,
): Promise<{ readonly draft: RuleDraft; readonly problems: readonly RuleProblem[] }> {
  const { draft, problems, lineOf } = engine.read(text);
  if (problems.length > 0) return { draft, problems };
  const faults = await engine.faults(draft);
  return { draft, problems: faults.map((fault) => ({ ...fault, line: fault.line ?? lineOf(fault.path) })) };
}
