/** Settings of the mail that goes out. */
import { z } from 'zod';
import { address, port, secret } from './fields.ts';

export const outboxSettings = z
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
        sendSeconds: z
          .int()
          .min(5)
          .default(120)
          .describe(
            'Longest time for handing over one mail. What a node was sending when it died is sent again after two and a half times of it.',
          ),
      })
      .prefault({})
      .describe('The smarthost that takes our mail.'),
    from: address.optional().describe('Address we write from. Default: the first address of the department.'),
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
  .describe('Mail that goes out.');
