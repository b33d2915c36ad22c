/** The way of one mail as a whole, from the door to what staff made of it; found by whatever somebody knows of it. */
import type { Finding, Reason, Stage } from '../decision.ts';
import type { AuditEntry } from './audit-store.ts';
import type { Envelope, Evidence, Scoring, Source } from './facts.ts';
import type { Page } from './inbox.ts';
import type { JudgementKind } from './judgements.ts';
import type { MailEntry, MailState } from './mail-store.ts';
import type { OutgoingEntry } from './outbox-store.ts';

/** A mail, or a try to hand one over, that was refused at the door. No words of it are kept. */
export interface Refusal {
  /** 24 hex digits, increasing. */
  readonly id: string;
  readonly at: Date;
  readonly source: Source;
  /** As far as it was told by then. */
  readonly envelope: Envelope;
  /** Null where nothing of the mail was read. */
  readonly messageId: string | null;
  readonly from: string | null;
  /** Octets; null where it was not read. */
  readonly size: number | null;
  /** What the client was told, with its codes; null for what a decision refused. */
  readonly reply: string | null;
  readonly findings: readonly Finding[];
  readonly score: number | null;
}

/** Days. */
export const refusalsKept = 30;

/** What a word names. */
export type Found =
  | { readonly kind: 'mail'; readonly id: string; readonly mail: MailEntry }
  | { readonly kind: 'refusal'; readonly id: string; readonly refusal: Refusal }
  | { readonly kind: 'outgoing'; readonly id: string; readonly outgoing: OutgoingEntry };

export interface TraceStore {
  /**
   * What that word names, the newest first: a mail, queue or outbox ID, the number of a ticket, a Message-ID of theirs or
   * ours, an address of mail; of refused mail also an IP address. `before`: only what is older than the one with this ID.
   */
  find(
    word: TraceWord,
    page: { readonly before: string | null; readonly limit: number },
  ): Promise<Page<Found>>;
  /** What went out because of a mail, the oldest first. */
  causedBy(mail: Pick<MailEntry, 'id' | 'settledAt' | 'acceptedAt'>): Promise<OutgoingEntry[]>;
  /** Keeps refusals for `refusalsKept` days; of very many the newest. */
  refuse(refusals: readonly Refusal[]): Promise<void>;
}

/** What somebody typed, as what it can be. */
export interface TraceWord {
  /** Without angle brackets and spaces around it. */
  readonly text: string;
  /** ID of a mail or of outgoing mail. */
  readonly id: string | null;
  /** Number of a ticket. */
  readonly ticket: number | null;
}

/** Reads what somebody typed; null where there is nothing. */
export function traceWord(typed: string): TraceWord | null {
  const text = typed
    .trim()
    .replace(/^<(.*)>$/s, '$1')
    .trim();
  if (text === '') return null;
  const id = /^[0-9a-f]{24}$/i.test(text) ? text.toLowerCase() : null;
  const ticket = /^\[?#?(\d{1,10})(?:-[0-9a-z]{4})?\]?$/i.exec(text)?.[1];
  return { text, id, ticket: ticket === undefined ? null : Number(ticket) };
}

/** One thing that happened to a mail. `at`: null where only the time of what follows is kept. */
export type Step = { readonly at: Date | null } & (
  | {
      readonly step: 'accepted';
      readonly source: Source;
      readonly envelope: Envelope;
      readonly lane: string;
      readonly size: number;
    }
  | {
      readonly step: 'refused';
      readonly source: Source;
      readonly envelope: Envelope;
      readonly reply: string | null;
      readonly size: number | null;
    }
  | { readonly step: 'evidence'; readonly evidence: Evidence }
  | { readonly step: 'score'; readonly scoring: Scoring }
  /** Of refused mail no more is kept. */
  | { readonly step: 'points'; readonly score: number }
  | { readonly step: 'found'; readonly stage: Stage; readonly reason: Reason; readonly detail: string }
  | {
      readonly step: 'settled';
      readonly state: MailState;
      readonly ticketId: string | null;
      readonly trouble: MailEntry['trouble'];
      /** Milliseconds from acceptance. */
      readonly ms: number | null;
    }
  | { readonly step: 'queued'; readonly outgoing: OutgoingEntry }
  | {
      readonly step: 'tried';
      readonly outgoing: OutgoingEntry;
      readonly state: 'sent' | 'deferred' | 'failed';
      readonly answer: string;
      readonly ms: number | null;
    }
  | { readonly step: 'bounced'; readonly outgoing: OutgoingEntry }
  | { readonly step: 'cancelled'; readonly outgoing: OutgoingEntry }
  | {
      readonly step: 'staff';
      readonly actor: string;
      readonly action: string;
      readonly detail: AuditEntry['detail'];
    }
  | { readonly step: 'judged'; readonly kind: JudgementKind; readonly by: string }
);

/** A mail with all that happened to it, in order. `found`: what the word named; the mail itself, or what it caused. */
export interface Story {
  /** Null for what no mail caused, and for what was refused. */
  readonly mail: MailEntry | null;
  readonly found: Found;
  readonly steps: readonly Step[];
}
