/** Pages of lists: an opaque cursor in the body, and a Link to what follows (RFC 8288). */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Page } from '../../model/inbox.ts';
import { list } from './shapes.ts';

export const paging = {
  cursor: z.string().max(200).optional().describe('`next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** A page of these. */
export const pageOf = <S extends z.ZodType>(item: S) =>
  z.object({ items: list(item), next: z.string().nullable().describe('Null at the end.') });

/** The page, with its Link. */
export function paged<T>(c: Context, page: Page<T>): Page<T> {
  if (page.next !== null) {
    const url = new URL(c.req.url, 'http://localhost');
    url.searchParams.set('cursor', page.next);
    c.header('Link', `<${url.pathname}${url.search}>; rel="next"`);
  }
  return page;
}

/** A page of what a store lists by `id`, the newest first: one more was asked for than is given. */
export function pageById<T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> {
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.id ?? null) : null };
}
