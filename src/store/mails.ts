/** Mails after they were accepted: claims, and what becomes of them. */
import mongoose, { type mongo, type QueryFilter } from 'mongoose';
import { Failure } from '../failure.ts';
import type { Known } from '../model/facts.ts';
import { mostCounted } from '../model/inbox.ts';
import type {
  ClaimedMail,
  MailClaim,
  MailEntry,
  MailQuery,
  MailState,
  MailStore,
} from '../model/mail-store.ts';
import type { Accepting } from './accept.ts';
import type { AtOnce } from './at-once.ts';
import { claimDue, fence, leaseEnd, type Node } from './claiming.ts';
import { containing } from './conditions.ts';
import type { Database } from './connect.ts';
import { countByState } from './counting.ts';
import { asId, type Id, type MailRow, type Trouble } from './documents.ts';
import type { FilingStore } from './filing.ts';
import { knownKeys, knownOutlines } from './known.ts';
import { claimedMail, mailEntry } from './mail-rows.ts';
import type { RawStore } from './raw.ts';
import { setAside } from './replacing.ts';
import type { Room } from './room.ts';

const unsettled = ['accepted', 'processing'] as const;
const noMails: Record<MailState, number> = {
  accepted: 0,
  processing: 0,
  filed: 0,
  quarantined: 0,
  discarded: 0,
  failed: 0,
};

/** Lists without a limit of their own. */
const defaultLimit = 100;

export class Mails implements MailStore {
  readonly #database: Database;
  readonly #node: Node;
  readonly #raw: RawStore;
  readonly roomFor: MailStore['roomFor'];
  readonly accept: MailStore['accept'];
  readonly acceptFiled: MailStore['acceptFiled'];
  readonly file: MailStore['file'];
  readonly replace: MailStore['replace'];

  constructor(
    database: Database,
    node: Node,
    raw: RawStore,
    room: Room,
    writers: {
      accepting: Accepting;
      filing: FilingStore;
      atOnce: AtOnce;
      replace: MailStore['replace'];
    },
  ) {
    const { accepting, filing, atOnce, replace } = writers;
    this.#database = database;
    this.#node = node;
    this.#raw = raw;
    this.roomFor = (octets) => room.demand(octets);
    this.accept = async (mails, bytes, hold) => {
      await room.demand(bytes.byteLength);
      return accepting.accept(mails, bytes, hold);
    };
    this.acceptFiled = async (mail, bytes, work) => {
      await room.demand(bytes.byteLength);
      return atOnce.acceptFiled(mail, bytes, work);
    };
    this.file = (work) => filing.file(work);
    this.replace = replace;
  }

