/** Settings of the process itself: who it runs as, how long it may take to stop, and the keys of secrets that it keeps. */
import { z } from 'zod';
import { secret } from './fields.ts';

const account = z.string().regex(/^(?:[a-z_][a-z0-9_-]{0,30}\$?|\d{1,10})?$/i);

export const runSettings = z
  .strictObject({
    user: account
      .meta({ expects: 'the name or number of a user of this machine' })
      .default('')
      .describe(
        'User to become after the ports are open, where Postern is started as root. The data directory is made that user’s. Empty: stays who it is.',
      ),
    group: account
      .meta({ expects: 'the name or number of a group of this machine' })
      .default('')
      .describe('Group to become with it. Empty: the groups of that user.'),
    stopSeconds: z
      .int()
      .min(1)
      .max(3600)
      .default(30)
      .describe('How long mail under way may take to end when Postern is stopped; the rest is given back.'),
  })
  .prefault({})
  .describe('The process.');

export const secretSettings = z
  .strictObject({
    key: secret()
      .optional()
      .describe(
        'Keys (32 octets, base64, separated by spaces) that seal secrets in the store: the first seals, all open. `openssl rand -base64 32` makes one.',
      ),
    keyFile: z
      .string()
      .optional()
      .describe(
        'File with those keys, one a line. Default with the embedded database: `secret.key` in the data directory, made on first start. With `store.uri` and no key, secrets in the store are not sealed.',
      ),
  })
  .prefault({})
  .describe('Keys that seal what is secret in the store: OAuth tokens, and the keys of ticket codes.');
