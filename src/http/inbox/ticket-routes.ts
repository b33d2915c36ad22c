/** Routes of the page of a ticket. */
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Env, Site } from '../site.ts';
import { showTicket } from './ticket.ts';
import { act } from './ticket-act.ts';

/** ID, number or id of a ticket; no other path of the inbox begins with a digit. */
const ticketName = ':ticket{[0-9][0-9A-Za-z-]{0,23}}';
/** Where forms go: who comes back there by Enter or a bookmark wants the ticket. */
const deeds = ':deed{act|send|undo|draft}';
/** Of a note to a solution there may be 20,000 characters; all else is short. */
const largestForm = 200_000;

/** Adds the page of a ticket and what is done there. */
export function addTicket(app: Hono<Env>, site: Site): void {
  app.get(`/inbox/${ticketName}`, (c) => showTicket(c, site, c.req.param('ticket'), null));
  app.get(`/inbox/${ticketName}/${deeds}`, (c) => c.redirect(`/inbox/${c.req.param('ticket')}`, 303));
  app.post(`/inbox/${ticketName}/act`, bodyLimit({ maxSize: largestForm }), (c) =>
    act(c, site, c.req.param('ticket')),
  );
}
