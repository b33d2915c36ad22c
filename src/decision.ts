/** The record of all that was decided about one mail: each part with a named reason. Shown by `postern mail show`. */
import type { Priority } from './model/ticket.ts';

/** Stages in the order in which a mail meets them (DESIGN 2). */
const stages = [
  'accept',
  'parse',
  'authenticate',
  'nature',
  'match',
  'screen',
  'file',
  'route',
  'dispatch',
  'receipt',
] as const;
export type Stage = (typeof stages)[number];

/** The closed set of reasons, each with what it says to a person. `detail` of a finding fills in the particulars. */
export const reasons = {
  // parse
  'read-whole': 'the mail was read without repairs',
  'read-with-defects': 'the mail was malformed and has been repaired in reading',
  unreadable: 'the mail could not be read; the original is attached to the ticket',
  // authenticate
  'sender-authenticated': 'DMARC passed for the author’s domain',
  'sender-aligned': 'SPF or DKIM speaks for the author’s domain, which publishes no DMARC policy',
  'sender-unproven': 'nothing speaks for or against the author',
  'sender-failed': 'DMARC failed for the author’s domain',
  'evidence-unavailable': 'the evidence could not be looked up',
  // nature
  'written-by-person': 'written by a person',
  automatic: 'sent by a program',
  // match
  'reply-address': 'sent to the signed reply address of a ticket',
  'signed-reference': 'answers a message of ours',
  'subject-id': 'the subject carries the ID of a ticket',
  'known-reference': 'answers a mail of a ticket, by a participant',
  'bare-number': 'the subject carries the number of a ticket, and the author takes part in it',
  'bounce-address': 'came back to the bounce address of a message of ours',
  'no-clue': 'nothing points to a ticket',
  'clue-without-proof': 'points to a ticket, but its author could not be shown to take part in it',
  'claim-invalid': 'the subject carries an ID with a wrong code',
  'claim-unknown': 'the subject carries the ID of no ticket',
  'claim-closed': 'the subject carries the ID of a closed ticket',
  'reopen-window-over': 'the ticket was closed too long ago to be reopened',
  'new-correspondent': 'written by somebody who does not take part in the ticket',
  'possible-spoof': 'claims to be from a participant, and DMARC failed',
  'repeats-itself': 'the same words once more: a program, whatever it says of itself',
  'another-issue': 'the subject is new and the thread was long quiet: perhaps another issue',
  // screen
  bypass: 'passed the spam filter because its subject carries the ID of an open ticket',
  allowed: 'the sender is on the allow list',
  denied: 'the sender is on the deny list',
  'dmarc-policy': 'the author’s domain asks to refuse mail that fails DMARC',
  clean: 'the spam score is below the threshold',
  spam: 'the spam score is over the quarantine threshold',
  'certain-spam': 'the spam score is over the reject threshold',
  unscreened: 'the spam scorer could not be asked; held until it can',
  'not-scored': 'no spam scorer is set up; rules only',
  'known-sender': 'staff wrote to this address, and the evidence proves the sender: his score counts less',
  released: 'released from quarantine',
  'leaked-id': 'too many strangers used this ticket ID in a short time',
  'guessed-id': 'too many wrong ticket IDs came in a short time, so that this one may be guessed',
  loop: 'the mail is our own, or has been round too often',
  malware: 'the scorer found malware',
  'rule-allowed': 'a rule lets it in',
  'rule-quarantined': 'a rule holds it back',
  'rule-rejected': 'a rule refuses it',
  'rule-discarded': 'a rule discards it',
  'rule-scored': 'a rule changed the spam score',
  'rule-changed': 'a rule changed where and how it is filed',
  'rule-failed': 'a rule could not be followed',
  // file
  opened: 'opened a new ticket',
  'opened-linked': 'opened a new ticket, linked to the earlier one',
  added: 'added to the ticket',
  reopened: 'added to the ticket, which was reopened',
  'bounce-recorded': 'recorded as the delivery state of a message of ours',
  'set-aside': 'automatic mail that belongs to no ticket',
  'staff-work': 'an answer, a note or commands of a member of staff, by mail',
  'staff-refused': 'a mail as of a member of staff, which was not taken as his',
  'staff-echo': 'came to the reply address of a member of staff too, and is taken there',
  'staff-absent': 'an automatic answer from the mailbox of a member of staff',
  // route
  'by-lane': 'the department that the address belongs to',
  'by-rule': 'a routing rule',
  'by-ticket': 'the department of the ticket',
  // dispatch
  notified: 'the members of the department were told',
  queued: 'lies in the queue of the department',
  // receipt
  'receipt-due': 'a receipt is due',
  'not-a-new-ticket': 'receipts confirm new tickets only',
  'not-a-person': 'automatic mail is never answered automatically',
  'absence-notice': 'the whole text is a notice of absence',
  'perhaps-automatic': 'it may be automatic, though nothing proves it',
  'no-return-path': 'the envelope sender is empty',
  'own-address': 'the sender is an address of ours',
  'no-reply-address': 'the sender’s address takes no answers',
  'quarantined-mail': 'quarantined mail is never answered',
  'dmarc-failed': 'the author could be forged: DMARC failed',
  'dead-address': 'mail to this address bounced lately',
  'over-cap': 'this address has had enough automatic mail for now',
  'over-domain-cap': 'this domain has had enough automatic mail for now',
  'unproven-over-cap': 'nothing proves the author, and this address has had a receipt lately',
  'same-subject': 'this address has had enough receipts about the same subject for now',
  'receipt-flood': 'too many tickets came lately from authors whom nothing proves',
  'receipts-off': 'receipts are switched off',
  'no-address': 'the mail gives no address to answer to',
  'imported-mail': 'imported mail is not answered',
  'rule-says-no': 'a routing rule says that no receipt is sent',
} as const satisfies Record<string, string>;
export type Reason = keyof typeof reasons;

/** One thing that a stage found. `detail` holds IDs, scores and domains: never a body, never a secret. */
export interface Finding {
  readonly stage: Stage;
  readonly reason: Reason;
  readonly detail: string;
}

export type Outcome = 'file' | 'quarantine' | 'reject' | 'discard';

/** What is said about the author beside the message, in the ticket. */
export type AuthorMark =
  | 'requester'
  | 'participant'
  | 'staff'
  | 'new-correspondent'
  | 'possible-spoof'
  | 'program';

export interface Decision {
  readonly outcome: Outcome;
  /** True where an open ticket's ID in the subject spared the mail the spam verdict. */
  readonly bypass: boolean;
  readonly reasons: readonly Finding[];
  /** `new`, the ID of the ticket it belongs to, or null where it opens none. */
  readonly ticket: 'new' | string | null;
  readonly department: string | null;
  readonly receipt: { readonly send: boolean; readonly reason: Reason };
  readonly priority: Priority | null;
  readonly tags: readonly string[];
  readonly owner: string | null;
  /** ID of an earlier ticket that a new one is linked to. */
  readonly linkedTo: string | null;
  readonly author: AuthorMark;
  /** True where the mail waits for the scorer (outcome is then provisional). */
  readonly unscreened: boolean;
  /** What was held against the thresholds: the scorer’s points with those of rules. Absent where there were none, and in old records. */
  readonly score?: number;
  /** What the rule that refuses it tells the sender: one line. */
  readonly refusal?: string;
}