  async claim(limit: number): Promise<ClaimedMail[]> {
    const rows = await claimDue(this.#database.mails, this.#node, 'processing', limit);
    return rows.map((row) => claimedMail(row, this.#node));
  }

  async renew(claims: readonly MailClaim[]): Promise<MailClaim[]> {
    if (claims.length === 0) return [];
    const longer = [{ $set: { dueAt: leaseEnd(this.#node) } }];
    const { matchedCount } = await this.#database.mails.bulkWrite(
      claims.map((claim) => ({ updateOne: { filter: fence<MailRow>(claim, 'processing'), update: longer } })),
      { ordered: false },
    );
    if (matchedCount === claims.length) return [...claims];
    const held = await this.#database.mails
      .find({ $or: claims.map((claim) => fence<MailRow>(claim, 'processing')) }, { projection: { _id: 1 } })
      .map(({ _id }) => _id.toHexString())
      .toArray();
    return claims.filter(({ id }) => held.includes(id));
  }

  async postpone(
    claim: MailClaim,
    until: Date,
    trouble: Trouble,
    counts: boolean,
    known?: Known,
  ): Promise<void> {
    const learned = known === undefined ? {} : { known };
    await this.#database.mails.updateOne(fence<MailRow>(claim, 'processing'), {
      $set: { state: 'accepted', dueAt: until, trouble, ...learned },
      $inc: { attempts: counts ? 1 : 0 },
    });
  }

  async fail(claim: MailClaim, trouble: Trouble): Promise<void> {
    await this.#database.mails.updateOne(fence<MailRow>(claim, 'processing'), {
      $set: { state: 'failed', trouble },
      $inc: { attempts: 1 },
      $unset: { dueAt: true },
      $currentDate: { settledAt: true },
    });
  }

  async raw(id: string): Promise<Uint8Array> {
    const _id = asId(id);
    const row = _id === null ? null : await this.#database.mails.findOne({ _id }, { projection: { raw: 1 } });
    if (row === null) throw new Failure('not-found', 'there is no such mail');
    return this.#raw.read(row.raw);
  }

  async find(id: string): Promise<MailEntry | null> {
    const _id = asId(id);
    const row = _id === null ? null : await this.#database.models.mails.findById(_id).lean<MailRow>();
    return row === null ? null : mailEntry(row);
  }

  async list(asked: MailQuery): Promise<MailEntry[]> {
    const query = this.#database.models.mails.find(asFilter(asked)).sort({ _id: -1 });
    return (await query.limit(asked.limit ?? defaultLimit).lean<MailRow[]>()).map(mailEntry);
  }

  count(asked: MailQuery): Promise<number> {
    return this.#database.models.mails.countDocuments(asFilter(asked), { limit: mostCounted }).exec();
  }

  async retry(id: string, released: boolean): Promise<boolean> {
    return this.#takeUp(id, {
      $set: {
        state: 'accepted',
        attempts: 0,
        settledAt: null,
        ...(released ? { released: true } : {}),
      },
      $currentDate: { dueAt: true, ...(released ? { releasedAt: true } : {}) },
    });
  }

  async discard(id: string, reason: string): Promise<boolean> {
    return this.#takeUp(id, {
      $set: { state: 'discarded', trouble: { reason: 'discarded', detail: reason } },
      $currentDate: { settledAt: true },
    });
  }

  async knownKeys(keys: readonly string[]): Promise<Set<string>> {
    return knownKeys(this.#database, keys);
  }

  async knownOutlines(outlines: Parameters<MailStore['knownOutlines']>[0]): Promise<boolean[]> {
    return knownOutlines(this.#database, outlines);
  }

  async countByState(): Promise<Record<MailState, number>> {
    return countByState(this.#database.mails, noMails);
  }

  backlog(enough: number): Promise<number> {
    return this.#database.mails.countDocuments({ state: { $in: [...unsettled] } }, { limit: enough });
  }

  async oldestUnsettled(): Promise<number> {
    const rows = await Promise.all(
      unsettled.map((state) => this.#database.mails.findOne({ state }, { sort: { _id: 1 } })),
    );
    const times = rows.flatMap((row) => (row === null ? [] : [(row.releasedAt ?? row.acceptedAt).getTime()]));
    return times.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...times));
  }

  /** Changes a mail that lies aside. False where it does not. */
  async #takeUp(id: string, update: mongo.UpdateFilter<MailRow>): Promise<boolean> {
    const _id: Id | null = asId(id);
    if (_id === null) return false;
    const { matchedCount } = await this.#database.mails.updateOne(
      { _id, state: { $in: [...setAside] } },
      update,
    );
    return matchedCount === 1;
  }
}

function asFilter({ state, search, lanes, before }: MailQuery): QueryFilter<MailRow> {
  const last = before === undefined ? null : asId(before);
  return {
    ...(state === undefined ? {} : { state }),
    ...(search === undefined ? {} : holding(search)),
    ...(lanes === undefined ? {} : { lane: mongoose.trusted({ $in: [...lanes] }) }),
    ...(last === null ? {} : { _id: mongoose.trusted({ $lt: last }) }),
  };
}

/** Mails whose subject or sender holds the text, in any case, or whose Message-ID or ticket it is. */
function holding(search: string): QueryFilter<MailRow> {
  const pattern = mongoose.trusted(containing(search));
  const whole = search.replace(/^<|>$/g, '');
  return {
    $or: [{ subject: pattern }, { from: pattern }, { messageId: whole }, { ticketId: search.toUpperCase() }],
  };
}
