/** What may change while Postern runs, and what needs a restart. Pure. */
import { leaves } from './present.ts';
import type { Settings } from './schema.ts';
import { showPath } from './tree.ts';

export interface Changes {
  /** What is to be used from now on: the new settings, but for those that need a restart. */
  readonly settings: Settings;
  /** Paths of settings that change, such as `departments[0]`; lists and sections once. */
  readonly changed: readonly string[];
  /** Paths of settings that were changed too and need a restart. */
  readonly needRestart: readonly string[];
}

/** Sections that change as a whole. What is not named here needs a restart: ports, the store, limits, who we are. */
const live = [
  'imap',
  'mirror',
  'authentication',
  'screening',
  'outbox',
  'departments',
  'routing',
  'tickets',
  'alarms',
  'backup',
  'receipts',
  'oidc',
] as const satisfies readonly (keyof Settings)[];

/** Lays those of the wanted settings that may change over the running ones. */
export function changesOf(running: Settings, wanted: Settings): Changes {
  const { tls: _, ...smtp } = running.smtp;
  const sections = Object.fromEntries(live.map((name) => [name, wanted[name]]));
  const settings: Settings = withoutUnset({
    ...running,
    ...sections,
    smtp: { ...smtp, ...(wanted.smtp.tls === undefined ? {} : { tls: wanted.smtp.tls }) },
    log: { ...running.log, level: wanted.log.level },
    run: { ...running.run, stopSeconds: wanted.run.stopSeconds },
  });
  return { settings, changed: differing(running, settings), needRestart: differing(settings, wanted) };
}

/** A section that is not set is not there. */
function withoutUnset(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Settings;
}

/** Paths, two levels deep, at which they differ. */
function differing(one: Settings, other: Settings): string[] {
  const [a, b] = [valuesOf(one), valuesOf(other)];
  const differ = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
  return differ.sort();
}

function valuesOf(settings: Settings): Map<string, string> {
  const values = new Map<string, string>();
  for (const { path, value } of leaves(settings)) {
    // A section in which nothing is set.
    if (typeof value === 'object' && !Array.isArray(value)) continue;
    const name = showPath(path.slice(0, 2));
    values.set(name, `${values.get(name) ?? ''}\n${showPath(path)}=${JSON.stringify(value)}`);
  }
  return values;
}
