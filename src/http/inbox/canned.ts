/** /inbox/canned: canned replies, and who may edit them. */
import type { Context } from 'hono';
import { z } from 'zod';
import { mayEditCanned, unknownIn } from '../../desk/canned.ts';
import { sees } from '../../desk/rights.ts';
import type { CannedReply } from '../../model/inbox.ts';
import type { Env, Site } from '../site.ts';
import { type CannedFields, cannedForm, cannedPage } from '../views/canned.ts';
import { languageCodes } from '../words/words.ts';
import { surroundingsOf } from './surroundings.ts';

const fields = z.object({
  name: z.string().trim().max(200).default(''),
  department: z
    .string()
    .max(100)
    .default('')
    .transform((name) => (name === '' ? null : name)),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .catch('en'),
  text: z.string().trim().max(100_000).default(''),
});

export async function showCanned(c: Context<Env>, site: Site): Promise<Response> {
  const [surroundings, replies] = await Promise.all([surroundingsOf(c, site), seenBy(c, site)]);
  return c.html(cannedPage({ ...surroundings, replies, now: site.now() }));
}

/** `:id`, or `new`. */
export async function editCanned(c: Context<Env>, site: Site): Promise<Response> {
  const reply = await named(c, site);
  if (reply === 'none') return c.redirect('/inbox/canned', 303);
  const blank = { name: '', department: null, language: languageCodes[0] ?? 'en', text: '' };
  return form(c, site, reply, reply ?? blank, null, 200);
}

export async function saveCanned(c: Context<Env>, site: Site): Promise<Response> {
  const reply = await named(c, site);
  const { actor } = c.get('visitor');
  if (reply === 'none') return c.redirect('/inbox/canned', 303);
  const given = fields.parse(await c.req.parseBody());
  const known =
    given.department === null || site.settings().departments.some(({ name }) => name === given.department);
  if (!known || !mayEditCanned(actor, given)) return c.text('Forbidden', 403);
  const { required, unknown } = faultsOf(given);
  if (required || unknown.length > 0) return form(c, site, reply, given, { required, unknown }, 422);
  const source = reply?.source ?? null;
  const by = { updatedBy: actor.name || actor.address, updatedAt: site.now() };
  const saved = await site.store.inbox.saveCanned({ id: reply?.id ?? null, ...given, source, ...by });
  await record(c, site, 'canned.save', saved);
  return c.redirect('/inbox/canned', 303);
}

export async function dropCanned(c: Context<Env>, site: Site): Promise<Response> {
  const reply = await named(c, site);
  if (reply !== 'none' && reply !== null && (await site.store.inbox.dropCanned(reply.id)))
    await record(c, site, 'canned.delete', reply);
  return c.redirect('/inbox/canned', 303);
}

function faultsOf({ name, text }: CannedFields): { required: boolean; unknown: string[] } {
  return { required: name === '' || text === '', unknown: unknownIn(text) };
}

/** The one that the path names; null for a new one; `none` where there is none that the visitor may edit. */
async function named(c: Context<Env>, site: Site): Promise<CannedReply | null | 'none'> {
  const { actor } = c.get('visitor');
  const id = c.req.param('id');
  if (id === 'new') return mayEditCanned(actor, { department: null }) ? null : 'none';
  const reply = (await seenBy(c, site)).find((one) => one.id === id);
  return reply !== undefined && mayEditCanned(actor, reply) ? reply : 'none';
}

function seenBy(c: Context<Env>, { store }: Site): Promise<CannedReply[]> {
  return store.inbox.canned(c.get('visitor').actor.departments);
}

function record(c: Context<Env>, { store }: Site, action: string, { id, name }: CannedReply) {
  const { actor } = c.get('visitor');
  return store.audit.record({ actor: actor.address, action, subject: id, detail: { name } });
}

async function form(
  c: Context<Env>,
  site: Site,
  reply: CannedReply | null,
  given: CannedFields,
  faults: { readonly required: boolean; readonly unknown: readonly string[] } | null,
  status: 200 | 422,
): Promise<Response> {
  const surroundings = await surroundingsOf(c, site);
  const { departments } = c.get('visitor').actor;
  const choices = surroundings.departments.filter(({ name }) => sees(departments, name));
  return c.html(cannedForm({ ...surroundings, id: reply?.id ?? null, given, faults, choices }), status);
}
