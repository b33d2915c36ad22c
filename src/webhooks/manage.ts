/** Makes and changes webhooks, whoever asks: the page of admins or the API. Each change is in the audit trail. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { AuditDetail, AuditStore } from '../model/audit-store.ts';
import type { Actor } from '../model/people.ts';
import { eventTypes, type Webhook, type WebhookStore } from '../model/webhook.ts';
import { faultOf } from './networks.ts';
import { newSecret } from './sign.ts';

export interface ManageParts {
  readonly webhooks: WebhookStore;
  readonly audit: Pick<AuditStore, 'record'>;
  readonly allowPrivate: boolean;
  readonly departments: readonly string[];
  readonly actor: Actor;
}

const fields = {
  url: z.url().max(2000).describe('Where the events are sent by POST: `https:`, on the public Internet.'),
  description: z.string().trim().max(200).describe('For people.'),
  events: z.array(z.enum(eventTypes)).min(1).max(eventTypes.length).readonly().describe('What is told.'),
  departments: z
    .array(z.string().max(100))
    .max(200)
    .readonly()
    .describe('Only what is about these. Empty: everything.'),
};

export const newWebhookSchema = z.strictObject({
  ...fields,
  description: fields.description.default(''),
  departments: fields.departments.default([]),
});
export const webhookChangeSchema = z.strictObject({ ...fields, enabled: z.boolean() }).partial();

/** Gives the webhook and its secret, which is shown this once. Throws Failure `bad-usage`. */
export async function addWebhook(
  parts: ManageParts,
  input: z.output<typeof newWebhookSchema>,
): Promise<{ webhook: Webhook; secret: string }> {
  refuse(parts, input);
  const secret = newSecret();
  const webhook = await parts.webhooks.add({ ...input, createdBy: nameOf(parts.actor) }, secret);
  await record(parts, 'webhook.add', webhook, { url: webhook.url, events: webhook.events });
  return { webhook, secret };
}

/** Throws Failure `not-found` and `bad-usage`. */
export async function changeWebhook(
  parts: ManageParts,
  id: string,
  input: z.output<typeof webhookChangeSchema>,
): Promise<Webhook> {
  refuse(parts, input);
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const webhook = await parts.webhooks.change(id, given);
  if (webhook === null) throw missing();
  await record(parts, 'webhook.change', webhook, { fields: Object.keys(given) });
  return webhook;
}

/** Throws Failure `not-found`. */
export async function removeWebhook(parts: ManageParts, id: string): Promise<void> {
  const webhook = await known(parts, id);
  await parts.webhooks.remove(id);
  await record(parts, 'webhook.remove', webhook, { url: webhook.url });
}

/** A new secret, shown this once; the old one signs nothing from now on. Throws Failure `not-found`. */
export async function renewSecret(parts: ManageParts, id: string): Promise<string> {
  const webhook = await known(parts, id);
  const secret = newSecret();
  await parts.webhooks.saveSecret(id, secret);
  await record(parts, 'webhook.secret', webhook, {});
  return secret;
}

/** Queues an event that says nothing, to see whether it arrives. Gives its ID. Throws Failure `not-found`. */
export async function sendTest(parts: ManageParts, id: string, now: Date): Promise<string> {
  await known(parts, id);
  const event = `evt_${randomBytes(16).toString('hex')}`;
  const payload = JSON.stringify({ type: 'webhook.test', timestamp: now.toISOString(), data: {} });
  await parts.webhooks.queue([{ webhook: id, event, type: 'webhook.test', payload }]);
  return event;
}

/** Sends a delivery of that webhook once more. Throws Failure `not-found`, and `conflict` where it is on its way. */
export async function replayDelivery(parts: ManageParts, id: string, delivery: string): Promise<void> {
  const webhook = await known(parts, id);
  const found = await parts.webhooks.delivery(delivery);
  if (found === null || found.webhook !== id) throw new Failure('not-found', 'there is no such delivery');
  if (!(await parts.webhooks.replay(delivery))) throw new Failure('conflict', 'the delivery is on its way');
  await record(parts, 'webhook.replay', webhook, { event: found.event });
}

async function known({ webhooks }: ManageParts, id: string): Promise<Webhook> {
  const webhook = await webhooks.find(id);
  if (webhook === null) throw missing();
  return webhook;
}

function refuse(
  parts: ManageParts,
  {
    url,
    departments = [],
  }: { readonly url?: string | undefined; readonly departments?: readonly string[] | undefined },
): void {
  const fault = url === undefined ? null : faultOf(url, parts.allowPrivate);
  if (fault !== null) throw new Failure('bad-usage', `url: the address ${fault}`);
  const unknown = departments.find((name) => !parts.departments.includes(name));
  if (unknown !== undefined) throw new Failure('bad-usage', `departments: there is no department ${unknown}`);
}

async function record(
  parts: ManageParts,
  action: string,
  { id }: Webhook,
  detail: AuditDetail,
): Promise<void> {
  const actor = nameOf(parts.actor);
  await parts.audit.record({
    actor,
    action,
    subject: `webhook:${id}`,
    detail: { via: parts.actor.via, ...detail },
  });
}

const nameOf = ({ address, name }: Actor): string => address || name;
const missing = () => new Failure('not-found', 'there is no such webhook');
