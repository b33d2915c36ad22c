/** What this node saw within the last hour, counted in memory: wrong ticket IDs, and tickets of people whom nothing proves. */
import type { Settings } from '../config/schema.ts';
import type { Decision } from '../decision.ts';
import type { Facts, TicketClaim } from '../model/facts.ts';
import { networkOf } from '../networks.ts';
import { SlidingWindow } from '../sliding-window.ts';
import { Rates } from './rates.ts';

type Limits = Pick<Settings['limits'], 'wrongIdsPerHour' | 'wrongIdsPerHourTotal'>;
/** Who could be guessing: a client, or where that is not known, an author. */
type Guesser = Pick<Facts['delivery'], 'source'> & { readonly author: string };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Starts at nothing; each node counts for itself. */
export class Seen {
  readonly #limits: Limits;
  readonly #bySource: SlidingWindow;
  readonly #inAll: SlidingWindow;
  /** For rules that ask. */
  readonly rates = new Rates();
  /** Tickets by minute. */
  readonly #unproven = new Map<number, number>();

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#bySource = new SlidingWindow(limits.wrongIdsPerHour, hourMs);
    this.#inAll = new SlidingWindow(limits.wrongIdsPerHourTotal, hourMs);
  }

  /** Counts a mail that reached its end. */
  note({ claims, delivery, mail, evidence, now }: Facts, { reasons }: Decision): void {
    const key = keyOf({ ...delivery, author: mail.from?.address ?? '' });
    for (const _ of wrong(claims)) {
      this.#bySource.note(key, now.getTime());
      this.#inAll.note('', now.getTime());
    }
    const proven = evidence.trust === 'authenticated' || evidence.trust === 'aligned';
    const opened = reasons.some(({ reason }) => reason === 'opened' || reason === 'opened-linked');
    if (opened && !proven) this.#countUnproven(Math.floor(now.getTime() / minuteMs));
  }

  /** True where too many wrong IDs came lately, with this mail's, from there or from all (DESIGN 3.2). */
  guessing(claims: readonly TicketClaim[], from: Guesser, now: Date): boolean {
    const at = now.getTime();
    if (wrong(claims).length >= this.#limits.wrongIdsPerHour) return true;
    return this.#bySource.full(keyOf(from), at) || this.#inAll.full('', at);
  }

  unprovenTickets(now: Date): number {
    const from = Math.floor(now.getTime() / minuteMs) - 60;
    let sum = 0;
    for (const [minute, count] of this.#unproven) if (minute > from) sum += count;
    return sum;
  }

  #countUnproven(minute: number): void {
    this.#unproven.set(minute, (this.#unproven.get(minute) ?? 0) + 1);
    for (const old of this.#unproven.keys()) if (old <= minute - 60) this.#unproven.delete(old);
  }
}

function wrong(claims: readonly TicketClaim[]): TicketClaim[] {
  return claims.filter(({ found, valid }) => found === 'subject' && !valid);
}

/** Mail from a mailbox does not tell its client: its author stands for it, and whoever changes that meets the total. */
function keyOf({ source, author }: Guesser): string {
  return source.kind === 'smtp' ? networkOf(source.address) : author.toLowerCase();
}
