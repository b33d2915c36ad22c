/** What stands behind `then`: compiled once, filled in with what the expressions captured for each mail. */
import type { RuleChanges } from '../../model/circumstances.ts';
import { priorities } from '../../model/ticket.ts';
import type { Complain } from './problems.ts';
import { actionsSchema, placeholder, read } from './schema.ts';
import type { Uses } from './uses.ts';

/** What rules are about beside mail. */
export interface RuleWorld {
  readonly departments: readonly string[];
  isStaff(address: string): boolean;
}

export type VerdictWord = 'allow' | 'quarantine' | 'reject' | 'discard';

export interface CompiledActions {
  /** `text`: told to the sender of refused mail, or why it is discarded; `''`: nothing. */
  readonly verdict: { readonly do: VerdictWord; readonly text: string } | null;
  readonly score: number;
  /** As written, `{{names}}` not yet filled in. */
  readonly tags: readonly string[];
  readonly department: string | null;
  readonly priority: string | null;
  readonly owner: string | null;
  readonly receipt: boolean | null;
  readonly stop: boolean;
}

type Captured = ReadonlyMap<string, string>;

/** Compiles the actions of one rule; null where they are no good, which is then complained of. */
export function compileThen(
  value: unknown,
  path: string,
  complain: Complain,
  uses: Uses,
): CompiledActions | null {
  const actions = read(actionsSchema, value, path, complain);
  if (actions === null) return null;
  const { allow, quarantine, reject, discard, score, tag, tags, ...others } = actions;
  const verdicts = [
    ...(allow ? [{ do: 'allow', text: '' } as const] : []),
    ...(quarantine ? [{ do: 'quarantine', text: '' } as const] : []),
    ...(reject === false ? [] : [{ do: 'reject', text: reject === true ? '' : reject } as const]),
    ...(discard === false ? [] : [{ do: 'discard', text: discard === true ? '' : discard } as const]),
  ];
  const compiled = {
    ...others,
    score,
    tags: [...[tag].flat(), ...[tags].flat()],
    verdict: verdicts[0] ?? null,
  };
  if (verdicts.length > 1) complain(path, 'expects one of allow, quarantine, reject and discard');
  if (isIdle(compiled)) complain(path, 'expects an action, such as quarantine: true or tag: …');
  for (const name of namesIn(compiled)) {
    if (!uses.names.has(name))
      complain(path, `{{${name}}}: no expression (matches) of this rule captures it with (?P<${name}>…)`);
  }
  return compiled;
}

function isIdle({
  verdict,
  score,
  tags,
  department,
  priority,
  owner,
  receipt,
  stop,
}: CompiledActions): boolean {
  const changes = [department, priority, owner, receipt].some((change) => change !== null);
  return verdict === null && score === 0 && tags.length === 0 && !changes && !stop;
}

function namesIn({ verdict, tags, department, priority, owner }: CompiledActions): string[] {
  const texts = [verdict?.text ?? '', ...tags, department ?? '', priority ?? '', owner ?? ''];
  return texts.flatMap((text) => [...text.matchAll(placeholder)].map((match) => match[1] ?? ''));
}

/** Characters of one captured text: it comes from a stranger. */
const mostCaptured = 100;

/** The text with what was captured put in: one line, without control characters; not read as a template again. */
export function fill(text: string, captured: Captured): string {
  return text
    .replace(placeholder, (_, name: string) => (captured.get(name) ?? '').slice(0, mostCaptured))
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

/** The changes, and those that had to be left out, in words: what a mail fills in may be no department of ours. */
export function changesOf(
  actions: CompiledActions,
  captured: Captured,
  world: RuleWorld,
): { readonly changes: RuleChanges; readonly left: readonly string[] } {
  const left: string[] = [];
  const filled = (text: string | null, what: string, isGood: (text: string) => boolean): string | null => {
    const whole = text === null ? null : fill(text, captured);
    if (whole === null || isGood(whole)) return whole;
    left.push(`no ${what} ${JSON.stringify(whole)}`);
    return null;
  };
  const department = filled(actions.department, 'department', (name) => world.departments.includes(name));
  const owner = filled(actions.owner, 'member of staff', (address) => world.isStaff(address));
  const word = filled(actions.priority, 'priority', (given) => priorities.some((one) => one === given));
  const priority = priorities.find((one) => one === word) ?? null;
  const tags = actions.tags.map((tag) => fill(tag, captured).slice(0, 50).trim()).filter((tag) => tag !== '');
  return {
    changes: { tags: [...new Set(tags)], department, priority, owner, receipt: actions.receipt },
    left,
  };
}
