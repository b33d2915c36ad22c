/** What a mail by staff does: his answer or note, then his commands, in one plan. The same pure steps as on the page. */
import { Failure } from '../failure.ts';
import type { Upload } from '../model/inbox.ts';
import type { Ticket } from '../model/ticket.ts';
import type { TicketChange } from '../model/ticket-store.ts';
import type { Action, ActionName } from './action.ts';
import type { Compose } from './answer.ts';
import type { Roster } from './changes.ts';
import { type Request, ticketNumber } from './command-actions.ts';
import { type Plan, planOf, type Situation } from './plan.ts';
import { mayAct } from './rights.ts';
import { planStep } from './step.ts';

export interface ByMail {
  readonly situation: Situation;
  readonly request: Request;
  /** What he wrote, commands taken off. */
  readonly text: string;
  readonly files: readonly Upload[];
  /** To whom an answer goes beside the requester. */
  readonly cc: readonly string[];
  readonly roster: Roster;
  /** Tickets that commands name; by number. */
  readonly others: ReadonlyMap<number, Ticket>;
  /** For `#new`. */
  readonly reserved: { readonly number: number; readonly ticketId: string } | null;
  /** Address of ours that an answer comes from. */
  readonly lane: string;
  readonly cause: string;
  readonly compose: Compose;
}

/** One thing that was done, to a person. */
export interface Done {
  /** As it was written; empty for the answer or note itself. */
  readonly order: string;
  readonly action: ActionName;
  /** `belongs to Kim` */
  readonly words: string;
  /** What it was set to, without words; may be empty. */
  readonly value: string;
}

/** Says which command could not be done. */
export class Undoable extends Error {
  readonly order: string;
  readonly failure: Failure;

  constructor(order: string, failure: Failure) {
    super(failure.message, { cause: failure });
    this.order = order;
    this.failure = failure;
  }
}

interface Step {
  readonly order: string;
  readonly action: Action;
}

/** Everything, or nothing: throws `Undoable` for the first step that makes no sense as things stand, or that he may not do. */
export function planByMail(mail: ByMail): { readonly plan: Plan; readonly done: readonly Done[] } {
  const steps = [...said(mail), ...mail.request.actions];
  let situation = mail.situation;
  let plan = planOf({ words: '' });
  const done: Done[] = [];
  for (const { order, action } of steps) {
    const next = attempt(mail, situation, order, action);
    plan = joined(plan, next);
    done.push({ order, action: action.do, words: next.words, value: settingOf(action) });
    situation = after(situation, next);
  }
  return { plan, done };
}

/** His words come first, on the ticket as it is; commands change it then. */
function said({ text, files, request, cc }: ByMail): Step[] {
  if (text === '' && files.length === 0) return [];
  const words = text === '' ? '–' : text;
  const attachments = [...files];
  return request.note
    ? [{ order: '', action: { do: 'note', text: words, attachments } }]
    : [
        {
          order: '',
          action: {
            do: 'reply',
            text: words,
            to: [],
            cc: [...cc],
            attachments,
            then: 'waiting',
            undoSeconds: 0,
          },
        },
      ];
}

function attempt(mail: ByMail, situation: Situation, order: string, action: Action): Plan {
  try {
    // By the ticket as it was: moving it away must not forbid what else he asks for.
    const { allowed, reason } = mayAct(situation.actor, action.do, mail.situation.ticket);
    if (!allowed) throw new Failure('forbidden', reason === 'tier' ? 'your tier may not do this' : reason);
    return planned(mail, situation, action);
  } catch (error) {
    if (error instanceof Failure) throw new Undoable(order, error);
    throw error;
  }
}

function planned(mail: ByMail, situation: Situation, action: Action): Plan {
  if (action.do === 'undo') throw new Failure('bad-usage', 'this cannot be done by mail');
  return planStep(situation, action, {
    post: () => mail,
    roster: () => mail.roster,
    other: (name) => other(mail, name, situation),
    reserved: () => {
      if (mail.reserved === null) throw new Error('a new ticket needs a number');
      return mail.reserved;
    },
  });
}

/** What he may not see is not there. */
function other({ others }: ByMail, name: string, { actor }: Situation): Ticket {
  const ticket = others.get(ticketNumber(name) ?? -1);
  const seen = ticket !== undefined && mayAct(actor, 'link', ticket).reason !== 'department';
  if (!seen) throw new Failure('not-found', `there is no ticket ${name}`);
  return ticket;
}

function joined(one: Plan, next: Plan): Plan {
  return {
    open: next.open ?? one.open,
    changes: [...one.changes, ...next.changes],
    messages: [...one.messages, ...next.messages],
    outgoing: [...one.outgoing, ...next.outgoing],
    moves: [...one.moves, ...next.moves],
    words: [one.words, next.words].filter(Boolean).join('; '),
    message: one.message ?? next.message,
    other: next.other ?? one.other,
  };
}

/** The ticket and its history as the next step finds them. */
function after(situation: Situation, { changes, messages }: Plan): Situation {
  const own = changes.filter(({ ticket }) => ticket === situation.ticket.id);
  const ticket = own.reduce((was, { change }) => changedBy(was, change), situation.ticket);
  const added = messages.filter((message) => message.ticket === ticket.id);
  return { ...situation, ticket, history: [...situation.history, ...added] };
}

function changedBy(ticket: Ticket, change: TicketChange): Ticket {
  const { state, department, owner, priority, subject, closedAt, mergedInto } = change;
  return {
    ...ticket,
    state: state ?? ticket.state,
    department: department ?? ticket.department,
    owner: owner === undefined ? ticket.owner : owner,
    priority: priority ?? ticket.priority,
    subject: subject ?? ticket.subject,
    closedAt: closedAt === undefined ? ticket.closedAt : closedAt,
    mergedInto: mergedInto ?? ticket.mergedInto,
  };
}

function settingOf(action: Action): string {
  switch (action.do) {
    case 'assign':
      return action.owner ?? '';
    case 'department':
      return action.department;
    case 'state':
      return action.state;
    case 'priority':
      return action.priority;
    case 'tags':
      return [...action.add.map((tag) => `+${tag}`), ...action.remove.map((tag) => `−${tag}`)].join(' ');
    case 'snooze':
      return action.until?.toISOString().slice(0, 16).replace('T', ' ') ?? '';
    case 'merge':
      return action.into;
    case 'link':
      return action.to;
    case 'subject':
    case 'split':
      return action.subject;
    default:
      return '';
  }
}
