/** Filing: one transaction for many mails, each fenced by its claim. A claim that was lost writes nothing. */
import type { mongo } from 'mongoose';
import type { Filing } from '../model/mail-store.ts';
import { fence, type Standing, standing } from './claiming.ts';
import type { Clock } from './clock.ts';
import type { Database } from './connect.ts';
import { type MailRow, toId, toIdOrNull } from './documents.ts';
import { isAway, isDuplicate } from './errors.ts';
import { Group } from './group.ts';
import { inTransaction } from './transaction.ts';
import { type Work, writeWork } from './work.ts';

/** One batch at a time: two transactions at once would meet on the same tickets, and the server does no more for them. */
const limits = { count: 60, bytes: 8_000_000, inFlight: 1, waitMs: 4 };

const settledStates = ['filed', 'quarantined', 'discarded'] as const;

/** Ends a transaction in which some claim did not hold. */
class ClaimLost extends Error {}

export class FilingStore {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #written: () => void;
  readonly #group: Group<Filing, boolean>;

  /** `written` is called after each commit. */
  constructor(database: Database, clock: Clock, written: () => void) {
    this.#database = database;
    this.#clock = clock;
    this.#written = written;
    this.#group = new Group({
      limits,
      size: sizeOf,
      run: (filings) => this.#run(filings),
      concernsAll: isAway,
    });
  }

  /** MailStore.file. */
  file(filing: Filing): Promise<boolean> {
    return this.#group.add(filing);
  }

  get busy(): boolean {
    return this.#group.busy;
  }

  drained(): Promise<void> {
    return this.#group.drained();
  }

  async #run(filings: readonly Filing[]): Promise<boolean[]> {
    try {
      await this.#commit(filings);
      return filings.map(() => true);
    } catch (error) {
      const [only, ...others] = filings;
      if (error instanceof ClaimLost) return this.#fileHeld(filings);
      if (!isDuplicate(error) || only === undefined || others.length > 0) throw error;
      await this.#commit([await this.#withoutKnown(only)]);
      return [true];
    }
  }

  /** Files those whose claims hold. A claim that has settled its mail already (a repeat) is as good as done. */
  async #fileHeld(filings: readonly Filing[]): Promise<boolean[]> {
    const standings = await this.#standings(filings);
    const held = filings.filter((_, at) => standings[at] === 'held');
    if (held.length === filings.length) throw new ClaimLost('a claim was lost, or given twice');
    if (held.length > 0) await this.#commit(held);
    return standings.map((one) => one !== 'lost');
  }

  async #commit(filings: readonly Filing[]): Promise<void> {
    const work = joined(filings);
    const now = this.#clock.now();
    await inTransaction(this.#database.client, async (session) => {
      const settled = await this.#database.mails.bulkWrite(filings.map(settling), { session });
      if (settled.matchedCount < filings.length) throw new ClaimLost('a claim was lost');
      await writeWork(this.#database, session, work, now);
    });
    this.#written();
  }

  async #standings(filings: readonly Filing[]): Promise<Standing[]> {
    const ids = filings.map(({ claim }) => toId(claim.id));
    const projection = { state: 1, lease: 1 } as const;
    const rows = await this.#database.mails.find({ _id: { $in: ids } }, { projection }).toArray();
    const byId = new Map(rows.map((row) => [row._id.toHexString(), row]));
    const states = { working: 'processing', settled: settledStates } as const;
    return filings.map(({ claim }) => standing(byId.get(claim.id), claim, states));
  }

  /** The filing without what is there already: a mail filed anew may have told somebody before. */
  async #withoutKnown(filing: Filing): Promise<Filing> {
    const { messages, outbox } = this.#database;
    const written = await messages
      .find({ _id: { $in: filing.messages.map(({ id }) => toId(id)) } }, { projection: { _id: 1 } })
      .map(({ _id }) => _id.toHexString())
      .toArray();
    const told = await Promise.all(
      filing.outgoing.map(async ({ id, cause, to, kind }) => {
        const same = { $or: [{ _id: toId(id) }, { cause, to, kind }] };
        return (await outbox.findOne(same, { projection: { _id: 1 } })) === null ? null : id;
      }),
    );
    return {
      ...filing,
      messages: filing.messages.filter(({ id }) => !written.includes(id)),
      outgoing: filing.outgoing.filter(({ id }) => !told.includes(id)),
    };
  }
}

function settling(filing: Filing): mongo.AnyBulkWriteOperation<MailRow> {
  return {
    updateOne: {
      filter: fence<MailRow>(filing.claim, 'processing'),
      update: {
        $set: {
          state: filing.state,
          decision: filing.decision,
          ...(filing.circumstances ? { circumstances: filing.circumstances } : {}),
          ...(filing.known ? { known: filing.known } : {}),
          trouble: null,
          ticket: toIdOrNull(filing.ticket?.id ?? null),
          ticketId: filing.ticket?.ticketId ?? null,
        },
        $unset: { dueAt: true },
        $currentDate: { settledAt: true },
      },
    },
  };
}

/** All that these filings write. */
export function joined(filings: readonly Filing[]): Work {
  return {
    open: filings.flatMap(({ open }) => open ?? []),
    changes: filings.flatMap(({ change, changes }) => [
      ...(change === null ? [] : [change]),
      ...(changes ?? []),
    ]),
    messages: filings.flatMap(({ messages }) => messages),
    outgoing: filings.flatMap(({ outgoing }) => outgoing),
    reports: filings.flatMap(({ reports }) => reports),
    moves: filings.flatMap(({ moves }) => moves ?? []),
  };
}

/** About the octets of the texts, which outweigh the rest. */
export function sizeOf({ messages, outgoing }: Filing): number {
  const texts = [
    ...messages.flatMap(({ text, replyText, html }) => [text, replyText, html]),
    ...outgoing.flatMap(({ text, html }) => [text, html]),
  ];
  return texts.reduce((sum, text) => sum + (text?.length ?? 0), 1000);
}
