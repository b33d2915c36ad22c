/** How well one grouping agrees with another; and an order by chance that can be repeated. */

export interface PairScore {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** Pairs that belong together. */
  readonly wanted: number;
}

/**
 * Over all pairs of names: together or not. Names that `answer` leaves out are alone. Without a pair in either grouping
 * all is right.
 */
export function pairScore(
  names: readonly string[],
  answer: readonly (readonly string[])[],
  got: ReadonlyMap<string, string>,
): PairScore {
  const truth = new Map(answer.flatMap((group, index) => group.map((name) => [name, index] as const)));
  let [wanted, found, hits] = [0, 0, 0];
  names.forEach((one, index) => {
    for (const other of names.slice(index + 1)) {
      const belongs = truth.has(one) && truth.get(one) === truth.get(other);
      const together = got.get(one) === got.get(other);
      wanted += Number(belongs);
      found += Number(together);
      hits += Number(belongs && together);
    }
  });
  const precision = found === 0 ? 1 : hits / found;
  const recall = wanted === 0 ? 1 : hits / wanted;
  const f1 = wanted + found === 0 ? 1 : (2 * hits) / (wanted + found);
  return { precision, recall, f1, wanted };
}

/** The items in an order that the seed alone decides, drawn with mulberry32. */
export function shuffled<T>(items: readonly T[], seed: number): T[] {
  const next = mulberry32(seed);
  const keyed = items.map((item) => ({ item, key: next() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
