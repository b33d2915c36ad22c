/** POST /inbox/:ticket/here: says that somebody looks at a ticket or writes on it, and hears who else does. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { TicketLine } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';
import { wordsOf } from '../words/words.ts';

/** Who says nothing for so long is gone. Browsers speak three times in it (assets/composer.js). */
const presenceMs = 50_000;

const said = z.object({
  doing: z.enum(['viewing', 'replying', 'gone']).catch('viewing'),
  /** When the newest message that the page shows was written. */
  seenAt: z.coerce.date().nullable().catch(null),
});

/** `present`: who else is here, in words. `crossing`: who wrote since; empty where nobody did. */
export async function here(c: Context<Env>, site: Site, ticket: TicketLine): Promise<Response> {
  const { agent } = c.get('visitor');
  const { doing, seenAt } = said.parse(await c.req.parseBody());
  const { inbox } = site.store;
  await inbox.here(ticket.id, agent, doing === 'gone' ? null : doing, presenceMs);
  const others = (await inbox.present(ticket.id, site.now())).filter((one) => one.agent !== agent.id);
  const words = wordsOf(c.get('language')).work;
  const present = others.map((one) => `${one.name} ${words[one.doing]}`).join(' · ');
  const last = ticket.last;
  const crossed = last !== null && last.kind !== 'note' && seenAt !== null && last.at > seenAt;
  const crossing = crossed ? `${last.from} ${words.wroteMeanwhile}. ${words.readFirst}` : '';
  const replying = others.some((one) => one.doing === 'replying');
  return c.json({ present, replying, crossing });
}
