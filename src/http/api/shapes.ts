/** What tickets and messages look like outside. */
import { z } from '@hono/zod-openapi';
import { messageKinds, priorities, ticketStates } from '../../model/ticket.ts';

export const id = z.string().regex(/^[0-9a-f]{24}$/);
/** Of a ticket: `48213-K7QF`, its number, or its `id`. */
export const ticketName = z
  .string()
  .min(1)
  .max(40)
  .meta({ description: 'ID, number or `id` of the ticket.', example: '48213-K7QF' });
export const list = <S extends z.ZodType>(item: S) => z.array(item).readonly();
export const ofTicket = z.object({ ticket: ticketName });
export const ofId = z.object({ id });

export const person = z.object({ name: z.string(), address: z.string() });

const solution = z.object({ problem: z.string(), note: z.string(), by: z.string(), at: z.date() });

export const ticket = z
  .object({
    id: z.string(),
    ticketId: z.string().meta({ example: '48213-K7QF' }),
    number: z.int(),
    subject: z.string(),
    state: z.enum(ticketStates),
    department: z.string(),
    owner: z.string().nullable(),
    priority: z.enum(priorities),
    tags: list(z.string()),
    requester: person,
    participants: list(z.string()),
    createdAt: z.date(),
    updatedAt: z.date(),
    closedAt: z.date().nullable(),
    waitUntil: z.date().nullable().describe('It sleeps until then, or until the customer writes.'),
    preview: z.string().describe('Start of what was said last.'),
    last: z
      .object({ from: z.string(), kind: z.enum(['inbound', 'reply', 'note']), at: z.date() })
      .nullable()
      .describe('Who said it, and when.'),
    messages: z.int().describe('Mails, answers and notes.'),
    hasAttachment: z.boolean(),
    solution: solution.nullable().describe('Of a known problem.'),
    links: list(z.string()).describe('`id`s of other tickets.'),
  })
  .meta({ id: 'Ticket' });

export const attachment = z
  .object({
    filename: z.string().nullable(),
    contentType: z.string(),
    size: z.int(),
    sha256: z.string(),
    inline: z.boolean(),
    contentId: z.string().nullable(),
  })
  .meta({ id: 'Attachment' });

export const message = z
  .object({
    id: z.string(),
    ticket: z.string(),
    kind: z.enum(messageKinds),
    from: person,
    to: list(z.string()),
    subject: z.string(),
    text: z.string(),
    replyText: z.string().describe('Without quotes and signature.'),
    html: z.string().nullable().describe('Sanitised.'),
    attachments: list(attachment),
    mark: z.string().nullable().describe('Of events what happened; of mails what is to know of the author.'),
    messageId: z.string().nullable(),
    mail: z.string().nullable().describe('The mail it came as.'),
    outgoing: z.string().nullable(),
    createdAt: z.date(),
  })
  .meta({ id: 'Message' });

export const delivery = z
  .object({
    id: z.string(),
    to: z.string(),
    kind: z.string(),
    state: z.enum(['queued', 'sending', 'sent', 'deferred', 'failed', 'bounced', 'cancelled']),
    attempts: z.int(),
    nextAttemptAt: z.date().nullable(),
    sentAt: z.date().nullable(),
    lastAnswer: z.string().nullable().describe('Of the server that took or refused it.'),
    messageId: z.string(),
  })
  .meta({ id: 'Delivery' });

/** Rows of the outbox by page. */
export const outgoing = delivery
  .extend({ ticketId: z.string().nullable(), subject: z.string(), createdAt: z.date() })
  .meta({ id: 'Outgoing' });

export const mail = z
  .object({
    id: z.string(),
    state: z.enum(['accepted', 'processing', 'filed', 'quarantined', 'discarded', 'failed']),
    lane: z.string(),
    recipient: z.string(),
    from: z.string(),
    subject: z.string(),
    messageId: z.string().nullable(),
    acceptedAt: z.date(),
    settledAt: z.date().nullable(),
    size: z.int(),
    attempts: z.int(),
    ticketId: z.string().nullable(),
    decision: z
      .object({
        outcome: z.string(),
        bypass: z.boolean(),
        reasons: list(z.object({ stage: z.string(), reason: z.string(), detail: z.string() })),
      })
      .nullable()
      .describe('What became of it, and why.'),
    trouble: z.object({ reason: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: 'Mail' });
