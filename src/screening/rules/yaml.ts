/** Rules as a YAML file, and back. Comments are kept as long as nothing else than the file itself was changed. */
import { isDeepStrictEqual } from 'node:util';
import { type Document, isNode, LineCounter, parseDocument, stringify } from 'yaml';
import type { RuleDraft, Thresholds } from '../../model/rules.ts';
import { isMapping, type Problem, unknown } from './problems.ts';

export interface ReadRules {
  /** Without any rule where the text is no YAML. */
  readonly draft: RuleDraft;
  /** Of the text as a whole; what is wrong with the rules tells `faultsOf`. */
  readonly problems: readonly Problem[];
  /** The line (from 1) of what stands at a path such as `rules[2].when.body`, or of the nearest thing around it. */
  lineOf(path: string): number | null;
}

/** Characters of a file. */
const mostText = 2_000_000;
const keys = ['rules', 'thresholds'];

/** Reads the file; every problem has its line. */
export function readRules(text: string): ReadRules {
  const lines = new LineCounter();
  if (text.length > mostText) return unreadable([{ path: '', problem: 'the file is too long', line: null }]);
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 100 } as object);
  const faults = document.errors.map(({ message, linePos }) => ({
    path: '',
    problem: `no good YAML: ${message.split('\n')[0]}`,
    line: linePos?.[0].line ?? null,
  }));
  if (faults.length > 0) return unreadable(faults);
  const lineOf = (path: string) => lineAt(document, lines, path);
  const value: unknown = jsOf(document);
  if (value === tooManyAliases) return unreadable([{ path: '', problem: tooManyAliases, line: null }]);
  if (value === null || value === undefined)
    return { draft: { rules: [], thresholds: null, text }, problems: [], lineOf };
  if (!isMapping(value)) return unreadable([{ path: '', problem: 'expects rules: and a list', line: 1 }]);
  const problems = Object.keys(value)
    .filter((key) => !keys.includes(key))
    .map((key) => ({ path: key, problem: unknown('key', key, keys), line: lineOf(key) }));
  const { rules = [], thresholds = null } = value as { rules?: unknown; thresholds?: unknown };
  if (!Array.isArray(rules) && rules !== null)
    problems.push({ path: 'rules', problem: 'expects a list of rules', line: lineOf('rules') });
  // What stands there is looked at by `faultsOf`.
  const draft = {
    rules: Array.isArray(rules) ? rules : [],
    thresholds: thresholds as Thresholds | null,
    text,
  };
  return { draft, problems, lineOf };
}

function unreadable(problems: readonly Problem[]): ReadRules {
  return { draft: { rules: [], thresholds: null }, problems, lineOf: () => null };
}

const tooManyAliases = 'too many aliases (*name) of anchors (&name): write out what they stand for';

function jsOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    return tooManyAliases;
  }
}

/** The file: as it was written, where it still says the same; otherwise made anew. */
export function writeRules({ rules, thresholds, text }: RuleDraft): string {
  if (text !== undefined) {
    const { draft, problems } = readRules(text);
    if (problems.length === 0 && isDeepStrictEqual([draft.rules, draft.thresholds], [rules, thresholds]))
      return text;
  }
  const whole = thresholds === null ? { rules } : { thresholds, rules };
  return stringify(whole, { lineWidth: 110 });
}

function lineAt(document: Document, lines: LineCounter, path: string): number | null {
  const steps = [...path.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([step, index]) =>
    index ? Number(index) : step,
  );
  for (let length = steps.length; length >= 0; length--) {
    const node = document.getIn(steps.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return null;
}
