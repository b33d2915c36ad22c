/** Settings of a mailbox that mail is fetched from. */
import { z } from 'zod';
import { address, port, secret } from './fields.ts';

const oauth2 = z.strictObject({
  clientId: z.string().describe('Client ID of the registered application.'),
  clientSecret: secret().optional().describe('Client secret, where the application has one.'),
  refreshToken: secret().optional().describe('Refresh token. Leave it out for the client-credentials grant.'),
  tokenUrl: z.url().describe('Token endpoint of the provider.'),
  scope: z.string().optional().describe('Scopes to ask for, separated by spaces.'),
});

/** Where a mailbox is, and how to get in. */
export const imapLogin = {
  host: z.string().min(1).describe('Host name of the IMAP server.'),
  port: port.default(993).describe('Port.'),
  secure: z
    .boolean()
    .default(true)
    .describe('TLS from the first byte. When false, STARTTLS is used where offered.'),
  user: z.string().min(1).describe('User name; for a shared mailbox its own address.'),
  password: secret().optional().describe('Password, unless `oauth2` is given.'),
  oauth2: oauth2.optional().describe('OAuth 2.0 instead of a password (Gmail, Microsoft 365).'),
};

/** How often, and after which pauses. */
export const imapPace = {
  pollSeconds: z
    .int()
    .min(5)
    .default(60)
    .describe('How often to look where the server has no IDLE, and as a check where it has.'),
  longestPauseSeconds: z
    .int()
    .min(1)
    .default(300)
    .describe('Longest pause between tries while the server is away; the first pauses are shorter.'),
};

/** Either a password or OAuth. */
export const hasOneSecret = {
  is: (account: { readonly password?: unknown; readonly oauth2?: unknown }) =>
    (account.password === undefined) !== (account.oauth2 === undefined),
  error: 'either `password` or `oauth2`',
  // Asked beside other faults of the account too, so that all are told at once.
  when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null,
};

export const imapAccount = z
  .strictObject({
    name: z.string().min(1).describe('A name for logs and lists; unique.'),
    ...imapLogin,
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
    scoredBy: z
      .array(z.enum(['rspamd', 'spamassassin', 'microsoft', 'authentication-results']))
      .optional()
      .describe(
        'What the provider scores mail with, where `screening.engine` is `upstream`: whose header fields are believed. Only for a provider that removes such fields of others.',
      ),
    ...imapPace,
  })
  .refine(hasOneSecret.is, hasOneSecret);
