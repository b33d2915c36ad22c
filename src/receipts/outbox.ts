/** Sends what lies in the outbox: claims due rows, hands each to the smarthost, settles it. */
import { describe, Failure } from '../failure.ts';
import type { ClaimedOutgoing, OutboxStore, OutgoingEntry, Settled } from '../model/outbox-store.ts';
import type { Log, Transport } from '../model/ports.ts';
import { afterRelayFailure, allowance, type BreakerTimes, closedBreaker } from './breaker.ts';
import { answerOf, SmarthostTrouble } from './delivery-failure.ts';
import { InHand } from './in-hand.ts';
import { retryAt } from './retry.ts';

export interface OutboxOptions {
  readonly store: OutboxStore;
  /** Null: no smarthost is set up; rows stay queued. */
  readonly transport: Transport | null;
  readonly log: Log;
  readonly giveUpHours: number;
  readonly random: () => number;
  readonly clock: () => Date;
  /** Mails at once; as many as the transport has connections. */
  readonly concurrency: number;
  /** Calls back when a row may be waiting; returns how to stop. */
  readonly onWork?: (wake: () => void) => () => void;
  readonly onSettled?: (entry: OutgoingEntry, result: Settled) => void;
  /** How often to look for rows whose time has come. */
  readonly pollMs?: number;
  readonly breaker?: BreakerTimes;
}

export interface Outbox {
  /** Looks for due rows now. */
  wake(): void;
  /** Lets what is under way end; then nothing is claimed or sent any more. */
  stop(): Promise<void>;
}

const defaultPollMs = 5000;
const settlePauseMs = 500;
const defaultBreaker: BreakerTimes = { firstPauseMs: 5000, longestPauseMs: 300_000 };

/** Starts sending. Expected failures never end it: they are logged by row, and the next row is tried. */
export function startOutbox(options: OutboxOptions): Outbox {
  const { transport } = options;
  if (transport === null) return { wake: () => {}, stop: async () => {} };
  const loop = new SendingLoop(options, transport);
  const unsubscribe = options.onWork?.(() => loop.wake());
  const done = loop.run();
  return {
    wake: () => loop.wake(),
    stop: async () => {
      unsubscribe?.();
      loop.stop();
      await done;
    },
  };
}

class SendingLoop {
  readonly #options: OutboxOptions;
  readonly #transport: Transport;
  readonly #underWay = new Set<Promise<void>>();
  readonly #inHand = new InHand(settlePauseMs);
  #claiming: Promise<ClaimedOutgoing[]> = Promise.resolve([]);
  #breaker = closedBreaker;
  #stopping = false;
  #woken = false;
  #rouse: () => void = () => {};

  constructor(options: OutboxOptions, transport: Transport) {
    this.#options = options;
    this.#transport = transport;
  }

  wake(): void {
    this.#woken = true;
    this.#rouse();
  }

  stop(): void {
    this.#stopping = true;
    this.#inHand.stop();
    this.wake();
  }

