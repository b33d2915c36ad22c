/** Rows of the outbox that are under way, each with the claim that it is held by now. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type { ClaimedOutgoing } from '../model/outbox-store.ts';

/**
 * What became of a mail is written down however long the store is away: to forget it would be to send the mail again.
 * Meanwhile its lease may run out, and this very node may claim the row anew: then the new claim settles it.
 */
export class InHand {
  readonly #rows = new Map<string, ClaimedOutgoing>();
  readonly #pauseMs: number;
  #stopping = false;

  /** `pauseMs`: between two tries to reach the store. */
  constructor(pauseMs: number) {
    this.#pauseMs = pauseMs;
  }

  /** False where the row is under way already, and is not to be begun again. */
  take(row: ClaimedOutgoing): boolean {
    const isNew = !this.#rows.has(row.entry.id);
    this.#rows.set(row.entry.id, row);
    return isNew;
  }

  drop({ entry }: ClaimedOutgoing): void {
    this.#rows.delete(entry.id);
  }

  /** From now on no store that is away is waited for. */
  stop(): void {
    this.#stopping = true;
  }

  /**
   * Writes with the claim that holds; `claiming` is the round of claiming under way, whose rows may be among ours. False
   * where another node took the row. Throws what `write` throws, unless waiting can help.
   */
  async settle(
    row: ClaimedOutgoing,
    write: (held: ClaimedOutgoing) => Promise<boolean>,
    claiming: () => Promise<unknown>,
  ): Promise<boolean> {
    for (;;) {
      const held = this.#rows.get(row.entry.id) ?? row;
      try {
        if (await write(held)) return true;
        await claiming();
        if ((this.#rows.get(row.entry.id) ?? row) === held) return false;
      } catch (error) {
        if (this.#stopping || !(error instanceof Failure) || !error.temporary) throw error;
        await sleep(this.#pauseMs);
      }
    }
  }
}
