/** From commands of a mail to actions of the desk: names are resolved, times are counted. Pure. */
import { type Priority, priorities, type TicketState } from '../model/ticket.ts';
import { type Action, type ActionInput, actionSchema } from './action.ts';
import type { Order } from './command.ts';
import type { CommandName } from './command-words.ts';

/** What the words of a command may name. */
export interface Surroundings {
  /** Address of who wrote the mail, lower case. */
  readonly author: string;
  readonly people: readonly { readonly address: string; readonly name: string }[];
  readonly departments: readonly string[];
  /** `id` of the message that `#new` takes out; null where there is none. */
  readonly message: string | null;
  readonly now: Date;
}

/** What is wrong with a command: a closed set, for the words of templates. */
export type FaultCode =
  | 'unknown'
  | 'nobody-of-that-name'
  | 'several-of-that-name'
  | 'no-such-department'
  | 'no-such-priority'
  | 'no-such-time'
  | 'no-such-ticket'
  | 'needs-words'
  | 'refused';

export interface Fault {
  /** The command as it was written. */
  readonly order: string;
  readonly code: FaultCode;
  /** Particulars: names to choose from, or why it was refused. */
  readonly detail: string;
}

export interface Request {
  readonly actions: readonly { readonly order: string; readonly action: Action }[];
  readonly faults: readonly Fault[];
  /** The mail is for staff alone. */
  readonly note: boolean;
  /** The answer goes to all who take part. */
  readonly all: boolean;
  readonly help: boolean;
}

/** What these commands ask for. Where there is a fault, nothing is to be done. */
export function requestOf(orders: readonly Order[], around: Surroundings): Request {
  const named = (name: CommandName) => orders.some((order) => order.name === name);
  const actions: { order: string; action: Action }[] = [];
  const faults: Fault[] = [];
  for (const order of orders) {
    const meant = meaning(order, around);
    if (meant === null) continue;
    if (typeof meant === 'string') faults.push({ order: order.text, code: meant, detail: '' });
    else if ('code' in meant) faults.push({ order: order.text, ...meant });
    else {
      const read = actionSchema.safeParse(meant);
      if (read.success) actions.push({ order: order.text, action: read.data });
      else faults.push({ order: order.text, code: 'refused', detail: read.error.issues[0]?.message ?? '' });
    }
  }
  return { actions, faults, note: named('note'), all: named('all'), help: named('help') };
}

type Meaning = ActionInput | FaultCode | { code: FaultCode; detail: string } | null;

const states: Partial<Record<CommandName, TicketState>> = {
  solved: 'solved',
  close: 'closed',
  open: 'open',
  waiting: 'waiting',
};

function meaning({ name, argument }: Order, around: Surroundings): Meaning {
  if (name === null) return 'unknown';
  const state = states[name];
  if (state !== undefined) return { do: 'state', state };
  switch (name) {
    case 'me':
      return { do: 'assign', owner: around.author };
    case 'assign':
      return assigned(argument, around);
    case 'tag':
      return argument === '' ? 'needs-words' : { do: 'tags', add: listed(argument) };
    case 'untag':
      return argument === '' ? 'needs-words' : { do: 'tags', remove: listed(argument) };
    case 'priority':
      return prioritised(argument);
    case 'department':
      return moved(argument, around);
    case 'snooze':
      return snoozed(argument, around.now);
    case 'merge':
      return isTicket(argument) ? { do: 'merge', into: argument } : 'no-such-ticket';
    case 'link':
    case 'unlink':
      return isTicket(argument) ? { do: 'link', to: argument, remove: name === 'unlink' } : 'no-such-ticket';
    case 'subject':
      return argument === '' ? 'needs-words' : { do: 'subject', subject: argument };
    case 'new':
      return apart(argument, around);
    default:
      return null;
  }
}

