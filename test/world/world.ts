/** Postern among simulated correspondents: the real way of a mail on a real database, at simulated times. */
import { assemble } from '../../src/assembly/assembly.ts';
import { type Settings, settingsSchema } from '../../src/config/schema.ts';
import { Failure } from '../../src/failure.ts';
import { makeIntake } from '../../src/ingest/intake.ts';
import type { MailEntry } from '../../src/model/mail-store.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import type { Store } from '../../src/model/ports.ts';
import { Seen } from '../../src/watching/seen.ts';
import { openNodes } from '../store/samples.ts';
import { fakeResolver, type Zone } from '../support/dns.ts';
import { silentLog } from '../support/log.ts';

export const lane = 'support@desk.example';

/** A mail on its way to us. */
export interface Letter {
  /** Envelope sender; `''` is the null sender. */
  readonly sender: string;
  readonly recipient: string;
  /** Address of the client that hands it over. */
  readonly client: string;
  readonly raw: Buffer;
}

/** What became of a letter. `refused`: the reply code and text that the client saw. */
export interface Fate {
  readonly mail: MailEntry | null;
  readonly refused: string | null;
}

export interface World {
  readonly store: Store;
  readonly settings: Settings;
  readonly seen: Seen;
  clock: Date;
  /** Takes the letter in as from an SMTP client, and files it. */
  take(letter: Letter): Promise<Fate>;
  /** Hands over all that lies in the outbox, in order. */
  sendAll(): Promise<OutgoingEntry[]>;
  close(): Promise<void>;
}

/** `members` are the staff of the one department. DNS knows the zone and nothing else. */
export async function makeWorld(
  zone: Zone,
  members: readonly string[],
  more: Record<string, unknown> = {},
): Promise<World> {
  const nodes = await openNodes(['one']);
  const [store] = nodes.stores;
  if (store === undefined) throw new Error('no store was opened');
  const settings = settingsSchema.parse({
    hostname: 'desk.example',
    departments: [{ name: 'support', addresses: [lane], members }],
    ...more,
  });
  const seen = new Seen(settings.limits);
  const under = new Set<Promise<void>>();
  const world = { store, settings, seen, clock: new Date(0) };
  const { bench, pipeline } = await assemble({
    settings,
    store,
    log: silentLog,
    resolver: fakeResolver(zone),
    now: () => world.clock,
    seen,
    settled: (_claimed, facts, { decision }) => seen.note(facts, decision),
  });
  const intake = makeIntake({
    mails: store.mails,
    lane: bench.lanes.of,
    preview: (arrival) => pipeline.preview(arrival),
    fileAtOnce: (preview, mail, raw) => pipeline.fileAtOnce(preview, mail, raw),
    hasRoom: () => true,
    file: (claimed, facts) => {
      const done: Promise<void> = pipeline.file(claimed, facts).finally(() => under.delete(done));
      under.add(done);
    },
    rejected: ({ facts, decision }) => seen.note(facts, decision),
    accepted: () => {},
  });
  return Object.assign(world, {
    async take({ sender, recipient, client, raw }: Letter): Promise<Fate> {
      const to = intake.lane(recipient);
      if (to === null) return { mail: null, refused: '550 no such address' };
      try {
        const { id } = await intake.take({
          raw,
          envelope: { sender, recipients: [recipient] },
          source: {
            kind: 'smtp',
            address: client,
            helo: 'mx.example',
            hostname: null,
            tls: false,
            user: null,
          },
          acceptedAt: world.clock,
          lanes: [{ lane: to, recipient }],
        });
        await Promise.all(under);
        return { mail: await store.mails.find(id), refused: null };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { mail: null, refused: `${error.reply} ${error.message}` };
      }
    },
    async sendAll(): Promise<OutgoingEntry[]> {
      const sent: OutgoingEntry[] = [];
      for (;;) {
        const rows = await store.outbox.claim(50);
        if (rows.length === 0) return sent;
        for (const row of rows) {
          await store.outbox.sent(row, '250 2.0.0 kept');
          sent.push(row.entry);
        }
      }
    },
    async close() {
      await bench.reader.close();
      await nodes.close();
    },
  });
}
