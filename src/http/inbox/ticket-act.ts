/** What staff do to a ticket from its page: one route, one form for each action. */
import type { Context } from 'hono';
import { Failure } from '../../failure.ts';
import type { Env, Site } from '../site.ts';
import { showTicket } from './ticket.ts';
import { actionOf, type Form, fieldOf } from './ticket-form.ts';

/** POST /inbox/:ticket/act: does it, and goes back to the page; or shows the page with what is wrong. */
export async function act(c: Context<Env>, site: Site, name: string): Promise<Response> {
  const form = await formOf(c);
  try {
    const action = actionOf(form, site.now());
    const seen = fieldOf(form, 'seen');
    const done = await site.desk.act(c.get('visitor').actor, name, action, seen === '' ? {} : { seen });
    const at = action.do === 'merge' && done.other !== null ? done.other : done.ticket;
    return c.redirect(`/inbox/${at.ticketId}`, 303);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return showTicket(c, site, name, { form, failure });
  }
}

async function formOf(c: Context<Env>): Promise<Form> {
  const body = await c.req.parseBody({ all: true });
  return new Map(
    Object.entries(body).map(([name, value]) => {
      const values = Array.isArray(value) ? value : [value];
      return [name, values.filter((one) => typeof one === 'string')];
    }),
  );
}
