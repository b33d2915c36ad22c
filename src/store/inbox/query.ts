/** What a query means to the database: filters of tickets, and words that their index must hold or must not. */
import type { mongo } from 'mongoose';
import { searchWords } from '../../mail/search-words.ts';
import type { Query, Term, Viewer } from '../../model/inbox.ts';
import { isOpen, ticketStates } from '../../model/ticket.ts';
import type { Database } from '../connect.ts';
import type { TicketRow } from '../documents.ts';
import { facts } from '../tokens.ts';
import { anywhere, type Sought, soughtFact, soughtIn, soughtPerson } from './query-words.ts';

type Filter = mongo.Filter<TicketRow>;

export interface Asked {
  readonly filters: readonly Filter[];
  /** All of these words. */
  readonly wanted: readonly Sought[];
  /** None of these groups as a whole. */
  readonly unwanted: readonly (readonly Sought[])[];
  /** Words that follow one another in one message, joined by spaces. */
  readonly phrases: readonly { readonly words: string; readonly not: boolean }[];
}

const nothing: Asked = { filters: [], wanted: [], unwanted: [], phrases: [] };
/** A customer waits too long for an answer after this. */
const overdueMs = 86_400_000;

/** What all terms ask for together. Names of departments and people are looked up among those that have tickets. */
export async function askedBy(database: Database, viewer: Viewer, { terms }: Query): Promise<Asked> {
  const parts = await Promise.all(terms.map((term) => partOf(database, viewer, term)));
  return {
    filters: parts.flatMap(({ filters }) => filters),
    wanted: parts.flatMap(({ wanted }) => wanted),
    unwanted: parts.flatMap(({ unwanted }) => unwanted),
    phrases: parts.flatMap(({ phrases }) => phrases),
  };
}

async function partOf(database: Database, viewer: Viewer, term: Term): Promise<Asked> {
  const words = await soughtBy(database, term);
  if (words === null) {
    const filter = await filterOf(database, viewer, term);
    return { ...nothing, filters: [term.not ? { $nor: [filter] } : filter] };
  }
  const phrase = term.field === 'words' && term.phrase ? searchWords(term.value).join(' ') : '';
  if (phrase.includes(' ')) {
    // Without the phrase is not without its words.
    const phrases = [{ words: phrase, not: term.not }];
    return { ...nothing, phrases, wanted: term.not ? [] : words };
  }
  if (!term.not) return { ...nothing, wanted: words };
  return words.length === 0 ? nothing : { ...nothing, unwanted: [words] };
}

/** Null where the term asks for something else than words. */
async function soughtBy({ tickets }: Database, term: Term): Promise<Sought[] | null> {
  switch (term.field) {
    case 'words':
      return soughtIn(term.value, { places: anywhere, whole: term.phrase });
    case 'body':
    case 'subject':
      return soughtIn(term.value, { places: [term.field], whole: false });
    case 'from':
    case 'to':
      return soughtPerson(term.value, term.field);
    case 'has':
      return term.value === 'attachment' ? null : [soughtFact(facts[term.value])];
    case 'id': {
      // A number that is no ticket’s is somebody’s order or telephone.
      const there = await tickets.findOne({ number: term.value }, { projection: { _id: 1 } });
      return there === null ? soughtIn(String(term.value), { places: anywhere, whole: false }) : null;
    }
    default:
      return null;
  }
}

async function filterOf(database: Database, viewer: Viewer, term: Term): Promise<Filter> {
  switch (term.field) {
    case 'id':
      return { number: term.value };
    case 'state':
      return { state: term.value };
    case 'is':
      return isFilter(viewer, term.value);
    case 'has':
      return { 'said.hasAttachment': true };
    case 'tag':
      // Beside the tag what the index of tags is limited to.
      return { $and: [{ tags: term.value.toLowerCase() }, { 'tags.0': { $exists: true } }] };
    case 'department':
      return { department: { $in: await alike(database, 'department', term.value) } };
    case 'assigned':
      return { owner: { $in: await ownersLike(database, term.value) } };
    case 'priority':
      return { priority: { $in: [term.value as TicketRow['priority']] } };
    case 'before':
      return { createdAt: { $lt: term.value } };
    case 'after':
      return { updatedAt: { $gte: term.value } };
    default:
      return {};
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
      return { 'solution.at': { $exists: true } };
    case 'overdue':
      return {
        state: { $in: ['new', 'open'] },
        'said.kind': 'inbound',
        'said.at': { $lt: new Date(Date.now() - overdueMs) },
      };
  }
}

/** Values of a field that hold this text, in any case. The index has them. */
async function alike({ tickets }: Database, field: 'department' | 'owner', text: string): Promise<string[]> {
  const all: (string | null)[] = await tickets.distinct(field);
  const wanted = text.toLowerCase();
  return all.filter((one) => one !== null).filter((one) => one.toLowerCase().includes(wanted));
}

/** Owners by address, or by name. */
async function ownersLike(database: Database, text: string): Promise<string[]> {
  const agents = database.db.collection<{ address: string; name: string }>('agents');
  const people = await agents.find({}, { projection: { address: 1, name: 1 } }).toArray();
  const named = people.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
  return [...(await alike(database, 'owner', text)), ...named.map(({ address }) => address)];
}
