/** Settings of how unsolicited mail is told from the rest. */
import { z } from 'zod';
import { listEntry, port, secret } from './fields.ts';

const spamdSettings = z
  .strictObject({
    host: z.string().default('').describe('Host of spamd, e.g. `127.0.0.1`. Empty: it is not used.'),
    port: port.default(783).describe('Its port.'),
    socket: z.string().default('').describe('Path of its socket, instead of host and port.'),
    user: z.string().default('').describe('User whose preferences and Bayes it goes by. Empty: its own.'),
    maxSize: z.int().min(10_000).default(524_288).describe('Octets: of longer mail the beginning is scored.'),
  })
  .prefault({})
  .describe('SpamAssassin’s daemon, instead of rspamd (`docs/rspamd.md`).');

export const screeningSettings = z
  .strictObject({
    engine: z
      .enum(['auto', 'rspamd', 'spamd', 'upstream', 'none'])
      .default('auto')
      .describe(
        'What scores mail. `upstream` takes the score that the provider of a mailbox wrote (`imap[].scoredBy`). `auto`: rspamd where its `url` is set, else spamd where its `host` or `socket` is, else `upstream` where an account names one, else none.',
      ),
    rspamd: z
      .strictObject({
        url: z
          .string()
          .default('')
          .describe('rspamd’s normal worker, e.g. `http://127.0.0.1:11333`. Empty: rules only.'),
        password: secret().optional().describe('Password of the worker, where it wants one.'),
        controller: z
          .string()
          .default('')
          .describe(
            'rspamd’s controller, e.g. `http://127.0.0.1:11334`; it learns what staff say is spam. Empty: nothing is learned.',
          ),
        controllerPassword: secret()
          .optional()
          .describe('Password of the controller: its `enable_password`, else its `password`.'),
        tune: z
          .boolean()
          .default(false)
          .describe('Let admins change rspamd’s thresholds and weights on our page, by its controller.'),
      })
      .prefault({})
      .describe('The spam scorer.'),
    spamd: spamdSettings,
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
        'Never spam: addresses, `@domain`, `@.domain` (with all below it), wildcards such as `news-*@example.com`, or networks such as `192.0.2.0/24`; beside those of the page (`docs/lists.md`). An address or a domain counts only where the sender is authenticated.',
      ),
    deny: z
      .array(listEntry)
      .default([])
      .describe(
        'Refused: addresses, `@domain`, `@.domain`, wildcards or networks. The ID of an open ticket in the subject goes before.',
      ),
    malware: z
      .array(z.string().min(1))
      .default(['*_VIRUS', 'VIRUS_FOUND', 'CLAMAV'])
      .describe(
        'Symbols of the scorer that mean malware, `*` for any characters: such mail is refused, whatever ticket ID it carries.',
      ),
    dmarcReject: z
      .boolean()
      .default(true)
      .describe('Refuse mail that fails DMARC where the domain asks for it (`p=reject`).'),
    learning: z
      .strictObject({
        restSeconds: z
          .int()
          .min(0)
          .max(86_400)
          .default(60)
          .describe(
            'The filter is taught a judgement this long after it was given. Until then it can be taken back without a trace: rspamd cannot forget.',
          ),
        hamFromReplies: z
          .boolean()
          .default(false)
          .describe(
            'Learn as ham what proven participants write to tickets that staff answered, as long as both classes stay in balance.',
          ),
        mostRatio: z
          .number()
          .min(1)
          .default(5)
          .describe(
            'Where more than 50 mails of one class were learned, and more than this many times as many as of the other, that class is learned from staff alone, with a warning.',
          ),
      })
      .prefault({})
      .describe('What the spam filter learns from.'),
    quarantineDays: z.int().min(1).default(30).describe('How long quarantined mail is kept.'),
    digest: z
      .strictObject({
        enabled: z
          .boolean()
          .default(true)
          .describe(
            'Tell the leads of each department once a day what came into quarantine; admins where it has none. Nothing is sent where nothing is new, or where there is no smarthost.',
          ),
        at: z
          .string()
          .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
          .meta({ expects: 'a time of day such as 08:00' })
          .default('08:00')
          .describe('When, by the clock of the machine.'),
      })
      .prefault({})
      .describe('The daily digest of quarantine.'),
    knownDays: z
      .int()
      .min(1)
      .default(365)
      .describe('An address that staff wrote to within so many days, or that has a ticket, is known.'),
    trustKnown: z
      .number()
      .min(0)
      .max(100)
      .default(0)
      .describe(
        'Points off the score of mail by somebody whom staff wrote to within `knownDays`, where the evidence proves the sender. 0: none.',
      ),
    strangersPerHour: z
      .int()
      .min(1)
      .default(10)
      .describe('So many mails an hour by strangers with the ID of one ticket end its bypass for strangers.'),
  })
  .prefault({})
  .describe('Unsolicited mail.');
