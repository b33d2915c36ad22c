/** The shared inbox: what its lists, searches and composers are made of, and what they need of the store. */

import type { Draft } from './draft.ts';
import type { MailEntry } from './mail-store.ts';
import type { OutgoingState } from './outbox-store.ts';
import type { Departments } from './people.ts';
import type { Problem, Report } from './report.ts';
import type { Ticket } from './ticket.ts';
import type { TicketMessage } from './ticket-store.ts';
import type { UploadStore } from './uploads.ts';

/** Lists of tickets. Beside them stand the lists of mails that became no ticket: `quarantine` and `failed`. */
export const ticketLists = [
  'unassigned',
  'mine',
  'department',
  'waiting',
  'held',
  'solved',
  'closed',
  'all',
] as const;
export type TicketList = (typeof ticketLists)[number];

/** Counting a list stops here: `1,000+`. Counts stand on every page, and must cost nothing. */
export const mostCounted = 1000;

/** Whose eyes: only departments he sees are listed, counted and found. */
export interface Viewer {
  /** Lower case; for `mine`. */
  readonly address: string;
  readonly departments: Departments;
}

/** A ticket as a line of a list. */
export interface TicketLine extends Ticket {
  /** Start of what was said last by a person, at most 160 characters, on one line. */
  readonly preview: string;
  /** Who said it, and when. */
  readonly last: {
    readonly from: string;
    readonly kind: 'inbound' | 'reply' | 'note';
    readonly at: Date;
  } | null;
  /** Inbound mail, replies and notes. */
  readonly messages: number;
  readonly hasAttachment: boolean;
  /** Sleeps until then, or until the customer writes. */
  readonly waitUntil: Date | null;
  readonly solution: Solution | null;
  /** IDs of tickets that were linked by hand, or that this one goes on from. */
  readonly links: readonly string[];
}

/** What solved a known problem: marked by staff on the ticket that shows it. */
export interface Solution {
  readonly problem: string;
  readonly note: string;
  readonly by: string;
  readonly at: Date;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it back to get what follows; null at the end. Opaque. */
  readonly next: string | null;
}

/** One thing that a search asks for. Several must all be true. */
export type Term =
  | { readonly field: 'words'; readonly value: string; readonly phrase: boolean; readonly not: boolean }
  | { readonly field: 'from' | 'to' | 'subject' | 'body'; readonly value: string; readonly not: boolean }
  | { readonly field: 'id'; readonly value: number; readonly not: boolean }
  | { readonly field: 'state'; readonly value: Ticket['state']; readonly not: boolean }
  | {
      readonly field: 'is';
      readonly value: 'open' | 'unassigned' | 'mine' | 'snoozed' | 'solution' | 'overdue';
      readonly not: boolean;
    }
  | { readonly field: 'has'; readonly value: 'attachment' | 'note' | 'bounce'; readonly not: boolean }
  | {
      readonly field: 'tag' | 'department' | 'assigned' | 'priority';
      readonly value: string;
      readonly not: boolean;
    }
  | { readonly field: 'before' | 'after'; readonly value: Date; readonly not: boolean };

export interface Query {
  readonly terms: readonly Term[];
  /** What was typed but not understood as an operator, and is searched for as words instead. */
  readonly notUnderstood: readonly string[];
}

/** A page of a list. `query` narrows it. */
export interface Listing {
  readonly list: TicketList;
  /** For `department`: which; null: all that the viewer sees. */
  readonly department: string | null;
  readonly query: Query | null;
  readonly order: 'date' | 'relevance';
  readonly after: string | null;
  readonly limit: number;
}

/** A past ticket that looks like an open one, and how it was solved. */
export interface SimilarTicket {
  readonly ticket: TicketLine;
  /** 0 to 1. */
  readonly likeness: number;
  /** The marked solution, else the last answer of staff before it was solved. */
  readonly answer: string;
}

/** A file that staff add to an answer. The bytes lie in the store by their SHA-256. */
export interface Upload {
  readonly filename: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string;
  /** For pictures within HTML; null for the rest. */
  readonly contentId: string | null;
}

