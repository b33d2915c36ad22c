/** Chance that can be had again: the same seed gives the same choices. */

export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  chance(share: number): boolean;
  /** One of them. Throws for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** A copy in another order. */
  shuffle<T>(list: readonly T[]): T[];
}

/** A generator for one use, named by numbers such as seed and round: what one use draws does not move another's. */
export function seeded(...names: readonly number[]): Random {
  let state = names.reduce((mixed, name) => mix(mixed ^ mix(name)), 0x9e3779b9);
  // mulberry32: small, fast, and good enough to choose faults by.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (share) => next() < share,
    pick(list) {
      const index = between(0, list.length - 1);
      if (!(index in list)) throw new Error('nothing to pick from');
      return list[index] as (typeof list)[number];
    },
    shuffle: (list) =>
      list
        .map((item) => ({ item, at: next() }))
        .sort((one, other) => one.at - other.at)
        .map(({ item }) => item),
  };
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 15), value | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return mixed ^ (mixed >>> 14);
}
