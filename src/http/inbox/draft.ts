/** POST /inbox/:ticket/draft: keeps what is being written, adds a canned reply to it, or throws it away. */
import type { Context } from 'hono';
import type { TicketLine } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';
import { plainKind } from '../views/composer.ts';
import { cannedText } from './canned-pick.ts';
import { draftOf, isEmpty, readForm } from './compose-form.ts';

/** A script asks for JSON and gets when it was kept; a form goes back to the ticket. */
export async function keepDraft(c: Context<Env>, site: Site, ticket: TicketLine): Promise<Response> {
  const { agent } = c.get('visitor');
  const form = await readForm(c, site);
  const inserted = form.insert === null ? null : await cannedText(c, site, ticket, form.insert);
  const text =
    inserted === null ? form.text : [form.text, inserted].filter((part) => part !== '').join('\n\n');
  const whole = { ...form, text };
  const { inbox } = site.store;
  const now = site.now();
  if (form.discard !== null || isEmpty(whole))
    await inbox.dropDraft(agent.id, ticket.id, plainKind(form.kind));
  else await inbox.saveDraft(draftOf(whole, { agent: agent.id, ticket: ticket.id, now }));
  if (c.req.header('Accept')?.includes('application/json')) return c.json({ keptAt: now.toISOString() });
  const page = `/inbox/${ticket.ticketId}`;
  if (form.pick !== null) return c.redirect(`${page}/canned?kind=${form.kind}`, 303);
  return c.redirect(
    form.discard === null ? `${page}?compose=${form.kind}&kept=1#composer` : `${page}#composer`,
    303,
  );
}
