/** Webhooks on the page, for admins. */
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { Failure } from '../../failure.ts';
import {
  addWebhook,
  changeWebhook,
  newWebhookSchema,
  removeWebhook,
  renewSecret,
  replayDelivery,
  sendTest,
} from '../../webhooks/manage.ts';
import { manageParts } from '../api/webhooks.ts';
import { requirePower, requireProof } from '../guard.ts';
import type { Env, Site } from '../site.ts';
import { webhookPage, webhookSecretPage, webhooksPage } from '../views/webhooks.ts';
import { surroundingsOf } from './surroundings.ts';

const path = '/inbox/webhooks';
const id = z.string().regex(/^[0-9a-f]{24}$/);
const deliveriesPerPage = 50;

/** Adds `/inbox/webhooks…`. */
export function addWebhookPages(app: Hono<Env>, site: Site): void {
  const power = requirePower('webhooks');
  const guards = [power, requireProof(site)] as const;
  const parts = (c: Context<Env>) => manageParts(site, c.get('visitor').actor);
  const back = (c: Context<Env>) => c.redirect(`${path}/${c.req.param('id')}`, 303);
  app.get(path, power, (c) => showAll(c, site, null));
  app.post(path, ...guards, (c) => add(c, site));
  app.get(`${path}/:id`, power, (c) => showOne(c, site));
  for (const [name, enabled] of [
    ['on', true],
    ['off', false],
  ] as const) {
    app.post(`${path}/:id/${name}`, ...guards, async (c) => {
      await changeWebhook(parts(c), c.req.param('id'), { enabled });
      return back(c);
    });
  }
  app.post(`${path}/:id/test`, ...guards, async (c) => {
    await sendTest(parts(c), c.req.param('id'), site.now());
    return back(c);
  });
  app.post(`${path}/:id/remove`, ...guards, async (c) => {
    await removeWebhook(parts(c), c.req.param('id'));
    return c.redirect(path, 303);
  });
  app.post(`${path}/:id/secret`, ...guards, async (c) => {
    const secret = await renewSecret(parts(c), c.req.param('id'));
    return showSecret(c, site, c.req.param('id'), secret);
  });
  app.post(`${path}/:id/replay`, ...guards, async (c) => {
    const delivery = id.parse((await c.req.parseBody())['delivery']);
    await replayDelivery(parts(c), c.req.param('id'), delivery);
    return back(c);
  });
}

async function add(c: Context<Env>, site: Site): Promise<Response> {
  const body = await c.req.parseBody({ all: true });
  const listOf = (name: string) => [body[name] ?? []].flat();
  const given = { ...body, events: listOf('events'), departments: listOf('departments') };
  const form = newWebhookSchema.safeParse(given);
  if (!form.success) return showAll(c, site, '');
  try {
    const { webhook, secret } = await addWebhook(manageParts(site, c.get('visitor').actor), form.data);
    return showSecret(c, site, webhook.id, secret);
  } catch (failure) {
    if (!(failure instanceof Failure && failure.code === 'bad-usage')) throw failure;
    return showAll(c, site, failure.message);
  }
}

async function showAll(c: Context<Env>, site: Site, invalid: string | null): Promise<Response> {
  const [surroundings, webhooks] = await Promise.all([surroundingsOf(c, site), site.store.webhooks.list()]);
  const view = { ...surroundings, webhooks, invalid, now: site.now() };
  return c.html(webhooksPage(view), invalid === null ? 200 : 422);
}

async function showOne(c: Context<Env>, site: Site): Promise<Response> {
  const { webhooks } = site.store;
  const webhook = await webhooks.find(c.req.param('id') ?? '');
  if (webhook === null) throw new Failure('not-found', 'there is no such webhook');
  const after = id
    .nullable()
    .catch(null)
    .parse(c.req.query('after') ?? null);
  const asked = { state: null, after, limit: deliveriesPerPage };
  const [surroundings, deliveries] = await Promise.all([
    surroundingsOf(c, site),
    webhooks.deliveries(webhook.id, asked),
  ]);
  return c.html(webhookPage({ ...surroundings, webhook, deliveries, now: site.now() }));
}

async function showSecret(c: Context<Env>, site: Site, name: string, secret: string): Promise<Response> {
  const surroundings = await surroundingsOf(c, site);
  return c.html(webhookSecretPage({ ...surroundings, id: name, secret, now: site.now() }));
}
