/** What each list holds, as filters, and pages of them. */
import type { mongo } from 'mongoose';
import type { Listing, TicketList, Viewer } from '../../model/inbox.ts';
import { type TicketState, ticketStates } from '../../model/ticket.ts';
import { type TicketRow, toId } from '../documents.ts';

/** The states of each list. `mine` shows all that is open; the others what asks for work, or their own state. */
const statesOf: Record<TicketList, readonly TicketState[]> = {
  unassigned: ['new', 'open'],
  mine: ['new', 'open', 'waiting', 'held'],
  department: ['new', 'open'],
  waiting: ['waiting'],
  held: ['held'],
  solved: ['solved'],
  closed: ['closed'],
  all: ticketStates,
};

/** Only departments that the viewer sees; one of them where he asks for it. */
export function within({ departments }: Viewer, asked: string | null): mongo.Filter<TicketRow> {
  if (departments === 'all') return asked === null ? {} : { department: asked };
  const seen = asked === null ? departments : departments.filter((name) => name === asked);
  return { department: { $in: [...seen] } };
}

/** The filter of a list, without its query. */
export function listFilter(
  viewer: Viewer,
  list: TicketList,
  department: string | null,
): mongo.Filter<TicketRow> {
  const states = statesOf[list];
  const owner = list === 'unassigned' ? { owner: null } : list === 'mine' ? { owner: viewer.address } : {};
  const seen = within(viewer, department);
  // All states, one by one, where there are departments: the index that they share has the state in between.
  const state = list === 'all' && seen.department === undefined ? {} : { state: { $in: [...states] } };
  return { ...seen, ...owner, ...state };
}

interface Position {
  readonly at: Date;
  readonly id: string;
}

/** Where a page ended, for those who ask on. */
export function cursorAfter(row: Pick<TicketRow, '_id' | 'updatedAt'>): string {
  return Buffer.from(`${row.updatedAt.getTime()}.${row._id.toHexString()}`).toString('base64url');
}

/** What comes after a cursor, newest first. A cursor that is none begins at the start. */
export function afterCursor(cursor: Listing['after']): mongo.Filter<TicketRow> {
  const position = cursor === null ? null : readCursor(cursor);
  if (position === null) return {};
  const { at, id } = position;
  return { $or: [{ updatedAt: { $lt: at } }, { updatedAt: at, _id: { $lt: toId(id) } }] };
}

function readCursor(cursor: string): Position | null {
  const [, time, id] = /^(\d{1,15})\.([0-9a-f]{24})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return time === undefined || id === undefined ? null : { at: new Date(Number(time)), id };
}
