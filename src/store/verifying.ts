/**
 * Looks whether the store is whole. It may be in use: what refers to something is written with it or after it, and nothing
 * that is referred to is ever removed, so each row is read first and what it refers to afterwards.
 */
import type { mongo } from 'mongoose';
import { Audit } from './audit.ts';
import { Clock } from './clock.ts';
import type { Database } from './connect.ts';
import type { Id } from './documents.ts';
import { indexes } from './indexes.ts';
import { verifyRaw } from './verifying-raw.ts';

/** Something wrong with one row. `what` names its collection. */
export interface Finding {
  readonly what: string;
  readonly id: string;
  readonly problem: string;
}

const atOnce = 1000;
const waiting: readonly string[] = ['accepted', 'processing'];
const unsent: readonly string[] = ['queued', 'sending', 'deferred'];

type Looked = (rows: number) => void;

/** Archive.verify. */
export async function* verifyStore(database: Database, looked: Looked): AsyncGenerator<Finding> {
  yield* missingIndexes(database);
  yield* mails(database, looked);
  yield* tickets(database, looked);
  yield* messages(database, looked);
  yield* outbox(database, looked);
  yield* verifyRaw(database, looked);
  const { faults } = await new Audit(database, new Clock()).verify();
  for (const { seq, problem } of faults) yield { what: 'audit', id: String(seq), problem };
}

/** Unique indexes are what makes IDs unique; without the others work is slow. */
async function* missingIndexes({ db }: Database): AsyncGenerator<Finding> {
  const names = await db
    .listCollections({}, { nameOnly: true })
    .map(({ name }) => name)
    .toArray();
  for (const [name, wanted] of Object.entries(indexes)) {
    if (!names.includes(name) || wanted.length === 0) continue;
    const there = await db.collection(name).indexes();
    for (const { key, unique = false } of wanted) {
      if (!there.some((one) => isSame(one, key, unique)))
        yield { what: 'index', id: name, problem: `the index on ${Object.keys(key).join(', ')} is missing` };
    }
  }
}

function isSame(
  found: mongo.IndexDescriptionInfo,
  key: mongo.IndexDescription['key'],
  unique: boolean,
): boolean {
  if ((found.unique ?? false) !== unique) return false;
  // A text index names its fields apart from its key.
  const fields = 'weights' in found ? Object.keys(found['weights'] ?? {}) : Object.keys(found.key);
  return fields.join() === Object.keys(key).join();
}

async function* mails(database: Database, looked: Looked): AsyncGenerator<Finding> {
  for await (const rows of slices(database.mails, looked)) {
    const raw = await database.raw
      .find({ _id: { $in: rows.map((row) => row.raw) } }, { projection: { size: 1 } })
      .toArray();
    const sizes = new Map(raw.map(({ _id, size }) => [_id, size]));
    const known = await present(
      database.tickets,
      rows.map(({ ticket }) => ticket),
    );
    const told = await tellers(
      database,
      rows.map(({ _id }) => _id),
    );
    for (const row of rows) {
      const finding = findingOf('mail', row._id);
      if (!sizes.has(row.raw)) yield finding('its raw bytes are missing');
      else if (sizes.get(row.raw) !== row.size) yield finding('its raw bytes are not of its size');
      if (waiting.includes(row.state) && row.dueAt === undefined)
        yield finding(`it is ${row.state} for ever`);
      if (row.ticket !== null && !known.has(hex(row.ticket))) yield finding('its ticket is missing');
      if (row.state === 'filed' && !told.has(hex(row._id))) yield finding('it is filed, and in no ticket');
    }
  }
}

async function* tickets(database: Database, looked: Looked): AsyncGenerator<Finding> {
  for await (const rows of slices(database.tickets, looked)) {
    const ids = rows.map(({ _id }) => _id);
    const spoken = new Set((await database.messages.distinct('ticket', { ticket: { $in: ids } })).map(hex));
    const others = rows.flatMap(({ mergedInto, linkedTo }) => [mergedInto, linkedTo]);
    const known = await present(database.tickets, others);
    for (const { _id, mergedInto, linkedTo, number, ticketId } of rows) {
      const finding = findingOf('ticket', _id);
      if (!spoken.has(hex(_id))) yield finding(`${ticketId} has no message`);
      if (!ticketId.startsWith(`${number}-`)) yield finding(`${ticketId} is not the ID of number ${number}`);
      for (const other of [mergedInto, linkedTo])
        if (other && !known.has(hex(other))) yield finding(`${ticketId} goes on in a ticket that is missing`);
    }
  }
}

async function* messages(database: Database, looked: Looked): AsyncGenerator<Finding> {
  for await (const rows of slices(database.messages, looked)) {
    const [inTickets, ofMails, goneOut] = await Promise.all([
      present(
        database.tickets,
        rows.map(({ ticket }) => ticket),
      ),
      present(
        database.mails,
        rows.map(({ mail }) => mail),
      ),
      present(
        database.outbox,
        rows.map(({ outgoing }) => outgoing),
      ),
    ]);
    for (const { _id, ticket, mail, outgoing } of rows) {
      const finding = findingOf('message', _id);
      if (!inTickets.has(hex(ticket))) yield finding('its ticket is missing');
      if (mail !== null && !ofMails.has(hex(mail))) yield finding('its mail is missing');
      if (outgoing !== null && !goneOut.has(hex(outgoing))) yield finding('its outgoing mail is missing');
    }
  }
}

async function* outbox(database: Database, looked: Looked): AsyncGenerator<Finding> {
  for await (const rows of slices(database.outbox, looked)) {
    const known = await present(
      database.tickets,
      rows.map(({ ticket }) => ticket),
    );
    for (const { _id, ticket, state, dueAt, waitsFor } of rows) {
      const finding = findingOf('outbox', _id);
      if (ticket !== null && !known.has(hex(ticket))) yield finding('its ticket is missing');
      const isIdle = dueAt === undefined && waitsFor === undefined;
      if (unsent.includes(state) && isIdle) yield finding(`it is ${state} for ever`);
    }
  }
}

/** Mails that a message of a ticket comes from. */
async function tellers({ messages }: Database, ids: readonly Id[]): Promise<Set<string>> {
  const found = await messages.distinct('mail', { mail: { $in: [...ids] } });
  return new Set(found.flatMap((id) => (id === null ? [] : hex(id))));
}

async function present<Row extends { readonly _id: Id }>(
  rows: mongo.Collection<Row>,
  ids: readonly (Id | null)[],
): Promise<Set<string>> {
  const wanted = [...new Map(ids.flatMap((id) => (id === null ? [] : [[hex(id), id]]))).values()];
  if (wanted.length === 0) return new Set();
  const filter = { _id: { $in: wanted } } as unknown as mongo.Filter<Row>;
  const found = await rows.find(filter, { projection: { _id: 1 } }).toArray();
  return new Set(found.map(({ _id }) => hex(_id as Id)));
}

async function* slices<Row extends mongo.Document>(
  rows: mongo.Collection<Row>,
  looked: Looked,
): AsyncGenerator<mongo.WithId<Row>[]> {
  let held: mongo.WithId<Row>[] = [];
  for await (const row of rows.find({}, { sort: { _id: 1 }, batchSize: atOnce })) {
    if (held.push(row) < atOnce) continue;
    yield held;
    looked(held.length);
    held = [];
  }
  yield held;
  looked(held.length);
}

function hex(id: Id): string {
  return id.toHexString();
}

function findingOf(what: string, id: Id): (problem: string) => Finding {
  return (problem) => ({ what, id: hex(id), problem });
}
