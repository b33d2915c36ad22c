/** Trying rules on past mail. */
import { z } from '@hono/zod-openapi';
import { Failure } from '../../failure.ts';
import type { Forecast } from '../../model/rules.ts';
import type { TryOutJob } from '../../model/try-out.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { list } from './shapes.ts';

const dayMs = 86_400_000;
const outcome = z.enum(['file', 'quarantine', 'reject', 'discard']);
const errors = z.object({ before: z.int(), after: z.int() });

const forecast = z
  .object({
    mails: z.int().describe('Looked at.'),
    changed: z.int().describe('Of these, with another fate than they had.'),
    changes: list(
      z.object({
        from: outcome,
        to: outcome,
        count: z.int(),
        samples: list(z.string()).describe('`id`s of mails, at most ten.'),
      }),
    ),
    falsePositives: errors.describe('Good mail, by the word of staff, that was or would be kept back.'),
    falseNegatives: errors.describe('Spam, by the word of staff, that was or would be let through.'),
  })
  .meta({ id: 'Forecast' });

const asked = z.object({
  rules: z.array(z.unknown()).max(1000).describe('As in the YAML file of rules.'),
  thresholds: z
    .object({ quarantineAt: z.number(), rejectAt: z.number() })
    .nullable()
    .default(null)
    .describe('Null: those of the settings.'),
  since: z.iso.datetime({ offset: true }).optional().describe('Thirty days ago where it is not told.'),
  until: z.iso.datetime({ offset: true }).optional().describe('Now where it is not told.'),
  limit: z.int().min(1).max(1_000_000).default(10_000).describe('The newest so many.'),
});

/** Adds `/rules/test`. */
export function addRulesTest(api: Api, site: Site): void {
  endpoint(
    api,
    {
      tag: 'Rules',
      method: 'post',
      path: '/rules/test',
      scope: 'admin',
      power: 'screening',
      summary: 'What rules would have done to the mail that came',
      description:
        'Answers when it is done: a second for some hundred mails. Nothing is changed, and nobody else is asked. One at a time on a node, with those of the page; meanwhile others are told `overloaded`.',
      body: asked,
      answer: forecast,
    },
    async ({ c, actor, body: { rules, thresholds, since, until, limit } }) => {
      const now = site.now();
      const span = {
        since: since === undefined ? new Date(now.getTime() - 30 * dayMs) : new Date(since),
        until: until === undefined ? now : new Date(until),
        limit,
      };
      const id = site.tryOuts.start({ rules, thresholds }, span, actor.address);
      // Nobody waits for the answer any more.
      c.req.raw.signal.addEventListener('abort', () => site.tryOuts.cancel(id));
      return forecastOf(await site.tryOuts.ended(id));
    },
  );
}

function forecastOf(job: TryOutJob | null): Forecast {
  if (job?.forecast) return job.forecast;
  if (job?.failure) throw job.failure;
  throw new Failure('shutting-down', 'it was ended before it was done');
}
