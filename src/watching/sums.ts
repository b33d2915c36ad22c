/** Counts that gather in memory until they are written. */
import type { Count } from '../model/counts.ts';

/** Names beyond these are not counted: they are of closed sets, but for those of rules and sources, which are few. */
const most = 5000;

export class Sums {
  readonly #counts = new Map<string, Count>();

  add(count: Count): void {
    const { kind, at, name, n, bad } = count;
    const key = `${kind} ${at.getTime()} ${name}`;
    const there = this.#counts.get(key);
    if (there !== undefined) this.#counts.set(key, { ...there, n: there.n + n, bad: there.bad + bad });
    else if (this.#counts.size < most) this.#counts.set(key, count);
  }

  /** All of them; from here on it is empty. */
  take(): Count[] {
    const taken = [...this.#counts.values()];
    this.#counts.clear();
    return taken;
  }
}
