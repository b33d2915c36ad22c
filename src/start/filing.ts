/** Starts what files mail: the worker, and the door through which mail comes to it. */
import type { Assembly } from '../assembly/assembly.ts';
import type { Settings } from '../config/schema.ts';
import { makeIntake } from '../ingest/intake.ts';
import { startWorker, type Worker, type WorkerParts } from '../ingest/worker.ts';
import type { Intake, Log, Store } from '../model/ports.ts';
import type { Journal } from '../watching/journal.ts';
import type { Closer } from './listen.ts';

export interface FilingSources {
  readonly settings: Settings;
  readonly store: Store;
  readonly log: Log;
  readonly journal: Journal;
  readonly file: WorkerParts['file'];
}

/** How often workers look for work that nobody told them of. */
const pollMs = 2000;

/** Claims accepted mail and files it. `closers` gets how to stop it. */
export function startFiling(
  { settings, store, log, journal, file }: FilingSources,
  closers: Closer[],
): Worker {
  const worker = startWorker({
    mails: store.mails,
    file,
    log,
    leaseMs: settings.store.leaseSeconds * 1000,
    pollMs,
    failed: journal.failed,
  });
  closers.push((graceMs) => worker.stop(graceMs));
  const unsubscribe = store.onWork((what) => what === 'mails' && worker.wake());
  closers.push(async () => unsubscribe());
  return worker;
}

/** The door, by the settings and rules of the assembly in use: a mail that is being taken keeps the one it began with. */
export function intakeBy(
  assembly: () => Pick<Assembly, 'bench' | 'pipeline'>,
  store: Pick<Store, 'mails'>,
  worker: Worker,
  journal: Journal,
): Intake {
  const now = (): Intake => {
    const { bench, pipeline } = assembly();
    return makeIntake({
      mails: store.mails,
      lane: bench.lanes.of,
      preview: (arrival) => pipeline.preview(arrival),
      fileAtOnce: (preview, mail, raw) => pipeline.fileAtOnce(preview, mail, raw),
      hasRoom: worker.hasRoom,
      file: worker.offer,
      rejected: journal.rejected,
      accepted: journal.accepted,
    });
  };
  return {
    lane: (recipient) => now().lane(recipient),
    roomFor: (octets) => now().roomFor(octets),
    take: (arrival) => now().take(arrival),
  };
}
