/** Settings of the mails that staff get. */
import { z } from 'zod';

const told = z.enum(['owner', 'department', 'nobody']);

export const noticeSettings = z
  .strictObject({
    followUp: told
      .default('owner')
      .describe(
        'Who is told of further messages on a ticket: `owner` (the department where it has none), `department` or `nobody`.',
      ),
    note: told
      .default('owner')
      .describe(
        'Who is told of a colleague’s note: `owner` (the department where there is none, or where it is his note), `department` or `nobody`.',
      ),
    assignment: z.boolean().default(true).describe('Tell somebody to whom a colleague gave a ticket.'),
  })
  .prefault({})
  .describe('What staff are told of by mail, beside new tickets.');
