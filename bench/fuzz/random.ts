/** A seeded source of chance: the same seed gives the same choices. */

/** A number from 0 up to 1, 1 not included. */
export type Random = () => number;

/** Mulberry32 of Tommy Ettinger: 32 bits of state, good enough to choose by. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0 up to `end`, `end` not included. */
export function below(random: Random, end: number): number {
  return Math.floor(random() * end);
}

/** One of the list; `otherwise` where it is empty. */
export function pick<T>(random: Random, list: readonly T[], otherwise: T): T {
  return list[below(random, list.length)] ?? otherwise;
}
