/** Settings of a department, and of the rules that move new tickets between departments. */
import { z } from 'zod';
import { address } from './fields.ts';

export const department = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .meta({ expects: 'lower-case letters, digits and hyphens' })
    .describe('Short name, used in commands and rules.'),
  title: z.string().optional().describe('Name that customers see. Default: the name, capitalised.'),
  addresses: z
    .array(address)
    .min(1)
    .describe('Lanes: the addresses that customers write to. The first is the one we write from.'),
  members: z.array(address).prefault([]).describe('Staff who are told of each new ticket by mail.'),
  calendar: z.string().optional().describe('Name of the calendar of business hours.'),
  serviceLevels: z.string().optional().describe('Name of the set of service levels.'),
  answerWithin: z
    .string()
    .optional()
    .describe('When an answer can be expected, in words, for the receipt: `one working day`.'),
  language: z
    .enum(['en', 'de'])
    .default('en')
    .describe('Language of receipts and notices where the customer’s is not known.'),
  reopenDays: z.int().min(0).optional().describe('Overrides `tickets.reopenDays`.'),
  screening: z
    .strictObject({
      quarantineAt: z.number().optional().describe('Overrides `screening.quarantineAt`.'),
      rejectAt: z.number().optional().describe('Overrides `screening.rejectAt`.'),
      settingsId: z
        .string()
        .regex(/^[\w.-]{1,100}$/)
        .meta({ expects: 'letters, digits and `._-`' })
        .optional()
        .describe('Settings of rspamd for mail to this department alone: their `id` in its `settings.conf`.'),
    })
    .optional()
    .describe('How its mail is screened in another way.'),
});

const condition = z
  .strictObject({
    contains: z.string().optional().describe('Holds this text, in any case.'),
    equals: z.string().optional().describe('Is this text, in any case.'),
    matches: z
      .string()
      .optional()
      .describe('Matches this regular expression (RE2 syntax, linear time, any case).'),
  })
  .refine(
    (given) => Object.values(given).some((text) => text !== undefined),
    'at least one of `contains`, `equals`, `matches`',
  );

/** Field names of a header are RFC 5322, 3.6.8 ftext. */
const field = z
  .string()
  .regex(/^(?:subject|sender|recipient|body|header\.[!-9;-~]+)$/)
  .meta({ expects: '`subject`, `sender`, `recipient`, `body`, or `header.NAME`' });

export const routingRule = z.strictObject({
  name: z.string().min(1).describe('Shown in the decision record.'),
  when: z
    .record(field, condition)
    .describe('All must hold. Fields: `subject`, `sender`, `recipient`, `body`, or `header.NAME`.'),
  then: z
    .strictObject({
      department: z.string().optional().describe('Name of a department.'),
      priority: z.enum(['low', 'normal', 'high', 'urgent']).optional().describe('Priority.'),
      tag: z.string().optional().describe('Tag to add.'),
      owner: z.string().optional().describe('Owner: a staff member’s address.'),
      receipt: z.boolean().optional().describe('False: no receipt.'),
      stop: z.boolean().default(false).describe('True: later rules are not looked at.'),
    })
    .describe('What the rule does.'),
});