export interface CannedReply {
  readonly id: string;
  readonly name: string;
  /** Null: for all. */
  readonly department: string | null;
  readonly language: string;
  /** Plain text with variables: `{{ customer.name }}`, `{{ ticket.id }}`, `{{ agent.name }}` … */
  readonly text: string;
  /** ID of the ticket whose solution it came from. */
  readonly source: string | null;
  readonly updatedBy: string;
  readonly updatedAt: Date;
}

export interface SavedSearch {
  readonly id: string;
  /** Null: for everybody. */
  readonly agent: string | null;
  readonly name: string;
  readonly query: string;
}

export interface Presence {
  readonly agent: string;
  readonly name: string;
  readonly doing: 'viewing' | 'replying';
  readonly until: Date;
}

/** Something changed; pages ask again for what they show. `ticket`: id, where it is about one. */
export interface Change {
  readonly what: 'ticket' | 'message' | 'outgoing' | 'mail' | 'presence';
  readonly ticket: string | null;
}

export interface InboxStore extends UploadStore {
  /** Counts stop at `mostCounted`. */
  counts(viewer: Viewer): Promise<Record<TicketList, number>>;
  /** What waits for work (the list `department`) in each of these. */
  countByDepartment(viewer: Viewer, departments: readonly string[]): Promise<Map<string, number>>;
  tickets(viewer: Viewer, listing: Listing): Promise<Page<TicketLine>>;
  /** Null where there is none, or the viewer may not see it. Merges are followed. */
  ticket(viewer: Viewer, id: string): Promise<TicketLine | null>;
  /** Other tickets of the same requester, newest first. */
  ofRequester(viewer: Viewer, address: string, limit: number): Promise<TicketLine[]>;
  /** The newest entries of a ticket, so many at the most. */
  history(ticket: string, newest: number): Promise<History>;
  /** A message as a whole, with the ticket it is of. Null where there is none, or the viewer may not see it. */
  message(viewer: Viewer, id: string): Promise<{ message: TicketMessage; ticket: TicketLine } | null>;
  /** Those of the mails that there are, by id. */
  mails(ids: readonly string[]): Promise<Map<string, MailEntry>>;
  /** State of the outgoing rows of a ticket, by their ids. */
  deliveries(ticket: string): Promise<Map<string, Delivery>>;
  similar(viewer: Viewer, ticket: string, limit: number): Promise<SimilarTicket[]>;
  problems(viewer: Viewer, since: Date, limit: number): Promise<Problem[]>;
  report(viewer: Viewer, since: Date): Promise<Report>;
  /** All tags in use, the most frequent first. */
  tags(viewer: Viewer): Promise<string[]>;

  drafts(agent: string): Promise<Draft[]>;
  draft(agent: string, ticket: string, kind: Draft['kind']): Promise<Draft | null>;
  draftsOn(ticket: string): Promise<Draft[]>;
  saveDraft(draft: Omit<Draft, 'id'>): Promise<Draft>;
  dropDraft(agent: string, ticket: string, kind: Draft['kind']): Promise<void>;

  canned(departments: Departments): Promise<CannedReply[]>;
  saveCanned(reply: Omit<CannedReply, 'id'> & { readonly id: string | null }): Promise<CannedReply>;
  dropCanned(id: string): Promise<boolean>;

  searches(agent: string): Promise<SavedSearch[]>;
  saveSearch(search: Omit<SavedSearch, 'id'>): Promise<SavedSearch>;
  dropSearch(agent: string, id: string): Promise<boolean>;

  /** Says what somebody does on a ticket, for so long; `doing` null: no longer there. */
  here(
    ticket: string,
    agent: { id: string; name: string },
    doing: Presence['doing'] | null,
    ms: number,
  ): Promise<void>;
  present(ticket: string, now: Date): Promise<Presence[]>;

  /** Ids of tickets that sleep though their time has come, the longest due first; at most so many. */
  sleepers(now: Date, limit: number): Promise<string[]>;
}

/** What a page shows of the history of a ticket. */
export interface History {
  /** Entries before these. */
  readonly earlier: number;
  /** Oldest first. Texts and HTML are cut to 20,000 characters. */
  readonly messages: readonly TicketMessage[];
}

/** What became of an outgoing mail, in the words of the server that took or refused it. */
export interface Delivery {
  readonly id: string;
  readonly to: string;
  readonly kind: string;
  readonly state: OutgoingState;
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly lastAnswer: string | null;
  readonly messageId: string;
}
