/** Settings: names, types, defaults and docs in one place. `docs/settings.md` is generated from here. */
import { z } from 'zod';
import { department, routingRule } from './department.ts';
import { address, listEntry, port, secret } from './fields.ts';
import { imapAccount } from './mailbox.ts';

const tls = z
  .strictObject({
    certificate: z.string().describe('PEM file with the certificate chain.'),
    key: z.string().describe('PEM file with the private key.'),
  })
  .describe('Own certificate for STARTTLS. Without one, a self-signed one is made in the data directory.');

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
        .meta({ expects: '1 to 38 letters, digits, hyphens and underscores' })
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
    .prefault({})
    .describe('Where tickets and mail are kept.'),
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
    .prefault({})
    .describe('Mail that comes in by SMTP.'),
  imap: z.array(imapAccount).prefault([]).describe('Mailboxes to fetch from.'),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on.'),
      port: port.default(8025).describe('Port to listen on.'),
      url: z
        .url()
        .optional()
        .describe('How staff and customers reach us, for links in mail. Default: made of host and port.'),
    })
    .prefault({})
    .describe('Inbox page, health (`/healthz`, `/readyz`).'),
  metrics: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on.'),
      port: port.default(9464).describe('Port of `/metrics`, for Prometheus.'),
    })
    .prefault({})
    .describe('Prometheus.'),
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
    .prefault({})
    .describe('What is logged.'),
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
        .describe(
          "For mail from mailboxes: whose Authentication-Results fields (RFC 8601) are believed. `''` names fields without a name, as Microsoft 365 writes them.",
        ),
    })
    .prefault({})
    .describe('Evidence about the sender.'),
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
        .describe(
          'So many mails an hour by strangers with the ID of one ticket end its bypass for strangers.',
        ),
    })
    .prefault({})
    .describe('Unsolicited mail.'),
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
        .prefault({})
        .describe('The smarthost that takes our mail.'),
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
    .prefault({})
    .describe('Mail that goes out.'),
  departments: z
    .array(department)
    .min(1)
    .prefault([{ name: 'support', addresses: ['support@localhost'] }])
    .describe('Service areas.'),
  routing: z.array(routingRule).default([]).describe('Ordered rules that change where a new ticket goes.'),
  tickets: z
    .strictObject({
      prefix: z
        .string()
        .regex(/^[\p{L}\p{N} ._-]{0,30}$/u)
        .meta({ expects: 'at most 30 letters, digits, spaces and `._-`' })
        .default('')
        .describe('Word before the ID in subjects: `Acme` gives `[Acme #48213-K7QF]`.'),
      reopenDays: z
        .int()
        .min(0)
        .default(14)
        .describe('A reply within so many days after closing reopens; later it opens a new, linked ticket.'),
      splitAfterDays: z
        .int()
        .min(1)
        .default(30)
        .describe(
          'After so many quiet days, an answer with another subject is marked as perhaps another issue.',
        ),
      forwardsByStaff: z
        .boolean()
        .default(true)
        .describe('A mail that staff forward opens a ticket for the person who wrote it first.'),
    })
    .prefault({})
    .describe('Ticket IDs, and how long a closed ticket can be reopened.'),
  receipts: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Send receipts.'),
      perAddressHour: z.int().min(1).default(3).describe('Automatic mails to one address in an hour.'),
      perAddressDay: z.int().min(1).default(10).describe('Automatic mails to one address in a day.'),
      perDomainHour: z.int().min(1).default(100).describe('Automatic mails to one domain in an hour.'),
      templates: z.string().default('').describe('Folder with own templates. Empty: `config/templates`.'),
      alarmMinutes: z.int().min(1).default(10).describe('A receipt later than this is an alarm.'),
    })
    .prefault({})
    .describe('Confirmations to customers, and the caps on automatic mail.'),
});

export type Settings = z.output<typeof settingsSchema>;
export type Department = Settings['departments'][number];
export type ImapAccount = Settings['imap'][number];
export type RoutingRule = Settings['routing'][number];
