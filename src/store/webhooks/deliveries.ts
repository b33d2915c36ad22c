/** The queue of webhooks: what is to be delivered, by whom it is claimed, and what came of it. */
import type { mongo } from 'mongoose';
import type { Page } from '../../model/inbox.ts';
import type {
  ClaimedWebhookDelivery,
  NewWebhookDelivery,
  WebhookDelivery,
  WebhookOutcome,
  WebhookStore,
} from '../../model/webhook.ts';
import { asId, toId } from '../documents.ts';
import { insertNew } from '../inserting.ts';
import { type DeliveryRow, deliveryOf, deliveryRow } from './rows.ts';

/** Longer than one try may take. */
const leaseMs = 120_000;
const mostTries = 20;

export class Deliveries {
  readonly #rows: mongo.Collection<DeliveryRow>;

  constructor(db: mongo.Db) {
    this.#rows = db.collection('webhookDeliveries');
  }

  async queue(deliveries: readonly NewWebhookDelivery[]): Promise<void> {
    const now = new Date();
    await insertNew(
      this.#rows,
      deliveries.map((each) => deliveryRow(each, now)),
    );
  }

  async claim(busy: readonly string[]): Promise<ClaimedWebhookDelivery | null> {
    const row = await this.#rows.findOneAndUpdate(
      {
        dueAt: { $gt: new Date(0) },
        $expr: { $lte: ['$dueAt', '$$NOW'] },
        webhook: { $nin: busy.map(toId) },
      },
      [
        {
          $set: {
            state: 'sending',
            dueAt: { $add: ['$$NOW', leaseMs] },
            epoch: { $add: ['$epoch', 1] },
            attempts: { $add: ['$attempts', 1] },
          },
        },
      ],
      { sort: { dueAt: 1 }, returnDocument: 'after' },
    );
    return row === null ? null : { delivery: deliveryOf(row), epoch: row.epoch };
  }

  async settle(
    { delivery, epoch }: ClaimedWebhookDelivery,
    { tried, state, until }: WebhookOutcome,
  ): Promise<boolean> {
    const due = until === null ? { $unset: { dueAt: true as const } } : {};
    const { matchedCount } = await this.#rows.updateOne(
      { _id: toId(delivery.id), state: 'sending', epoch },
      {
        $set: { state, ...(until === null ? {} : { dueAt: until }) },
        $push: { tries: { $each: [tried], $slice: -mostTries } },
        ...due,
      },
    );
    return matchedCount === 1;
  }

  async deliveries(
    webhook: string,
    { state, after, limit }: Parameters<WebhookStore['deliveries']>[1],
  ): Promise<Page<WebhookDelivery>> {
    const _id = asId(webhook);
    if (_id === null) return { items: [], next: null };
    const before = after === null ? null : asId(after);
    const filter = {
      webhook: _id,
      ...(state === null ? {} : { state }),
      ...(before === null ? {} : { _id: { $lt: before } }),
    };
    const rows = await this.#rows
      .find(filter)
      .sort({ _id: -1 })
      .limit(limit + 1)
      .toArray();
    const items = rows.slice(0, limit).map(deliveryOf);
    return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
  }

  async delivery(id: string): Promise<WebhookDelivery | null> {
    const _id = asId(id);
    const row = _id === null ? null : await this.#rows.findOne({ _id });
    return row === null ? null : deliveryOf(row);
  }

  async replay(id: string): Promise<boolean> {
    const _id = asId(id);
    if (_id === null) return false;
    const { matchedCount } = await this.#rows.updateOne(
      { _id, state: { $ne: 'sending' } },
      { $set: { state: 'queued', attempts: 0 }, $currentDate: { dueAt: true } },
    );
    return matchedCount === 1;
  }
}
