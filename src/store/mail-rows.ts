/** Mails as rows, and back. */
import type { ClaimedMail, MailEntry, NewMail } from '../model/mail-store.ts';
import type { Node } from './claiming.ts';
import { freshId, type Lease, type MailRow, toId } from './documents.ts';

/** The row of a new mail; `claim`: held by this node from the start, until `dueAt`. */
export function mailRow(
  mail: NewMail,
  raw: { readonly sha256: string; readonly size: number },
  dueAt: Date,
  lease: Lease | null,
): MailRow {
  return {
    _id: toId(mail.id),
    key: mail.key,
    state: lease === null ? 'accepted' : 'processing',
    dueAt,
    lane: mail.lane,
    recipient: mail.recipient,
    envelope: mail.envelope,
    source: mail.source,
    acceptedAt: mail.acceptedAt,
    messageId: mail.messageId,
    from: mail.from,
    subject: mail.subject,
    known: mail.known,
    size: raw.size,
    raw: raw.sha256,
    attempts: 0,
    released: false,
    lease,
    decision: null,
    trouble: null,
    ticket: null,
    ticketId: null,
    settledAt: null,
  };
}

/** The lease of a mail that is inserted as claimed. */
export function firstLease(node: Node): Lease {
  return { owner: node.owner, epoch: 1, round: freshId() };
}

/** A row just claimed. */
export function claimedMail(row: MailRow, node: Node): ClaimedMail {
  const id = row._id.toHexString();
  return {
    claim: { id, owner: node.owner, epoch: row.lease?.epoch ?? 0 },
    attempts: row.attempts,
    delivery: {
      id,
      lane: row.lane,
      recipient: row.recipient,
      envelope: row.envelope,
      source: row.source,
      acceptedAt: row.acceptedAt,
      size: row.size,
      known: row.known,
      released: row.released,
      ...(row.releasedAt === undefined ? {} : { releasedAt: row.releasedAt }),
    },
  };
}

/** A row as lists give it. */
export function mailEntry(row: MailRow): MailEntry {
  return {
    id: row._id.toHexString(),
    state: row.state,
    lane: row.lane,
    recipient: row.recipient,
    messageId: row.messageId,
    from: row.from,
    subject: row.subject,
    source: row.source,
    envelope: row.envelope,
    acceptedAt: row.acceptedAt,
    size: row.size,
    attempts: row.attempts,
    decision: row.decision,
    circumstances: row.circumstances ?? null,
    trouble: row.trouble,
    known: row.known,
    ticketId: row.ticketId,
    settledAt: row.settledAt,
    releasedAt: row.releasedAt ?? null,
    replaces: row.replaces?.toHexString() ?? null,
    replacedBy: row.replacedBy?.toHexString() ?? null,
  };
}
