/** Spam or not, said on a message of a ticket. */
import type { Context } from 'hono';
import { z } from 'zod';
import { judgeMail } from '../../desk/judge.ts';
import { Failure } from '../../failure.ts';
import { judgementKinds } from '../../model/judgements.ts';
import type { Env, Site } from '../site.ts';
import { viewerOf } from './surroundings.ts';

/** `none` takes it back. */
export const judgementForm = z.object({
  kind: z.enum([...judgementKinds, 'none']).transform((kind) => (kind === 'none' ? null : kind)),
});

/** POST /inbox/message/:message/judge, by whoever sees the ticket. Throws Failure `not-found` and `bad-usage`. */
export async function judgeMessage(c: Context<Env>, site: Site, id: string): Promise<Response> {
  const form = judgementForm.safeParse(await c.req.parseBody());
  if (!form.success) throw new Failure('bad-usage', 'say whether it is spam, ham or none');
  const found = await site.store.inbox.message(viewerOf(c), id);
  const mail = found?.message.mail ?? null;
  if (found === null || mail === null) throw new Failure('not-found', 'there is no such message');
  await judgeMail(site.store, c.get('visitor').actor, mail, form.data.kind);
  return c.redirect(`/inbox/${found.ticket.ticketId}#m-${id}`, 303);
}
