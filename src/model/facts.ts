/** What is known about one mail when it is decided upon. Gathered at the edges, read by pure functions. */

import type { AuthorMark, Finding } from '../decision.ts';
import type { Mail } from '../mail/mail.ts';
import type { RuleChanges, SenderKnown } from './circumstances.ts';
import type { Actor } from './people.ts';
import type { Ticket } from './ticket.ts';
import type { TicketMessage } from './ticket-store.ts';

export interface Envelope {
  /** Envelope sender (MAIL FROM) without angle brackets; `''` is the null sender. */
  readonly sender: string;
  /** Envelope recipients; for mail that came another way, the lanes found in its header. */
  readonly recipients: readonly string[];
}

/** Where a mail came from. */
export type Source =
  | {
      readonly kind: 'smtp';
      /** IP address of the client. */
      readonly address: string;
      /** HELO/EHLO name as given; untrusted. */
      readonly helo: string;
      /** Reverse name where known, else null. */
      readonly hostname: string | null;
      readonly tls: boolean;
      readonly user: string | null;
    }
  | {
      readonly kind: 'imap';
      readonly account: string;
      readonly mailbox: string;
      readonly uidValidity: string;
      readonly uid: number;
    }
  | { readonly kind: 'import'; readonly file: string };

export type Verdict =
  | 'pass'
  | 'fail'
  | 'softfail'
  | 'neutral'
  | 'none'
  | 'temperror'
  | 'permerror'
  | 'policy';

/** What speaks for the sender being who he says he is (RFC 8601 results). */
export interface Evidence {
  readonly spf: { readonly result: Verdict; readonly domain: string | null };
  readonly dkim: readonly { readonly result: Verdict; readonly domain: string; readonly selector: string }[];
  readonly dmarc: {
    readonly result: Verdict;
    readonly policy: 'none' | 'quarantine' | 'reject' | null;
    readonly domain: string | null;
  };
  readonly arc: { readonly result: Verdict; readonly sealer: string | null };
  /** How far the author may be believed. */
  readonly trust: Trust;
}

/**
 * `authenticated`: DMARC passed. `aligned`: an SPF or DKIM pass for the author's domain without a DMARC policy.
 * `unproven`: nothing for or against. `failed`: DMARC failed. `unavailable`: could not be looked up.
 */
export type Trust = 'authenticated' | 'aligned' | 'unproven' | 'failed' | 'unavailable';

/** Where nothing was found for or against a sender, or nothing was looked up: `trust` says which. */
export function noEvidence(trust: Trust): Evidence {
  return {
    spf: { result: 'none', domain: null },
    dkim: [],
    dmarc: { result: 'none', policy: null, domain: null },
    arc: { result: 'none', sealer: null },
    trust,
  };
}

/** What scores mail: rspamd, SpamAssassin's spamd, or whoever had it before us and wrote so into its header. */
export type Engine = 'rspamd' | 'spamd' | 'upstream';

/** The answer of a spam scorer. */
export interface Score {
  readonly engine: Engine;
  readonly score: number;
  /** The scorer's own word, e.g. `no action`, `reject`. */
  readonly action: string;
  readonly symbols: readonly {
    readonly name: string;
    readonly score: number;
    readonly options: readonly string[];
  }[];
  /** Milliseconds it took. */
  readonly ms: number;
}

/** `off`: none is set up. `unavailable`: it should have answered and did not, or not in its own language. */
export type Scoring =
  | { readonly kind: 'scored'; readonly score: Score }
  | { readonly kind: 'off' }
  | { readonly kind: 'unavailable'; readonly why: string };

/** A ticket ID, or a token that stands for one, found in a mail. */
export interface TicketClaim {
  /** `48213-K7QF` where a code was given, else `48213`. */
  readonly id: string;
  readonly number: number;
  readonly found: 'address' | 'references' | 'subject' | 'known-reference' | 'number' | 'body';
  /** The code or token carries our MAC. A bare number or a stored Message-ID never does. */
  readonly valid: boolean;
  /** Who the token was made for: staff tokens bind to one address. */
  readonly audience: 'customer' | 'staff' | null;
  /** Row of the outbox that the token names, where it names one. */
  readonly outgoing: string | null;
  /** True where it was written so that only a ticket ID can be meant (brackets or `#`). */
  readonly explicit: boolean;
  /** Of the reply address of a member of staff: his address, lower case. */
  readonly boundTo?: string;
  /** That address takes notes only. */
  readonly forNotes?: boolean;
}

/** What was learned while the client waited; kept with the mail, so that filing asks nobody twice. */
export interface Known {
  readonly evidence: Evidence | null;
  readonly scoring: Scoring | null;
}

