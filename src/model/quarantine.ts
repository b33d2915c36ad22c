/** Mail that is held as unsolicited: what lists of it ask for, what staff do with it, and who is told of it each day. */
import type { Reason } from '../decision.ts';
import type { Page } from './inbox.ts';
import type { MailEntry } from './mail-store.ts';
import type { Agent } from './people.ts';

export interface HeldQuery {
  /** Only mail to these, lower case. */
  readonly lanes?: readonly string[];
  /** Part of the author’s address or of the envelope sender, in any case. */
  readonly sender?: string;
  /** In the sender, the subject or the particulars of the reason, in any case; or the Message-ID. */
  readonly search?: string;
  /** Also those held for one of these reasons: their words hold what is searched for. */
  readonly searchReasons?: readonly Reason[];
  /** Only those that screening held for this reason. */
  readonly reason?: Reason;
  /** The newest first, or the highest score first. */
  readonly order?: 'date' | 'score';
  /** `next` of the page before. */
  readonly after?: string | null;
  readonly limit: number;
}

/** What a digest of a department told of last. */
export interface DigestMark {
  /** `2026-03-01`, by the clock of the machine that sent it. */
  readonly day: string;
  /** Mail held until then was told of. */
  readonly until: Date;
}

export interface QuarantineStore {
  list(query: HeldQuery): Promise<Page<MailEntry>>;
  /** For which reasons mail is held in those lanes, and how often; of the newest two thousand. */
  reasons(lanes?: readonly string[]): Promise<Map<Reason, number>>;
  /** What came into quarantine after `since` and until `until`, the lowest score first; and how many there are. */
  between(
    lanes: readonly string[],
    since: Date,
    until: Date,
    limit: number,
  ): Promise<{ readonly mails: MailEntry[]; readonly count: number }>;
  /** How many are held since before that. */
  countBefore(before: Date): Promise<number>;
  /** Discards those that are held since before that, with the reason `expired`; gives how many. Their bytes are kept. */
  expire(before: Date, detail: string): Promise<number>;
  digestMark(department: string): Promise<DigestMark | null>;
  saveDigestMark(department: string, mark: DigestMark): Promise<void>;
}

/**
 * What staff do with a held mail. `release` files it, `ham` also teaches the scorer that it is none, `allow` also puts its
 * sender on the allow list; `delete` discards it, `spam` also teaches the scorer.
 */
export const deeds = ['release', 'ham', 'allow', 'delete', 'spam'] as const;
export type Deed = (typeof deeds)[number];

export interface Order {
  readonly deed: Deed;
  /** Why; of what is deleted or allowed. */
  readonly reason?: string;
}

/** Who gives it, for the audit trail. `via`: `page`, `api`, `command`, `digest`. */
export interface OrderedBy {
  readonly actor: string;
  readonly via: string;
  /** Of the API token. */
  readonly token?: string;
}

/** `gone`: it is not in quarantine (any more). `unproven`: nothing proves the sender, so that allowing him has no meaning. */
export type Settled = 'done' | 'gone' | 'unproven';

/** A held mail that a link of a digest leads to, and whom the digest was for. */
export interface Linked {
  readonly mail: MailEntry;
  readonly agent: Agent;
}

export interface Quarantine {
  /** Does it, written down before it is done. */
  settle(mail: MailEntry, order: Order, by: OrderedBy): Promise<Settled>;
  /** What a link of a digest leads to; null where it is forged or over, or the mail is settled. Changes nothing. */
  linked(token: string): Promise<Linked | null>;
}
