/** How many mails came lately of one sender, client or domain: for rules that ask. Each node counts for itself. */
import type { Rate } from '../model/circumstances.ts';
import { SlidingWindow } from '../sliding-window.ts';

const minuteMs = 60_000;

export class Rates {
  /** By what is counted and over how long; made when the first rule asks. */
  readonly #windows = new Map<string, SlidingWindow>();

  /** Mails of `key` within the minutes, this one counted in. `isNew`: it was not counted before. */
  count({ of, minutes }: Pick<Rate, 'of' | 'minutes'>, key: string, now: Date, isNew: boolean): number {
    const name = `${of} ${minutes}`;
    const window = this.#windows.get(name) ?? new SlidingWindow(Number.MAX_SAFE_INTEGER, minutes * minuteMs);
    this.#windows.set(name, window);
    if (isNew) window.note(key, now.getTime());
    return Math.max(1, window.count(key, now.getTime()));
  }
}
