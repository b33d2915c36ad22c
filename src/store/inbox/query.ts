/** What a query means to the database. */
import mongoose, { type mongo } from 'mongoose';
import type { Query, Term, Viewer } from '../../inbox.ts';
import { isOpen, ticketStates } from '../../ticket.ts';
import type { Database } from '../connect.ts';
import type { TicketRow } from '../documents.ts';
import { searchTickets } from '../searching.ts';
import type { Words } from '../words.ts';

type Filter = mongo.Filter<TicketRow>;

/** The filter for tickets that all terms agree upon. */
export async function queryFilter(
  database: Database,
  words: Words,
  viewer: Viewer,
  { terms }: Query,
): Promise<Filter> {
  const filters = await Promise.all(
    terms.map(async (term) => {
      const filter = await termFilter(database, words, viewer, term);
      return term.not ? { $nor: [filter] } : filter;
    }),
  );
  return filters.length === 0 ? {} : { $and: filters };
}

async function termFilter(database: Database, words: Words, viewer: Viewer, term: Term): Promise<Filter> {
  switch (term.field) {
    case 'words':
    case 'body':
      return searchTickets(database, words, term.value);
    case 'from':
      return {
        $or: [{ 'requester.address': holding(term.value) }, { 'requester.name': holding(term.value) }],
      };
    case 'to':
      return { participants: holding(term.value) };
    case 'subject':
      return { subject: holding(term.value) };
    case 'id':
      return { number: term.value };
    case 'state':
      return { state: term.value };
    case 'is':
      return isFilter(viewer, term.value);
    case 'has':
      return hasFilter(database, term.value);
    case 'tag':
      return { tags: term.value };
    case 'department':
      return { department: term.value };
    case 'assigned':
      return { owner: holding(term.value) };
    case 'priority':
      return { priority: { $in: [term.value as TicketRow['priority']] } };
    case 'before':
      return { updatedAt: { $lt: term.value } };
    case 'after':
      return { updatedAt: { $gte: term.value } };
  }
}

function isFilter(viewer: Viewer, value: Extract<Term, { field: 'is' }>['value']): Filter {
  const open = ticketStates.filter((state) => isOpen({ state }));
  switch (value) {
    case 'open':
      return { state: { $in: open } };
    case 'unassigned':
      return { owner: null };
    case 'mine':
      return { owner: viewer.address };
    case 'snoozed':
      return { waitUntil: { $exists: true } };
    case 'solution':
      return { solution: { $ne: null } };
  }
}

async function hasFilter(
  database: Database,
  value: Extract<Term, { field: 'has' }>['value'],
): Promise<Filter> {
  if (value === 'attachment') return { 'said.hasAttachment': true };
  const what = value === 'note' ? { kind: 'note' as const } : { mark: 'delivery-failed' };
  const found = await database.messages.distinct('ticket', what);
  return { _id: mongoose.trusted({ $in: found }) };
}

/** Any text that holds these characters, in any case. Nothing in it is an expression. */
function holding(value: string): RegExp {
  return new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'i');
}
