/** Settings as they may be shown, and the secrets in them. */
import { mask, maskUrls } from './mask.ts';
import type { Settings } from './schema.ts';
import { type Path, settingAt } from './tree.ts';

export interface Leaf {
  readonly path: Path;
  /** Text, number or truth value; an empty list or section. */
  readonly value: unknown;
}

/** All values of settings, in the order of the schema; what is not set is left out. */
export function leaves(value: unknown, path: Path = []): Leaf[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return [{ path, value }];
  const items: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  const inner = items.flatMap(([key, item]) => leaves(item, [...path, key]));
  return inner.length === 0 && path.length > 0 ? [{ path, value }] : inner;
}

function shown(value: unknown, path: Path): unknown {
  if (Array.isArray(value)) return value.map((item, i) => shown(item, [...path, i]));
  if (typeof value === 'object' && value !== null) {
    const given = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(given.map(([key, item]) => [key, shown(item, [...path, key])]));
  }
  if (typeof value !== 'string') return value;
  return settingAt(path)?.secret && value !== '' ? mask : maskUrls(value);
}

/** Settings with the shape they have, secrets masked; what is not set is left out. */
export function presentable(settings: Settings): unknown {
  return shown(settings, []);
}

/** All secrets that are set, for masks elsewhere. */
export function secretsOf(settings: Settings): string[] {
  return leaves(settings).flatMap(({ path, value }) =>
    typeof value === 'string' && value !== '' && settingAt(path)?.secret ? [value] : [],
  );
}
