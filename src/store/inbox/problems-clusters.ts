/** Tickets put together by what they are about: pure. */

export interface Clustered {
  /** Telling words of its subject, and its tags with `#` before them. */
  readonly features: readonly string[];
}

export interface Cluster<T> {
  /** What all of them have in common. */
  readonly words: readonly string[];
  readonly tickets: readonly T[];
}

/** Features of a ticket that are paired; subjects of more are rare. */
const mostFeatures = 8;
/** Fewer than this are no typical problem. */
const leastTickets = 3;
const mostNames = 4;

/**
 * The largest clusters first. Each ticket is in one at most: that of the word, or pair of words, that says most about it and
 * about most others. `telling`: the weight of a feature.
 */
export function clustersOf<T extends Clustered>(
  tickets: readonly T[],
  telling: (feature: string) => number,
  limit: number,
): Cluster<T>[] {
  const left = new Set(tickets);
  const frequent = frequentIn(tickets, Math.max(leastTickets, tickets.length / 500));
  const holders = holdersOf(tickets, frequent);
  const weights = new Map([...holders].map(([key]) => [key, weightOf(key, telling)]));
  const clusters: Cluster<T>[] = [];
  while (clusters.length < limit) {
    const best = bestKey(holders, weights);
    if (best === null) break;
    const some = [...(holders.get(best) ?? [])].filter((ticket) => left.has(ticket));
    clusters.push({ words: namesOf(best, some), tickets: some });
    for (const ticket of some) {
      left.delete(ticket);
      const keys = keysOf(ticket.features.filter((feature) => frequent.has(feature)));
      for (const key of keys) holders.get(key)?.delete(ticket);
    }
  }
  return clusters.sort((one, other) => other.tickets.length - one.tickets.length);
}

/** Between the words of a pair; no word holds it. */
const and = '\n';

function keysOf(features: readonly string[]): string[] {
  const few = [...new Set(features)].slice(0, mostFeatures).sort();
  return [...few, ...few.flatMap((one, at) => few.slice(at + 1).map((other) => `${one}${and}${other}`))];
}

/** The tickets of each key that has enough of them. */
function holdersOf<T extends Clustered>(
  tickets: readonly T[],
  frequent: ReadonlySet<string>,
): Map<string, Set<T>> {
  const holders = new Map<string, Set<T>>();
  for (const ticket of tickets) {
    for (const key of keysOf(ticket.features.filter((feature) => frequent.has(feature)))) {
      const some = holders.get(key);
      if (some === undefined) holders.set(key, new Set([ticket]));
      else some.add(ticket);
    }
  }
  for (const [key, { size }] of holders) if (size < leastTickets) holders.delete(key);
  return holders;
}

/** Features that enough tickets have: most words of subjects come once, and pairs of them are many. */
function frequentIn(tickets: readonly Clustered[], least: number): Set<string> {
  const counts = new Map<string, number>();
  for (const { features } of tickets)
    for (const feature of new Set(features)) counts.set(feature, (counts.get(feature) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count >= least).map(([feature]) => feature));
}

function weightOf(key: string, telling: (feature: string) => number): number {
  return key.split(and).reduce((sum, feature) => sum + telling(feature), 0);
}

function bestKey(
  holders: ReadonlyMap<string, ReadonlySet<unknown>>,
  weights: ReadonlyMap<string, number>,
): string | null {
  let [best, most]: [string | null, number] = [null, 0];
  for (const [key, { size }] of holders) {
    const score = size < leastTickets ? 0 : size * (weights.get(key) ?? 0);
    if (score > most || (score === most && best !== null && key < best)) [best, most] = [key, score];
  }
  return best;
}

function namesOf(key: string, tickets: readonly Clustered[]): string[] {
  const made = key.split(and);
  const others = [...frequentIn(tickets, tickets.length)].filter((one) => !made.includes(one));
  return [...made, ...others].slice(0, mostNames);
}
