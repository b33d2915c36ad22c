/** A list as a file, which can be imported again. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { Env, Site } from '../site.ts';
import { listName } from './lists-shapes.ts';

const query = z.object({ list: listName.catch('deny'), format: z.enum(['text', 'json']).catch('text') });

/** GET /admin/lists/export. */
export async function exportList(c: Context<Env>, site: Site): Promise<Response> {
  const { list, format } = query.parse(c.req.query());
  const { text, type, ending } = await site.lists.export(list, format);
  return c.body(text, 200, {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${list}.${ending}"`,
    'Cache-Control': 'no-store',
  });
}
