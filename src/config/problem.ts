/** What is wrong with settings, and how it is told: all at once, secrets masked. */
import { Failure } from '../failure.ts';
import { mask, maskUrls } from './mask.ts';
import { type Path, type Setting, settingAt } from './tree.ts';

/** Where a value came from. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number | null }
  | { readonly kind: 'variable'; readonly name: string };

export interface Problem {
  /** Path of the setting, or name of the variable or file. */
  readonly path: string;
  readonly expected: string;
  /** What was given, secrets masked; null where it is missing or must not be shown. */
  readonly given: string | null;
  readonly origin: Origin | null;
}

/** Bad settings (exit 78). The message lists all problems, one a line. */
export class BadSettings extends Failure {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const title =
      problems.length === 1 ? '1 problem in the settings' : `${problems.length} problems in the settings`;
    super('bad-settings', [title, ...problems.map((problem) => `  ${showProblem(problem)}`)].join('\n'));
    this.problems = problems;
  }
}

/** `default`, `postern.yaml:3`, `POSTERN_SMTP__PORT`. */
export function showOrigin(origin: Origin): string {
  if (origin.kind === 'default') return 'default';
  if (origin.kind === 'variable') return origin.name;
  return origin.line === null ? origin.file : `${origin.file}:${origin.line}`;
}

function showProblem({ path, expected, given, origin }: Problem): string {
  const from = origin === null || origin.kind === 'default' ? '' : ` (${showOrigin(origin)})`;
  return `${path}: expected ${expected}${given === null ? '' : `, given ${given}`}${from}`;
}

/** A value as a problem may show it. Where text stands for a whole section it may hold anything: only its kind is told. */
export function showGiven(path: Path, value: unknown): string | null {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'settings';
  const setting: Setting | null = settingAt(path);
  if (setting === null) return null;
  if (setting.secret) return mask;
  if (setting.kind === 'section' || setting.kind === 'list' || setting.kind === 'map') {
    return typeof value === 'string' ? 'text' : `a ${typeof value}`;
  }
  const shown = maskUrls(JSON.stringify(value));
  return shown.length > 80 ? `${shown.slice(0, 80)}…` : shown;
}
