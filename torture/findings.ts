/** What a check found wrong, and lists by key that all checks look things up in. */

/** `unknown-outcome`: twice out of Postern, where either side died between the mail and its receipt by the other. */
export type Harm = 'lost' | 'doubled' | 'unknown-outcome' | 'broken';

export interface Finding {
  readonly harm: Harm;
  /** The rule that does not hold, in words. */
  readonly rule: string;
  /** Message-ID of the mail concerned, as its client knows it. */
  readonly mail: string;
  readonly detail: string;
  /** When it came about, in ms of the epoch; null where the mail's own round is as near as one gets. */
  readonly at: number | null;
}

/** The items under each key, in their order. */
export function groupBy<T>(
  items: readonly T[],
  key: (item: T) => string | null,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === null) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}

/** Keys that several items have. */
export function repeated<T>(items: readonly T[], key: (item: T) => string): string[] {
  return [...groupBy(items, key)].flatMap(([name, group]) => (group.length > 1 ? [name] : []));
}
