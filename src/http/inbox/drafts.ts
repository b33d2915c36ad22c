/** What the visitor began to write. */
import type { Context } from 'hono';
import type { Env, Site } from '../site.ts';
import { draftsPage } from '../views/drafts.ts';
import { surroundingsOf, viewerOf } from './surroundings.ts';

/** Only of tickets that he still sees. */
export async function showDrafts(c: Context<Env>, site: Site): Promise<Response> {
  const { inbox } = site.store;
  const viewer = viewerOf(c);
  const [surroundings, drafts] = await Promise.all([
    surroundingsOf(c, site),
    inbox.drafts(c.get('visitor').agent.id),
  ]);
  const found = await Promise.all(
    drafts.map(async (draft) => ({ draft, ticket: await inbox.ticket(viewer, draft.ticket) })),
  );
  const lines = found.flatMap(({ draft, ticket }) => (ticket === null ? [] : [{ draft, ticket }]));
  return c.html(draftsPage({ ...surroundings, lines, now: site.now() }));
}
