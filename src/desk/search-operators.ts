/** The operators of a search, with the names that people know them by, in English and German. Pure. */
import type { Term } from '../model/inbox.ts';
import { priorities, ticketStates } from '../model/ticket.ts';
import { dayOf } from './search-dates.ts';

type Field = Term['field'];

const names: Readonly<Record<string, Exclude<Field, 'words'>>> = {
  from: 'from',
  von: 'from',
  customer: 'from',
  kunde: 'from',
  to: 'to',
  an: 'to',
  subject: 'subject',
  betreff: 'subject',
  body: 'body',
  text: 'body',
  id: 'id',
  number: 'id',
  ticket: 'id',
  nummer: 'id',
  state: 'state',
  status: 'state',
  is: 'is',
  ist: 'is',
  has: 'has',
  hat: 'has',
  mit: 'has',
  tag: 'tag',
  department: 'department',
  abteilung: 'department',
  assigned: 'assigned',
  owner: 'assigned',
  zugewiesen: 'assigned',
  priority: 'priority',
  prioritat: 'priority',
  before: 'before',
  vor: 'before',
  after: 'after',
  since: 'after',
  nach: 'after',
  seit: 'after',
};

/** Values by other names. What is not here is meant as it stands. */
const otherNames: Readonly<Record<string, string>> = {
  pending: 'waiting',
  wartend: 'waiting',
  neu: 'new',
  offen: 'open',
  zuruckgehalten: 'held',
  gelost: 'solved',
  geschlossen: 'closed',
  unzugewiesen: 'unassigned',
  meine: 'mine',
  schlafend: 'snoozed',
  losung: 'solution',
  uberfallig: 'overdue',
  attachments: 'attachment',
  file: 'attachment',
  anhang: 'attachment',
  notiz: 'note',
  bounced: 'bounce',
  rucklaufer: 'bounce',
  niedrig: 'low',
  hoch: 'high',
  dringend: 'urgent',
  ich: 'me',
  mir: 'me',
  none: 'nobody',
  niemand: 'nobody',
  niemandem: 'nobody',
};

const is = ['open', 'unassigned', 'mine', 'snoozed', 'solution', 'overdue'] as const;
const has = ['attachment', 'note', 'bounce'] as const;

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** The field of an operator by its name, or null. */
export function fieldNamed(name: string): Exclude<Field, 'words'> | null {
  const wanted = plain(name);
  return Object.hasOwn(names, wanted) ? (names[wanted] ?? null) : null;
}

/** The term that an operator with this value means; null where the value means nothing to it. */
export function termOf(field: Exclude<Field, 'words'>, typed: string, not: boolean, now: Date): Term | null {
  const asked = plain(typed);
  const value = Object.hasOwn(otherNames, asked) ? (otherNames[asked] ?? asked) : asked;
  switch (field) {
    case 'from':
    case 'to':
    case 'subject':
    case 'body':
      return /[\p{L}\p{N}]/u.test(typed) ? { field, value: typed, not } : null;
    case 'id': {
      const number = numberIn(typed);
      return number === null ? null : { field, value: number, not };
    }
    case 'state':
      return one(ticketStates, value, (state) => ({ field, value: state, not }));
    case 'is':
      return (
        one(is, value, (what) => ({ field, value: what, not })) ??
        one(ticketStates, value, (state) => ({ field: 'state', value: state, not }))
      );
    case 'has':
      return one(has, value, (what) => ({ field, value: what, not }));
    case 'priority':
      return one(priorities, value, (priority) => ({ field, value: priority, not }));
    case 'assigned':
      if (value === 'me') return { field: 'is', value: 'mine', not };
      return value === 'nobody' ? { field: 'is', value: 'unassigned', not } : { field, value: typed, not };
    case 'tag':
    case 'department':
      return { field, value: typed.toLowerCase(), not };
    case 'before':
    case 'after': {
      const day = dayOf(typed, now);
      return day === null ? null : { field, value: day, not };
    }
  }
}

function one<const Value extends string>(
  values: readonly Value[],
  wanted: string,
  make: (value: Value) => Term,
): Term | null {
  const found = values.find((value) => value === wanted);
  return found === undefined ? null : make(found);
}

/** The number of `48213`, `#48213` or `[#48213-K7QF]`; a code always holds a letter, so that no telephone number is one. */
export function numberIn(typed: string): number | null {
  const [, number] =
    /^[[(<]*#?([1-9]\d{0,11})(?:-(?=\d*[A-Za-z])[0-9A-Za-z]{4})?[\])>.,;:!?]*$/.exec(typed) ?? [];
  return number === undefined ? null : Number(number);
}
