/** /inbox/new: a ticket by hand, for somebody who called or came by. */
import type { Context } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { Env, Site } from '../site.ts';
import { type NewTicketFields, newTicketPage } from '../views/new-ticket.ts';
import { surroundingsOf } from './surroundings.ts';

const asked = z.object({
  address: z.string().max(320).default('').catch(''),
  name: z.string().max(200).default('').catch(''),
});

const given = z.object({
  department: z.string().max(100).default(''),
  address: z.string().trim().max(320).default(''),
  name: z.string().trim().max(200).default(''),
  subject: z.string().trim().max(500).default(''),
  text: z.string().trim().max(500_000).default(''),
  as: z.enum(['mail', 'note']).catch('note'),
});
const address = z.email().toLowerCase();

export async function showNew(c: Context<Env>, site: Site): Promise<Response> {
  const { address: to, name } = asked.parse(c.req.query());
  return page(c, site, { department: '', address: to, name, subject: '', text: '', as: 'mail' }, [], 200);
}

export async function openNew(c: Context<Env>, site: Site): Promise<Response> {
  const form = given.parse(await c.req.parseBody());
  const requester = address.safeParse(form.address);
  const faults = (['subject', 'text'] as const).filter((field) => form[field] === '');
  if (!requester.success || faults.length > 0)
    return page(c, site, form, requester.success ? faults : ['address', ...faults], 422);
  const { department, name, subject, text } = form;
  try {
    const { ticket } = await site.desk.open(c.get('visitor').actor, {
      department,
      requester: { name, address: requester.data },
      subject,
      text,
      send: form.as === 'mail',
    });
    return c.redirect(`/inbox/${ticket.ticketId}`, 303);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    if (failure.code === 'forbidden') return page(c, site, form, ['department'], 403);
    return page(c, site, form, [failure.code === 'bad-address' ? 'address' : 'department'], 422);
  }
}

async function page(
  c: Context<Env>,
  site: Site,
  fields: NewTicketFields,
  faults: readonly (keyof NewTicketFields)[],
  status: 200 | 403 | 422,
): Promise<Response> {
  return c.html(newTicketPage({ ...(await surroundingsOf(c, site)), fields, faults }), status);
}
