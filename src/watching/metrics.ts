/** Counters, gauges and histograms for Prometheus. The only importer of prom-client. Labels take values of closed sets. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Reason } from '../decision.ts';
import type { FailureCode } from '../failure.ts';
import type { Source } from '../model/facts.ts';
import { type JudgementKind, judgementKinds, type LearningState } from '../model/judgements.ts';
import type { MailState } from '../model/mail-store.ts';
import type { MailboxStatus } from '../model/node-store.ts';
import type { OutgoingState } from '../model/outbox-store.ts';
import { type LimitName, type Load, limitReplies, loads } from '../model/smtp.ts';
import { within } from '../within.ts';
import { type AlarmName, alarmNames } from './alarms.ts';

const receiptResults = ['queued', 'sent', 'suppressed', 'failed'] as const;
export type ReceiptResult = (typeof receiptResults)[number];

const sources = ['smtp', 'imap', 'import'] as const satisfies readonly Source['kind'][];

/** What is looked up when the metrics are read. */
export interface Queues {
  mails(): Promise<Record<MailState, number>>;
  outbox(): Promise<Record<OutgoingState, number>>;
  learning(): Promise<Record<LearningState, number>>;
  /** Milliseconds. */
  oldestUnsettled(): Promise<number>;
}

/** All durations are in seconds, all sizes in octets. */
export interface Metrics {
  accepted(source: Source['kind']): void;
  filed(): void;
  quarantined(): void;
  rejected(reason: Reason | FailureCode): void;
  bypassed(): void;
  failed(): void;
  discarded(): void;
  alarm(name: AlarmName): void;
  duplicate(): void;
  receipt(result: ReceiptResult): void;
  /** From acceptance of the mail to its receipt being sent. */
  receiptSeconds(seconds: number): void;
  /** From the end of DATA to 250. */
  acceptSeconds(seconds: number): void;
  /** Mail being received or filed. */
  bytesInFlight(octets: number): void;
  smtpConnections(count: number): void;
  /** An SMTP client has reached a limit. */
  limited(limit: LimitName): void;
  /** The spam filter has learned a mail. */
  learned(kind: JudgementKind): void;
  load(load: Load): void;
  /** Sets where queue depths come from. Those that cannot be looked up within 2 s are left out. */
  watch(queues: Queues): void;
  /** Sets where the state of mailboxes comes from. */
  watchMailboxes(statuses: () => readonly MailboxStatus[]): void;
  /** Text exposition format. */
  render(): Promise<string>;
  readonly contentType: string;
}

const lookUpMs = 2000;

/** The answer, or null where there is none in time: a store that is away must not hide the other metrics. */
async function lookUp<T>(ask: () => Promise<T> | undefined): Promise<T | null> {
  try {
    return (await within(lookUpMs, Promise.resolve(ask()), () => undefined)) ?? null;
  } catch {
    return null;
  }
}

function queueGauges(registry: Registry, queues: () => Queues | null): void {
  const byState = (name: string, help: string, ask: () => Promise<Record<string, number>> | undefined) =>
    new Gauge({
      name,
      help,
      labelNames: ['state'],
      registers: [registry],
      async collect() {
        const depths = await lookUp(ask);
        this.reset();
        for (const [state, depth] of Object.entries(depths ?? {})) this.set({ state }, depth);
      },
    });
  byState('postern_mails', 'Mails by state.', () => queues()?.mails());
  byState('postern_outbox_mails', 'Outgoing mails by state.', () => queues()?.outbox());
  byState('postern_learning_mails', 'Judged mails by where learning them stands.', () =>
    queues()?.learning(),
  );
  new Gauge({
    name: 'postern_oldest_unsettled_seconds',
    help: 'Age of the oldest mail that is accepted and not yet settled.',
    registers: [registry],
    async collect() {
      const age = await lookUp(() => queues()?.oldestUnsettled());
      // No sample where it is unknown: 0 would say that all is well.
      this.remove();
      if (age !== null) this.set(age / 1000);
    },
  });
}

const quick = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const slow = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 21_600, 86_400];

