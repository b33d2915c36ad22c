/** Canned replies for a ticket at hand, filled in. */
import type { Context } from 'hono';
import { type Filled, fillIn, languageOfText, suited, valuesOf } from '../../desk/canned.ts';
import { composeKinds } from '../../desk/recipients.ts';
import { titleOf } from '../../mail/outgoing.ts';
import type { CannedReply, TicketLine } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';
import { picker, pickerPage } from '../views/canned-pick.ts';
import { draftedLetter } from './compose.ts';
import { surroundingsOf } from './surroundings.ts';

/** Entries of one picture; who wants more filters. */
const mostShown = 30;

/** GET /inbox/:ticket/canned?q=…: those that hold the words, as a part of the page or as a page of its own. */
export async function pickCanned(c: Context<Env>, site: Site, ticket: TicketLine): Promise<Response> {
  const words = (c.req.query('q') ?? '').slice(0, 200);
  const kind = composeKinds.find((one) => one === c.req.query('kind')) ?? 'reply';
  const [all, language] = await Promise.all([seenBy(c, site), languageOf(site, ticket)]);
  const found = suited(all, { words, language, department: ticket.department }).slice(0, mostShown);
  const entries = found.map((reply) => ({ reply, filled: filled(c, site, ticket, reply) }));
  const { actor } = c.get('visitor');
  const of = { language: c.get('language'), actor, ticket, kind, words, entries, any: all.length > 0 };
  if (c.req.query('part') !== undefined) return c.html(picker(of));
  const [surroundings, letter] = await Promise.all([
    surroundingsOf(c, site),
    draftedLetter(c, site, ticket, kind),
  ]);
  return c.html(pickerPage(surroundings, of, letter));
}

/** The filled-in text of one; empty where it is gone. */
export async function cannedText(
  c: Context<Env>,
  site: Site,
  ticket: TicketLine,
  id: string,
): Promise<string> {
  const reply = (await seenBy(c, site)).find((one) => one.id === id);
  return reply === undefined ? '' : filled(c, site, ticket, reply).text;
}

function seenBy(c: Context<Env>, { store }: Site): Promise<CannedReply[]> {
  return store.inbox.canned(c.get('visitor').actor.departments);
}

function filled(c: Context<Env>, site: Site, ticket: TicketLine, { text }: CannedReply): Filled {
  const department = site.settings().departments.find(({ name }) => name === ticket.department);
  return fillIn(
    text,
    valuesOf({
      ...ticket,
      agent: c.get('visitor').agent.name,
      department: titleOf(department ?? { name: ticket.department }),
    }),
  );
}

/** What the customer wrote in last; else what the department writes in. */
async function languageOf(site: Site, ticket: TicketLine): Promise<string | null> {
  const history = await site.store.tickets.messages(ticket.id);
  const last = history.findLast(({ kind }) => kind === 'inbound');
  const told = last === undefined ? null : languageOfText(last.replyText || last.text);
  const { departments } = site.settings();
  return told ?? departments.find(({ name }) => name === ticket.department)?.language ?? null;
}
