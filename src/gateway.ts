/** The daemon: starts what listens and works, in order, stops it in the reverse one, and takes new settings in between. */
import type { Access } from './access/access.ts';
import { type Assembly, assemble } from './assembly/assembly.ts';
import { assembleSite } from './assembly/desk.ts';
import { learn } from './assembly/learning.ts';
import { startMirroring } from './assembly/mirror.ts';
import { careForQuarantine } from './assembly/quarantine-care.ts';
import { watchRules } from './assembly/screening.ts';
import { type Changes, changesOf } from './config/changes.ts';
import type { Settings } from './config/schema.ts';
import type { Desk } from './desk/desk.ts';
import { describe } from './failure.ts';
import type { Site } from './http/site.ts';
import type { Fetchers } from './ingest/imap.ts';
import type { SmtpListener } from './ingest/smtp.ts';
import type { WorkerParts } from './ingest/worker.ts';
import type { Reader } from './mail/reader.ts';
import type { Intake, Log, Store } from './model/ports.ts';
import type { PipelineParts } from './pipeline.ts';
import { closeDoors, type Doors, openDoors } from './start/doors.ts';
import { intakeBy, startFiling } from './start/filing.ts';
import { type Ground, layGround } from './start/ground.ts';
import { watchKeys } from './start/keys.ts';
import { type Closer, type GatewayOptions, listen } from './start/listen.ts';
import { type Sending, startSending } from './start/sending.ts';
import { keepWaking } from './start/waker.ts';
import { makeAlarms } from './watching/alarms.ts';
import { counted } from './watching/counted.ts';
import { makeJournal } from './watching/journal.ts';
import { keepLooking, makeWatch } from './watching/watch.ts';
import { startWebhooks } from './webhooks/webhooks.ts';
import { within } from './within.ts';

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
        await within(stopMs, turn, () => undefined);
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
    const closed = close(left).catch((error: unknown) => {
      log.warn('part did not stop cleanly', { cause: describe(error) });
    });
    await within(left + closingMs, closed, () => log.warn('part did not stop in time'));
  }
}

type Parts = Omit<Gateway, 'stop'>;

async function startParts(options: GatewayOptions, doors: Doors, closers: Closer[]): Promise<Parts> {
  const ground = await layGround(options, closers);
  const { log, store, place, lists } = ground;
  // Who is told of a mail's end joins below, before any mail is on its way.
  const ends: Settled[] = [];
  const make = assemblyLine(options, ground, ends);
  const current: Current = { settings: options.settings, assembly: await make(options.settings) };
  const { reader } = current.assembly.bench;
  closers.push(() => reader.close());
  const told = startTelling(ground, current, closers);
  ends.push(told.journal.settled, (_, facts, { decision }) => told.learning.settled(facts, decision));
  const { sending, intake } = await startFilingAndSending(ground, current, told, closers);
  const site = startDesk(ground, current, told, sending, closers);
  const bench = () => current.assembly.bench;
  const mirroring = startMirroring({ store, desk: site.desk, log }, current.settings, bench());
  closers.push(() => mirroring.close());
  const { blocked } = lists;
  const ways = { ...ground, options, doors, bench, intake, blocked, site, closers };
  const { exchange, ...listening } = await listen(ways);
  const reload = async (wanted: Settings): Promise<Changes> => {
    const changes = changesOf(current.settings, wanted);
    const { settings } = changes;
    const assembly = await make(settings, reader);
    const send = await sending.prepare(settings);
    const show = await exchange(settings, assembly.bench);
    // Nothing was changed until here, and from here on nothing can fail.
    current.settings = settings;
    current.assembly = assembly;
    lists.exchange(settings);
    await Promise.all([send(), show(), mirroring.exchange(settings, assembly.bench)]);
    return changes;
  };
  return { ...listening, store, desk: site.desk, access: site.access, intake, place, reload };
}

/** What settings make of the way of a mail. It is exchanged as a whole: a mail under way keeps the one it began with. */
interface Current {
  settings: Settings;
  assembly: Assembly;
}

type Settled = PipelineParts['settled'];

/** Makes the way of a mail of settings; with the reader that is there already, where there is one. */
function assemblyLine(options: GatewayOptions, { store, seen, lists }: Ground, ends: readonly Settled[]) {
  const settled: Settled = (...end) => {
    for (const tell of ends) tell(...end);
  };
  return (settings: Settings, reader?: Reader) =>
    assemble({ ...options, store, seen, settled, settings, reader, lists: lists.current });
}

type Telling = ReturnType<typeof startTelling>;

/** Who is told of what becomes of mails: the journal, the alarms and the spam filter. */
function startTelling(ground: Ground, current: Current, closers: Closer[]) {
  const { log, metrics, store, seen, lists, tally } = ground;
  const settings = () => current.settings;
  const alarms = makeAlarms({
    log,
    clock: () => new Date(),
    count: metrics.alarm,
    mail: async (word) => {
      for (const row of current.assembly.letters.alarm(word)) await store.outbox.add(row);
    },
  });
  const watch = lists.watching(makeWatch(settings, alarms, seen));
  const journal = counted(makeJournal(metrics, log, watch), tally, () => settings().receipts.alarmMinutes);
  const learning = learn({ ...store, log, metrics, alarms, settings });
  closers.push((graceMs) => learning.stop(graceMs));
  closers.push(watchKeys(() => current.assembly, store, log));
  closers.push(watchRules(() => current.assembly.bench.screening, store, { log, alarms }));
  closers.push(keepLooking(store, settings, alarms));
  return { alarms, journal, learning };
}

/** The worker, the door through which mail comes to it, and the outbox. */
async function startFilingAndSending(
  { store, log }: Ground,
  current: Current,
  { journal }: Telling,
  closers: Closer[],
) {
  const { settings, assembly } = current;
  const { hostname } = assembly.bench;
  const sending = await startSending({ store, log, hostname, sent: journal.sent }, settings);
  closers.push(() => sending.stop());
  const file: WorkerParts['file'] = async (claimed, facts) => {
    await current.assembly.pipeline.file(claimed, facts);
    sending.wake();
  };
  const worker = startFiling({ settings, store, log, journal, file }, closers);
  return { sending, intake: intakeBy(() => current.assembly, store, worker, journal) };
}

/** The desk, its pages, and what is done for it by the clock. */
function startDesk(
  { store, log }: Ground,
  current: Current,
  { alarms, learning }: Telling,
  sending: Sending,
  closers: Closer[],
): Site {
  const around = {
    store,
    log,
    settings: () => current.settings,
    assembly: () => current.assembly,
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
    options: () => current.settings.webhooks,
    gaveUp: (detail) => alarms.raise('webhook-given-up', detail),
    random: Math.random,
  });
  closers.push((graceMs) => webhooks.stop(graceMs));
  return site;
}
