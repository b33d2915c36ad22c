/** Settings of backups. */
import { z } from 'zod';
import { secret } from './fields.ts';

export const backupSettings = z
  .strictObject({
    keyFile: z
      .string()
      .default('')
      .describe(
        'File with a key of 64 hex digits (`openssl rand -hex 32`): backups are encrypted with it. Keep a copy apart from the backups: without it they cannot be read.',
      ),
    passphrase: secret()
      .default('')
      .describe('Instead of a key file: backups are encrypted with these words.'),
  })
  .refine(({ keyFile, passphrase }) => keyFile === '' || passphrase === '', {
    error: 'either `keyFile` or `passphrase`, not both',
  })
  .prefault({})
  .describe('Copies of the whole store (`postern backup`).');
