/** Reads settings from environment variables. */
import { parseDocument } from 'yaml';
import { aliases, fileVariable, isServiceLink, nearestVariable, pathOf, prefix } from './names.ts';
import type { Problem } from './problem.ts';
import { type Path, type Setting, settingAt } from './tree.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** One setting, or a whole section or list, as a variable gives it. */
export interface Assignment {
  readonly path: Path;
  readonly value: unknown;
  readonly name: string;
}

type Reading = Assignment | Problem;
type ReadFile = (file: string) => string;

const yes = ['true', 'yes', 'on', '1'];
const no = ['false', 'no', 'off', '0'];

/** Text to value by the kind of the setting; what does not fit stays text, and the schema says what is expected. */
function readValue(setting: Setting, text: string): unknown {
  const word = text.trim().toLowerCase();
  switch (setting.kind) {
    case 'text':
      return text;
    case 'number':
      return /^[+-]?\d+(?:\.\d+)?$/.test(word) ? Number(word) : text;
    case 'boolean':
      return yes.includes(word) ? true : no.includes(word) ? false : text;
    default:
      return structureOf(setting, text);
  }
}

function structureOf(setting: Setting, text: string): unknown {
  const commas = setting.kind === 'list' && setting.item?.kind === 'text' && !text.trim().startsWith('[');
  if (commas) return text.split(',').flatMap((word) => word.trim() || []);
  const document = parseDocument(text, { prettyErrors: false });
  if (document.errors.length > 0) return text;
  try {
    return document.toJS();
  } catch {
    return text;
  }
}

function unknown(name: string): Problem {
  const meant = nearestVariable(name);
  const hint = meant === null ? '' : `; did you mean ${meant}?`;
  return { path: name, expected: `a variable that names a setting${hint}`, given: null, origin: null };
}

/** A secret from a file; the line end behind it is not part of it. */
function readSecret(name: string, path: Path, file: string, readFile: ReadFile): Reading {
  try {
    return { path, name, value: readFile(file).replace(/\r?\n$/, '') };
  } catch (error) {
    // The text is not told: it may be the secret itself, in the wrong variable.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return {
      path: name,
      expected: 'the name of a readable file',
      given: `one that is not${code}`,
      origin: null,
    };
  }
}

function readVariable(name: string, stands: string, text: string, readFile: ReadFile): Reading {
  const path = pathOf(stands);
  const setting = path && settingAt(path);
  if (path && setting) return { path, name, value: readValue(setting, text) };
  const ofFile = stands.endsWith('_FILE') ? pathOf(stands.slice(0, -'_FILE'.length)) : null;
  if (ofFile === null) return unknown(name);
  if (settingAt(ofFile)?.secret) return readSecret(name, ofFile, text, readFile);
  return { path: name, expected: 'a secret: only secrets are read from files', given: null, origin: null };
}

/** The name in `POSTERN_…` that a variable stands for; null for variables that are none of ours. */
function standsFor(name: string, text: string): string | null {
  if (name === fileVariable) return null;
  for (const [alias, stands] of aliases) {
    if (name === alias || name === `${alias}_FILE`) return text === '' ? null : name.replace(alias, stands);
  }
  return name.startsWith(prefix) ? name : null;
}

/** Both `X` and `X_FILE`: nobody could tell which counts. */
function ambiguities(assignments: readonly Assignment[]): Problem[] {
  const names = new Set(assignments.map(({ name }) => name));
  return [...names]
    .filter((name) => name.endsWith('_FILE') && names.has(name.slice(0, -'_FILE'.length)))
    .map((name) => ({
      path: name,
      expected: `either this or ${name.slice(0, -'_FILE'.length)}`,
      given: 'both',
      origin: null,
    }));
}

/** Whole sections before what is in them, items in the order of their numbers, aliases before our own names. */
function byDepth(a: Assignment, b: Assignment): number {
  if (a.path.length !== b.path.length) return a.path.length - b.path.length;
  const own = Number(a.name.startsWith(prefix)) - Number(b.name.startsWith(prefix));
  return own || a.name.localeCompare(b.name, 'en', { numeric: true });
}

/** Settings that variables give, in the order in which they are to be applied, and what is wrong with variables. */
export function readVariables(
  env: Environment,
  readFile: ReadFile,
): { assignments: Assignment[]; problems: Problem[] } {
  const assignments: Assignment[] = [];
  const problems: Problem[] = [];
  for (const [name, text] of Object.entries(env)) {
    const stands = text === undefined ? null : standsFor(name, text);
    if (text === undefined || stands === null) continue;
    const reading = readVariable(name, stands, text, readFile);
    if ('value' in reading) assignments.push(reading);
    else if (!isServiceLink(name, text)) problems.push(reading);
  }
  return { assignments: assignments.sort(byDepth), problems: [...problems, ...ambiguities(assignments)] };
}
