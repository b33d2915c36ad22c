/** The lists of senders on the page: shown, searched, added to, and taken from. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { BadEntry, listNames } from '../../model/sender-lists.ts';
import { surroundingsOf } from '../inbox/surroundings.ts';
import type { Env, Site } from '../site.ts';
import { authorOf } from './list-author.ts';
import { exportList } from './lists-export.ts';
import { importLimit, importList, showImport } from './lists-import.ts';
import { addForm, blockForm, endOf, listsQuery, removeForm } from './lists-shapes.ts';
import { listsPage } from './views/lists.ts';
import type { Typed } from './views/lists-forms.ts';

const path = '/admin/lists';
const perPage = 100;

/** Adds `/admin/lists…`. */
export function addListPages(app: Hono<Env>, site: Site): void {
  app.get(path, (c) => show(c, site, listsQuery.parse(c.req.query()), null));
  app.post(path, (c) => add(c, site));
  app.post(`${path}/block`, (c) => block(c, site));
  app.post(`${path}/remove`, (c) => remove(c, site));
  app.get(`${path}/import`, (c) => showImport(c, site));
  app.post(`${path}/import`, importLimit, (c) => importList(c, site));
  app.get(`${path}/export`, (c) => exportList(c, site));
}

/** `typed`: what was not taken. */
async function show(
  c: Context<Env>,
  site: Site,
  query: z.output<typeof listsQuery>,
  typed: Typed | null,
): Promise<Response> {
  const named = listNames.find((name) => query[name] !== '') ?? null;
  const asked = { ...query, list: named ?? query.list };
  const { list, q, order, skip } = asked;
  const { lists } = site.store;
  const [surroundings, { items, total }] = await Promise.all([
    surroundingsOf(c, site),
    lists.find({ list, search: q, order, skip, limit: perPage }),
  ]);
  const words = q.toLowerCase();
  const fixed = site.lists.fixed(list).filter((line) => skip === 0 && line.toLowerCase().includes(words));
  const patterns = [...fixed.map((line) => line.toLowerCase()), ...items.map(({ pattern }) => pattern)];
  const view = {
    ...surroundings,
    asked,
    fixed,
    entries: items,
    total,
    perPage,
    hits: await lists.hits(list, patterns),
    typed: typed ?? { ...nothing, pattern: asked[list], span: list === 'block' ? '1h' : 'never' },
    now: site.now(),
  };
  return c.html(listsPage(view), typed === null ? 200 : 422);
}

const nothing = { pattern: '', reason: '', problem: null } as const;

async function add(c: Context<Env>, site: Site): Promise<Response> {
  const body = await c.req.parseBody();
  const form = addForm.safeParse(body);
  const list = addForm.shape.list.catch('deny').parse(body['list']);
  if (!form.success) return again(c, site, list, typedOf(body));
  const { span, ...entry } = form.data;
  return taken(c, site, list, typedOf(body), async () => {
    const { isNew, isOurs } = await site.lists.add(authorOf(c), {
      ...entry,
      expiresAt: endOf(span, site.now()),
    });
    if (isOurs) return 'ours';
    return isNew ? 'added' : 'renewed';
  });
}

async function block(c: Context<Env>, site: Site): Promise<Response> {
  const body = await c.req.parseBody();
  const form = blockForm.safeParse(body);
  if (!form.success) return again(c, site, 'block', typedOf(body));
  const { span, ...wanted } = form.data;
  const expiresAt = endOf(span, site.now()) ?? site.now();
  return taken(c, site, 'block', typedOf(body), async () => {
    await site.lists.block(authorOf(c), { ...wanted, expiresAt });
    return 'blocked';
  });
}

async function remove(c: Context<Env>, site: Site): Promise<Response> {
  const form = removeForm.safeParse(await c.req.parseBody({ all: true }));
  const { list, id: selected, only } = form.data ?? { list: 'deny', id: [] };
  const id = only === undefined ? selected : [only];
  const n = id.length === 0 ? 0 : await site.lists.remove(authorOf(c), id);
  const done = list === 'block' ? 'lifted' : 'removed';
  return c.redirect(`${path}?list=${list}&told=${id.length === 0 ? 'unselected' : done}&n=${n}`, 303);
}

type List = z.output<typeof addForm>['list'];

/** Does it and says so on the list, or shows the form again with what is wrong. */
async function taken(
  c: Context<Env>,
  site: Site,
  list: List,
  typed: Typed,
  work: () => Promise<string>,
): Promise<Response> {
  try {
    return c.redirect(`${path}?list=${list}&told=${await work()}`, 303);
  } catch (error) {
    if (!(error instanceof BadEntry)) throw error;
    return again(c, site, list, { ...typed, problem: error.problem });
  }
}

function again(c: Context<Env>, site: Site, list: List, typed: Typed): Promise<Response> {
  return show(c, site, { ...listsQuery.parse({}), list }, typed);
}

function typedOf(body: Record<string, unknown>): Typed {
  const text = z.string().max(300).catch('');
  return {
    pattern: text.parse(body['pattern'] ?? body['source']),
    reason: text.parse(body['reason']),
    span: addForm.shape.span.catch('1h').parse(body['span']),
    problem: 'no-pattern',
  };
}
