/** What mirroring is made from. */
import type { MirrorStore } from '../model/mirroring.ts';
import type { Cursor } from '../model/node-store.ts';
import type { OutboxStore, OutgoingEntry } from '../model/outbox-store.ts';
import type { Log } from '../model/ports.ts';
import type { Ticket } from '../model/ticket.ts';
import type { TicketMessage, TicketStore } from '../model/ticket-store.ts';
import type { FolderTree, Standing } from './folders.ts';

export interface MirrorParts {
  /** Name that copies are kept under. */
  readonly name: string;
  readonly tree: FolderTree;
  readonly notes: boolean;
  /** Of the settings: with others, all tickets are looked at anew. */
  readonly mark: string;
  /** Tickets that nothing happened to since then are left out at first. */
  readonly since: () => Date;
  readonly hostname: string;
  readonly store: MirrorStore;
  readonly cursors: {
    cursor(folder: string): Promise<Cursor | null>;
    saveCursor(folder: string, cursor: Cursor): Promise<void>;
  };
  readonly tickets: Pick<TicketStore, 'byId' | 'messages'>;
  readonly outbox: Pick<OutboxStore, 'find'>;
  /** A mail as it came. Throws Failure `not-found`. */
  raw(mail: string): Promise<Uint8Array>;
  /** A mail as it was sent. Throws Failure `rejected` where it cannot be made any more. */
  render(entry: OutgoingEntry): Promise<Uint8Array>;
  /** A note as a mail. */
  note(ticket: Ticket, message: TicketMessage): OutgoingEntry;
  /** Where answers to a copy go; null: as the mail says. */
  replyTo(ticket: Ticket, message: TicketMessage): string | null;
  /** What a person asked for by moving a mail. Throws Failure where it makes no sense as things stand. */
  change(ticket: Ticket, wanted: Standing): Promise<void>;
  readonly log: Log;
}
