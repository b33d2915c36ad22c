/** Queues deliveries of what happens. One node does it at a time; which one is a lease. */
import { describe } from '../failure.ts';
import type { Leases } from '../model/node-store.ts';
import type { Log } from '../model/ports.ts';
import type { Happened, NewWebhookDelivery, WebhookStore } from '../model/webhook.ts';
import { type PayloadSources, payloadOf, wants } from './payload.ts';

export interface FollowParts {
  readonly webhooks: Pick<WebhookStore, 'list' | 'follow' | 'queue'>;
  readonly sources: PayloadSources;
  readonly leases: Leases;
  readonly log: Log;
  /** Something was queued. */
  queued(): void;
}

const lease = { name: 'webhooks', ms: 30_000 } as const;
const renewMs = 10_000;

/** Looks whether there is anything to do, and does it until told to stop. Never throws. */
export async function followWhileWanted(parts: FollowParts, stopping: () => boolean): Promise<void> {
  const { webhooks, leases, log } = parts;
  try {
    const wanted = (await webhooks.list()).some(({ enabled }) => enabled);
    if (stopping() || !wanted || !(await leases.hold(lease.name, lease.ms))) return;
    let renewedAt = performance.now();
    await webhooks.follow(async (happened) => {
      if (stopping()) return false;
      if (performance.now() - renewedAt > renewMs) {
        if (!(await leases.hold(lease.name, lease.ms))) return false;
        renewedAt = performance.now();
        if (!(await webhooks.list()).some(({ enabled }) => enabled)) return false;
      }
      await queue(parts, happened);
      return true;
    });
    await leases.release(lease.name);
  } catch (error) {
    log.warn('webhooks could not follow what happens', { cause: describe(error) });
  }
}

/**
 * The list is read after what happened: a webhook that is not in it yet was added later, and is not owed this. What cannot
 * be looked up for the moment ends the batch, which is then read again.
 */
async function queue(
  { webhooks, sources, queued }: FollowParts,
  happened: readonly Happened[],
): Promise<void> {
  if (happened.length === 0) return;
  const all = await webhooks.list();
  const deliveries: NewWebhookDelivery[] = [];
  for (const one of happened) {
    if (!all.some(({ events }) => events.includes(one.type))) continue;
    const payload = await payloadOf(one, sources);
    if (payload === null) continue;
    const told = all.filter((webhook) => wants(webhook, one, payload.department));
    deliveries.push(
      ...told.map(({ id }) => ({ webhook: id, event: one.id, type: one.type, payload: payload.body })),
    );
  }
  if (deliveries.length === 0) return;
  await webhooks.queue(deliveries);
  queued();
}
