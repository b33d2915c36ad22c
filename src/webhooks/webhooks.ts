/** Sends what is queued, a bounded number at once, and gives up webhooks that fail for long. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';
import type { ClaimedWebhookDelivery, Webhook, WebhookStore } from '../model/webhook.ts';
import { within } from '../within.ts';
import { type FollowParts, followWhileWanted } from './follow.ts';
import { type PostOptions, post } from './post.ts';
import { givenUp, isGood, outcomeOf } from './retry.ts';
import { signed } from './sign.ts';

export interface WebhookParts extends Omit<FollowParts, 'webhooks' | 'queued'> {
  readonly webhooks: WebhookStore;
  readonly log: Log;
  /** As they are now. */
  options(): PostOptions & { readonly giveUpHours: number };
  /** A webhook was switched off. */
  gaveUp(detail: string): Promise<void>;
  random(): number;
}

export interface Webhooks {
  /** Looks now for what is due, and for webhooks that are new. */
  wake(): void;
  /** Lets what is under way end, for so long; the rest is sent again by whoever claims it later. */
  stop(graceMs: number): Promise<void>;
}

const most = { all: 16, each: 4 } as const;
const pollMs = 1000;

/** Starts both: following what happens, and delivering it. */
export function startWebhooks(parts: WebhookParts): Webhooks {
  const underWay = new Map<Promise<void>, string>();
  const ended = new AbortController();
  let woken = Promise.withResolvers<void>();
  const wake = () => {
    woken.resolve();
    woken = Promise.withResolvers();
  };
  const rest = async () => {
    await Promise.race([woken.promise, sleep(pollMs, undefined, { signal: ended.signal })]).catch(
      () => undefined,
    );
  };
  const stopping = () => ended.signal.aborted;

  const following = (async () => {
    while (!stopping()) {
      await followWhileWanted({ ...parts, queued: wake }, stopping);
      await rest();
    }
  })();

  const deliverOne = async (): Promise<boolean> => {
    if (underWay.size >= most.all) return false;
    const all = await parts.webhooks.list();
    const counted = Map.groupBy(underWay.values(), (id) => id);
    const busy = all.filter(({ id, enabled }) => !enabled || (counted.get(id)?.length ?? 0) >= most.each);
    if (busy.length === all.length) return false;
    const claimed = await parts.webhooks.claim(busy.map(({ id }) => id));
    const webhook = all.find(({ id }) => id === claimed?.delivery.webhook);
    if (claimed === null || webhook === undefined) return false;
    const done = deliver(parts, webhook, claimed).finally(() => {
      underWay.delete(done);
      wake();
    });
    underWay.set(done, webhook.id);
    return true;
  };

  const delivering = (async () => {
    while (!stopping()) {
      const more = await deliverOne().catch((error: unknown) => {
        parts.log.warn('webhooks could not be delivered', { cause: describe(error) });
        return false;
      });
      if (!more) await rest();
    }
  })();

  return {
    wake,
    async stop(graceMs) {
      ended.abort();
      await Promise.all([following, delivering]);
      await within(graceMs, Promise.all(underWay.keys()), () => []);
    },
  };
}

/** Never throws: what could not be settled is claimed again when its lease is over. */
async function deliver(
  { webhooks, options, gaveUp, log, random }: WebhookParts,
  webhook: Webhook,
  claimed: ClaimedWebhookDelivery,
): Promise<void> {
  const { delivery } = claimed;
  try {
    const { giveUpHours, ...how } = options();
    const secret = await webhooks.secret(webhook.id);
    const fields = signed(secret, delivery.event, new Date(), delivery.payload);
    const tried = await post(webhook.url, { ...fields, 'User-Agent': 'Postern' }, delivery.payload, how);
    await webhooks.settle(claimed, outcomeOf(tried, delivery.attempts, random()));
    const failingSince = await webhooks.noteTry(webhook.id, isGood(tried), tried.at);
    log.debug('webhook tried', { webhook: webhook.id, event: delivery.event, status: tried.status });
    const why = isGood(tried) ? null : givenUp(tried, failingSince, giveUpHours);
    if (why === null) return;
    await webhooks.change(webhook.id, { enabled: false, trouble: why });
    await gaveUp(`webhook ${webhook.id}: ${why}`);
  } catch (error) {
    log.warn('webhook delivery failed', {
      webhook: webhook.id,
      event: delivery.event,
      cause: describe(error),
    });
  }
}
