/** What changes of rows mean: from entries of the change stream to events. Pure. */
import { createHash } from 'node:crypto';
import type { mongo } from 'mongoose';
import type { EventType, Happened } from '../../model/webhook.ts';

const states = (names: readonly string[]) => ({ $in: [...names] });
const mailStates = ['quarantined', 'failed'];
const outboxStates = ['sent', 'failed', 'bounced'];

/** Only what may be an event, and of it only what tells which. */
export const eventPipeline = [
  {
    $match: {
      $or: [
        { 'ns.coll': 'tickets', operationType: { $in: ['insert', 'update'] } },
        {
          'ns.coll': 'messages',
          operationType: 'insert',
          'fullDocument.kind': { $in: ['inbound', 'note'] },
        },
        { 'ns.coll': 'mails', operationType: 'insert', 'fullDocument.state': states(mailStates) },
        {
          'ns.coll': 'mails',
          operationType: 'update',
          'updateDescription.updatedFields.state': states(mailStates),
        },
        {
          'ns.coll': 'outbox',
          operationType: 'update',
          'updateDescription.updatedFields.state': states(outboxStates),
        },
      ],
    },
  },
  {
    $project: {
      operationType: 1,
      'ns.coll': 1,
      documentKey: 1,
      wallTime: 1,
      'fullDocument.kind': 1,
      'fullDocument.state': 1,
      'updateDescription.updatedFields': 1,
      'updateDescription.removedFields': 1,
    },
  },
];

/** What changes of a ticket by itself tell nobody anything. */
const silent = new Set(['updatedAt', 'said']);

/** The event of an entry; null where it is none. `at` stands in where the server tells no time. */
export function happenedBy(entry: mongo.ChangeStreamDocument, at: Date): Happened | null {
  if (entry.operationType !== 'insert' && entry.operationType !== 'update') return null;
  const changed = entry.operationType === 'update' ? fieldsOf(entry.updateDescription) : [];
  const row = String(entry.documentKey._id);
  const type = typeOf(entry, changed);
  if (type === null) return null;
  // A row is made once; what changes may change the same way again.
  const mark = entry.operationType === 'insert' ? '' : JSON.stringify(entry._id);
  return { id: eventId(type, row, mark), type, at: entry.wallTime ?? at, row, changed };
}

/** The name of an event, told by what it is about. */
export function eventId(type: EventType, row: string, mark: string): string {
  const digest = createHash('sha256').update(`${type} ${row} ${mark}`).digest('hex');
  return `evt_${digest.slice(0, 32)}`;
}

type Entry = mongo.ChangeStreamInsertDocument | mongo.ChangeStreamUpdateDocument;

function typeOf(entry: Entry, changed: readonly string[]): EventType | null {
  const state = entry.operationType === 'insert' ? entry.fullDocument['state'] : stateIn(entry);
  switch (entry.ns.coll) {
    case 'tickets':
      if (entry.operationType === 'insert') return 'ticket.created';
      return changed.length > 0 ? 'ticket.changed' : null;
    case 'messages':
      return entry.fullDocument?.['kind'] === 'note' ? 'note.added' : 'message.received';
    case 'mails':
      return state === 'failed' ? 'mail.failed' : 'mail.quarantined';
    case 'outbox':
      return state === 'sent' ? 'message.sent' : 'delivery.failed';
    default:
      return null;
  }
}

function stateIn({ updateDescription }: mongo.ChangeStreamUpdateDocument): unknown {
  return updateDescription?.updatedFields?.['state'];
}

/** Names of the fields at the top, without the parts of them and without what is silent. */
function fieldsOf(description: mongo.UpdateDescription | undefined): string[] {
  const names = [...Object.keys(description?.updatedFields ?? {}), ...(description?.removedFields ?? [])];
  const top = names.map((name) => name.split('.')[0] ?? name);
  return [...new Set(top)].filter((name) => !silent.has(name)).sort();
}
