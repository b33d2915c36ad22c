/** Webhooks and their deliveries as rows, and back. */
import type { mongo } from 'mongoose';
import type {
  NewWebhookDelivery,
  Webhook,
  WebhookDelivery,
  WebhookDeliveryState,
  WebhookTry,
} from '../../model/webhook.ts';
import { freshId, type Id, toId } from '../documents.ts';

export interface WebhookRow extends Omit<Webhook, 'id'> {
  readonly _id: Id;
  /** Sealed (sealing.ts), or in clear where there is no sealing key. */
  readonly secret: string;
}

export interface DeliveryRow {
  readonly _id: Id;
  readonly webhook: Id;
  readonly event: string;
  readonly type: NewWebhookDelivery['type'];
  readonly payload: string;
  readonly state: WebhookDeliveryState;
  readonly attempts: number;
  readonly epoch: number;
  /** When it is tried; while it is sent, when its lease ends. */
  readonly dueAt?: Date;
  readonly tries: readonly WebhookTry[];
  readonly createdAt: Date;
}

/** Where reading what happened stands. */
export interface PositionRow {
  readonly _id: 'position';
  readonly token: mongo.ResumeToken | null;
  /** Where to begin as long as there is no token. */
  readonly from: mongo.Timestamp;
  /** When it was saved, by the server’s clock. */
  readonly at: Date;
}

/** The webhook of a row; its secret stays behind. */
export function webhookOf({ _id, secret: _, ...rest }: WebhookRow): Webhook {
  return { id: _id.toHexString(), ...rest };
}

/** The row of a delivery that was not tried yet: due at once. */
export function deliveryRow({ webhook, ...rest }: NewWebhookDelivery, now: Date): DeliveryRow {
  const _id = freshId();
  const fresh = { state: 'queued', attempts: 0, epoch: 0, dueAt: now, tries: [], createdAt: now } as const;
  return { _id, webhook: toId(webhook), ...rest, ...fresh };
}

/** The delivery of a row. */
export function deliveryOf({ _id, webhook, epoch: _, dueAt, ...rest }: DeliveryRow): WebhookDelivery {
  const nextAttemptAt = rest.state === 'queued' ? (dueAt ?? null) : null;
  return { id: _id.toHexString(), webhook: webhook.toHexString(), nextAttemptAt, ...rest };
}
