/** Outgoing mails as rows, and back. */
import type { NewOutgoing, OutgoingEntry, OutgoingKind } from '../model/outbox-store.ts';
import { type OutboxRow, toId, toIdOrNull } from './documents.ts';

/** What counts against the caps of an address. */
export const capped = ['receipt', 'reply'] as const satisfies readonly OutgoingKind[];

/** The row of a mail to send. Where it waits for others it is not due; the last of them makes it so. */
export function outboxRow(outgoing: NewOutgoing, now: Date): OutboxRow {
  const { id, waitsFor, ...rest } = outgoing;
  return {
    _id: toId(id),
    ...rest,
    ...(waitsFor.length === 0 ? { dueAt: outgoing.notBefore ?? now } : { waitsFor: waitsFor.map(toId) }),
    ticket: toIdOrNull(outgoing.ticket),
    domain: domainOf(outgoing.to),
    ...(capped.some((kind) => kind === outgoing.kind) ? { capKey: capKeyOf(outgoing.to) } : {}),
    state: 'queued',
    lease: null,
    attempts: 0,
    sentAt: null,
    lastAnswer: null,
    bounce: null,
    bouncedAt: null,
  };
}

/** Domain of an addr-spec, lower case. */
export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/**
 * What addresses of one mailbox have in common, as far as an outsider can tell: lower case, and no `+tag` (RFC 5233), of
 * which a forger can make any number.
 */
export function capKeyOf(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const plus = local.indexOf('+');
  return `${plus > 0 ? local.slice(0, plus) : local}${address.slice(Math.max(at, 0))}`.toLowerCase();
}

/** The entry of a row. */
export function outgoingEntry(row: OutboxRow): OutgoingEntry {
  const waiting = row.state === 'queued' || row.state === 'deferred';
  return {
    id: row._id.toHexString(),
    kind: row.kind,
    to: row.to,
    ticket: row.ticket === null ? null : row.ticket.toHexString(),
    ticketId: row.ticketId,
    cause: row.cause,
    envelopeSender: row.envelopeSender,
    messageId: row.messageId,
    subject: row.subject,
    headers: row.headers,
    from: row.from,
    replyTo: row.replyTo,
    headerTo: row.headerTo,
    headerCc: row.headerCc,
    text: row.text,
    html: row.html,
    createdAt: row.createdAt,
    waitsFor: (row.waitsFor ?? []).map((id) => id.toHexString()),
    acceptedAt: row.acceptedAt,
    ...(row.notBefore === undefined ? {} : { notBefore: row.notBefore }),
    ...(row.attachments === undefined ? {} : { attachments: row.attachments }),
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: waiting ? (row.dueAt ?? null) : null,
    sentAt: row.sentAt,
    lastAnswer: row.lastAnswer,
    bounce: row.bounce,
    bouncedAt: row.bouncedAt,
    ...(row.tries === undefined ? {} : { tries: row.tries }),
  };
}
