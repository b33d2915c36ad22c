/** Counts how the fates of past mails would change. Pure but for its own count. */
import type { JudgementKind } from '../../model/judgements.ts';
import type { FateChange, Forecast } from '../../model/rules.ts';
import type { Fate } from './fate.ts';

/** One mail: its fate when it came and by the draft, and what staff said that it is. */
export interface Tried {
  readonly id: string;
  readonly then: Fate;
  readonly now: Fate;
  readonly verdict: JudgementKind | null;
}

/** So many mails are named for each change. */
const mostSamples = 10;

export class Tally {
  #mails = 0;
  readonly #changes = new Map<string, Omit<FateChange, 'samples'> & { count: number; samples: string[] }>();
  readonly #falsePositives = { before: 0, after: 0 };
  readonly #falseNegatives = { before: 0, after: 0 };

  add({ id, then, now, verdict }: Tried): void {
    this.#mails += 1;
    if (then.outcome !== now.outcome) this.#change(id, then, now);
    if (verdict === 'ham') {
      if (then.keptBack) this.#falsePositives.before += 1;
      if (now.keptBack) this.#falsePositives.after += 1;
    }
    if (verdict === 'spam') {
      if (!then.keptBack) this.#falseNegatives.before += 1;
      if (!now.keptBack) this.#falseNegatives.after += 1;
    }
  }

  #change(id: string, { outcome: from }: Fate, { outcome: to }: Fate): void {
    const key = `${from} ${to}`;
    const change = this.#changes.get(key) ?? { from, to, count: 0, samples: [] };
    change.count += 1;
    if (change.samples.length < mostSamples) change.samples.push(id);
    this.#changes.set(key, change);
  }

  /** The most frequent change first. */
  forecast(): Forecast {
    const changes = [...this.#changes.values()].sort((a, b) => b.count - a.count);
    return {
      mails: this.#mails,
      changed: changes.reduce((sum, { count }) => sum + count, 0),
      changes: changes.map(({ from, to, count, samples }) => ({ from, to, count, samples: [...samples] })),
      falsePositives: { ...this.#falsePositives },
      falseNegatives: { ...this.#falseNegatives },
    };
  }
}

/** True where more mail would be judged wrongly than was. */
export function isWorse({ falsePositives, falseNegatives }: Forecast): boolean {
  return falsePositives.after > falsePositives.before || falseNegatives.after > falseNegatives.before;
}
