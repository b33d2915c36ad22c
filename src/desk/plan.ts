/** What an action writes. Pure: from a ticket, its history and the actor to changes, entries and mails. */

import type { NewOutgoing } from '../model/outbox-store.ts';
import type { Actor } from '../model/people.ts';
import type { Move, Ticket } from '../model/ticket.ts';
import type { NewMessage, NewTicket, TicketChange, TicketMessage } from '../model/ticket-store.ts';
import type { Action, ActionName } from './action.ts';

/** All that an action writes, in one transaction. */
export interface Plan {
  readonly open: NewTicket | null;
  readonly changes: readonly { readonly ticket: string; readonly change: TicketChange }[];
  readonly messages: readonly NewMessage[];
  readonly outgoing: readonly NewOutgoing[];
  readonly moves: readonly Move[];
  /** What happened, behind the ticket's ID. */
  readonly words: string;
  readonly message: string | null;
  /** `id` of the other ticket, where there is one. */
  readonly other: string | null;
}

/** What planning knows. */
export interface Situation {
  readonly ticket: Ticket;
  readonly history: readonly TicketMessage[];
  readonly actor: Actor;
  readonly now: Date;
  newId(): string;
}

export type ActionOf<Name extends ActionName> = Extract<Action, { do: Name }>;

const nothing: Plan = {
  open: null,
  changes: [],
  messages: [],
  outgoing: [],
  moves: [],
  words: '',
  message: null,
  other: null,
};

/** A change of the ticket with its entry in the history. `mark` names what, `text` says it to a person. */
export function changed(
  situation: Situation,
  change: TicketChange,
  mark: string,
  words: string,
  text: string,
): Plan {
  const entry = eventOf(situation, situation.ticket.id, mark, text);
  const changes = [{ ticket: situation.ticket.id, change }];
  return { ...nothing, changes, messages: [entry], words, message: entry.id };
}

/** A plan of these parts. */
export function planOf(parts: Partial<Plan> & Pick<Plan, 'words'>): Plan {
  return { ...nothing, ...parts };
}

/** Something that happened, by the hand of the actor. */
export function eventOf(
  {
    actor,
    now,
    newId,
  }: Pick<Situation, 'now' | 'newId'> & { readonly actor: Pick<Actor, 'name' | 'address'> },
  ticket: string,
  mark: string,
  text: string,
): NewMessage {
  return {
    id: newId(),
    ticket,
    kind: 'event',
    messageId: null,
    from: { name: actor.name || actor.address || 'Postern', address: actor.address },
    to: [],
    subject: '',
    text,
    replyText: text,
    html: null,
    attachments: [],
    mark,
    nature: null,
    mail: null,
    outgoing: null,
    createdAt: now,
  };
}
