/** Settings of the database. */
import { z } from 'zod';
import { port, secret } from './fields.ts';

export const storeSettings = z
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
    minFree: z
      .int()
      .min(0)
      .default(536_870_912)
      .describe(
        'Embedded database: octets that mail leaves free on the file system of the data directory. With less, clients are asked to come again (452 4.3.1). Its journal grows by 100 MB at a time: do not set less than 400 MB.',
      ),
  })
  .prefault({})
  .describe('Where tickets and mail are kept.');
