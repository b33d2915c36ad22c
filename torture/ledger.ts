/** What the clients know: which mails they sent, and what they were told. The checks count from here. */

/**
 * `new`: opens a ticket. `two-lanes`: to two departments, which makes two. `both-ways`: by SMTP and by the mailbox.
 * `follow-up`: with the ID of a ticket. `answer`: by a member of staff, to the signed address. `spam`: to be refused.
 */
export const kinds = [
  'new',
  'large',
  'two-lanes',
  'both-ways',
  'mailbox',
  'follow-up',
  'answer',
  'spam',
] as const;
export type Kind = (typeof kinds)[number];

export interface Sent {
  /** Message-ID without its brackets. */
  readonly id: string;
  readonly round: number;
  readonly kind: Kind;
  /** Recipients: each lane gets the mail once. */
  readonly lanes: readonly string[];
  /** The ticket that it answers; null where it opens one. */
  readonly ticketId: string | null;
  /** Reply codes in order; 0 for a connection that ended without one. */
  readonly answers: number[];
  /** The clients' side of the promise: 250 was read, or the mail lies in the mailbox. */
  acknowledged: boolean;
  /** 5yz: the client must not send it again. */
  refused: boolean;
}

/** A fault as it happened, in ms of the epoch. */
export interface Happened {
  readonly name: string;
  readonly act: string;
  readonly target: string;
  readonly round: number;
  readonly from: number;
  to: number;
}

export interface Ledger {
  readonly sent: Sent[];
  readonly happened: Happened[];
}

export function openLedger(): Ledger {
  return { sent: [], happened: [] };
}
