/** What staff can do to a ticket: one closed set, for pages, the API, commands by mail and the command line. */
import { z } from 'zod';
import { priorities, ticketStates } from '../model/ticket.ts';

const words = z.string().trim().min(1);
// Also one of this machine alone, such as admin@localhost.
const address = z.email({ pattern: z.regexes.html5Email }).toLowerCase();
const messageId = z.string().regex(/^[0-9a-f]{24}$/);
/** A file that staff add; its bytes were uploaded before. */
export const fileSchema = z.strictObject({
  filename: words.max(255),
  contentType: words.max(127),
  size: z.int().min(0).describe('What was kept counts.'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  contentId: z.string().nullable().default(null),
});
const letter = {
  text: words.max(500_000),
  to: z.array(address).min(1).max(50),
  cc: z.array(address).max(50).default([]),
  attachments: z.array(fileSchema).max(50).default([]),
  undoSeconds: z
    .int()
    .min(0)
    .max(60)
    .default(0)
    .describe('It is sent after so long, and can be undone until then.'),
};

export const actionSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('reply'),
    ...letter,
    to: z.array(address).max(50).default([]).describe('Empty: the requester.'),
    then: z.enum(ticketStates).default('waiting').describe('State after it.'),
  }),
  z.strictObject({
    do: z.literal('forward'),
    ...letter,
    text: z.string().trim().max(500_000).default('').describe('Stands above the message that goes on.'),
    message: messageId.describe('The message that goes on.'),
  }),
  z.strictObject({
    do: z.literal('note'),
    text: words.max(500_000),
    attachments: z.array(fileSchema).max(50).default([]),
  }),
  z.strictObject({ do: z.literal('assign'), owner: address.nullable() }),
  z.strictObject({ do: z.literal('department'), department: words }),
  z.strictObject({ do: z.literal('state'), state: z.enum(ticketStates) }),
  z.strictObject({ do: z.literal('priority'), priority: z.enum(priorities) }),
  z.strictObject({
    do: z.literal('tags'),
    add: z.array(words.max(50)).max(50).default([]),
    remove: z.array(words.max(50)).max(50).default([]),
  }),
  z.strictObject({
    do: z.literal('snooze'),
    until: z.coerce.date().nullable().describe('Null: wake it now.'),
  }),
  z.strictObject({ do: z.literal('merge'), into: words.describe('ID or number of the other ticket.') }),
  z.strictObject({
    do: z.literal('split'),
    messages: z.array(messageId).min(1).max(500).describe('They move to a new ticket.'),
    subject: words.max(500),
  }),
  z.strictObject({ do: z.literal('link'), to: words, remove: z.boolean().default(false) }),
  z.strictObject({
    do: z.literal('solution'),
    problem: words.max(200).nullable().describe('Null: no longer a solution.'),
    note: z.string().trim().max(20_000).default(''),
  }),
  z.strictObject({
    do: z.literal('undo'),
    message: messageId.describe('The answer that is taken back while it still waits to be sent.'),
  }),
  z.strictObject({ do: z.literal('subject'), subject: words.max(500) }),
]);

export type Action = z.output<typeof actionSchema>;
export type ActionInput = z.input<typeof actionSchema>;
export type ActionName = Action['do'];
