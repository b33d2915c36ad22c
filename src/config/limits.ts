/** Settings against abuse and overload. The sources of the numbers are named in docs/limits.md. */
import { z } from 'zod';
import { network } from './fields.ts';

const count = (initial: number) => z.int().min(1).default(initial);
const ms = (initial: number, least = 1) => z.int().min(least).default(initial);

/** Settings `limits.*`. */
export type SmtpLimits = z.infer<typeof limitSettings>;

export const limitSettings = z
  .strictObject({
    exempt: z
      .array(network)
      .default(['127.0.0.0/8', '::1/128'])
      .describe('Networks, our own machines, that the limits by address and the strict rules do not count.'),
    ipv4Prefix: z.int().min(8).max(32).default(32).describe('Bits of an IPv4 address that make one client.'),
    ipv6Prefix: z
      .int()
      .min(16)
      .max(128)
      .default(64)
      .describe('Bits of an IPv6 address that make one client.'),
    connectionsPerAddress: count(20).describe('Connections at once of one client.'),
    connectionsPerMinute: count(60).describe('New connections of one client in a minute.'),
    mailsPerMinute: count(120).describe('Mails of one client in a minute.'),
    recipientsPerMinute: count(300).describe('Recipients that one client names in a minute.'),
    mailsPerConnection: count(100).describe('Mails on one connection.'),
    recipientsPerConnection: count(1000).describe('Recipients named on one connection.'),
    unknownRecipientsSoft: count(10).describe('Unknown recipients from which each answer is held back.'),
    unknownRecipientsHard: count(20).describe('Unknown recipients at which a connection is closed.'),
    tarpitMs: ms(1000).describe('How long such an answer is held back.'),
    commandsWithoutMail: count(100).describe(
      'Commands that carry no mail on (NOOP, RSET, EHLO …), and refusals, between two mails.',
    ),
    badCommands: count(10).describe(
      'Commands on one connection that are unknown, malformed or out of order.',
    ),
    commandLength: z.int().min(512).default(2048).describe('Octets of a command line.'),
    headerBytes: z.int().min(1024).default(262_144).describe('Octets of the header of a mail.'),
    headerFields: z.int().min(50).default(1000).describe('Fields of the header of a mail.'),
    headerLine: z.int().min(998).default(65_536).describe('Octets of one line of the header of a mail.'),
    hops: z.int().min(20).default(50).describe('Received fields from which a mail counts as looping.'),
    greetPauseMs: ms(100, 0).describe('Pause before the greeting; who talks in it is turned away.'),
    strictPipelining: z
      .boolean()
      .default(true)
      .describe('Turn away clients that send on behind EHLO, HELO or DATA without waiting (RFC 2920, 3.1).'),
    transactionMs: ms(1_200_000).describe('From MAIL to the last octet of the mail.'),
    dataMs: ms(600_000).describe('From 354 to the last octet of the mail.'),
    dataRate: z
      .int()
      .min(1)
      .default(500)
      .describe('Octets a second that a mail must come in at, on average.'),
    dataRateAfterMs: ms(30_000).describe('How long a mail may be slower.'),
    roomMs: ms(5000).describe('How long a mail waits for room among the bytes in flight.'),
    busyLoopMs: ms(250).describe('Delay of the event loop from which Postern is busy.'),
    overloadedLoopMs: ms(1000).describe('Delay of the event loop from which Postern is overloaded.'),
    busyBacklog: count(10_000).describe('Mails accepted and not filed from which Postern is busy.'),
    overloadedBacklog: count(100_000).describe('Mails accepted and not filed from which it is overloaded.'),
    busyIdleMs: ms(10_000).describe('While busy, a silent connection is closed after this.'),
    wrongIdsPerHour: count(20).describe(
      'Wrong ticket IDs of one source in an hour, after which an ID no longer spares its mail the spam filter.',
    ),
    wrongIdsPerHourTotal: count(1000).describe('The same of all sources together.'),
  })
  .prefault({})
  .describe('Against abuse and overload (`docs/limits.md`).');
