/** How often something happened lately, by key: the one rate limiter, for connections, wrong ticket IDs, PINs and log-ins. Pure. */

interface Counts {
  /** Number of the window that `now` counts. */
  window: number;
  before: number;
  now: number;
}

/** Keys beyond these push out the oldest: memory is bounded whoever comes. */
const mostKeys = 100_000;

/**
 * Counts in two fixed windows and weighs the older one by how much of it still lies within the sliding one: two numbers
 * a key, however many events. Times are milliseconds of any clock that does not go back.
 */
export class SlidingWindow {
  readonly limit: number;
  readonly #windowMs: number;
  readonly #mostKeys: number;
  /** Oldest first. */
  readonly #counts = new Map<string, Counts>();

  /** At most `limit` events of one key within `windowMs`. */
  constructor(limit: number, windowMs: number, keys = mostKeys) {
    this.limit = limit;
    this.#windowMs = windowMs;
    this.#mostKeys = keys;
  }

  /** Notes one event where there is room for it; false, and nothing noted, where there is none. */
  take(key: string, now: number): boolean {
    if (this.full(key, now)) return false;
    this.note(key, now);
    return true;
  }

  /** True where one more event is too many. */
  full(key: string, now: number): boolean {
    return this.#weigh(key, now) + 1 > this.limit;
  }

  /** How many more events there is room for. */
  left(key: string, now: number): number {
    return Math.max(0, Math.floor(this.limit - this.#weigh(key, now)));
  }

  /** About how many there were within the window, rounded up. */
  count(key: string, now: number): number {
    return Math.ceil(this.#weigh(key, now));
  }

  /** Notes an event that has happened, whether or not there was room for it. */
  note(key: string, now: number): void {
    const counts = this.#turned(key, now) ?? { window: this.#window(now), before: 0, now: 0 };
    counts.now += 1;
    // Set anew, so that it is the youngest.
    this.#counts.delete(key);
    this.#counts.set(key, counts);
    if (this.#counts.size <= this.#mostKeys) return;
    for (const oldest of this.#counts.keys()) {
      this.#counts.delete(oldest);
      return;
    }
  }

  #weigh(key: string, now: number): number {
    const counts = this.#turned(key, now);
    if (counts === null) return 0;
    const passed = (now % this.#windowMs) / this.#windowMs;
    return counts.now + counts.before * (1 - passed);
  }

  /** The counts of a key, moved on to the window of `now`. */
  #turned(key: string, now: number): Counts | null {
    const counts = this.#counts.get(key);
    if (counts === undefined) return null;
    const turns = this.#window(now) - counts.window;
    if (turns <= 0) return counts;
    counts.before = turns === 1 ? counts.now : 0;
    counts.now = 0;
    counts.window += turns;
    return counts;
  }

  #window(now: number): number {
    return Math.floor(now / this.#windowMs);
  }
}
