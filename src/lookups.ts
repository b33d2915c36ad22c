/** What gathering the facts about a mail is made from. */
import type { Roster } from './desk/changes.ts';
import type { Rate } from './model/circumstances.ts';
import type { RecentAutomatic, Said } from './model/facts.ts';
import type { KeyRing } from './model/node-store.ts';
import type { OutgoingEntry } from './model/outbox-store.ts';
import type { Actor, Agent, Staff } from './model/people.ts';
import type { Authenticator, Scorer } from './model/ports.ts';
import type { Ticket } from './model/ticket.ts';
import type { TicketMessage } from './model/ticket-store.ts';
import type { Seen } from './watching/seen.ts';

/** What gathering asks of the store; `explain` without a store answers that it knows nothing. */
export interface Lookups {
  ring(): KeyRing;
  byNumber(number: number): Promise<Ticket | null>;
  byMessageIds(messageIds: readonly string[]): Promise<Ticket[]>;
  byReferences(messageIds: readonly string[]): Promise<Ticket[]>;
  strangersSince(ticket: string, since: Date): Promise<number>;
  ofRequester(address: string, since: Date): Promise<Ticket[]>;
  saidSince(ticket: string, since: Date): Promise<Said[]>;
  recentAutomatic(address: string, now: Date): Promise<RecentAutomatic>;
  outgoing(id: string): Promise<OutgoingEntry | null>;
  /** The history of a ticket. */
  messages(ticket: string): Promise<TicketMessage[]>;
  /** Whether staff wrote to the address since then, or it has a ticket to which something happened. */
  isKnown(address: string, since: Date): Promise<boolean>;
  /** When staff last wrote to the address since then. */
  writtenTo(address: string, since: Date): Promise<Date | null>;
  /** What the store has on a member of staff. */
  agent(address: string): Promise<Agent | null>;
}

/** Who is staff, and what each may do, at this moment. */
export interface StaffNow extends Staff {
  /** Who that is with the rights of this moment; null: no member of staff. `agent`: what the store has on him, just read. */
  actor(address: string, agent: Agent | null): Actor | null;
  /** Who is told of what comes for the department: its members, and agents it was given to; lower case. */
  members(department: string): string[];
  /** Everybody, with his name; the address where he has none. */
  people(): { readonly address: string; readonly name: string }[];
  /** For actions at the desk. */
  roster(): Roster;
  /** Disabled: he is told nothing any more, and his reply addresses are good for nothing. */
  isGone(address: string): boolean;
}

export interface GatherParts {
  readonly lookups: Lookups;
  readonly authenticator: Authenticator;
  readonly scorer: Scorer;
  readonly staff: StaffNow;
  /** Our name, as our loop header gives it. */
  readonly hostname: string;
  now(): Date;
  /** Tickets of one author in a week that say the same, after which he is taken for a program; of as many mails of ours. */
  readonly mostAlike: number;
  readonly seen: Pick<Seen, 'guessing' | 'unprovenTickets' | 'rates'>;
  /** What the active rules ask for beside the mail. */
  wanted(): { readonly known: boolean; readonly rates: readonly Pick<Rate, 'of' | 'minutes'>[] };
  /** So long somebody is known. */
  readonly knownDays: number;
  /** Whether it counts that staff wrote to somebody (`screening.trustKnown`). */
  readonly asksWhomStaffWroteTo: boolean;
}
