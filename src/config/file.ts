/** Reads the settings file: its values, and the line on which each stands. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
} from 'yaml';
import type { Origin, Problem } from './problem.ts';
import type { Path } from './tree.ts';

export interface SettingsFile {
  readonly values: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
  /** True where nothing is written but comments; `{}` is something. */
  readonly empty: boolean;
  /** Where the value, or else what holds it, stands. */
  origin(path: Path): Origin;
}

/** No file: no values. */
export const noFile: SettingsFile = {
  values: {},
  problems: [],
  empty: true,
  origin: () => ({ kind: 'default' }),
};

/** A key without a value (all of its lines commented out) counts as not given. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, item]) => item !== null);
  return Object.fromEntries(given.map(([key, item]) => [key, withoutEmpty(item)]));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The part of a message before anything quoted from the file, which may be a secret. */
function withoutQuotes(message: string): string {
  return message.split(/: |;/)[0]?.trim() ?? '';
}

/** Offset of the key or item at the path, or of the nearest above it that is written there. */
function offsetOf(document: Document, path: Path): number | null {
  let node: unknown = document.contents;
  let offset: number | null = null;
  for (const key of path) {
    const inner: unknown = isAlias(node) ? node.resolve(document) : node;
    let at: Node | null = null;
    if (isMap(inner)) {
      const pair = inner.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
      at = isNode(pair?.key) ? pair.key : null;
      node = pair?.value;
    } else if (isSeq(inner)) {
      node = inner.items[Number(key)];
      at = isNode(node) ? node : null;
    }
    if (!at?.range) break;
    offset = at.range[0];
  }
  return offset;
}

/** Reads YAML text. Syntax errors are problems with their lines, never quoting the text. */
export function parseSettingsFile(name: string, text: string): SettingsFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
  const at = (offset: number | null): Origin => ({
    kind: 'file',
    file: name,
    line: offset === null ? null : lines.linePos(offset).line,
  });
  const problem = (expected: string, given: string, offset: number | null): SettingsFile => ({
    ...noFile,
    problems: [{ path: name, expected, given, origin: at(offset) }],
  });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      path: name,
      expected: 'YAML',
      given: `a mistake: ${withoutQuotes(error.message)}`,
      origin: at(error.pos[0]),
    }));
    return { ...noFile, problems };
  }
  try {
    const written: unknown = document.toJS() ?? null;
    const values = withoutEmpty(written ?? {});
    if (!isRecord(values))
      return problem('settings by name', Array.isArray(values) ? 'a list' : 'text', null);
    const origin = (path: Path) => at(offsetOf(document, path));
    return { values, problems: [], empty: written === null, origin };
  } catch {
    return problem('YAML', 'an alias without anchor, or too many of them', null);
  }
}