/** One mail for one lane, made durable. */
export interface Delivery {
  /** 24 hex digits. */
  readonly id: string;
  /** Address of ours that it was for, lower case, without any token. */
  readonly lane: string;
  /** The recipient address as given, which may carry a token. */
  readonly recipient: string;
  readonly envelope: Envelope;
  readonly source: Source;
  /** When it was first made durable, or when the mailbox got it. */
  readonly acceptedAt: Date;
  /** Octets. */
  readonly size: number;
  readonly known: Known;
  /** Set by staff on release: the spam verdict no longer counts. */
  readonly released: boolean;
  /** When that was. The mail came at `acceptedAt` all the same; only what is owed for it now counts from here. */
  readonly releasedAt?: Date | null;
}

/** Automatic mail that an address had lately, for the caps (DESIGN 4). */
export interface RecentAutomatic {
  readonly toAddressHour: number;
  readonly toAddressDay: number;
  readonly toDomainHour: number;
  readonly dead: boolean;
  /** Receipts, and answers of staff, within a week. */
  readonly toAddressWeek: number;
  /** Subjects of the receipts that the address got within a week. */
  readonly subjects: readonly string[];
}

/** The beginning of a mail on a ticket. `ours`: staff answered. */
export interface Said {
  readonly ours: boolean;
  readonly text: string;
}

/** What the desk knows of a mail that staff wrote, or that came to the reply address of one of them. */
export interface AtDesk {
  /** The author, with the rights that he has now; null where he is no member of staff. */
  readonly actor: Actor | null;
  /** The reply address that the mail came to: whose it is, for which ticket, and whether it takes notes only. */
  readonly bound: { readonly to: string; readonly ticket: Ticket; readonly note: boolean } | null;
  /** The mail goes to the author's own reply address as well, and is taken there. */
  readonly elsewhere: boolean;
  /** Of that ticket, where the author is staff. */
  readonly history: readonly TicketMessage[];
  /** Entry of the history that the notice told of; null where that cannot be told. */
  readonly answers: string | null;
  /** Tickets that the mail's commands name, merges followed; by number. */
  readonly others: ReadonlyMap<number, Ticket>;
}

/** All that `decide` reads. */
export interface Facts {
  readonly delivery: Delivery;
  readonly mail: Mail;
  readonly evidence: Evidence;
  readonly scoring: Scoring;
  readonly claims: readonly TicketClaim[];
  /** Tickets that the claims point to, merges followed; keyed by the number that was claimed. */
  readonly tickets: ReadonlyMap<number, Ticket>;
  /** Non-participants who used the ID of that ticket within the last hour, by claimed number. */
  readonly strangers: ReadonlyMap<number, number>;
  /** Automatic mail that the answer address had lately. */
  readonly recent: RecentAutomatic;
  /** Too many wrong ticket IDs came lately, from where this mail came from or in all. */
  readonly guessing: boolean;
  /** Tickets that this node opened within the last hour for people whom nothing proved. */
  readonly unprovenTickets: number;
  /** What was said on each claimed ticket within a week, by claimed number. */
  readonly said: ReadonlyMap<number, readonly Said[]>;
  /** A ticket of the same author with the same subject and words, where he opened too many such ones within a week. */
  readonly repeated: Ticket | null;
  /** Null where staff have no part in the mail. */
  readonly desk: AtDesk | null;
  /** Absent where no rule asked. */
  readonly sender?: SenderKnown;
  /** False where a refusal can no longer reach the sending server (mailbox, held mail): then hold instead. */
  readonly canRefuse: boolean;
  readonly now: Date;
}

/** What threading made of the claims. */
export interface Match {
  /** The ticket that the mail belongs to; null: none, or a new one. */
  readonly ticket: Ticket | null;
  /** True where that ticket was closed and this mail reopens it. */
  readonly reopens: boolean;
  /** An earlier ticket to link a new one to. */
  readonly linkedTo: Ticket | null;
  /** The subject carries the valid ID of an open ticket: the one way to the bypass (DESIGN 3.2). */
  readonly subjectIdOpen: boolean;
  /** Rows of the outbox that tokens in this mail name, the strongest clue first. */
  readonly outgoing: readonly string[];
  readonly author: AuthorMark;
  readonly findings: readonly Finding[];
}

/** What screening made of it. `hold`: wait for the scorer. */
export interface Screened {
  readonly verdict: 'pass' | 'quarantine' | 'reject' | 'hold' | 'discard';
  readonly bypass: boolean;
  readonly findings: readonly Finding[];
  /** The scorer’s points with what was added to them; absent where there are none. */
  readonly score?: number;
  /** What rules want done beside the verdict; absent where none fired. */
  readonly changes?: RuleChanges;
  /** What a rule says to who is refused: one line. */
  readonly refusal?: string;
}
