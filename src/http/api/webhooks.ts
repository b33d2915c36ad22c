/** Webhooks, their deliveries, and sending one again. */
import { z } from '@hono/zod-openapi';
import { Failure } from '../../failure.ts';
import type { Actor } from '../../model/people.ts';
import { eventTypes, webhookDeliveryStates } from '../../model/webhook.ts';
import {
  addWebhook,
  changeWebhook,
  type ManageParts,
  newWebhookSchema,
  removeWebhook,
  renewSecret,
  replayDelivery,
  sendTest,
  webhookChangeSchema,
} from '../../webhooks/manage.ts';
import type { Site } from '../site.ts';
import { type Api, endpoint } from './endpoint.ts';
import { paged, pageOf, paging } from './paging.ts';
import { id, list, ofId } from './shapes.ts';

const webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    description: z.string(),
    events: list(z.enum(eventTypes)),
    departments: list(z.string()),
    enabled: z.boolean(),
    trouble: z.string().nullable().describe('Why Postern switched it off.'),
    failingSince: z.date().nullable(),
    createdBy: z.string(),
    createdAt: z.date(),
  })
  .meta({ id: 'Webhook' });

const delivery = z
  .object({
    id: z.string(),
    event: z.string().describe('The `webhook-id` of every try.'),
    type: z.enum(eventTypes),
    state: z.enum(webhookDeliveryStates),
    attempts: z.int(),
    nextAttemptAt: z.date().nullable(),
    tries: list(
      z.object({ at: z.date(), status: z.int().nullable(), ms: z.int(), error: z.string().nullable() }),
    ).describe('The last twenty.'),
    payload: z.string(),
    createdAt: z.date(),
  })
  .meta({ id: 'WebhookDelivery' });

const secret = z.string().describe('`whsec_…`, shown this once.');
const queued = z.object({ event: z.string() });

/** What managing webhooks needs, for somebody. */
export function manageParts({ store, settings }: Site, actor: Actor): ManageParts {
  const { webhooks, departments } = settings();
  const names = departments.map(({ name }) => name);
  return {
    webhooks: store.webhooks,
    audit: store.audit,
    allowPrivate: webhooks.allowPrivate,
    departments: names,
    actor,
  };
}

/** Adds `/webhooks…`. */
export function addWebhooks(api: Api, site: Site): void {
  const { webhooks } = site.store;
  const base = { tag: 'Webhooks', scope: 'webhooks', power: 'webhooks' } as const;
  const found = async (name: string) => {
    const one = await webhooks.find(name);
    if (one === null) throw new Failure('not-found', 'there is no such webhook');
    return one;
  };
  endpoint(
    api,
    {
      ...base,
      method: 'get',
      path: '/webhooks',
      summary: 'All webhooks',
      answer: z.object({ items: list(webhook) }),
    },
    async () => ({ items: await webhooks.list() }),
  );
  endpoint(
    api,
    {
      ...base,
      method: 'post',
      path: '/webhooks',
      summary: 'Adds a webhook',
      body: newWebhookSchema,
      answer: z.object({ webhook, secret }),
      secret: true,
      status: 201,
    },
    ({ actor, body }) => addWebhook(manageParts(site, actor), body),
  );
  endpoint(
    api,
    { ...base, method: 'get', path: '/webhooks/{id}', summary: 'One webhook', params: ofId, answer: webhook },
    ({ params }) => found(params.id),
  );
  endpoint(
    api,
    {
      ...base,
      method: 'patch',
      path: '/webhooks/{id}',
      summary: 'Changes a webhook, or switches it off and on',
      params: ofId,
      body: webhookChangeSchema,
      answer: webhook,
    },
    ({ actor, params, body }) => changeWebhook(manageParts(site, actor), params.id, body),
  );
  endpoint(
    api,
    {
      ...base,
      method: 'delete',
      path: '/webhooks/{id}',
      summary: 'Removes it, with its deliveries',
      params: ofId,
      answer: null,
    },
    async ({ actor, params }) => {
      await removeWebhook(manageParts(site, actor), params.id);
      return undefined;
    },
  );
  endpoint(
    api,
    {
      ...base,
      method: 'post',
      path: '/webhooks/{id}/secret',
      summary: 'Makes a new secret',
      params: ofId,
      answer: z.object({ secret }),
      secret: true,
    },
    async ({ actor, params }) => ({ secret: await renewSecret(manageParts(site, actor), params.id) }),
  );
  endpoint(
    api,
    {
      ...base,
      method: 'post',
      path: '/webhooks/{id}/test',
      summary: 'Sends a `webhook.test`',
      params: ofId,
      answer: queued,
      status: 202,
    },
    async ({ actor, params }) => ({ event: await sendTest(manageParts(site, actor), params.id, site.now()) }),
  );
  endpoint(
    api,
    {
      ...base,
      method: 'get',
      path: '/webhooks/{id}/deliveries',
      summary: 'Its deliveries, the newest first',
      params: ofId,
      query: z.object({ state: z.enum(webhookDeliveryStates).optional(), ...paging }),
      answer: pageOf(delivery),
    },
    async ({ c, params, query: { state, cursor, limit } }) => {
      const { id: of } = await found(params.id);
      return paged(c, await webhooks.deliveries(of, { state: state ?? null, after: cursor ?? null, limit }));
    },
  );
  endpoint(
    api,
    {
      ...base,
      method: 'post',
      path: '/webhooks/{id}/deliveries/{delivery}/replay',
      summary: 'Sends a delivery once more, with the same ID',
      params: ofId.extend({ delivery: id }),
      answer: delivery,
      problems: [409],
    },
    async ({ actor, params }) => {
      await replayDelivery(manageParts(site, actor), params.id, params.delivery);
      const again = await webhooks.delivery(params.delivery);
      if (again === null) throw new Failure('not-found', 'there is no such delivery');
      return again;
    },
  );
}
