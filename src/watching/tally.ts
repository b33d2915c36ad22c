/** Counts what becomes of mails, in memory; what has gathered is written to the store every few seconds, off the way of a mail. */

import type { Decision, Finding } from '../decision.ts';
import { describe } from '../failure.ts';
import {
  type CountKind,
  type CountStore,
  durationClass,
  type Fate,
  hourOf,
  type SourceKind,
  scoreEnds,
  sourceKinds,
} from '../model/counts.ts';
import type { Facts, Source } from '../model/facts.ts';
import type { Log } from '../model/ports.ts';
import { ruleNamed } from '../model/rules.ts';
import type { LimitName, TurnedDown } from '../model/smtp.ts';
import type { Refusal, TraceStore } from '../model/trace.ts';
import { networkOf } from '../networks.ts';
import { HeavyHitters } from './heavy-hitters.ts';
import { Sums } from './sums.ts';

export interface TallyParts {
  readonly counts: Pick<CountStore, 'add'>;
  readonly traces: Pick<TraceStore, 'refuse'>;
  readonly log: Log;
  readonly clock: () => Date;
  newId(): string;
}

export interface Tally {
  /** A mail reached its end. */
  decided(fate: Fate, facts: Facts, decision: Decision): void;
  /** A mail was set aside since it could not be filed. */
  failed(): void;
  /** A receipt went out so many milliseconds after its mail. */
  receipt(ms: number, late: boolean): void;
  limited(limit: LimitName, address: string): void;
  /** By a decision. */
  refused(refusal: Refusal): void;
  /** Before there was a mail to decide upon. */
  turnedDown(what: TurnedDown): void;
  /** Writes what has gathered. Where the store is away it is kept, within bounds. */
  flush(): Promise<void>;
}

/** Of each kind of source in an hour. */
const mostSources = { tracked: 200, told: 80 } as const;
/** Refusals that one node keeps of an hour, and of those of one client. */
const mostRefusals = 1000;
const mostOfOne = 50;

/** Starts at nothing. */
export function makeTally({ counts, traces, log, clock, newId }: TallyParts): Tally {
  const sums = new Sums();
  let refusals: Refusal[] = [];
  let hour = new Hour(hourOf(clock()));

  const add = (kind: CountKind, name: string, n = 1, bad = 0) =>
    sums.add({ kind, name, at: hour.at, n, bad });
  const takeSources = () => {
    for (const kind of sourceKinds)
      for (const { name, n, bad } of hour.sources[kind].take()) add(kind, name, n, bad);
  };
  /** The hour that it is now; of the one before, what was not taken yet is taken. */
  const now = (): Hour => {
    const at = hourOf(clock());
    if (at.getTime() !== hour.at.getTime()) {
      takeSources();
      hour = new Hour(at);
    }
    return hour;
  };
  const came = (source: Source, author: string, bad: boolean) => {
    const { sources } = now();
    const address = author.toLowerCase();
    const at = address.lastIndexOf('@');
    if (address !== '') sources.address.note(address, bad);
    if (at >= 0) sources.domain.note(address.slice(at + 1), bad);
    if (source.kind === 'smtp') sources.network.note(networkOf(source.address), bad);
  };

  const keep = (refusal: Refusal) => {
    if (now().keeps(refusal)) refusals.push(refusal);
  };

  return {
    decided(fate, { delivery, mail, scoring }, { reasons, score }) {
      const author = mail.from?.address ?? delivery.envelope.sender;
      came(delivery.source, author, fate === 'quarantined' || fate === 'rejected');
      add('fate', fate);
      const sum = score ?? (scoring.kind === 'scored' ? scoring.score.score : null);
      if (sum !== null) add('score', String(wholePoints(sum)));
      for (const finding of reasons) {
        const counted = kindOf(finding);
        if (counted !== null) add(...counted);
      }
    },
    failed() {
      now();
      add('fate', 'failed');
    },
    receipt(ms, late) {
      now();
      add('receipt', String(durationClass(ms)));
      if (late) add('late', '');
    },
    limited(limit, address) {
      now().sources.network.note(networkOf(address), true);
      add('limit', limit);
    },
    refused: keep,
    turnedDown({ source, envelope, reply, limit }) {
      const nothing = { messageId: null, from: null, size: null, findings: [], score: null };
      keep({ id: newId(), at: clock(), source, envelope, reply, ...nothing });
      // A limit is told of by itself.
      if (limit !== null) return;
      if (source.kind === 'smtp') now().sources.network.note(networkOf(source.address), true);
      add('limit', reply.split(' ', 2).join(' '));
    },
    async flush() {
      now();
      takeSources();
      const [summed, told] = [sums.take(), refusals];
      refusals = [];
      try {
        await traces.refuse(told);
        await counts.add(summed);
      } catch (error) {
        for (const count of summed) sums.add(count);
        refusals = [...told, ...refusals].slice(-mostRefusals);
        log.warn('counts could not be written', { cause: describe(error) });
      }
    },
  };
}

/** What a finding counts as: a rule of admins, a claim that was worth nothing, or what screening found. */
function kindOf({ stage, reason, detail }: Finding): [CountKind, string] | null {
  const rule = reason.startsWith('rule-') ? ruleNamed(detail) : null;
  if (rule !== null) return ['rule', rule.name];
  if (claims.has(reason)) return ['claim', reason];
  return stage === 'screen' ? ['screen', reason] : null;
}

/** What is bounded by the hour. */
class Hour {
  readonly at: Date;
  readonly sources: Readonly<Record<SourceKind, HeavyHitters>> = {
    address: new HeavyHitters(mostSources.tracked, mostSources.told),
    domain: new HeavyHitters(mostSources.tracked, mostSources.told),
    network: new HeavyHitters(mostSources.tracked, mostSources.told),
  };
  readonly #refusedBy = new Map<string, number>();
  #refused = 0;

  constructor(at: Date) {
    this.at = at;
  }

  /** Whether one more refusal is kept: not all of a flood, so that there is room for the others. */
  keeps({ source }: Refusal): boolean {
    const client = source.kind === 'smtp' ? networkOf(source.address) : source.kind;
    const before = this.#refusedBy.get(client) ?? 0;
    if (this.#refused >= mostRefusals || before >= mostOfOne) return false;
    this.#refused += 1;
    this.#refusedBy.set(client, before + 1);
    return true;
  }
}

const claims: ReadonlySet<string> = new Set(['claim-invalid', 'claim-unknown', 'claim-closed']);

function wholePoints(score: number): number {
  return Math.min(scoreEnds.most, Math.max(scoreEnds.least, Math.floor(score)));
}

const flushMs = 10_000;

/** Writes every ten seconds. Gives how to stop; what has gathered is written first. */
export function keepWriting(tally: Pick<Tally, 'flush'>): () => Promise<void> {
  let writing = Promise.resolve();
  const write = () => {
    writing = writing.then(() => tally.flush());
  };
  const timer = setInterval(write, flushMs);
  return () => {
    clearInterval(timer);
    write();
    return writing;
  };
}