  async run(): Promise<void> {
    while (!this.#stopping) {
      this.#woken = false;
      this.#claiming = this.#claim();
      const rows = await this.#claiming;
      for (const row of rows) if (this.#inHand.take(row)) this.#start(row);
      if (rows.length === 0 || this.#free() <= 0) await this.#sleep();
    }
    await Promise.all(this.#underWay);
  }

  #free(): number {
    const now = this.#options.clock().getTime();
    return allowance(this.#breaker, now, this.#options.concurrency) - this.#underWay.size;
  }

  /** Only as many rows as can be sent at once: a claimed row never waits. */
  async #claim(): Promise<ClaimedOutgoing[]> {
    const free = this.#free();
    if (free <= 0) return [];
    try {
      return await this.#options.store.claim(free);
    } catch (error) {
      this.#options.log.warn('outbox not readable', { error: describe(error) });
      return [];
    }
  }

  #start(row: ClaimedOutgoing): void {
    const work = this.#attempt(row)
      .catch((error) => {
        this.#options.log.error('outgoing mail not settled', {
          outgoing: row.entry.id,
          error: describe(error),
        });
      })
      .finally(() => {
        this.#inHand.drop(row);
        this.#underWay.delete(work);
        this.wake();
      });
    this.#underWay.add(work);
  }

  async #attempt(row: ClaimedOutgoing): Promise<void> {
    const { store } = this.#options;
    let answer: string;
    try {
      answer = await this.#transport.send(row.entry);
    } catch (error) {
      await this.#settleFailure(row, error);
      return;
    }
    if (this.#breaker.failures > 0) this.#options.log.info('smarthost is back');
    this.#breaker = closedBreaker;
    this.#settled(row, 'sent', answer, await this.#settle(row, (held) => store.sent(held, answer)));
  }

  #settle(row: ClaimedOutgoing, write: (held: ClaimedOutgoing) => Promise<boolean>): Promise<boolean> {
    return this.#inHand.settle(row, write, () => this.#claiming);
  }

  async #settleFailure(row: ClaimedOutgoing, error: unknown): Promise<void> {
    const { store, clock, random, giveUpHours } = this.#options;
    const failure =
      error instanceof Failure ? error : new Failure('delivery-failed', 'could not send', error);
    const answer = answerOf(failure);
    const scope = failure.cause instanceof SmarthostTrouble ? failure.cause.scope : null;
    if (scope === 'relay') this.#relayFailed(answer);
    if (scope === 'mail') this.#breaker = closedBreaker;
    const mail = { attempts: row.entry.attempts + 1, createdAt: row.entry.createdAt };
    const due = failure.temporary ? retryAt(mail, { now: clock(), random: random(), giveUpHours }) : null;
    // The relay's trouble delays no mail beyond the relay's next trial.
    const until = due && scope === 'relay' ? new Date(Math.min(+due, this.#breaker.openUntil)) : due;
    const held = await this.#settle(row, (claimed) =>
      until === null ? store.failed(claimed, answer) : store.deferred(claimed, until, answer),
    );
    this.#settled(row, until === null ? 'failed' : 'deferred', answer, held);
  }

  #relayFailed(answer: string): void {
    const before = this.#breaker;
    const now = this.#options.clock().getTime();
    const times = this.#options.breaker ?? defaultBreaker;
    this.#breaker = afterRelayFailure(before, now, this.#options.random(), times);
    if (this.#breaker === before) return;
    const fields = {
      answer,
      failures: this.#breaker.failures,
      pauseMs: Math.round(this.#breaker.openUntil - now),
    };
    this.#options.log.warn('smarthost is away', fields);
  }

  #settled(row: ClaimedOutgoing, state: Settled['state'], answer: string, held: boolean): void {
    const { entry } = row;
    const { log, clock, onSettled } = this.#options;
    const ms = entry.acceptedAt === null ? null : clock().getTime() - entry.acceptedAt.getTime();
    const fields = { outgoing: entry.id, ticket: entry.ticketId, attempts: entry.attempts + 1, ms };
    if (!held) {
      log.warn('outgoing mail was taken over by another node', fields);
      return;
    }
    if (state === 'sent') log.info(`${entry.kind} sent`, fields);
    else log.warn(`${entry.kind} ${state}`, { ...fields, answer });
    onSettled?.(entry, { state, answer, ms });
  }

  /** Until woken, or until rows or the breaker may have come due. */
  async #sleep(): Promise<void> {
    if (this.#woken) return;
    const pollMs = this.#options.pollMs ?? defaultPollMs;
    const pause = this.#breaker.openUntil - this.#options.clock().getTime();
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, Math.max(1, pause > 0 ? Math.min(pause, pollMs) : pollMs));
    this.#rouse = resolve;
    await promise;
    clearTimeout(timer);
    this.#rouse = () => {};
  }
}
