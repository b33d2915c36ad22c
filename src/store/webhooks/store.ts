/** The WebhookStore port, joined from its parts. */
import type { mongo } from 'mongoose';
import type { WebhookStore } from '../../model/webhook.ts';
import type { Sealer } from '../sealing.ts';
import { Deliveries } from './deliveries.ts';
import { Following } from './following.ts';
import { Webhooks } from './webhooks.ts';

/** Over a database of that client. */
export function webhookStore(client: mongo.MongoClient, db: mongo.Db, sealer: Sealer): WebhookStore {
  const webhooks = new Webhooks(client, db, sealer);
  const deliveries = new Deliveries(db);
  const following = new Following(db);
  return {
    add: (webhook, secret) => webhooks.add(webhook, secret),
    list: () => webhooks.list(),
    find: (id) => webhooks.find(id),
    change: (id, change) => webhooks.change(id, change),
    remove: (id) => webhooks.remove(id),
    secret: (id) => webhooks.secret(id),
    saveSecret: (id, secret) => webhooks.saveSecret(id, secret),
    noteTry: (id, good, at) => webhooks.noteTry(id, good, at),
    follow: (handle) => following.follow(handle),
    queue: (fresh) => deliveries.queue(fresh),
    claim: (busy) => deliveries.claim(busy),
    settle: (claimed, outcome) => deliveries.settle(claimed, outcome),
    deliveries: (webhook, query) => deliveries.deliveries(webhook, query),
    delivery: (id) => deliveries.delivery(id),
    replay: (id) => deliveries.replay(id),
  };
}
