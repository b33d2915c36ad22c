/** Settings while they are put together: file, then variables over it, with the origin of each value. */
import type { SettingsFile } from './file.ts';
import type { Origin, Problem } from './problem.ts';
import { type Path, settingAt, showPath } from './tree.ts';
import type { Assignment } from './variables.ts';

export interface Draft {
  readonly values: Record<string, unknown>;
  readonly problems: readonly Problem[];
  /** Where the value at the path came from. */
  origin(path: Path): Origin;
}

type Container = Record<string | number, unknown>;

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null;
}

/** Own properties only: a map may hold any name. */
function childOf(container: unknown, key: string | number): unknown {
  return isContainer(container) && Object.hasOwn(container, key) ? container[key] : undefined;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce(childOf, root);
}

function put(container: Container, key: string | number, value: unknown): void {
  Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

/** What the path leads through, made where it is missing: a list with a default starts from that. */
function containerAt(root: Container, path: Path): Container {
  let container = root;
  path.forEach((key, depth) => {
    let child = childOf(container, key);
    if (!isContainer(child)) {
      const setting = settingAt(path.slice(0, depth + 1));
      child = structuredClone(setting?.initial) ?? (setting?.kind === 'list' ? [] : {});
      put(container, key, child);
    }
    if (isContainer(child)) container = child;
  });
  return container;
}

/** The first number on the path that is beyond the end of its list. */
function gapIn(root: Container, path: Path): { readonly path: Path; readonly length: number } | null {
  for (const [depth, key] of path.entries()) {
    const above = path.slice(0, depth);
    const list = valueAt(root, above) ?? settingAt(above)?.initial;
    const length = Array.isArray(list) ? list.length : 0;
    if (typeof key === 'number' && key > length) return { path: path.slice(0, depth + 1), length };
  }
  return null;
}

function apply(root: Container, { path, value, name }: Assignment): Problem | null {
  const gap = gapIn(root, path);
  if (gap !== null) {
    const expected = `items numbered without gaps (the next number is ${gap.length})`;
    return { path: showPath(gap.path), expected, given: null, origin: { kind: 'variable', name } };
  }
  put(containerAt(root, path.slice(0, -1)), path.at(-1) ?? '', value);
  return null;
}

/** Puts variables over the file. Assignments come with whole sections before what is in them. */
export function makeDraft(file: SettingsFile, assignments: readonly Assignment[]): Draft {
  const values = structuredClone(file.values);
  const problems = assignments.flatMap((assignment) => apply(values, assignment) ?? []);
  const latestFirst = assignments.toReversed();
  return {
    values,
    problems,
    origin(path) {
      if (valueAt(values, path) === undefined) return { kind: 'default' };
      const given = latestFirst.find((one) => one.path.every((key, i) => key === path[i]));
      if (given) return { kind: 'variable', name: given.name };
      return valueAt(file.values, path) === undefined ? { kind: 'default' } : file.origin(path);
    },
  };
}
