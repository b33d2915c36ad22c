/** The most frequent of very many names, in bounded memory (Metwally, Agrawal, El Abbadi: Space-Saving, ICDT 2005). Pure. */

interface Tracked {
  /** With what names that had this place before were counted: the order of pushing out, never told. */
  weight: number;
  n: number;
  bad: number;
  /** Of these, told already. */
  toldN: number;
  toldBad: number;
}

export interface Hits {
  readonly name: string;
  readonly n: number;
  readonly bad: number;
}

/** Told of at all, while there are more names than places. */
const fewest = 3;
/** Of those that are not told of yet, so many of the most frequent ones may begin to be, each time. */
const newest = 40;
/** And these, however many were told of before. */
const always = 10;

export class HeavyHitters {
  readonly #places: number;
  readonly #mostTold: number;
  readonly #tracked = new Map<string, Tracked>();
  #crowded = false;
  #told = 0;

  /** `mostTold`: names that are told of in all; beyond them, the very first alone. */
  constructor(places: number, mostTold = places) {
    this.#places = places;
    this.#mostTold = mostTold;
  }

  /** Counts one. Where there is no place left, the name with the least weight loses its own, and what was not told of it. */
  note(name: string, bad: boolean): void {
    const tracked = this.#tracked.get(name) ?? this.#placeFor(name);
    tracked.weight += 1;
    tracked.n += 1;
    if (bad) tracked.bad += 1;
  }

  /** What came since it was asked last, the most frequent first. While names are many, those of one or two are left out. */
  take(): Hits[] {
    const hits: Hits[] = [];
    const sorted = [...this.#tracked].sort(([, one], [, other]) => other.n - one.n);
    for (const [rank, [name, tracked]] of sorted.entries()) {
      const n = tracked.n - tracked.toldN;
      if (n === 0 || !this.#mayTell(tracked, rank)) continue;
      if (tracked.toldN === 0) this.#told += 1;
      hits.push({ name, n, bad: tracked.bad - tracked.toldBad });
      tracked.toldN = tracked.n;
      tracked.toldBad = tracked.bad;
    }
    return hits;
  }

  #mayTell({ n, toldN }: Tracked, rank: number): boolean {
    if (toldN > 0) return true;
    if (this.#crowded && n < fewest) return false;
    return rank < always || (rank < newest && this.#told < this.#mostTold);
  }

  #placeFor(name: string): Tracked {
    let weight = 0;
    if (this.#tracked.size >= this.#places) {
      this.#crowded = true;
      weight = this.#pushOut();
    }
    const fresh = { weight, n: 0, bad: 0, toldN: 0, toldBad: 0 };
    this.#tracked.set(name, fresh);
    return fresh;
  }

  #pushOut(): number {
    let least: [name: string, weight: number] | null = null;
    for (const [name, { weight }] of this.#tracked)
      if (least === null || weight < least[1]) least = [name, weight];
    if (least === null) return 0;
    this.#tracked.delete(least[0]);
    return least[1];
  }
}
