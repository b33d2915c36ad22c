/** Receipts that this node decided upon and is writing: the store does not count them yet. */

interface Writing {
  /** When it was in the store, ms; null: not yet. */
  ended: number | null;
}

/** So long what has ended is remembered: no mail is decided upon for longer. */
const rememberedMs = 120_000;

export class UnderWay {
  readonly #byAddress = new Map<string, Writing[]>();

  /** Receipts to the address that a look into the store at `since` may not have seen. */
  count(address: string, since: Date): number {
    const writings = this.#byAddress.get(address) ?? [];
    return writings.filter(({ ended }) => ended === null || ended >= since.getTime()).length;
  }

  /** Counts one until the function that it gives was called, with the time. */
  begin(address: string, now: Date): (end: Date) => void {
    const writing: Writing = { ended: null };
    this.#forget(now);
    this.#byAddress.set(address, [...(this.#byAddress.get(address) ?? []), writing]);
    return (end) => {
      writing.ended = end.getTime();
    };
  }

  /** Those that ended longest ago stand first. */
  #forget(now: Date): void {
    for (const [address, writings] of this.#byAddress) {
      const until = now.getTime() - rememberedMs;
      if (writings.some(({ ended }) => ended === null || ended > until)) return;
      this.#byAddress.delete(address);
    }
  }
}
