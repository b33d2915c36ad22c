/** What is wrong with a set of rules: all of it at once, each with its place. */
import { nearest } from '../../config/nearest.ts';

export interface Problem {
  /** `rules[2].when.body.contians`; `''`: the whole. */
  readonly path: string;
  /** What is wrong and what is expected: `unknown operator; did you mean contains?` */
  readonly problem: string;
  /** Of the YAML it came from, where it came from one. */
  readonly line: number | null;
}

/** Takes a complaint about what stands at a path. */
export type Complain = (path: string, problem: string) => void;

/** `rules[2].when.body.contians: unknown operator; did you mean contains?` */
export function showProblem({ path, problem, line }: Problem): string {
  const place = [line === null ? '' : `line ${line}`, path].filter(Boolean).join(', ');
  return place === '' ? problem : `${place}: ${problem}`;
}

/** `unknown operator; did you mean contains?`, or the whole choice where nothing is near and it is short. */
export function unknown(what: string, written: string, known: readonly string[]): string {
  const near = nearest(written, known);
  if (near !== null) return `unknown ${what}; did you mean ${near}?`;
  return `unknown ${what}; there are ${known.join(', ')}`;
}

/** A mapping with text keys, as YAML gives it. */
export type Mapping = Readonly<Record<string, unknown>>;

/** True for a mapping; not for lists, dates and scalars. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
