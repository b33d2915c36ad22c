/** Importing a list on the page: nothing is saved that was not looked at first. */
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { surroundingsOf } from '../inbox/surroundings.ts';
import type { Env, Site } from '../site.ts';
import { authorOf } from './list-author.ts';
import { endOf, type ImportForm, importForm } from './lists-shapes.ts';
import { importPage, previewPage } from './views/lists-import.ts';

/** Octets of a list, and of the form that carries it; its text is percent-encoded the second time. */
const mostText = 10_000_000;
export const importLimit = bodyLimit({ maxSize: 3 * mostText + 100_000 });

/** GET /admin/lists/import. */
export async function showImport(c: Context<Env>, site: Site): Promise<Response> {
  const form = importForm.parse(c.req.query());
  return c.html(importPage({ ...(await surroundingsOf(c, site)), form, trouble: null }));
}

/** POST /admin/lists/import: shows what would come of it, or saves it. */
export async function importList(c: Context<Env>, site: Site): Promise<Response> {
  const body = await c.req.parseBody();
  const { file } = body;
  const given = importForm.parse(body);
  const text =
    file instanceof File && file.size > 0 && file.size <= mostText ? await file.text() : given.text;
  const tooLarge = (file instanceof File && file.size > mostText) || text.length > mostText;
  if (tooLarge || text.trim() === '') {
    const trouble = tooLarge ? 'tooLarge' : 'empty';
    const form = { ...given, text: '' };
    return c.html(importPage({ ...(await surroundingsOf(c, site)), form, trouble }), 422);
  }
  const form: ImportForm = { ...given, text };
  const { list, reason, format } = form;
  const defaults = { list, reason, expiresAt: endOf(form.span, site.now()) };
  if (form.save !== undefined) {
    const { fresh, there } = await site.lists.import(authorOf(c), text, format, defaults);
    return c.redirect(`/admin/lists?list=${list}&told=imported&n=${fresh.length + there.length}`, 303);
  }
  const read = await site.lists.preview(text, format, defaults);
  return c.html(previewPage({ ...(await surroundingsOf(c, site)), form, read }));
}
