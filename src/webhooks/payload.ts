/** What a webhook is told: the event, when it happened, and enough to ask the API for the rest. */
import type { InboxStore, TicketLine, Viewer } from '../model/inbox.ts';
import type { MailEntry, MailStore } from '../model/mail-store.ts';
import type { OutboxStore, OutgoingEntry } from '../model/outbox-store.ts';
import type { TicketMessage } from '../model/ticket-store.ts';
import type { Happened, Webhook } from '../model/webhook.ts';

/** Where an event is looked up. */
export interface PayloadSources {
  readonly inbox: Pick<InboxStore, 'ticket' | 'message'>;
  readonly mails: Pick<MailStore, 'find'>;
  readonly outbox: Pick<OutboxStore, 'find'>;
}

export interface Payload {
  /** Null: it belongs to none. */
  readonly department: string | null;
  /** JSON. */
  readonly body: string;
}

const everybody: Viewer = { address: '', departments: 'all' };

/** Null where what happened is gone already, or is of no interest outside: of outgoing mail only answers are told of. */
export async function payloadOf(happened: Happened, sources: PayloadSources): Promise<Payload | null> {
  const { inbox, mails, outbox } = sources;
  const { type, row, changed } = happened;
  switch (type) {
    case 'ticket.created':
    case 'ticket.changed': {
      const ticket = await inbox.ticket(everybody, row);
      return ticket === null
        ? null
        : bodyOf(happened, ticket.department, { ticket: ticketPart(ticket), changed });
    }
    case 'message.received':
    case 'note.added': {
      const found = await inbox.message(everybody, row);
      if (found === null) return null;
      const data = { ticket: ticketPart(found.ticket), message: messagePart(found.message) };
      return bodyOf(happened, found.ticket.department, data);
    }
    case 'message.sent':
    case 'delivery.failed': {
      const entry = await outbox.find(row);
      if (entry === null || (type === 'message.sent' && entry.kind !== 'reply')) return null;
      const ticket = entry.ticket === null ? null : await inbox.ticket(everybody, entry.ticket);
      const data = { ticket: ticket === null ? null : ticketPart(ticket), delivery: deliveryPart(entry) };
      return bodyOf(happened, ticket?.department ?? null, data);
    }
    case 'mail.quarantined':
    case 'mail.failed': {
      const mail = await mails.find(row);
      return mail === null ? null : bodyOf(happened, null, { mail: mailPart(mail) });
    }
    case 'webhook.test':
      return bodyOf(happened, null, {});
  }
}

/** Whether a webhook wants to hear of it. */
export function wants(
  { enabled, events, departments, createdAt }: Webhook,
  { type, at }: Happened,
  department: string | null,
): boolean {
  if (!enabled || !events.includes(type) || at < createdAt) return false;
  return departments.length === 0 || (department !== null && departments.includes(department));
}

function bodyOf({ type, at }: Happened, department: string | null, data: object): Payload {
  return { department, body: JSON.stringify({ type, timestamp: at.toISOString(), data }) };
}

function ticketPart(line: TicketLine): object {
  const { id, ticketId, number, subject, state, department, owner, priority, tags, requester } = line;
  return { id, ticketId, number, subject, state, department, owner, priority, tags, requester };
}

/** Without its text: who is told may ask for it, with a token that may read it. */
function messagePart({ id, kind, from, subject, createdAt }: TicketMessage): object {
  return { id, kind, from, subject, createdAt };
}

function deliveryPart({ id, kind, to, state, lastAnswer, messageId }: OutgoingEntry): object {
  return { id, kind, to, state, lastAnswer, messageId };
}

function mailPart({ id, state, lane, from, subject, decision, trouble, acceptedAt }: MailEntry): object {
  const reasons = decision?.reasons.map(({ stage, reason }) => ({ stage, reason })) ?? [];
  return { id, state, lane, from, subject, reasons, trouble: trouble?.reason ?? null, acceptedAt };
}
