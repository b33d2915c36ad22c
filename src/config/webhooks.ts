/** Settings of webhooks. Who is told of what is set on the page of an admin, or by the API. */
import { z } from 'zod';

export const webhookSettings = z
  .strictObject({
    allowPrivate: z
      .boolean()
      .default(false)
      .describe(
        'Webhooks may lead to this machine and into private networks, and may be `http:`. Who may make webhooks can then reach what stands there.',
      ),
    timeoutMs: z.int().min(100).max(60_000).default(15_000).describe('Longest time for one delivery.'),
    giveUpHours: z
      .int()
      .min(1)
      .default(120)
      .describe('A webhook without one good delivery for so long is switched off, with an alarm.'),
  })
  .prefault({})
  .describe('What others are told of, by signed HTTP requests.');
