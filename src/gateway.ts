/** The daemon: starts what listens and works, in order, stops it in the reverse one, and takes new settings in between. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Access } from './access/access.ts';
import { type Assembly, assemble } from './assembly/assembly.ts';
import { assembleSite } from './assembly/desk.ts';
import { learn } from './assembly/learning.ts';
import { keepLists } from './assembly/lists.ts';
import { startMirroring } from './assembly/mirror.ts';
import { careForQuarantine } from './assembly/quarantine-care.ts';
import { watchRules } from './assembly/screening.ts';
import { type Changes, changesOf } from './config/changes.ts';
import type { Settings } from './config/schema.ts';
import type { Desk } from './desk/desk.ts';
import { describe } from './failure.ts';
import type { Fetchers } from './ingest/imap.ts';
import type { SmtpListener } from './ingest/smtp.ts';
import type { WorkerParts } from './ingest/worker.ts';
import type { Reader } from './mail/reader.ts';
import type { Intake, Log, Store } from './model/ports.ts';
import { openDatabase } from './start/database.ts';
import { closeDoors, type Doors, openDoors } from './start/doors.ts';
import { intakeWith, startFiling } from './start/filing.ts';
import { watchKeys } from './start/keys.ts';
import { type Closer, type GatewayOptions, listen } from './start/listen.ts';
import { startSending } from './start/sending.ts';
import { keepWaking } from './start/waker.ts';
import { makeAlarms } from './watching/alarms.ts';
import { counted } from './watching/counted.ts';
import { type Journal, makeJournal, queuesOf } from './watching/journal.ts';
import { makeMetrics } from './watching/metrics.ts';
import { Seen } from './watching/seen.ts';
import { keepWriting, makeTally } from './watching/tally.ts';
import { keepLooking, makeWatch } from './watching/watch.ts';
import { startWebhooks } from './webhooks/webhooks.ts';

export interface Gateway {
  readonly smtp: SmtpListener;
  readonly http: { readonly port: number };
  readonly metrics: { readonly port: number };
  readonly store: Store;
  readonly desk: Desk;
  readonly access: Access;
  readonly intake: Intake;
  readonly imap: Fetchers;
  /** Where the data lies, for people. */
  readonly place: string;
  /**
   * Goes on with other settings, certificates and templates: with all of them, or, where any part of them is no good,
   * with the old ones. What is under way ends as it began. Throws Failure `bad-settings` and `store-unavailable`.
   */
  reload(settings: Settings): Promise<Changes>;
  /**
   * Takes no more, finishes what is in flight within `run.stopSeconds` and gives back what is left, closes the store and
   * the embedded database.
   */
  stop(): Promise<void>;
}

/** Even after the deadline a part gets so long to close. */
const closingMs = 5000;

/** Starts everything. What was started is stopped again where a later part cannot start. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { log } = options;
  const closers: Closer[] = [];
  let stopMs = options.settings.run.stopSeconds * 1000;
  const close = () => closeAll(closers, performance.now() + stopMs, log);
  try {
    const doors = options.doors ?? (await openDoors(options.settings));
    closers.push(() => closeDoors(doors));
    const { reload, ...parts } = await startParts(options, doors, closers);
    let turn: Promise<void> = Promise.resolve();
    return {
      ...parts,
      reload(wanted) {
        const done = turn.then(() => reload(wanted));
        turn = done.then(
          ({ settings }) => {
            stopMs = settings.run.stopSeconds * 1000;
          },
          () => undefined,
        );
        return done;
      },
      async stop() {
        await Promise.race([turn, sleep(stopMs, undefined, { ref: false })]);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The last one first, all together until then; none keeps the others from closing. */
async function closeAll(closers: Closer[], until: number, log: Log): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    const left = Math.max(0, until - performance.now());
    const inTime = new AbortController();
    const late = sleep(left + closingMs, undefined, { signal: inTime.signal }).then(
      () => log.warn('part did not stop in time'),
      () => undefined,
    );
    const closed = close(left).catch((error: unknown) => {
      log.warn('part did not stop cleanly', { cause: describe(error) });
    });
    await Promise.race([closed, late]);
    inTime.abort();
  }
}

type Parts = Omit<Gateway, 'stop'>;

