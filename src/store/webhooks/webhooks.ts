/** Webhooks: who they are, and their secrets. */
import mongoose, { type mongo } from 'mongoose';
import { Failure } from '../../failure.ts';
import type { NewWebhook, Webhook, WebhookChange } from '../../model/webhook.ts';
import { asId, freshId, type Id } from '../documents.ts';
import { sealedPlaces } from '../sealed-places.ts';
import type { Sealer } from '../sealing.ts';
import { inTransaction } from '../transaction.ts';
import { type DeliveryRow, type PositionRow, type WebhookRow, webhookOf } from './rows.ts';

export class Webhooks {
  readonly #client: mongo.MongoClient;
  readonly #db: mongo.Db;
  readonly #sealer: Sealer;
  readonly #webhooks: mongo.Collection<WebhookRow>;
  readonly #deliveries: mongo.Collection<DeliveryRow>;
  readonly #position: mongo.Collection<PositionRow>;

  constructor(client: mongo.MongoClient, db: mongo.Db, sealer: Sealer) {
    this.#client = client;
    this.#db = db;
    this.#sealer = sealer;
    this.#webhooks = db.collection('webhooks');
    this.#deliveries = db.collection('webhookDeliveries');
    this.#position = db.collection('webhookPosition');
  }

  async add(webhook: NewWebhook, secret: string): Promise<Webhook> {
    const _id = freshId();
    const sealed = await this.#sealed(_id, secret);
    return inTransaction(this.#client, async (session) => {
      const createdAt = await this.#beginHere(session);
      const standing = { enabled: true, trouble: null, failingSince: null, createdAt };
      const row: WebhookRow = { _id, ...webhook, ...standing, secret: sealed };
      await this.#webhooks.insertOne(row, { session });
      return webhookOf(row);
    });
  }

  async list(): Promise<Webhook[]> {
    return (await this.#webhooks.find().sort({ _id: 1 }).toArray()).map(webhookOf);
  }

  async find(id: string): Promise<Webhook | null> {
    const _id = asId(id);
    const row = _id === null ? null : await this.#webhooks.findOne({ _id });
    return row === null ? null : webhookOf(row);
  }

  async change(id: string, change: WebhookChange): Promise<Webhook | null> {
    const _id = asId(id);
    if (_id === null) return null;
    const { enabled } = change;
    const afresh = enabled === true ? { trouble: null, failingSince: null } : {};
    return inTransaction(this.#client, async (session) => {
      if (enabled === true) await this.#beginHere(session);
      const update = { $set: { ...afresh, ...change } };
      const row = await this.#webhooks.findOneAndUpdate({ _id }, update, {
        session,
        returnDocument: 'after',
      });
      if (row !== null && enabled !== undefined) await this.#hold(_id, !enabled, session);
      return row === null ? null : webhookOf(row);
    });
  }

  async remove(id: string): Promise<boolean> {
    const _id = asId(id);
    if (_id === null) return false;
    const { deletedCount } = await this.#webhooks.deleteOne({ _id });
    await this.#deliveries.deleteMany({ webhook: _id });
    return deletedCount === 1;
  }

  /** Throws Failure `not-found`, and `bad-settings` where it is sealed under a key that is missing. */
  async secret(id: string): Promise<string> {
    const _id = asId(id);
    const row = _id === null ? null : await this.#webhooks.findOne({ _id });
    if (row === null) throw new Failure('not-found', 'there is no such webhook');
    const { secret, stale } = this.#sealer.open(row.secret, sealedPlaces.webhook(row._id));
    const text = Buffer.from(secret).toString();
    if (stale) await this.saveSecret(id, text);
    return text;
  }

  async saveSecret(id: string, secret: string): Promise<void> {
    const _id = asId(id);
    if (_id === null) return;
    await this.#webhooks.updateOne({ _id }, { $set: { secret: await this.#sealed(_id, secret) } });
  }

  async noteTry(id: string, good: boolean, at: Date): Promise<Date | null> {
    const _id = asId(id);
    if (_id === null) return null;
    const filter = good ? { _id, failingSince: { $ne: null } } : { _id, failingSince: null };
    await this.#webhooks.updateOne(filter, { $set: { failingSince: good ? null : at } });
    return good ? null : ((await this.#webhooks.findOne({ _id }))?.failingSince ?? null);
  }

  /** Where nobody listened until now, nobody wants to hear what was before. Gives the server’s time. */
  async #beginHere(session: mongo.ClientSession): Promise<Date> {
    const { localTime, operationTime } = await this.#db.command({ hello: 1 });
    const listening = await this.#webhooks.countDocuments({ enabled: true }, { session, limit: 1 });
    if (listening === 0) {
      const begin = { $set: { token: null, from: justAfter(operationTime), at: localTime } };
      await this.#position.updateOne({ _id: 'position' }, begin, { session, upsert: true });
    }
    return localTime;
  }

  async #hold(webhook: Id, hold: boolean, session: mongo.ClientSession): Promise<void> {
    const [from, update] = hold
      ? (['queued', { $set: { state: 'held' }, $unset: { dueAt: true } }] as const)
      : (['held', { $set: { state: 'queued' }, $currentDate: { dueAt: true } }] as const);
    await this.#deliveries.updateMany({ webhook, state: from }, update, { session });
  }

  async #sealed(_id: Id, secret: string): Promise<string> {
    return (await this.#sealer.seal(Buffer.from(secret), sealedPlaces.webhook(_id))) ?? secret;
  }
}

/** The first operation that may come: reading begins with the one that is named. */
function justAfter(time: mongo.Timestamp): mongo.Timestamp {
  const { t, i } = { t: time.getHighBitsUnsigned(), i: time.getLowBitsUnsigned() };
  return new mongoose.mongo.Timestamp({ t, i: i + 1 });
}
