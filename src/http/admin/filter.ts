/** /admin/filter: the spam filter at hand. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import type { Tunable } from '../../model/filter.ts';
import { surroundingsOf } from '../inbox/surroundings.ts';
import type { Env, Site } from '../site.ts';
import { lastDays, limitsOf, recentScores, timesOf } from './filter-data.ts';
import { typedNumber } from './typed-number.ts';
import { type ChangeView, changePage } from './views/filter-change.ts';
import { filterPage } from './views/filter-page.ts';
import { weightsPage } from './views/filter-weights.ts';

const path = '/admin/filter';

const toldSchema = z.enum(['changed']).nullable().catch(null);
const searchSchema = z.object({ words: z.string().max(200).default('').catch('') });
const whatSchema = z.object({ kind: z.enum(['weight', 'threshold']), name: z.string().min(1).max(200) });
const changeSchema = whatSchema.extend({ from: z.coerce.number(), to: typedNumber });

/** Adds `/admin/filter…`. */
export function addFilter(app: Hono<Env>, site: Site): void {
  app.get(path, (c) => showFilter(c, site));
  app.get(`${path}/weights`, (c) => orStatus(c, () => showWeights(c, site)));
  app.get(`${path}/change`, (c) => orStatus(c, () => showChange(c, site)));
  app.post(`${path}/change`, (c) => orStatus(c, () => change(c, site)));
}

/** Where the filter is away, its page says so, and what to do. */
async function orStatus(c: Context<Env>, work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Failure && error.code === 'scorer-unavailable') return c.redirect(path, 303);
    throw error;
  }
}

async function showFilter(c: Context<Env>, site: Site): Promise<Response> {
  const { filter } = site;
  const [surroundings, status, scores, days, limits, undo] = await Promise.all([
    surroundingsOf(c, site),
    filter.status(),
    recentScores(site),
    lastDays(site),
    limitsOf(site),
    site.settings().screening.rspamd.tune ? filter.undo().catch(() => null) : null,
  ]);
  const times = timesOf(scores);
  const told = toldSchema.parse(c.req.query('told') ?? null);
  return c.html(filterPage({ ...surroundings, status, scores, times, days, limits, undo, told }));
}

async function showWeights(c: Context<Env>, site: Site): Promise<Response> {
  const { words } = searchSchema.parse(c.req.query());
  const [surroundings, all, { symbols }] = await Promise.all([
    surroundingsOf(c, site),
    site.filter.weights(),
    recentScores(site),
  ]);
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const weights = all.filter(({ name, group, description }) => {
    const text = `${name} ${group} ${description}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
  const fired = new Map(symbols.map(({ name, mails }) => [name, mails]));
  const { tune: tunable } = site.settings().screening.rspamd;
  return c.html(weightsPage({ ...surroundings, query: words, weights, all: all.length, fired, tunable }));
}

async function showChange(c: Context<Env>, site: Site): Promise<Response> {
  const what = read(whatSchema, c.req.query());
  const typed = c.req.query('to') ?? null;
  const to = typedNumber.safeParse(typed);
  const trouble = typed === null || to.success ? null : 'invalid';
  return show(c, site, what, { typed, to: to.data ?? null, trouble });
}

async function show(
  c: Context<Env>,
  site: Site,
  what: Tunable,
  asked: Pick<ChangeView, 'typed' | 'to' | 'trouble'>,
): Promise<Response> {
  demandTunable(site);
  const [surroundings, current] = await Promise.all([surroundingsOf(c, site), site.filter.current(what)]);
  if (current === null) throw new Failure('not-found', 'rspamd has nothing of that name to set');
  const trouble = asked.trouble ?? (asked.to === current ? 'same' : null);
  const status = trouble === null ? 200 : trouble === 'conflict' ? 409 : 422;
  return c.html(changePage({ ...surroundings, what, current, ...asked, trouble }), status);
}

async function change(c: Context<Env>, site: Site): Promise<Response> {
  const tuning = read(changeSchema, await c.req.parseBody());
  try {
    await site.filter.tune(tuning, c.get('visitor').agent.address);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'conflict') throw error;
    const { kind, name, to } = tuning;
    return show(c, site, { kind, name }, { typed: String(to), to, trouble: 'conflict' });
  }
  return c.redirect(`${path}?told=changed`, 303);
}

function demandTunable({ settings }: Site): void {
  if (!settings().screening.rspamd.tune)
    throw new Failure('forbidden', 'the settings do not let rspamd be changed');
}

function read<Shape extends z.ZodType>(shape: Shape, given: unknown): z.output<Shape> {
  const found = shape.safeParse(given);
  if (!found.success) throw new Failure('bad-usage', 'this is not what the form asks for');
  return found.data;
}
