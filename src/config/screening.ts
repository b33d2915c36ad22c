/** Settings of how unsolicited mail is told from the rest. */
import { z } from 'zod';
import { listEntry, secret } from './fields.ts';

export const screeningSettings = z
  .strictObject({
    rspamd: z
      .strictObject({
        url: z
          .string()
          .default('')
          .describe('rspamd’s normal worker, e.g. `http://127.0.0.1:11333`. Empty: rules only.'),
        password: secret().optional().describe('Password of the worker, where it wants one.'),
      })
      .prefault({})
      .describe('The spam scorer.'),
    quarantineAt: z.number().default(6).describe('Score from which mail is quarantined.'),
    rejectAt: z.number().default(15).describe('Score from which mail is refused.'),
    timeoutMs: z
      .int()
      .min(100)
      .default(5000)
      .describe('How long to wait for the scorer; after that the mail is held and screened later.'),
    allow: z
      .array(listEntry)
      .default([])
      .describe(
        'Never spam: addresses, `@domain`, `@.domain` (with all below it), or networks such as `192.0.2.0/24`. An address or a domain counts only where the sender is authenticated.',
      ),
    deny: z
      .array(listEntry)
      .default([])
      .describe(
        'Refused: addresses, `@domain`, `@.domain` or networks. The ID of an open ticket in the subject goes before.',
      ),
    dmarcReject: z
      .boolean()
      .default(true)
      .describe('Refuse mail that fails DMARC where the domain asks for it (`p=reject`).'),
    quarantineDays: z.int().min(1).default(30).describe('How long quarantined mail is kept.'),
    strangersPerHour: z
      .int()
      .min(1)
      .default(10)
      .describe('So many mails an hour by strangers with the ID of one ticket end its bypass for strangers.'),
  })
  .prefault({})
  .describe('Unsolicited mail.');
