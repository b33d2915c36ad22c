/** Settings: names, types, defaults and docs in one place. `docs/settings.md` is generated from here. */
import { z } from 'zod';

/** A value that is never printed. */
export const secretMark = 'secret';
const secret = () => z.string().meta({ [secretMark]: true });

const port = z.int().min(0).max(65535);
const address = z
  .string()
  .regex(/^[^\s@<>"]+@[^\s@<>"]+$/, 'an e-mail address such as support@example.com')
  .transform((text) => text.toLowerCase());

const tls = z
  .strictObject({
    certificate: z.string().describe('PEM file with the certificate chain.'),
    key: z.string().describe('PEM file with the private key.'),
  })
  .describe('Own certificate for STARTTLS. Without one, a self-signed one is made in the data directory.');

const oauth2 = z.strictObject({
  clientId: z.string().describe('Client ID of the registered application.'),
  clientSecret: secret().optional().describe('Client secret, where the application has one.'),
  refreshToken: secret().optional().describe('Refresh token. Leave it out for the client-credentials grant.'),
  tokenUrl: z.url().describe('Token endpoint of the provider.'),
  scope: z.string().optional().describe('Scopes to ask for, separated by spaces.'),
});

const imapAccount = z
  .strictObject({
    name: z.string().min(1).describe('A name for logs and lists; unique.'),
    host: z.string().min(1).describe('Host name of the IMAP server.'),
    port: port.default(993).describe('Port.'),
    secure: z
      .boolean()
      .default(true)
      .describe('TLS from the first byte. When false, STARTTLS is used where offered.'),
    user: z.string().min(1).describe('User name; for a shared mailbox its own address.'),
    password: secret().optional().describe('Password, unless `oauth2` is given.'),
    oauth2: oauth2.optional().describe('OAuth 2.0 instead of a password (Gmail, Microsoft 365).'),
    mailbox: z.string().default('INBOX').describe('Mailbox to fetch from.'),
    processed: z
      .string()
      .optional()
      .describe('Mailbox that filed mail is moved to. Without it, mail gets the keyword `$Ticketed`.'),
    failed: z
      .string()
      .optional()
      .describe(
        'Mailbox that mail which cannot be filed is moved to. Without it, such mail gets the keyword `$TicketFailed`.',
      ),
    lane: address
      .optional()
      .describe(
        'Lane for mail whose header names no address of ours. Default: the first address of the first department.',
      ),
    pollSeconds: z
      .int()
      .min(5)
      .default(60)
      .describe('How often to look where the server has no IDLE, and as a check where it has.'),
  })
  .refine(
    (account) => (account.password === undefined) !== (account.oauth2 === undefined),
    'either `password` or `oauth2`',
  );

const department = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens')
    .describe('Short name, used in commands and rules.'),
  title: z.string().optional().describe('Name that customers see. Default: the name, capitalised.'),
  addresses: z
    .array(address)
    .min(1)
    .describe('Lanes: the addresses that customers write to. The first is the one we write from.'),
  members: z.array(address).default([]).describe('Staff who are told of each new ticket by mail.'),
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
});

const condition = z.strictObject({
  contains: z.string().optional().describe('Holds this text, in any case.'),
  equals: z.string().optional().describe('Is this text, in any case.'),
  matches: z
    .string()
    .optional()
    .describe('Matches this regular expression (RE2 syntax, linear time, any case).'),
});

const routingRule = z.strictObject({
  name: z.string().min(1).describe('Shown in the decision record.'),
  when: z
    .record(z.string(), condition)
    .describe('All must hold. Fields: `subject`, `sender`, `recipient`, `body`, or `header.NAME`.'),
  then: z.strictObject({
    department: z.string().optional().describe('Name of a department.'),
    priority: z.enum(['low', 'normal', 'high', 'urgent']).optional().describe('Priority.'),
    tag: z.string().optional().describe('Tag to add.'),
    owner: z.string().optional().describe('Owner: a staff member’s address.'),
    receipt: z.boolean().optional().describe('False: no receipt.'),
    stop: z.boolean().default(false).describe('True: later rules are not looked at.'),
  }),
});

