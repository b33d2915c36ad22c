/** Names of environment variables: `POSTERN_` and the path in upper snake case, levels joined by two underscores. */
import { nearest } from './nearest.ts';
import { type Path, type Setting, settingAt, settingsTree } from './tree.ts';

export const prefix = 'POSTERN_';

/** Names the settings file; not a setting itself. */
export const fileVariable = 'POSTERN_CONFIG';

/** Names of others that are taken too, and what they stand for. */
export const aliases: ReadonlyMap<string, string> = new Map([['MONGODB_URI', 'POSTERN_STORE__URI']]);

function upperSnake(key: string | number): string {
  return String(key)
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase();
}

/** `['imap', 0, 'password']` → `POSTERN_IMAP__0__PASSWORD`. */
export function variableOf(path: Path): string {
  return prefix + path.map(upperSnake).join('__');
}

function keyOf(setting: Setting, part: string): string | number | null {
  if (setting.kind === 'section')
    return [...setting.fields.keys()].find((key) => upperSnake(key) === part) ?? null;
  if (setting.kind === 'list') return /^(?:0|[1-9]\d{0,4})$/.test(part) ? Number(part) : null;
  return setting.kind === 'map' && part !== '' ? part.toLowerCase() : null;
}

/** The path that a variable names; null where it names no setting. Keys of maps are read in lower case. */
export function pathOf(name: string): Path | null {
  const path: (string | number)[] = [];
  for (const part of name.slice(prefix.length).split('__')) {
    const setting = settingAt(path);
    const key = setting === null ? null : keyOf(setting, part);
    if (key === null) return null;
    path.push(key);
  }
  return path;
}

/** All names there are, with `0` for the numbers of list items. */
function* allNames(setting: Setting, path: Path): Generator<string> {
  if (path.length > 0) yield variableOf(path);
  for (const [key, field] of setting.fields) yield* allNames(field, [...path, key]);
  if (setting.kind === 'list' && setting.item) yield* allNames(setting.item, [...path, 0]);
}

/** The known variable nearest to an unknown one; null where none is near. */
export function nearestVariable(name: string): string | null {
  const numbers = [...name.matchAll(/(?<=_)\d+(?=_|$)/g)].map(([number]) => number);
  const plain = name.replace(/(?<=_)\d+(?=_|$)/g, '0');
  const found = nearest(
    plain.slice(prefix.length),
    [...allNames(settingsTree, [])].map((known) => known.slice(prefix.length)),
  );
  if (found === null) return nearest(name, [fileVariable]);
  let next = 0;
  return prefix + found.replace(/(?<=_)0(?=_|$)/g, () => numbers[next++] ?? '0');
}

/**
 * True for variables that Kubernetes and Docker links set by themselves for a service called `postern` or
 * `postern-…`: they are nobody's mistake.
 */
export function isServiceLink(name: string, value: string): boolean {
  if (/_SERVICE_(?:HOST|PORT(?:_[A-Z0-9_]+)?)$/.test(name)) return true;
  return (
    /_PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:ADDR|PORT|PROTO))?)?$/.test(name) &&
    (/^(?:tcp|udp|sctp):\/\//.test(value) || /_\d+_(?:TCP|UDP|SCTP)_/.test(name))
  );
}
