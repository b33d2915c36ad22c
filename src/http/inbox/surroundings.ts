/** What stands around every page of the inbox. */
import type { Context } from 'hono';
import { z } from 'zod';
import { sees } from '../../desk/rights.ts';
import { type SeenLanes, seenMails } from '../../desk/seen-mails.ts';
import type { Viewer } from '../../model/inbox.ts';
import type { MailState } from '../../model/mail-store.ts';
import type { Env, Site } from '../site.ts';
import { type Counts, places, type Surroundings } from '../views/inbox-page.ts';
import { sidebar } from '../views/sidebar.ts';
import { searchText } from './list-query.ts';

/** Whose eyes a page is for. */
export function viewerOf(c: Context<Env>): Viewer {
  const { address, departments } = c.get('visitor').actor;
  return { address, departments };
}

/** Lists, counts and saved searches of the visitor. */
export async function surroundingsOf(c: Context<Env>, site: Site): Promise<Surroundings> {
  const { actor, agent } = c.get('visitor');
  const { inbox } = site.store;
  const seen = site.settings().departments.filter(({ name }) => sees(actor.departments, name));
  const [counts, byDepartment, searches] = await Promise.all([
    countsOf(c, site),
    inbox.countByDepartment(
      viewerOf(c),
      seen.map(({ name }) => name),
    ),
    inbox.searches(agent.id),
  ]);
  const departments = seen.map(({ name, title }) => ({
    name,
    title: title ?? name.replace(/^./, (first) => first.toUpperCase()),
    count: byDepartment.get(name) ?? 0,
  }));
  return { language: c.get('language'), actor, counts, departments, searches };
}

async function countsOf(c: Context<Env>, { store, settings }: Site): Promise<Counts> {
  const { actor, agent } = c.get('visitor');
  const { quarantine, failed } = seenMails(actor, settings().departments);
  const count = async (name: 'quarantine' | 'failed', state: MailState, lanes: SeenLanes) =>
    lanes === 'none'
      ? {}
      : { [name]: await store.mails.count({ state, ...(lanes === 'all' ? {} : { lanes }) }) };
  const [tickets, drafts, ...mails] = await Promise.all([
    store.inbox.counts(viewerOf(c)),
    store.inbox.drafts(agent.id),
    count('quarantine', 'quarantined', quarantine),
    count('failed', 'failed', failed),
  ]);
  return { ...tickets, drafts: drafts.length, ...Object.assign({}, ...mails) };
}

const shown = z.object({
  current: z.enum(places).nullable().default(null).catch(null),
  department: z.string().max(100).nullable().default(null).catch(null),
  q: searchText,
});

/** GET /inbox/lists: the lists alone, for pages whose counts have changed. */
export async function showSidebar(c: Context<Env>, site: Site): Promise<Response> {
  const { q, ...open } = shown.parse(c.req.query());
  return c.html(sidebar({ ...(await surroundingsOf(c, site)), ...open, query: q }));
}
