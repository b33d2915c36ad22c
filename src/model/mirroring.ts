/** The shared mail folder: a copy of every ticket in a mailbox. What is kept about it, and what it needs of an IMAP server. */
import type { Ticket } from './ticket.ts';

/** A mail in a folder, as long as the folder keeps its UIDVALIDITY (RFC 9051, 2.3.1.1). `folder` has `/` between names. */
export interface Place {
  readonly folder: string;
  readonly uidValidity: string;
  readonly uid: number;
}

/** What is known of the copy of a message of a ticket. */
export interface MirrorCopy {
  /** `id` of the message. */
  readonly message: string;
  /** Null: it is not there, or nobody knows where. */
  readonly place: Place | null;
  /** Folder that it is being put into; null once it is known to be there. */
  readonly intended: string | null;
  readonly seen: boolean;
  readonly flagged: boolean;
  /** A person took it out of our folders: it is not put back. */
  readonly gone: boolean;
  /** Its mail has not been sent yet. */
  readonly waiting: boolean;
}

/** The tickets up to here were looked at; they come in the order of their last change. */
export interface MirrorPosition {
  /** Of the settings: with others, all tickets are looked at anew. */
  readonly mark: string;
  readonly at: Date;
}

/** All that is known of copies, by the name of the mirror. */
export interface MirrorStore {
  position(mirror: string): Promise<MirrorPosition | null>;
  savePosition(mirror: string, position: MirrorPosition): Promise<void>;
  /** Tickets that changed at that time or later, the first first. Merged ones are left out. */
  changedSince(at: Date, after: string | null, limit: number): Promise<Ticket[]>;
  /** `id`s of tickets with a mail that has not been sent yet, or whose copy is on its way. */
  unsettled(mirror: string): Promise<string[]>;
  /** The ticket that a message is of now; null where there is no such message. */
  ticketOf(message: string): Promise<Ticket | null>;
  copies(mirror: string, messages: readonly string[]): Promise<Map<string, MirrorCopy>>;
  /** Notes that these are about to be put into the folder; durable when it returns. */
  intend(mirror: string, messages: readonly string[], folder: string): Promise<void>;
  /** Where it is now. */
  placed(
    mirror: string,
    message: string,
    place: Place,
    flags?: { readonly seen: boolean; readonly flagged: boolean },
  ): Promise<void>;
  flagged(
    mirror: string,
    messages: readonly string[],
    flags: { readonly seen: boolean; readonly flagged: boolean },
  ): Promise<void>;
  gone(mirror: string, messages: readonly string[]): Promise<void>;
  wait(mirror: string, message: string): Promise<void>;
  /**
   * Forgets the copies that lie in a folder under another UIDVALIDITY than this: they are not there, and are made anew. Gives
   * the `id`s of their tickets.
   */
  forgetOthers(mirror: string, folder: string, uidValidity: string): Promise<string[]>;
  /** As if they had never been made. */
  forget(mirror: string, messages: readonly string[]): Promise<void>;
}

/** How far a folder was read, and what came since. */
export interface News {
  readonly uidValidity: string;
  readonly lastUid: number;
  /** The UIDs that we knew no longer hold: this is all that is in the folder. */
  readonly renumbered: boolean;
  /** In the order of their UIDs. `message`: as our header says; null for a mail that is none of ours. */
  readonly arrived: readonly { readonly uid: number; readonly message: string | null }[];
}

/** A mailbox on an IMAP server. All methods throw where the connection or the server fails. */
export interface MirrorMailbox {
  /** Makes those that are missing. */
  make(folders: readonly string[]): Promise<void>;
  /** What is new in each; folders without news are left out. */
  news(
    folders: ReadonlyMap<string, { readonly uidValidity: string; readonly lastUid: number } | null>,
  ): Promise<Map<string, News>>;
  /** Null: it is there, but where was not told. `refused`: the server takes others, but not this mail. */
  append(
    folder: string,
    raw: Uint8Array,
    flags: readonly string[],
    date: Date,
  ): Promise<{ readonly place: Place | null } | { readonly refused: string }>;
  /** Those of the UIDs that were there, and where they are now: null where that was not told. */
  move(from: Place, uids: readonly number[], to: string): Promise<Map<number, Place | null>>;
  /** Those of the UIDs that are there. */
  there(at: Place, uids: readonly number[]): Promise<Set<number>>;
  mark(at: Place, uids: readonly number[], add: readonly string[], remove: readonly string[]): Promise<void>;
  /** What is not there is left alone. */
  remove(at: Place, uids: readonly number[]): Promise<void>;
}
