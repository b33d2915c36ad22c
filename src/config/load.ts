/** Reads the settings of this installation: file, then environment over it, then the schema. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { crossCheck } from './check.ts';
import { type Draft, makeDraft } from './draft.ts';
import { noFile, parseSettingsFile, type SettingsFile } from './file.ts';
import { fileVariable } from './names.ts';
import { nearest } from './nearest.ts';
import { leaves } from './present.ts';
import { BadSettings, type Origin, type Problem, showGiven } from './problem.ts';
import { type Settings, settingsSchema } from './schema.ts';
import { type Path, settingAt, showPath } from './tree.ts';
import { type Environment, readVariables } from './variables.ts';

export interface SettingsSource {
  /** `--config FILE`; else POSTERN_CONFIG, else `postern.yaml` in `cwd` where there is one, else defaults. */
  readonly file?: string | undefined;
  readonly env: Environment;
  /** Folder that names of files start from. */
  readonly cwd: string;
  /** The settings in use. Where they came from a file, one that is gone or empty is a mishap, and no wish for defaults. */
  readonly inUse?: LoadedSettings | undefined;
  /** Text of a file (absolute path). Throws as node:fs does. Default: the file system. */
  readonly readFile?: ((file: string) => string) | undefined;
}

export interface LoadedSettings {
  /** Frozen, all the way down. */
  readonly settings: Settings;
  /** Where each value came from, by path (`imap[0].host`); empty lists and sections too. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** True where a file was read that holds any. */
  readonly fromFile: boolean;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}

function openFile({ file, env, inUse }: SettingsSource, readFile: (file: string) => string): SettingsFile {
  const named = file ?? (env[fileVariable] || undefined);
  const name = named ?? 'postern.yaml';
  const needed = named !== undefined || inUse?.fromFile === true;
  const problem = (expected: string, given: string): SettingsFile => ({
    ...noFile,
    problems: [{ path: name, expected, given, origin: null }],
  });
  try {
    const read = parseSettingsFile(name, readFile(name));
    if (!needed || !read.empty || read.problems.length > 0) return read;
    return problem('settings, or {} where all are to be the defaults', 'an empty file');
  } catch (error) {
    if (!needed && errorCode(error) === 'ENOENT') return noFile;
    return problem('a readable file', `one that is not (${errorCode(error)})`);
  }
}

function unknownKey(path: Path, key: string, draft: Draft): Problem {
  const near = nearest(key, settingAt(path)?.fields.keys() ?? []);
  const hint = near === null ? '' : `; did you mean ${showPath([...path, near])}?`;
  const full = [...path, key];
  // Its value is not told: it may be a secret under a misspelt name.
  return {
    path: showPath(full),
    expected: `a known setting${hint}`,
    given: null,
    origin: draft.origin(full),
  };
}

function valueAt(values: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([name]) => name === String(key))?.[1];
  }, values);
}

function schemaProblem(issue: z.core.$ZodIssue, draft: Draft): Problem[] {
  const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, draft));
  if (issue.code === 'invalid_key') {
    const expected = `the name to be ${settingAt(path.slice(0, -1))?.keys ?? 'a known one'}`;
    return [{ path: showPath(path), expected, given: null, origin: draft.origin(path) }];
  }
  const expected = issue.code === 'custom' ? issue.message : (settingAt(path)?.expects ?? issue.message);
  return [valueProblem(path, expected, draft)];
}

function valueProblem(path: Path, expected: string, draft: Draft): Problem {
  const value = valueAt(draft.values, path);
  // A missing value has no place of its own: what should hold it has.
  const origin = draft.origin(value === undefined ? path.slice(0, -1) : path);
  return { path: showPath(path), expected, given: showGiven(path, value), origin };
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}

/**
 * The settings, frozen, and where each came from. Throws BadSettings (a Failure `bad-settings`) that lists all problems
 * of file, variables and values together, with secrets masked.
 */
export function loadSettings(source: SettingsSource): LoadedSettings {
  const read = source.readFile ?? ((file) => readFileSync(file, 'utf8'));
  const readFile = (file: string) => read(resolve(source.cwd, file));
  const file = openFile(source, readFile);
  const variables = readVariables(source.env, readFile);
  const draft = makeDraft(file, variables.assignments);
  const parsed = settingsSchema.safeParse(draft.values);
  const problems = [
    ...file.problems,
    ...variables.problems,
    ...draft.problems,
    // Without the file, what is missing may stand in it.
    ...(file.problems.length > 0
      ? []
      : (parsed.error?.issues ?? []).flatMap((issue) => schemaProblem(issue, draft))),
    ...crossCheck(draft.values).map(({ path, expected }) => valueProblem(path, expected, draft)),
  ];
  if (!parsed.success || problems.length > 0) throw new BadSettings(problems);
  const origins = leaves(parsed.data).map(({ path }) => [showPath(path), draft.origin(path)] as const);
  return { settings: freeze(parsed.data), origins: new Map(origins), fromFile: !file.empty };
}
