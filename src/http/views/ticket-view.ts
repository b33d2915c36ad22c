/** What the page of a ticket is made from. */

import type { Failure } from '../../failure.ts';
import type { Delivery, History, Presence, SimilarTicket, TicketLine } from '../../model/inbox.ts';
import type { JudgementEntry } from '../../model/judgements.ts';
import type { MailEntry } from '../../model/mail-store.ts';
import type { Form } from '../inbox/ticket-form.ts';
import type { Surroundings } from './inbox-page.ts';
import type { Markup } from './page.ts';

/** How mails with HTML are shown: `auto` formats what is hard to read as text. */
export const mailModes = ['auto', 'text', 'formatted'] as const;
export type MailMode = (typeof mailModes)[number];

/** What was sent and not done. */
export interface Posted {
  readonly form: Form;
  readonly failure: Failure;
}

export interface TicketView extends Surroundings {
  readonly ticket: TicketLine;
  readonly history: History;
  /** The mails that the messages shown came as, by id. */
  readonly mails: ReadonlyMap<string, MailEntry>;
  /** What was said of those mails, by id, and whether a filter learns it. */
  readonly judgements: ReadonlyMap<string, JudgementEntry>;
  readonly learns: boolean;
  /** By id of the row of the outbox. */
  readonly deliveries: ReadonlyMap<string, Delivery>;
  /** Staff that the ticket can be assigned to. */
  readonly people: readonly { readonly address: string; readonly name: string }[];
  readonly ofRequester: readonly TicketLine[];
  readonly similar: readonly SimilarTicket[];
  readonly present: readonly Presence[];
  /** Null: one that the viewer does not see. */
  readonly linked: readonly (TicketLine | null)[];
  readonly allTags: readonly string[];
  /** Where staff write. */
  readonly composer: Markup;
  readonly now: Date;
  readonly mode: MailMode;
  /** Entries that are shown at the most. */
  readonly shown: number;
  /** What was sent and not done; null on a page that was only asked for. */
  readonly posted: Posted | null;
}

/** Where the page is; with the choices of its address, so that what is fetched anew is the same. */
export function ticketPath({ ticket, shown }: Pick<TicketView, 'ticket' | 'shown'>): string {
  return `/inbox/${ticket.ticketId}${shown === firstShown ? '' : `?show=${shown}`}`;
}

/** Entries on a page at first. */
export const firstShown = 50;

/** What a form of the page does with htmx: only what changed is exchanged, and a half-written answer stays. */
export const swapAttributes = {
  target: '#ticket-head',
  oob: '#history:outerMorph,#side:outerMorph',
} as const;
