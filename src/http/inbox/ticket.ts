/** The page of a ticket. */
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { FailureCode } from '../../failure.ts';
import type { TicketLine } from '../../model/inbox.ts';
import { isSecure } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { withoutUnseen } from '../unseen.ts';
import { missingPage, ticketPage } from '../views/ticket.ts';
import { firstShown, type MailMode, mailModes, type Posted, type TicketView } from '../views/ticket-view.ts';
import { wordsOf } from '../words/words.ts';
import { composerFor } from './compose.ts';
import { staffOf } from './staff.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';

const mostShown = 2000;
const mostEarlier = 8;
const mostSimilar = 3;
const mostPeople = 500;

const asked = z.object({
  show: z.coerce.number().int().min(1).max(mostShown).catch(firstShown),
  mode: z.enum(mailModes).nullable().catch(null),
});

/** HTTP status of what the desk refuses (RFC 9110, 15.5). */
const statusOf: Partial<Record<FailureCode, ContentfulStatusCode>> = {
  'not-found': 404,
  forbidden: 403,
  conflict: 409,
  'bad-usage': 422,
  'bad-address': 422,
  'store-unavailable': 503,
};

/** GET /inbox/:ticket. `posted`: what was sent and not done, which the page then tells. */
export async function showTicket(
  c: Context<Env>,
  site: Site,
  name: string,
  posted: Posted | null,
): Promise<Response> {
  const ticket = await site.store.inbox.ticket(viewerOf(c), name);
  const surroundings = surroundingsOf(c, site);
  if (ticket === null) return c.html(missingPage(await surroundings, 'ticket'), 404);
  if (posted === null && ticket.ticketId !== name) return c.redirect(pathTo(c, ticket), 303);
  const view = { ...(await surroundings), ...(await partsOf(c, site, ticket)), posted };
  const status = posted === null ? 200 : (statusOf[posted.failure.code] ?? 500);
  return c.html(ticketPage(view), status);
}

/** A ticket has one address, whatever name it was asked for by; one that was merged goes on elsewhere. */
function pathTo(c: Context<Env>, { ticketId }: TicketLine): string {
  return `/inbox/${ticketId}${new URL(c.req.url).search}`;
}

type Parts = Omit<TicketView, 'posted' | keyof Awaited<ReturnType<typeof surroundingsOf>>>;

async function partsOf(c: Context<Env>, site: Site, ticket: TicketLine): Promise<Parts> {
  const { inbox } = site.store;
  const viewer = viewerOf(c);
  const { unseen } = wordsOf(c.get('language')).ticket;
  const now = site.now();
  const { show, mode } = asked.parse({
    show: c.req.query('show') ?? firstShown,
    mode: c.req.query('mode') ?? null,
  });
  const history = await inbox.history(ticket.id, show);
  const shown = history.messages.flatMap(({ mail, kind }) =>
    kind === 'inbound' && mail !== null ? [mail] : [],
  );
  const [mails, judgements, deliveries, people, ofRequester, similar, present, linked, allTags, composer] =
    await Promise.all([
      inbox.mails(shown),
      site.store.judgements.entries(shown),
      inbox.deliveries(ticket.id),
      staffOf(site, ticket.department).then((people) => people.slice(0, mostPeople)),
      inbox.ofRequester(viewer, ticket.requester.address, mostEarlier + 1),
      inbox.similar(viewer, ticket.id, mostSimilar),
      inbox.present(ticket.id, now),
      Promise.all(ticket.links.map((id) => inbox.ticket(viewer, id))),
      inbox.tags(viewer),
      composerFor(c, site, ticket, history.messages),
    ]);
  return {
    ticket,
    history: {
      ...history,
      messages: await withoutUnseen(inbox, viewer, history.messages, unseen.within),
    },
    mails,
    judgements,
    learns: site.learns(),
    deliveries,
    people,
    ofRequester: ofRequester.filter(({ id }) => id !== ticket.id).slice(0, mostEarlier),
    similar,
    present,
    linked,
    allTags,
    composer,
    now,
    mode: modeOf(c, site, mode),
    shown: show,
  };
}

const modeCookie = 'postern-mail';

/** How mails are shown: as asked just now, which is kept for the next time, else as before. */
function modeOf(c: Context<Env>, site: Site, wanted: MailMode | null): MailMode {
  if (wanted === null) return mailModes.find((mode) => mode === getCookie(c, modeCookie)) ?? 'auto';
  const yearSeconds = 31_536_000;
  setCookie(c, modeCookie, wanted, {
    path: '/inbox',
    httpOnly: true,
    sameSite: 'Lax',
    secure: isSecure(site),
    maxAge: yearSeconds,
  });
  return wanted;
}
