/** Mail of the past, read page by page for trying rules on it; from a secondary where there is one. */
import type { mongo } from 'mongoose';
import type { PastMail, PastMails, PastSpan } from '../model/try-out.ts';
import type { Database } from './connect.ts';
import { idAt, type MailRow, toId } from './documents.ts';
import { firstKnown } from './past-known.ts';
import type { RawStore } from './raw.ts';

/** What has come to its end; what failed was never decided upon. */
const settled = ['filed', 'quarantined', 'discarded'] as const;

/** Nobody waits for these reads, and what was written in this second does not matter to them. */
const elsewhere = { readPreference: 'secondaryPreferred' } as const;

const projection = {
  state: 1,
  lane: 1,
  recipient: 1,
  envelope: 1,
  source: 1,
  acceptedAt: 1,
  from: 1,
  subject: 1,
  size: 1,
  raw: 1,
  known: 1,
  circumstances: 1,
  decision: 1,
  released: 1,
  trouble: 1,
  replacedBy: 1,
} as const satisfies Partial<Record<keyof MailRow, 1>>;

export class PastMailStore implements PastMails {
  readonly #database: Database;
  readonly #raw: RawStore;

  constructor(database: Database, raw: RawStore) {
    this.#database = database;
    this.#raw = raw;
  }

  count(span: PastSpan): Promise<number> {
    const most = span.limit === undefined ? {} : { limit: span.limit };
    return this.#database.mails.countDocuments(within(span, null), { ...elsewhere, ...most });
  }

  async page(span: PastSpan, before: string | null, size: number): Promise<PastMail[]> {
    const rows = await this.#database.mails
      .find(
        { ...within(span, before), decision: { $ne: null } },
        { ...elsewhere, projection, sort: { _id: -1 }, limit: size },
      )
      .toArray();
    return rows.map(pastMail);
  }

  firstKnown(addresses: readonly string[]): Promise<Map<string, Date>> {
    return firstKnown(this.#database, addresses);
  }

  async bytes(names: readonly string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    const rows = this.#database.raw.find(
      { _id: { $in: [...names] } },
      { ...elsewhere, promoteBuffers: true },
    );
    for await (const { _id, bytes, file } of rows) {
      const inside: unknown = bytes;
      if (Buffer.isBuffer(inside)) found.set(_id, inside);
      else if (file !== null) found.set(_id, await this.#raw.read(_id));
    }
    return found;
  }
}

/** An id tells the second when it was made; those of the last one are all in. */
function within({ since, until }: PastSpan, before: string | null): mongo.Filter<MailRow> {
  const first = idAt(Math.floor(since.getTime() / 1000));
  const end = before === null ? idAt(Math.ceil(until.getTime() / 1000)) : toId(before);
  return { _id: { $gte: first, $lt: end }, state: { $in: [...settled] } };
}

function pastMail(row: MailRow): PastMail {
  if (row.decision === null) throw new Error('a mail that was not decided upon');
  const { reason } = row.trouble ?? { reason: '' };
  return {
    id: row._id.toHexString(),
    lane: row.lane,
    recipient: row.recipient,
    envelope: row.envelope,
    source: row.source,
    acceptedAt: row.acceptedAt,
    from: row.from,
    subject: row.subject,
    size: row.size,
    raw: row.raw,
    known: row.known,
    circumstances: row.circumstances ?? null,
    decision: row.decision,
    released: row.released,
    deleted: row.state === 'discarded' && reason === 'discarded' && row.replacedBy === undefined,
  };
}
