/** Settings: names, types, defaults and docs in one place. `docs/settings.md` is generated from here. */
import { z } from 'zod';
import { backupSettings } from './backup.ts';
import { department, routingRule } from './department.ts';
import { address, network, port } from './fields.ts';
import { inboxSettings } from './inbox.ts';
import { limitSettings } from './limits.ts';
import { loginSettings, oidcSettings } from './login.ts';
import { imapAccount } from './mailbox.ts';
import { mirrorSettings } from './mirror.ts';
import { noticeSettings } from './notices.ts';
import { outboxSettings } from './outbox.ts';
import { runSettings, secretSettings } from './running.ts';
import { screeningSettings } from './screening.ts';
import { storeSettings } from './store.ts';
import { webhookSettings } from './webhooks.ts';

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
  run: runSettings,
  secrets: secretSettings,
  store: storeSettings,
  backup: backupSettings,
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
  limits: limitSettings,
  imap: z.array(imapAccount).prefault([]).describe('Mailboxes to fetch from.'),
  mirror: mirrorSettings.optional(),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on.'),
      port: port.default(8025).describe('Port to listen on.'),
      url: z
        .url()
        .optional()
        .describe('How staff and customers reach us, for links in mail. Default: made of host and port.'),
      sessionHours: z
        .int()
        .min(1)
        .max(720)
        .default(12)
        .describe('A log-in ends after so many hours without use.'),
      apiPerMinute: z
        .int()
        .min(1)
        .default(600)
        .describe('Requests to the API in a minute, of one token or one log-in.'),
      trustedProxies: z
        .array(network)
        .default([])
        .describe(
          'Proxies in front of us, whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed: an IP address or a network each.',
        ),
    })
    .prefault({})
    .describe('Inbox page, health (`/healthz`, `/readyz`).'),
  login: loginSettings,
  oidc: oidcSettings.optional(),
  webhooks: webhookSettings,
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
  screening: screeningSettings,
  outbox: outboxSettings,
  inbox: inboxSettings,
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
  notices: noticeSettings,
  alarms: z
    .strictObject({
      to: z
        .array(address)
        .default([])
        .describe(
          'Who gets a mail when something is amiss, one an hour for each alarm. Nobody: alarms are in the log, in `postern_alarms_total` and in `postern check` alone.',
        ),
    })
    .prefault({})
    .describe('What the operator is told of.'),
  receipts: z
    .strictObject({
      enabled: z.boolean().default(true).describe('Send receipts.'),
      perAddressHour: z
        .int()
        .min(1)
        .default(3)
        .describe('Automatic mails to one address in an hour, and about one subject in a week.'),
      perAddressDay: z.int().min(1).default(10).describe('Automatic mails to one address in a day.'),
      perDomainHour: z.int().min(1).default(100).describe('Automatic mails to one domain in an hour.'),
      cautionPerHour: z
        .int()
        .min(0)
        .default(30)
        .describe(
          'An address that nothing proves (SPF, DKIM, DMARC) gets a third of these caps; where its mail comes from a mailbox, after so many such tickets in an hour. Clients in `limits.exempt` are spared this until there is a flood.',
        ),
      floodPerHour: z
        .int()
        .min(1)
        .default(500)
        .describe(
          'So many new tickets in an hour by authors whom nothing proves are a flood: the alarm `receipt-flood` is raised, and such an address gets a tenth of `perAddressDay`.',
        ),
      unprovenPerHour: z
        .int()
        .min(1)
        .default(100_000)
        .describe('After so many, authors whom nothing proves get no receipts at all.'),
      templates: z.string().default('').describe('Folder with own templates. Empty: `config/templates`.'),
      alarmMinutes: z.int().min(1).default(10).describe('A receipt later than this is an alarm.'),
    })
    .prefault({})
    .describe('Confirmations to customers, and the caps on automatic mail.'),
});

export type Settings = z.output<typeof settingsSchema>;
export type Department = Settings['departments'][number];
export type ImapAccount = Settings['imap'][number];
export type MirrorSettings = NonNullable<Settings['mirror']>;
export type RoutingRule = Settings['routing'][number];