function makeCounters(registry: Registry) {
  const registers = [registry];
  const count = (name: string, help: string) =>
    new Counter({ name: `postern_${name}_total`, help, registers });
  const countBy = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `postern_${name}_total`, help, labelNames, registers });
  const counters = {
    accepted: countBy('accepted', 'Mails made durable, by the way they came.', ['source']),
    filed: count('filed', 'Mails filed into tickets.'),
    quarantined: count('quarantined', 'Mails put into quarantine.'),
    rejected: countBy('rejected', 'Mails refused while the client waited, by reason.', ['reason']),
    bypassed: count('bypassed', 'Mails that an open ticket ID in the subject spared the spam verdict.'),
    failed: count('failed', 'Mails set aside because they could not be filed.'),
    discarded: count('discarded', 'Mails discarded with a reason.'),
    duplicates: count('duplicates', 'Mails that came again and were recognised.'),
    receipts: countBy('receipts', 'Receipts, by what became of them.', ['result']),
    alarms: countBy('alarms', 'Alarms, as often as their cause showed.', ['alarm']),
    learned: countBy('learned', 'Mails that the spam filter was taught, by class.', ['class']),
    limited: countBy('smtp_limited', 'SMTP clients that reached a limit, by limit.', ['limit']),
  };
  // Known labels start at 0, so that the first event already shows as an increase.
  for (const source of sources) counters.accepted.inc({ source }, 0);
  for (const result of receiptResults) counters.receipts.inc({ result }, 0);
  for (const limit of Object.keys(limitReplies)) counters.limited.inc({ limit }, 0);
  for (const kind of judgementKinds) counters.learned.inc({ class: kind }, 0);
  for (const alarm of alarmNames) counters.alarms.inc({ alarm }, 0);
  return counters;
}

function makeHistograms(registry: Registry) {
  const registers = [registry];
  return {
    receipt: new Histogram({
      name: 'postern_receipt_seconds',
      help: 'Time from the acceptance of a mail to its receipt being sent.',
      buckets: slow,
      registers,
    }),
    accept: new Histogram({
      name: 'postern_accept_seconds',
      help: 'Time from the end of DATA to 250.',
      buckets: quick,
      registers,
    }),
  };
}

function makeGauges(registry: Registry) {
  const registers = [registry];
  return {
    bytes: new Gauge({ name: 'postern_in_flight_bytes', help: 'Mail being received or filed.', registers }),
    load: new Gauge({ name: 'postern_load', help: 'Load: 0 normal, 1 busy, 2 overloaded.', registers }),
    connections: new Gauge({ name: 'postern_smtp_connections', help: 'Open SMTP connections.', registers }),
  };
}

function mailboxGauge(registry: Registry, statuses: () => readonly MailboxStatus[]): void {
  new Gauge({
    name: 'postern_imap_up',
    help: 'Whether a mailbox is being fetched from by this node (1) or not (0).',
    labelNames: ['account'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { account, state } of statuses())
        this.set({ account }, state === 'idle' || state === 'fetching' ? 1 : 0);
    },
  });
}

/** Metrics of one gateway in a registry of its own, with those of the process (event loop lag, memory, collector). */
export function makeMetrics(): Metrics {
  const registry = new Registry();
  let watched: Queues | null = null;
  let mailboxes: () => readonly MailboxStatus[] = () => [];
  const counters = makeCounters(registry);
  const histograms = makeHistograms(registry);
  const gauges = makeGauges(registry);
  queueGauges(registry, () => watched);
  mailboxGauge(registry, () => mailboxes());
  collectDefaultMetrics({ register: registry });
  return {
    accepted: (source) => counters.accepted.inc({ source }),
    filed: () => counters.filed.inc(),
    quarantined: () => counters.quarantined.inc(),
    rejected: (reason) => counters.rejected.inc({ reason }),
    bypassed: () => counters.bypassed.inc(),
    failed: () => counters.failed.inc(),
    discarded: () => counters.discarded.inc(),
    alarm: (alarm) => counters.alarms.inc({ alarm }),
    duplicate: () => counters.duplicates.inc(),
    receipt: (result) => counters.receipts.inc({ result }),
    receiptSeconds: (seconds) => histograms.receipt.observe(seconds),
    acceptSeconds: (seconds) => histograms.accept.observe(seconds),
    bytesInFlight: (octets) => gauges.bytes.set(octets),
    smtpConnections: (count) => gauges.connections.set(count),
    learned: (kind) => counters.learned.inc({ class: kind }),
    limited: (limit) => counters.limited.inc({ limit }),
    load: (load) => gauges.load.set(loads.indexOf(load)),
    watch: (queues) => {
      watched = queues;
    },
    watchMailboxes: (statuses) => {
      mailboxes = statuses;
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