/** Every setting. Leaves carry their docs by `.describe`. */
export const settingsSchema = z.strictObject({
  dataDir: z
    .string()
    .default('./data')
    .describe('Where Postern keeps its files: the embedded database, certificates.'),
  hostname: z
    .string()
    .optional()
    .describe('Our name in greetings, Message-IDs and Received fields. Default: the machine’s name.'),
  store: z
    .strictObject({
      uri: secret()
        .default('')
        .describe(
          'MongoDB connection string (a replica set). Empty: an embedded `mongod` on the data directory.',
        ),
      database: z
        .string()
        .regex(/^[A-Za-z0-9_-]{1,38}$/)
        .default('postern')
        .describe('Name of the database.'),
      mongod: z
        .string()
        .optional()
        .describe('The `mongod` program for the embedded database. Default: found by itself.'),
      port: port
        .default(0)
        .describe('Port of the embedded database, on loopback. 0: any free one, kept in the data directory.'),
      leaseSeconds: z
        .int()
        .min(5)
        .default(30)
        .describe('How long claimed work stays claimed when its node dies.'),
    })
    .prefault({}),
  smtp: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on.'),
      port: port.default(2525).describe('Port to listen on.'),
      maxSize: z.int().min(1024).default(26_214_400).describe('Largest mail, in octets.'),
      tls: tls.optional(),
      maxConnections: z.int().min(1).default(1000).describe('Connections at once.'),
      maxRecipients: z.int().min(1).default(50).describe('Recipients of one mail.'),
      idleSeconds: z
        .int()
        .min(1)
        .default(300)
        .describe('A silent connection is closed after this (RFC 5321, 4.5.3.2).'),
      bytesInFlight: z
        .int()
        .min(1024)
        .default(134_217_728)
        .describe(
          'Mail being received or filed, in octets, over all connections; beyond it clients are asked to wait.',
        ),
    })
    .prefault({}),
  imap: z.array(imapAccount).default([]).describe('Mailboxes to fetch from.'),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on.'),
      port: port.default(8025).describe('Port to listen on.'),
      url: z
        .url()
        .optional()
        .describe('How staff and customers reach us, for links in mail. Default: made of host and port.'),
    })
    .prefault({}),
  metrics: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on.'),
      port: port.default(9464).describe('Port of `/metrics`, for Prometheus.'),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(['error', 'warn', 'info', 'debug'])
        .default('info')
        .describe('Least level that is logged.'),
      format: z
        .enum(['auto', 'json', 'pretty'])
        .default('auto')
        .describe('`auto`: pretty on a terminal, JSON elsewhere.'),
    })
    .prefault({}),
  authentication: z
    .strictObject({
      enabled: z
        .boolean()
        .default(true)
        .describe('Check SPF, DKIM, DMARC and ARC of mail that comes by SMTP.'),
      timeoutMs: z.int().min(100).default(5000).describe('Longest time for all look-ups of one mail.'),
      trustedAuthservIds: z
        .array(z.string())
        .default([])
        .describe('For mail from mailboxes: whose Authentication-Results fields (RFC 8601) are believed.'),
    })
    .prefault({}),
  screening: z
    .strictObject({
      rspamd: z
        .strictObject({
          url: z
            .string()
            .default('')
            .describe('rspamd’s normal worker, e.g. `http://127.0.0.1:11333`. Empty: rules only.'),
          password: secret().optional().describe('Password of the worker, where it wants one.'),
        })
        .prefault({}),
      quarantineAt: z.number().default(6).describe('Score from which mail is quarantined.'),
      rejectAt: z.number().default(15).describe('Score from which mail is refused.'),
      timeoutMs: z
        .int()
        .min(100)
        .default(5000)
        .describe('How long to wait for the scorer; after that the mail is held and screened later.'),
      allow: z
        .array(z.string())
        .default([])
        .describe(
          'Never spam: addresses, `@domain`s, or networks such as `192.0.2.0/24`. An address or a domain counts only where the sender is authenticated.',
        ),
      deny: z.array(z.string()).default([]).describe('Always refused: addresses, `@domain`s or networks.'),
      dmarcReject: z
        .boolean()
        .default(true)
        .describe('Refuse mail that fails DMARC where the domain asks for it (`p=reject`).'),
      quarantineDays: z.int().min(1).default(30).describe('How long quarantined mail is kept.'),
      strangersPerHour: z
        .int()
        .min(1)
        .default(10)
        .describe(
          'So many mails an hour by strangers with the ID of one ticket end its bypass for strangers.',
        ),
    })
    .prefault({}),
  outbox: z
    .strictObject({
      smtp: z
        .strictObject({
          host: z.string().default('').describe('Smarthost. Empty: outgoing mail stays queued.'),
          port: port.default(587).describe('Port.'),
          secure: z
            .boolean()
            .default(false)
            .describe('TLS from the first byte. When false, STARTTLS is used where offered.'),
          requireTls: z.boolean().default(false).describe('Refuse to send without TLS.'),
          user: z.string().optional().describe('User name.'),
          password: secret().optional().describe('Password.'),
          connections: z.int().min(1).default(5).describe('Connections at once.'),
        })
        .prefault({}),
      from: address
        .optional()
        .describe('Address we write from. Default: the first address of the department.'),
      dkim: z
        .strictObject({
          domain: z.string().describe('Signing domain.'),
          selector: z.string().describe('Selector.'),
          key: z.string().describe('PEM file with the private key.'),
        })
        .optional()
        .describe('Sign what we send (RFC 6376).'),
      giveUpHours: z.int().min(1).default(120).describe('How long to try before a mail has failed.'),
    })
    .prefault({}),
  departments: z
    .array(department)
    .min(1)
    .default([{ name: 'support', addresses: ['support@localhost'], members: [], language: 'en' }])
    .describe('Service areas.'),
  routing: z.array(routingRule).default([]).describe('Ordered rules that change where a new ticket goes.'),
  tickets: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[\p{L}\p{N} ._-]{0,30}$/u)
        .default('')
        .describe('Word before the ID in subjects: `Acme` gives `[Acme #48213-K7QF]`.'),
      reopenDays: z
        .int()
        .min(0)
        .default(14)
        .describe('A reply within so many days after closing reopens; later it opens a new, linked ticket.'),
    })
    .prefault({}),
  receipts: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Send receipts.'),
      perAddressHour: z.int().min(1).default(3).describe('Automatic mails to one address in an hour.'),
      perAddressDay: z.int().min(1).default(10).describe('Automatic mails to one address in a day.'),
      perDomainHour: z.int().min(1).default(100).describe('Automatic mails to one domain in an hour.'),
      templates: z.string().default('').describe('Folder with own templates. Empty: `config/templates`.'),
      alarmMinutes: z.int().min(1).default(10).describe('A receipt later than this is an alarm.'),
    })
    .prefault({}),
});

export type Settings = z.output<typeof settingsSchema>;
export type Department = Settings['departments'][number];
export type ImapAccount = Settings['imap'][number];
export type RoutingRule = Settings['routing'][number];
