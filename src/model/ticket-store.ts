/** Tickets and their messages, as they are written and asked for. */
import type { Attachment } from '../mail/mail.ts';
import type { Said } from './facts.ts';
import type { Solution } from './inbox.ts';
import type { NewOutgoing } from './outbox-store.ts';
import type { MessageKind, Move, Priority, Ticket, TicketState, Turn } from './ticket.ts';

export interface NewTicket {
  readonly id: string;
  readonly number: number;
  readonly ticketId: string;
  readonly subject: string;
  readonly department: string;
  readonly owner: string | null;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly requester: { readonly name: string; readonly address: string };
  readonly participants: readonly string[];
  readonly createdAt: Date;
  /** Where that is not when it was created. */
  readonly updatedAt?: Date;
  readonly dispatchedAt: Date;
  /** `id` of an earlier ticket. */
  readonly linkedTo: string | null;
}

export interface TicketChange {
  readonly state?: TicketState;
  readonly department?: string;
  readonly owner?: string | null;
  readonly priority?: Priority;
  readonly subject?: string;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  readonly addParticipants?: readonly string[];
  readonly mergedInto?: string;
  readonly closedAt?: Date | null;
  /** Null: it sleeps no longer. */
  readonly waitUntil?: Date | null;
  readonly solution?: Solution | null;
  /** `id`s of other tickets. */
  readonly addLinks?: readonly string[];
  readonly removeLinks?: readonly string[];
}

export interface NewMessage {
  readonly id: string;
  readonly ticket: string;
  readonly kind: MessageKind;
  readonly messageId: string | null;
  /** Message-IDs of what it answers, the nearest first; absent where it answers nothing. */
  readonly references?: readonly string[];
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly replyText: string;
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  /** Beside the author, and of events what happened: closed sets live in decision.ts. */
  readonly mark: string | null;
  readonly nature: string | null;
  readonly mail: string | null;
  readonly outgoing: string | null;
  /** Of an answer. */
  readonly turn?: Turn;
  /** `id` of the message that it sends on. */
  readonly forwards?: string;
  /** Of an event: `id` of the answer that was taken back. */
  readonly takesBack?: string;
  readonly createdAt: Date;
}

export interface TicketMessage extends NewMessage {}

export interface TicketQuery {
  readonly state?: TicketState;
  readonly department?: string;
  readonly owner?: string;
  readonly search?: string;
  readonly limit?: number;
}

/** What was done under a cause, so that a repeat is told of it and does nothing. */
export interface Deed {
  /** Unique. */
  readonly cause: string;
  /** `id` of the ticket. */
  readonly ticket: string;
  readonly words: string;
  readonly message: string | null;
  readonly other: string | null;
}

export interface TicketStore {
  /** A number never given before; from a block reserved for this node. */
  nextNumber(): Promise<number>;
  /** Merges followed (at most ten). */
  byNumber(number: number): Promise<Ticket | null>;
  byId(id: string): Promise<Ticket | null>;
  /** Tickets that hold a message with one of these Message-IDs (without brackets), merges followed; newest first. */
  byMessageIds(messageIds: readonly string[]): Promise<Ticket[]>;
  /** Tickets with a mail that answers one of these, the newest first. */
  byReferences(messageIds: readonly string[]): Promise<Ticket[]>;
  /** Authors marked `new-correspondent` on the ticket since then. */
  strangersSince(ticket: string, since: Date): Promise<number>;
  /** Tickets of that requester (lower case) that something happened to since then; the newest twenty. */
  ofRequester(address: string, since: Date): Promise<Ticket[]>;
  /** What mails on the ticket said since then, theirs and ours: the first 500 characters of each, the newest twenty. */
  saidSince(ticket: string, since: Date): Promise<Said[]>;
  list(query: TicketQuery): Promise<Ticket[]>;
  messages(ticket: string): Promise<TicketMessage[]>;
  /**
   * Opens a ticket by hand, or changes one, with its messages and outgoing mail, in one transaction. False, and nothing
   * is written, where the cause of the deed has written before.
   */
  write(work: {
    open: NewTicket | null;
    changes: readonly { ticket: string; change: TicketChange }[];
    messages: readonly NewMessage[];
    outgoing: readonly NewOutgoing[];
    moves?: readonly Move[];
    /** Nothing is written, and Failure `stale` thrown, where the ticket was changed at another time. */
    unchanged?: { readonly ticket: string; readonly since: Date };
    /** Kept for two days. */
    deed?: Deed;
  }): Promise<boolean>;
  /** What was written under that cause. */
  deed(cause: string): Promise<Deed | null>;
  count(): Promise<number>;
}
