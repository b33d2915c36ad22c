/** One action on a ticket as a plan: the same for the page, the API, mail and commands. Pure. */
import type { Ticket } from '../model/ticket.ts';
import type { Action, ActionName } from './action.ts';
import { forward, type Post, reply } from './answer.ts';
import {
  assign,
  markSolution,
  moveDepartment,
  note,
  type Roster,
  rename,
  setPriority,
  setState,
  setTags,
  snooze,
} from './changes.ts';
import { link, merge, split } from './joins.ts';
import type { Plan, Situation } from './plan.ts';

/** What an action may need beside the situation; each is asked for where it is needed alone. */
export interface Means {
  readonly post: () => Post;
  readonly roster: () => Roster;
  /** Throws Failure `not-found` for what the actor does not see. */
  readonly other: (name: string) => Ticket;
  /** Number and ID of a new ticket. */
  readonly reserved: () => { readonly number: number; readonly ticketId: string };
}

const unprepared = (): never => {
  throw new Error('the action has no need of this');
};

export const noMeans: Means = {
  post: unprepared,
  roster: unprepared,
  other: unprepared,
  reserved: unprepared,
};

/** Taking a mail back is no plan: it is done at once, or it is too late. */
export type Step = Exclude<Action, { do: 'undo' }>;

/** Actions that read what was said on the ticket. */
const readsHistory: ReadonlySet<ActionName> = new Set(['reply', 'forward', 'merge', 'split', 'undo']);

export function needsHistory(action: Pick<Action, 'do'>): boolean {
  return readsHistory.has(action.do);
}

/** Throws Failure `bad-usage`, `not-found` or `bad-address` where the action makes no sense as things stand. */
export function planStep(situation: Situation, action: Step, means: Means): Plan {
  switch (action.do) {
    case 'reply':
      return reply(situation, action, means.post());
    case 'forward':
      return forward(situation, action, means.post());
    case 'note':
      return note(situation, action);
    case 'assign':
      return assign(situation, action, means.roster());
    case 'department':
      return moveDepartment(situation, action, means.roster());
    case 'state':
      return setState(situation, action);
    case 'priority':
      return setPriority(situation, action);
    case 'tags':
      return setTags(situation, action);
    case 'snooze':
      return snooze(situation, action);
    case 'solution':
      return markSolution(situation, action);
    case 'subject':
      return rename(situation, action);
    case 'merge':
      return merge(situation, means.other(action.into));
    case 'link':
      return link(situation, means.other(action.to), action.remove);
    case 'split':
      return split(situation, action, means.reserved());
  }
}
