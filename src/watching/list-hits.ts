/** Counts how often each entry of a list was met, and writes it down now and then: no mail waits for it. */
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';
import type { ListHits, ListName, ListStore } from '../model/sender-lists.ts';

type Hit = Parameters<ListStore['note']>[0][number];

/** Entries between two times of writing; hits of others are not counted then. */
const mostKept = 10_000;

export class HitCounter {
  readonly #write: (hits: readonly Hit[]) => Promise<void>;
  readonly #log: Log;
  #counted = new Map<string, { list: ListName; pattern: string; count: number; lastAt: Date }>();

  constructor(write: (hits: readonly Hit[]) => Promise<void>, log: Log) {
    this.#write = write;
    this.#log = log;
  }

  note(list: ListName, pattern: string, at: ListHits['lastAt']): void {
    const key = `${list} ${pattern}`;
    const there = this.#counted.get(key);
    if (there !== undefined) {
      there.count += 1;
      there.lastAt = at;
    } else if (this.#counted.size < mostKept) this.#counted.set(key, { list, pattern, count: 1, lastAt: at });
  }

  /** Writes what was counted. Where the store is away, those hits are lost: they decide nothing. */
  async flush(): Promise<void> {
    if (this.#counted.size === 0) return;
    const counted = [...this.#counted.values()];
    this.#counted = new Map();
    await this.#write(counted).catch((error: unknown) => {
      this.#log.debug('hits of lists were not written', { cause: describe(error) });
    });
  }
}
