/** One deed on many held mails; what came of each is told on the list. */
import type { Context } from 'hono';
import { z } from 'zod';
import { mayManage } from '../../desk/rights.ts';
import { seenMails, seesLane } from '../../desk/seen-mails.ts';
import { describe } from '../../failure.ts';
import { type Deed, deeds, type Settled } from '../../model/quarantine.ts';
import { tell } from '../flash.ts';
import { isSecure } from '../guard.ts';
import type { Env, Site } from '../site.ts';

const form = z.object({
  mail: z
    .union([z.string(), z.array(z.string())])
    .default([])
    .transform((given) => (Array.isArray(given) ? given : [given]))
    .pipe(z.array(z.string().regex(/^[0-9a-f]{24}$/)).max(50)),
  back: z
    .string()
    .regex(/^\/inbox\?[\x21-\x7e]*$/)
    .catch('/inbox?list=quarantine'),
  do: z.enum(deeds),
  reason: z.string().trim().max(200).default(''),
});

const results = ['done', 'gone', 'unproven', 'failed'] as const;

/** What was done, and what came of each mail. */
export const heldOutcome = z.object({
  deed: z.enum(deeds),
  mails: z.array(z.tuple([z.string(), z.enum(results)])),
});
export type HeldOutcome = z.output<typeof heldOutcome>;

/** POST /inbox/quarantine */
export async function settleMany(c: Context<Env>, site: Site): Promise<Response> {
  const parsed = form.safeParse(await c.req.parseBody({ all: true }));
  const {
    do: deed = 'release',
    mail: ids = [],
    back = '/inbox?list=quarantine',
    reason = '',
  } = parsed.data ?? {};
  const mails: HeldOutcome['mails'] = [];
  // One after the other: the audit trail is one chain.
  for (const id of ids) mails.push([id, await settleOne(c, site, id, deed, reason)]);
  tell(c, { deed, mails } satisfies HeldOutcome, isSecure(site));
  return c.redirect(back, 303);
}

/** `failed`: something unexpected, which the log tells of. */
export async function settleOne(
  c: Context<Env>,
  site: Site,
  id: string,
  deed: Deed,
  reason: string,
): Promise<Settled | 'failed'> {
  const { actor } = c.get('visitor');
  const { quarantine: seen } = seenMails(actor, site.settings().departments);
  const mail = await site.store.mails.find(id);
  if (mail === null || !seesLane(seen, mail.lane)) return 'gone';
  if (deed === 'allow' && !mayManage(actor, 'allow')) return 'failed';
  try {
    return await site.quarantine.settle(mail, { deed, reason }, { actor: actor.address, via: actor.via });
  } catch (error) {
    site.log.error('inbox.quarantine', { mail: id, deed, error: describe(error) });
    return 'failed';
  }
}
