/** Mail out of files, on the same way as mail that arrives; nothing is sent (decision `imported-mail`). */
import { assemble } from '../assembly/assembly.ts';
import type { Settings } from '../config/schema.ts';
import { describe, Failure } from '../failure.ts';
import { readEnvelope } from '../ingest/imap-lanes.ts';
import { makeIntake } from '../ingest/intake.ts';
import { startWorker } from '../ingest/worker.ts';
import { parseDate } from '../mail/date.ts';
import { toOctets } from '../mail/encoding/octets.ts';
import { parseHead } from '../mail/headers.ts';
import type { MailState } from '../model/mail-store.ts';
import type { Arrival, Log, Store } from '../model/ports.ts';
import type { NamedMail } from './mails.ts';

/** What became of the mails; `held`: durable, and waits for the spam scorer. */
export interface Tally {
  filed: number;
  duplicates: number;
  quarantined: number;
  discarded: number;
  held: number;
  failed: number;
}
type Fate = Exclude<keyof Tally, 'duplicates'>;

export interface ImporterParts {
  readonly settings: Settings;
  readonly store: Store;
  readonly log: Log;
  /** Lane of all mails; null: as their headers say. Throws Failure `bad-usage` where it is none of ours. */
  readonly lane: string | null;
  /** Decides, and files nothing. */
  readonly dryRun: boolean;
  /** Told of each mail that could not be taken or filed. */
  failed(file: string, why: string): void;
}

export interface Importer {
  readonly tally: Tally;
  /** Takes one mail and waits until it is settled. Throws Failure `store-unavailable`; then a repeat takes up where it ended. */
  take(named: NamedMail): Promise<void>;
  close(): Promise<void>;
}

const pollMs = 500;
const settledStates: Partial<Record<MailState, Fate>> = {
  filed: 'filed',
  quarantined: 'quarantined',
  discarded: 'discarded',
  failed: 'failed',
};

/** Starts the worker that files what is taken. */
export async function makeImporter(parts: ImporterParts): Promise<Importer> {
  const { settings, store, log } = parts;
  const tally: Tally = { filed: 0, duplicates: 0, quarantined: 0, discarded: 0, held: 0, failed: 0 };
  const waiting = new Map<string, (fate: Fate) => void>();
  const settle = (id: string, fate: Fate | undefined) => {
    if (fate === undefined) return;
    waiting.get(id)?.(fate);
    waiting.delete(id);
  };
  const { bench, pipeline } = await assemble({
    settings,
    log,
    store,
    settled: ({ claim }, _facts, { state }) => settle(claim.id, state),
  });
  const lane = parts.lane === null ? null : ownLane(bench.lanes.of, parts.lane, bench.lanes.all);
  const worker = startWorker({
    mails: store.mails,
    file: pipeline.file,
    log,
    leaseMs: settings.store.leaseSeconds * 1000,
    pollMs,
    failed: ({ claim }) => settle(claim.id, 'failed'),
  });
  // Another node may file what this one has made durable, and what is held for the scorer would keep us for ever.
  const look = async () => {
    for (const id of waiting.keys()) settle(id, fateOf(await store.mails.find(id)));
  };
  const timer = setInterval(() => {
    look().catch((error) => log.warn('looking for settled mail failed', { cause: describe(error) }));
  }, pollMs);

  const takeAll = async (arrival: Arrival): Promise<Fate[]> => {
    const fates: Promise<Fate>[] = [];
    const intake = makeIntake({
      mails: store.mails,
      lane: bench.lanes.of,
      preview: pipeline.preview,
      // The fate of each mail is counted, so each is filed by the worker, which tells it.
      fileAtOnce: async () => false,
      hasRoom: worker.hasRoom,
      file: worker.offer,
      rejected: () => undefined,
      accepted: ({ delivery }, duplicate) => {
        if (duplicate) tally.duplicates += 1;
        else fates.push(new Promise((resolve) => void waiting.set(delivery.id, resolve)));
      },
    });
    await intake.take(arrival);
    return Promise.all(fates);
  };
  const decideAll = async (arrival: Arrival): Promise<Fate[]> =>
    (await pipeline.preview(arrival)).map(({ decision }) => supposed[decision.outcome]);

  return {
    tally,
    async take(named) {
      const arrival = arrivalOf(named, (raw) => lanesOf(raw, bench.lanes, lane));
      const fates = await (parts.dryRun ? decideAll : takeAll)(arrival).catch((error) =>
        notTaken(parts, named, error),
      );
      for (const fate of fates) tally[fate] += 1;
    },
    async close() {
      clearInterval(timer);
      await worker.stop();
      await bench.reader.close();
    },
  };
}

const supposed = {
  file: 'filed',
  quarantine: 'quarantined',
  reject: 'quarantined',
  discard: 'discarded',
} as const;

/** A store that is away ends the import; anything else is the trouble of one mail. */
function notTaken({ failed }: ImporterParts, { file }: NamedMail, error: unknown): Fate[] {
  if (error instanceof Failure && error.temporary) throw error;
  failed(file, describe(error));
  return ['failed'];
}

function fateOf(entry: Awaited<ReturnType<Store['mails']['find']>>): Fate | undefined {
  if (entry?.state === 'accepted' && entry.trouble?.reason === 'unscreened') return 'held';
  return entry === null ? 'failed' : settledStates[entry.state];
}

function ownLane(of: (address: string) => string | null, wanted: string, all: ReadonlySet<string>): string {
  const lane = of(wanted);
  if (lane !== null) return lane;
  throw new Failure(
    'bad-usage',
    `--lane: ${wanted} is none of our addresses, which are ${[...all].join(', ')}`,
  );
}

type Routes = ReturnType<typeof readEnvelope>;

function lanesOf(
  raw: Uint8Array,
  { of, fallback }: { of(recipient: string): string | null; fallback: string },
  lane: string | null,
): Routes {
  const found = readEnvelope(raw, of, lane ?? fallback);
  return lane === null ? found : { ...found, lanes: [{ lane, recipient: lane }] };
}

function arrivalOf({ file, raw }: NamedMail, read: (raw: Uint8Array) => Routes): Arrival {
  const { envelope, lanes } = read(raw);
  return { raw, envelope, lanes, source: { kind: 'import', file }, acceptedAt: writtenAt(raw) };
}

/** When mail as we know it began to be archived. */
const earliest = Date.UTC(1982, 0, 1);

/** The mail's own date, so that old tickets look old; now where it has none, or one that cannot be. */
function writtenAt(raw: Uint8Array): Date {
  const now = new Date();
  const field = parseHead(toOctets(raw)).fields.find(({ name }) => name === 'date');
  const date = field === undefined ? null : parseDate(field.value);
  return date !== null && date.getTime() >= earliest && date <= now ? date : now;
}
