/** Settings of the shared inbox: how staff write. */
import { z } from 'zod';

export const inboxSettings = z
  .strictObject({
    undoSeconds: z
      .int()
      .min(0)
      .max(60)
      .default(10)
      .describe(
        'An answer waits so long before it is sent, and can be taken back until then. 0: it goes at once.',
      ),
    attachmentBytes: z
      .int()
      .min(1024)
      .default(18_000_000)
      .describe(
        'All attachments of one answer together, in octets. On the way they grow by a third, and many servers take no mail over 25 MB.',
      ),
  })
  .prefault({})
  .describe('The shared inbox of staff.');
