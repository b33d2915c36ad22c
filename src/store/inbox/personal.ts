/** What agents keep for themselves and each other: drafts, canned replies, saved searches, who is where. */
import type { mongo } from 'mongoose';
import type { Draft } from '../../model/draft.ts';
import type { CannedReply, InboxStore, Presence, SavedSearch } from '../../model/inbox.ts';
import type { Departments } from '../../model/people.ts';
import { asId, freshId, type Id, toId } from '../documents.ts';

export interface DraftRow extends Omit<Draft, 'id' | 'agent' | 'ticket'> {
  readonly _id: Id;
  readonly agent: Id;
  readonly ticket: Id;
}

interface CannedRow extends Omit<CannedReply, 'id'> {
  readonly _id: Id;
}

interface SearchRow extends Omit<SavedSearch, 'id' | 'agent'> {
  readonly _id: Id;
  readonly agent: Id | null;
}

interface PresenceRow extends Omit<Presence, 'agent'> {
  readonly _id: Id;
  readonly ticket: Id;
  readonly agent: Id;
}

type Personal = Pick<
  InboxStore,
  | 'drafts'
  | 'draft'
  | 'draftsOn'
  | 'saveDraft'
  | 'dropDraft'
  | 'canned'
  | 'saveCanned'
  | 'dropCanned'
  | 'searches'
  | 'saveSearch'
  | 'dropSearch'
  | 'here'
  | 'present'
>;

export class PersonalStore implements Personal {
  readonly #drafts: mongo.Collection<DraftRow>;
  readonly #canned: mongo.Collection<CannedRow>;
  readonly #searches: mongo.Collection<SearchRow>;
  readonly #presence: mongo.Collection<PresenceRow>;

  constructor(db: mongo.Db) {
    this.#drafts = db.collection('drafts');
    this.#canned = db.collection('canned');
    this.#searches = db.collection('searches');
    this.#presence = db.collection('presence');
  }

  async drafts(agent: string): Promise<Draft[]> {
    const rows = await this.#drafts
      .find({ agent: toId(agent) })
      .sort({ updatedAt: -1 })
      .toArray();
    return rows.map(draftOf);
  }

  async draft(agent: string, ticket: string, kind: Draft['kind']): Promise<Draft | null> {
    const row = await this.#drafts.findOne({ agent: toId(agent), ticket: toId(ticket), kind });
    return row === null ? null : draftOf(row);
  }

  async draftsOn(ticket: string): Promise<Draft[]> {
    return (await this.#drafts.find({ ticket: toId(ticket) }).toArray()).map(draftOf);
  }

  async saveDraft({ agent, ticket, kind, ...rest }: Omit<Draft, 'id'>): Promise<Draft> {
    const key = { agent: toId(agent), ticket: toId(ticket), kind };
    const row = await this.#drafts.findOneAndUpdate(
      key,
      { $set: rest },
      { upsert: true, returnDocument: 'after' },
    );
    if (row === null) throw new Error('an upsert gives a row');
    return draftOf(row);
  }

  async dropDraft(agent: string, ticket: string, kind: Draft['kind']): Promise<void> {
    await this.#drafts.deleteOne({ agent: toId(agent), ticket: toId(ticket), kind });
  }

  async canned(departments: Departments): Promise<CannedReply[]> {
    const seen = departments === 'all' ? {} : { department: { $in: [null, ...departments] } };
    return (await this.#canned.find(seen).sort({ name: 1 }).toArray()).map(entryOf);
  }

  async saveCanned({ id, ...rest }: Parameters<InboxStore['saveCanned']>[0]): Promise<CannedReply> {
    const _id = id === null ? freshId() : toId(id);
    await this.#canned.updateOne({ _id }, { $set: rest }, { upsert: true });
    return { id: _id.toHexString(), ...rest };
  }

  async dropCanned(id: string): Promise<boolean> {
    const _id = asId(id);
    return _id !== null && (await this.#canned.deleteOne({ _id })).deletedCount === 1;
  }

  async searches(agent: string): Promise<SavedSearch[]> {
    const filter = { agent: { $in: [toId(agent), null] } };
    const rows = await this.#searches.find(filter).sort({ name: 1 }).toArray();
    return rows.map(({ agent: whose, ...row }) => ({
      ...entryOf(row),
      agent: whose === null ? null : whose.toHexString(),
    }));
  }

  async saveSearch({ agent, name, query }: Omit<SavedSearch, 'id'>): Promise<SavedSearch> {
    const row: SearchRow = { _id: freshId(), agent: agent === null ? null : toId(agent), name, query };
    await this.#searches.insertOne(row);
    return { id: row._id.toHexString(), agent, name, query };
  }

  /** His own, or one of everybody's. */
  async dropSearch(agent: string, id: string): Promise<boolean> {
    const _id = asId(id);
    if (_id === null) return false;
    const { deletedCount } = await this.#searches.deleteOne({ _id, agent: { $in: [toId(agent), null] } });
    return deletedCount === 1;
  }

  async here(
    ticket: string,
    agent: { id: string; name: string },
    doing: Presence['doing'] | null,
    ms: number,
  ): Promise<void> {
    const key = { ticket: toId(ticket), agent: toId(agent.id) };
    if (doing === null) await this.#presence.deleteOne(key);
    else {
      const until = new Date(Date.now() + ms);
      await this.#presence.updateOne(key, { $set: { name: agent.name, doing, until } }, { upsert: true });
    }
  }

  async present(ticket: string, now: Date): Promise<Presence[]> {
    const rows = await this.#presence.find({ ticket: toId(ticket), until: { $gt: now } }).toArray();
    return rows.map(({ agent, name, doing, until }) => ({ agent: agent.toHexString(), name, doing, until }));
  }
}

function draftOf({ _id, agent, ticket, ...rest }: DraftRow): Draft {
  return { id: _id.toHexString(), agent: agent.toHexString(), ticket: ticket.toHexString(), ...rest };
}

function entryOf<Row extends { readonly _id: Id }>({ _id, ...rest }: Row): { id: string } & Omit<Row, '_id'> {
  return { id: _id.toHexString(), ...rest };
}
