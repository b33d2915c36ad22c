/** The daemon: starts what listens and works, in order, and stops it in the reverse one. */
import { readFile } from 'node:fs/promises';
import { type Assembly, assemble } from './assembly.ts';
import type { Settings } from './config/schema.ts';
import { openDatabase } from './database.ts';
import { describe, Failure } from './failure.ts';
import type { Fetchers } from './ingest/imap.ts';
import { makeIntake } from './ingest/intake.ts';
import type { SmtpListener } from './ingest/smtp.ts';
import { startWorker, type Worker } from './ingest/worker.ts';
import { type Journal, makeJournal, queuesOf } from './journal.ts';
import { type Closer, type GatewayOptions, listen } from './listen.ts';
import { makeMetrics } from './metrics.ts';
import type { Intake, Log, Store, Transport } from './ports.ts';
import { type Outbox, startOutbox } from './receipts/outbox.ts';
import { makeTransport } from './receipts/smtp.ts';

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

/** How often workers look for work that nobody told them of. */
const pollMs = 2000;
const refreshKeysMs = 60_000;

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
  const { log } = options;
  const metrics = makeMetrics();
  const journal = makeJournal(metrics, log);
  const { store, place, close } = await openDatabase(options);
  closers.push(close);
  metrics.watch(queuesOf(store));
  const assembly = await assemble({ ...options, store, settled: journal.settled });
  closers.push(() => assembly.bench.reader.close());
  closers.push(watchKeys(assembly, store, log));
  const outbox = await startSending(options, assembly, store, journal, closers);
  const worker = startFiling(options, assembly, store, journal, outbox, closers);
  const intake = makeIntake({
    mails: store.mails,
    lane: assembly.bench.lanes.of,
    preview: (arrival) => assembly.pipeline.preview(arrival),
    fileAtOnce: (preview, mail, raw) => assembly.pipeline.fileAtOnce(preview, mail, raw),
    hasRoom: worker.hasRoom,
    file: worker.offer,
    rejected: journal.rejected,
    accepted: journal.accepted,
  });
  const listening = await listen({ options, store, bench: assembly.bench, intake, metrics, closers });
  return { ...listening, store, intake, place };
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

async function startSending(
  { settings, log }: GatewayOptions,
  { bench }: Assembly,
  store: Store,
  journal: Journal,
  closers: Closer[],
): Promise<Outbox> {
  const transport = await openTransport(settings, bench.hostname, log);
  if (transport !== null) closers.push(() => transport.close());
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
    onSettled: journal.sent,
  });
  closers.push(() => outbox.stop());
  return outbox;
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

function startFiling(
  { settings, log }: GatewayOptions,
  { pipeline }: Assembly,
  store: Store,
  journal: Journal,
  outbox: Outbox,
  closers: Closer[],
): Worker {
  const worker = startWorker({
    mails: store.mails,
    file: async (claimed, facts) => {
      await pipeline.file(claimed, facts);
      outbox.wake();
    },
    log,
    leaseMs: settings.store.leaseSeconds * 1000,
    pollMs,
    failed: journal.failed,
  });
  closers.push(() => worker.stop());
  const unsubscribe = store.onWork((what) => what === 'mails' && worker.wake());
  closers.push(async () => unsubscribe());
  return worker;
}