/** By address, by its local part, by name or first name; `nobody` takes the owner away. */
function assigned(given: string, { people, author }: Surroundings): Meaning {
  const wanted = given.replace(/^[@<]|>$/g, '').toLowerCase();
  if (wanted === '') return 'needs-words';
  if (wanted === 'nobody' || wanted === 'niemand') return { do: 'assign', owner: null };
  if (wanted === 'me' || wanted === 'mir') return { do: 'assign', owner: author };
  const ways: ((person: Surroundings['people'][number]) => boolean)[] = [
    ({ address }) => address === wanted,
    ({ name }) => name.toLowerCase() === wanted,
    ({ address }) => address.split('@')[0] === wanted,
    ({ name }) => name.toLowerCase().split(/\s+/).includes(wanted),
  ];
  for (const way of ways) {
    const [one, ...others] = people.filter(way);
    if (one === undefined) continue;
    if (others.length === 0) return { do: 'assign', owner: one.address };
    return {
      code: 'several-of-that-name',
      detail: [one, ...others].map(({ address }) => address).join(', '),
    };
  }
  return { code: 'nobody-of-that-name', detail: people.map(({ name }) => name).join(', ') };
}

const germanPriorities: Readonly<Record<string, Priority>> = {
  niedrig: 'low',
  hoch: 'high',
  dringend: 'urgent',
};

function prioritised(given: string): Meaning {
  const wanted = given.toLowerCase();
  const priority = priorities.find((one) => one === wanted) ?? germanPriorities[wanted];
  return priority === undefined
    ? { code: 'no-such-priority', detail: priorities.join(', ') }
    : { do: 'priority', priority };
}

function moved(given: string, { departments }: Surroundings): Meaning {
  const known = departments.find((name) => name.toLowerCase() === given.toLowerCase());
  return known === undefined
    ? { code: 'no-such-department', detail: departments.join(', ') }
    : { do: 'department', department: known };
}

const hourMs = 3_600_000;
const spans: readonly (readonly [RegExp, number])[] = [
  [/^(?:m|min|minutes?|minuten?)$/, hourMs / 60],
  [/^(?:h|hours?|stunden?|std)$/, hourMs],
  [/^(?:d|days?|t|tage?n?)$/, 24 * hourMs],
  [/^(?:w|weeks?|wochen?)$/, 7 * 24 * hourMs],
];
/** Nobody sleeps longer. */
const longestMs = 2 * 366 * 24 * hourMs;

/** `3d`, `2 hours`, `1 Woche`, `tomorrow`, `2026-12-01`, `2026-12-01 09:00` (UTC). */
function snoozed(given: string, now: Date): Meaning {
  const wanted = given.toLowerCase();
  const in24h = { do: 'snooze', until: new Date(now.getTime() + 24 * hourMs) } as const;
  if (wanted === 'tomorrow' || wanted === 'morgen') return in24h;
  const [, count, unit = ''] = /^(\d{1,4})\s?(\p{L}+)$/u.exec(wanted) ?? [];
  const span = spans.find(([form]) => form.test(unit))?.[1];
  const [, day, time] = /^(\d{4}-\d\d-\d\d)(?:[t ](\d\d:\d\d))?$/.exec(wanted) ?? [];
  const until =
    count !== undefined && span !== undefined
      ? new Date(now.getTime() + Number(count) * span)
      : new Date(day === undefined ? Number.NaN : `${day}T${time ?? '08:00'}Z`);
  const ahead = until.getTime() - now.getTime();
  return ahead > 0 && ahead <= longestMs ? { do: 'snooze', until } : 'no-such-time';
}

/** The mail that the notice told of becomes a ticket of its own. */
function apart(subject: string, { message }: Surroundings): Meaning {
  if (subject === '') return 'needs-words';
  if (message === null) return { code: 'refused', detail: 'there is no mail of the customer to take out' };
  return { do: 'split', messages: [message], subject };
}

function listed(argument: string): string[] {
  return argument.split(/[\s,;]+/).flatMap((word) => word.replace(/^#/, '') || []);
}

/** The numbers of tickets that these commands name. */
export function ticketsNamed(orders: readonly Order[]): string[] {
  const joining: readonly (CommandName | null)[] = ['merge', 'link', 'unlink'];
  return orders.filter(({ name }) => joining.includes(name)).map(({ argument }) => argument);
}

/** `48213`, `#48213`, `48213-K7QF` */
export function ticketNumber(name: string): number | null {
  const digits = /^\[?#?(\d{1,10})(?:-[0-9A-Za-z]{4})?\]?$/.exec(name.trim())?.[1];
  return digits === undefined ? null : Number(digits);
}

function isTicket(name: string): boolean {
  return ticketNumber(name) !== null;
}