async function startParts(options: GatewayOptions, doors: Doors, closers: Closer[]): Promise<Parts> {
  const { log } = options;
  const metrics = makeMetrics();
  const { store, place, close } = await openDatabase(options);
  closers.push(close);
  metrics.watch(queuesOf(store));
  const alarms = makeAlarms({
    log,
    clock: () => new Date(),
    count: metrics.alarm,
    mail: async (word) => {
      for (const row of assembly.letters.alarm(word)) await store.outbox.add(row);
    },
  });
  const seen = new Seen(options.settings.limits);
  const lists = await keepLists({ store, log, now: () => new Date() }, options.settings);
  closers.push(() => lists.close());
  const tally = makeTally({ ...store, log, clock: () => new Date() });
  closers.push(keepWriting(tally));
  const told = makeJournal(metrics, log, lists.watching(makeWatch(() => settings, alarms, seen)));
  const journal = counted(told, tally, () => settings.receipts.alarmMinutes);
  // What settings make of the way of a mail. It is exchanged as a whole: a mail under way keeps the one it began with.
  let { settings } = options;
  const learning = learn({ ...store, log, metrics, alarms, settings: () => settings });
  closers.push((graceMs) => learning.stop(graceMs));
  const settled: Journal['settled'] = (claimed, facts, filing) => {
    journal.settled(claimed, facts, filing);
    learning.settled(facts, filing.decision);
  };
  const make = (from: Settings, reader?: Reader) =>
    assemble({ ...options, settings: from, store, settled, seen, reader, lists: lists.current });
  let assembly = await make(settings);
  const { reader, hostname } = assembly.bench;
  closers.push(() => reader.close());
  closers.push(watchKeys(() => assembly, store, log));
  closers.push(watchRules(() => assembly.bench.screening, store, { log, alarms }));
  const sending = await startSending({ store, log, hostname, sent: journal.sent }, settings);
  closers.push(() => sending.stop());
  closers.push(keepLooking(store, () => settings, alarms));
  const file: WorkerParts['file'] = async (claimed, facts) => {
    await assembly.pipeline.file(claimed, facts);
    sending.wake();
  };
  const worker = startFiling({ settings, store, log, journal, file }, closers);
  const intakeOf = (made: Assembly) => intakeWith(made, store, worker, journal);
  let inUse = intakeOf(assembly);
  const intake: Intake = {
    lane: (recipient) => inUse.lane(recipient),
    roomFor: (octets) => inUse.roomFor(octets),
    take: (arrival) => inUse.take(arrival),
  };
  const bench = () => assembly.bench;
  const around = {
    store,
    log,
    settings: () => settings,
    assembly: () => assembly,
    queued: () => sending.wake(),
    learning,
    now: () => new Date(),
  };
  const site = assembleSite(around);
  closers.push(() => site.tryOuts.close());
  closers.push(careForQuarantine(around));
  closers.push(keepWaking({ inbox: store.inbox, desk: site.desk, leases: store.leases, log }));
  const webhooks = startWebhooks({
    webhooks: store.webhooks,
    sources: store,
    leases: store.leases,
    log,
    options: () => settings.webhooks,
    gaveUp: (detail) => alarms.raise('webhook-given-up', detail),
    random: Math.random,
  });
  closers.push((graceMs) => webhooks.stop(graceMs));
  const mirroring = startMirroring({ store, desk: site.desk, log }, settings, bench());
  closers.push(() => mirroring.close());
  const { exchange, ...listening } = await listen({
    options,
    doors,
    store,
    bench,
    intake,
    blocked: lists.blocked,
    site,
    metrics,
    tally,
    closers,
  });
  const reload = async (wanted: Settings): Promise<Changes> => {
    const changes = changesOf(settings, wanted);
    const fresh = await make(changes.settings, reader);
    const send = await sending.prepare(changes.settings);
    const show = await exchange(changes.settings, fresh.bench);
    // Nothing was changed until here, and from here on nothing can fail.
    settings = changes.settings;
    assembly = fresh;
    inUse = intakeOf(fresh);
    lists.exchange(settings);
    await Promise.all([send(), show(), mirroring.exchange(settings, fresh.bench)]);
    return changes;
  };
  return { ...listening, store, desk: site.desk, access: site.access, intake, place, reload };
}
