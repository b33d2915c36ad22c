/** The daemon: starts what listens and works, in order, and stops it in the reverse one. */
import { readFile } from 'node:fs/promises';
import { type Assembly, assemble } from './assembly.ts';
import type { Settings } from './config/schema.ts';
import { type Database, openDatabase } from './database.ts';
import type { Facts } from './facts.ts';
import { describe, Failure } from './failure.ts';
import { makeHealth } from './http/health.ts';
import { startMetricsHttp } from './http/metrics.ts';
import { startHttp } from './http/server.ts';
import { type Fetchers, startImap } from './ingest/imap.ts';
import { makeIntake } from './ingest/intake.ts';
import { type SmtpListener, startSmtp } from './ingest/smtp.ts';
import { certificate } from './ingest/tls.ts';
import { startWorker, type Worker } from './ingest/worker.ts';
import { decidedLine } from './journal.ts';
import { type Metrics, makeMetrics } from './metrics.ts';
import type { ClaimedMail, Filing, Intake, Log, OutgoingEntry, Resolver, Store, Transport } from './ports.ts';
import { type Outbox, type Settled, startOutbox } from './receipts/outbox.ts';
import { makeTransport } from './receipts/smtp.ts';

export interface GatewayOptions {
  readonly settings: Settings;
  readonly log: Log;
  /** The environment’s PATH. */
  readonly path: string;
  /** Replaces the system's DNS, for tests. */
  readonly resolver?: Resolver;
}

export interface Gateway {
  readonly smtp: SmtpListener;
  readonly http: { readonly port: number };
  readonly metrics: { readonly port: number };
  readonly store: Store;
  readonly intake: Intake;
  readonly imap: Fetchers;
  /** Where the data lies, for people. */
  readonly place: string;
  /** Takes no more, finishes what is in flight, gives leases back, closes the store and the embedded database. */
  stop(): Promise<void>;
}

const pollMs = 2000;
const refreshKeysMs = 60_000;
/** Mails under way get so long to finish at a stop. */
const graceMs = 30_000;

type Closer = () => Promise<void>;

/** Starts everything. What was started is stopped again where a later part cannot start. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const closers: Closer[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close().catch((error) =>
        options.log.warn('part did not stop cleanly', { cause: describe(error) }),
      );
    }
  };
  try {
    return { ...(await startParts(options, closers)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(options: GatewayOptions, closers: Closer[]): Promise<Omit<Gateway, 'stop'>> {
  const { settings, log } = options;
  const metrics = makeMetrics();
  const database = await openDatabase(options);
  closers.push(database.close);
  const { store } = database;
  metrics.watch(queuesOf(store));
  const assembly = await assemble({ ...options, store, settled: (...mail) => settled(metrics, log, mail) });
  closers.push(() => assembly.bench.reader.close());
  closers.push(watchKeys(assembly, store, log));
  const transport = await openTransport(settings, assembly.bench.hostname, log);
  if (transport !== null) closers.push(() => transport.close());
  const outbox = startSending({ options, store, transport, metrics, closers });
  const worker = startFiling({ settings, log, store, assembly, metrics, closers, outbox });
  const intake = intakeOf({ store, assembly, worker, metrics, log });
  const listening = await listen({ options, database, assembly, intake, metrics, closers });
  return { ...listening, store, intake, place: database.place };
}

function queuesOf(store: Store) {
  return {
    mails: () => store.mails.countByState(),
    outbox: () => store.outbox.countByState(),
    oldestUnsettled: () => store.mails.oldestUnsettled(),
  };
}

/** Another node may have rotated the keys. */
function watchKeys({ bench }: Assembly, store: Store, log: Log): Closer {
  const read = async () => {
    bench.keys.ring = await store.keys.ring();
  };
  const timer = setInterval(() => {
    read().catch((error) => log.warn('keys could not be read', { cause: describe(error) }));
  }, refreshKeysMs);
  return async () => clearInterval(timer);
}

async function openTransport({ outbox }: Settings, hostname: string, log: Log): Promise<Transport | null> {
  if (outbox.smtp.host === '') return null;
  const dkimKey = outbox.dkim === undefined ? null : await readKey(outbox.dkim.key);
  return makeTransport({ settings: outbox, hostname, dkimKey, log });
}

function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure('bad-settings', `outbox.dkim.key: ${file} cannot be read`, error);
  });
}

function startSending(parts: {
  options: GatewayOptions;
  store: Store;
  transport: Transport | null;
  metrics: Metrics;
  closers: Closer[];
}): Outbox {
  const { options, store, transport, metrics, closers } = parts;
  const { settings, log } = options;
  const outbox = startOutbox({
    store: store.outbox,
    transport,
    log,
    giveUpHours: settings.outbox.giveUpHours,
    alarmMinutes: settings.receipts.alarmMinutes,
    random: Math.random,
    clock: () => new Date(),
    concurrency: settings.outbox.smtp.connections,
    onWork: (wake) => store.onWork((what) => what === 'outbox' && wake()),
    onSettled: (entry, result) => sentOrNot(metrics, entry, result),
  });
  closers.push(() => outbox.stop());
  return outbox;
}

