/** Settings of the shared mail folder: every ticket, mirrored into a mailbox. */
import { z } from 'zod';
import { address } from './fields.ts';
import { hasOneSecret, imapLogin, imapPace } from './mailbox.ts';

export const mirrorSettings = z
  .strictObject({
    ...imapLogin,
    name: z
      .string()
      .min(1)
      .default('mirror')
      .describe('What is known of copies is kept under it: give a new mailbox a new name.'),
    root: z
      .string()
      .regex(/^[^/.%*\\\p{C}]*$/u)
      .meta({ expects: 'a name without `/`, `.`, `%`, `*` and `\\`' })
      .default('')
      .describe('Folder that holds those of the departments. Empty: they are at the top.'),
    language: z.enum(['en', 'de']).default('en').describe('Language of the names of folders.'),
    notes: z.boolean().default(false).describe('Internal notes too, as mails marked `[note]`.'),
    answersBy: address
      .optional()
      .describe(
        'Member of staff in whose name answers from this mailbox are taken: copies get his signed reply address as Reply-To. Without it an answer goes straight to the customer, past us.',
      ),
    days: z
      .int()
      .min(1)
      .default(90)
      .describe('Tickets that nothing happened to for so long are not mirrored at the first start.'),
    pollSeconds: z.int().min(1).default(15).describe('How often to look for mail that people moved.'),
    longestPauseSeconds: imapPace.longestPauseSeconds,
  })
  .refine(hasOneSecret.is, hasOneSecret)
  .describe(
    'The shared mail folder: tickets as folders of a mailbox, for those who stay in their mail client.',
  );
