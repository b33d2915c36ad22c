/** The audit trail: entries are added and read, never changed. `_id` is the number of an entry, so it is unique. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../failure.ts';
import type {
  AuditEntry,
  AuditFault,
  AuditQuery,
  AuditStore,
  AuditVerdict,
  NewAudit,
} from '../model/audit-store.ts';
import { beforeFirst, faultOf, hashOf, kept, keptDetail } from './audit-chain.ts';
import type { Clock } from './clock.ts';
import { exactly } from './conditions.ts';
import type { Database } from './connect.ts';
import type { AuditRow } from './documents.ts';
import { isDuplicate } from './errors.ts';

/** How long to try while other nodes write, ms. */
const patience = 10_000;
const longestPause = 50;
const defaultLimit = 100;
/** Faults told by one check; a chain that breaks often is broken. */
const mostFaults = 100;

export class Audit implements AuditStore {
  readonly #database: Pick<Database, 'audit'>;
  readonly #clock: Pick<Clock, 'now'>;
  /** Entries of one node follow each other, so that only nodes meet. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(database: Pick<Database, 'audit'>, clock: Pick<Clock, 'now'>) {
    this.#database = database;
    this.#clock = clock;
  }

  record(entry: NewAudit): Promise<AuditEntry> {
    const recorded = this.#last.then(() => this.#append(entry));
    this.#last = recorded.catch(() => undefined);
    return recorded;
  }

  async list({ actor, action, subject, before, limit }: AuditQuery): Promise<AuditEntry[]> {
    const wanted = Object.entries({ actor, action, subject })
      .filter(([, value]) => value !== undefined)
      .map(([field, value]) => [field, exactly(value)]);
    const older = before === undefined ? {} : { _id: { $lt: before } };
    const rows = this.#database.audit.find(
      { ...Object.fromEntries(wanted), ...older },
      { sort: { _id: -1 } },
    );
    return (await rows.limit(limit ?? defaultLimit).toArray()).map(auditEntry);
  }

  async verify(): Promise<AuditVerdict> {
    const faults: AuditFault[] = [];
    let last: AuditEntry | null = null;
    let entries = 0;
    for await (const row of this.#database.audit.find({}, { sort: { _id: 1 } })) {
      const entry = auditEntry(row);
      const fault = faultOf(entry, last);
      if (fault !== null && faults.length < mostFaults) faults.push(fault);
      last = entry;
      entries += 1;
    }
    return { entries, head: last === null ? null : { seq: last.seq, hash: last.hash }, faults };
  }

  /**
   * Of nodes that add the same number one succeeds, and the others try the next. A majority has the entry when it is
   * told, and with it, by the order of the log, all before it.
   */
  async #append({ actor, action, subject, detail = {} }: NewAudit): Promise<AuditEntry> {
    const until = Date.now() + patience;
    do {
      const [last] = await this.#database.audit.find({}, { sort: { _id: -1 }, limit: 1 }).toArray();
      const entry = {
        seq: (last?._id ?? 0) + 1,
        at: this.#clock.now(),
        actor: kept(actor),
        action,
        subject: kept(subject),
        detail: keptDetail(detail),
        prev: last?.hash ?? beforeFirst,
      };
      const whole = { ...entry, hash: hashOf(entry) };
      if (await this.#insert(whole)) return whole;
      await sleep(Math.random() * longestPause);
    } while (Date.now() < until);
    throw new Failure('store-unavailable', 'the audit trail is too busy');
  }

  async #insert({ seq, ...rest }: AuditEntry): Promise<boolean> {
    try {
      await this.#database.audit.insertOne({ _id: seq, ...rest });
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }
}

/** The entry of a row. */
function auditEntry({ _id, at, actor, action, subject, detail, prev, hash }: AuditRow): AuditEntry {
  return { seq: _id, at, actor, action, subject, detail, prev, hash };
}