function sentOrNot(metrics: Metrics, { kind }: OutgoingEntry, { state, ms }: Settled): void {
  if (kind !== 'receipt' || state === 'deferred') return;
  metrics.receipt(state);
  if (state === 'sent' && ms !== null) metrics.receiptSeconds(ms / 1000);
}

function startFiling(parts: {
  settings: Settings;
  log: Log;
  store: Store;
  assembly: Assembly;
  metrics: Metrics;
  closers: Closer[];
  outbox: Outbox;
}): Worker {
  const { settings, log, store, assembly, metrics, closers, outbox } = parts;
  const worker = startWorker({
    mails: store.mails,
    file: async (claimed, facts) => {
      await assembly.pipeline.file(claimed, facts);
      outbox.wake();
    },
    log,
    leaseMs: settings.store.leaseSeconds * 1000,
    pollMs,
    failed: () => metrics.failed(),
  });
  closers.push(() => worker.stop());
  const unsubscribe = store.onWork((what) => what === 'mails' && worker.wake());
  closers.push(async () => unsubscribe());
  return worker;
}

function intakeOf(parts: {
  store: Store;
  assembly: Assembly;
  worker: Worker;
  metrics: Metrics;
  log: Log;
}): Intake {
  const { store, assembly, worker, metrics, log } = parts;
  return makeIntake({
    mails: store.mails,
    lane: assembly.bench.lanes.of,
    preview: (arrival) => assembly.pipeline.preview(arrival),
    hasRoom: worker.hasRoom,
    file: worker.offer,
    rejected: ({ delivery, facts, decision }) => {
      metrics.rejected(decision.reasons.findLast(({ stage }) => stage === 'screen')?.reason ?? 'denied');
      log.info('mail decided', decidedLine(delivery, facts, decision, null));
    },
    accepted: ({ delivery }, duplicate) => {
      if (duplicate) metrics.duplicate();
      else metrics.accepted(delivery.source.kind);
    },
  });
}

async function listen(parts: {
  options: GatewayOptions;
  database: Database;
  assembly: Assembly;
  intake: Intake;
  metrics: Metrics;
  closers: Closer[];
}) {
  const { options, database, assembly, intake, metrics, closers } = parts;
  const { settings, log } = options;
  const { store } = database;
  const { hostname, lanes } = assembly.bench;
  const tls = await certificate({ settings: settings.smtp, dataDir: settings.dataDir, hostname, log });
  const smtp = await startSmtp({
    host: settings.smtp.host,
    port: settings.smtp.port,
    settings: settings.smtp,
    hostname,
    tls,
    intake,
    log,
    observer: {
      connections: (open) => metrics.smtpConnections(open),
      accepted: (ms) => metrics.acceptSeconds(ms / 1000),
    },
  });
  closers.push(() => smtp.close(graceMs));
  const imap = startImap({
    accounts: settings.imap,
    intake,
    mailboxes: store.mailboxes,
    leases: store.leases,
    log,
    clock: () => new Date(),
    random: Math.random,
    maxSize: settings.smtp.maxSize,
    defaultLane: lanes.fallback,
    leaseMs: settings.store.leaseSeconds * 1000,
  });
  closers.push(() => imap.close());
  let stopping = false;
  const health = makeHealth({
    store: () => store.ping(),
    listener: async () => {
      if (stopping) throw new Failure('shutting-down', 'stopping');
    },
    outbox: async () => void (await store.outbox.countByState()),
  });
  const http = await startHttp({ ...settings.http, health, log });
  closers.push(() => http.close());
  const metricsHttp = await startMetricsHttp({ ...settings.metrics, metrics, log });
  closers.push(() => metricsHttp.close());
  closers.push(async () => {
    stopping = true;
  });
  return { smtp, imap, http, metrics: metricsHttp };
}

function settled(metrics: Metrics, log: Log, [claimed, facts, filing]: [ClaimedMail, Facts, Filing]): void {
  const { decision } = filing;
  if (decision.outcome === 'file') metrics.filed();
  else if (decision.outcome === 'discard') metrics.discarded();
  else metrics.quarantined();
  if (decision.bypass) metrics.bypassed();
  if (filing.open !== null) metrics.receipt(decision.receipt.send ? 'queued' : 'suppressed');
  const ms = Date.now() - claimed.delivery.acceptedAt.getTime();
  log.info('mail decided', decidedLine(claimed.delivery, facts, decision, ms));
}
