/** Webhooks: who is told of what happens here, and what the store keeps so that nobody misses it. */
import type { Page } from './inbox.ts';

/** All that can be told; `webhook.test` is sent by hand. */
export const eventTypes = [
  'ticket.created',
  'ticket.changed',
  'message.received',
  'message.sent',
  'note.added',
  'mail.quarantined',
  'mail.failed',
  'delivery.failed',
  'webhook.test',
] as const;
export type EventType = (typeof eventTypes)[number];

export interface Webhook {
  readonly id: string;
  readonly url: string;
  readonly description: string;
  readonly events: readonly EventType[];
  /** Only what is about these; empty: all, and mail that belongs to none. */
  readonly departments: readonly string[];
  readonly enabled: boolean;
  /** Why Postern switched it off; null where nobody but people did. */
  readonly trouble: string | null;
  /** First of the failed tries since the last good one. */
  readonly failingSince: Date | null;
  readonly createdBy: string;
  readonly createdAt: Date;
}

export type NewWebhook = Pick<Webhook, 'url' | 'description' | 'events' | 'departments' | 'createdBy'>;
export type WebhookChange = Partial<
  Pick<Webhook, 'url' | 'description' | 'events' | 'departments' | 'enabled' | 'trouble'>
>;

/** One change in the store that may be an event. */
export interface Happened {
  /** The same however often it is read: an event is queued once. */
  readonly id: string;
  readonly type: EventType;
  readonly at: Date;
  /** `id` of the ticket, message, mail or row of the outbox. */
  readonly row: string;
  /** `ticket.changed`: names of the fields. */
  readonly changed: readonly string[];
}

export interface NewWebhookDelivery {
  readonly webhook: string;
  /** `Happened.id`. One delivery for each webhook and event. Unique. */
  readonly event: string;
  readonly type: EventType;
  /** The body, as it is signed and sent. */
  readonly payload: string;
}

/** What came of one try. `status`: of the answer; null where there was none, and `error` says why. */
export interface WebhookTry {
  readonly at: Date;
  readonly status: number | null;
  readonly ms: number;
  readonly error: string | null;
}

/** `held`: its webhook is switched off; it goes on when that is switched on again. */
export const webhookDeliveryStates = ['queued', 'sending', 'held', 'delivered', 'failed'] as const;
export type WebhookDeliveryState = (typeof webhookDeliveryStates)[number];

export interface WebhookDelivery extends NewWebhookDelivery {
  readonly id: string;
  readonly state: WebhookDeliveryState;
  /** Since it was queued, or replayed. */
  readonly attempts: number;
  readonly nextAttemptAt: Date | null;
  /** The last twenty. */
  readonly tries: readonly WebhookTry[];
  readonly createdAt: Date;
}

export interface ClaimedWebhookDelivery {
  readonly delivery: WebhookDelivery;
  /** Fences: an older claim settles nothing. */
  readonly epoch: number;
}

/** `until`: when it is tried again; null: it is delivered, or given up. */
export interface WebhookOutcome {
  readonly tried: WebhookTry;
  readonly state: 'delivered' | 'queued' | 'failed';
  readonly until: Date | null;
}

export interface WebhookStore {
  /** Everything that happens from now on is told to it. The secret is sealed. */
  add(webhook: NewWebhook, secret: string): Promise<Webhook>;
  /** The oldest first. */
  list(): Promise<Webhook[]>;
  find(id: string): Promise<Webhook | null>;
  /** Switched off, its deliveries are held; switched on, they go on. Null where there is no such webhook. */
  change(id: string, change: WebhookChange): Promise<Webhook | null>;
  /** With its deliveries. */
  remove(id: string): Promise<boolean>;
  secret(id: string): Promise<string>;
  saveSecret(id: string, secret: string): Promise<void>;

  /**
   * Reads what happens, in order and from where it was left, and hands it over in batches until told to stop; a batch
   * that was handled is not read again. `handle` may be called without anything, to be asked whether to go on: false
   * ends it. Where so much was missed that the server no longer knows it, it is made out from the rows themselves.
   */
  follow(handle: (happened: readonly Happened[]) => Promise<boolean>): Promise<void>;
  /** Those that are not there already. */
  queue(deliveries: readonly NewWebhookDelivery[]): Promise<void>;
  /** The delivery that is due the longest, of a webhook that is none of `busy`; null where none is. */
  claim(busy: readonly string[]): Promise<ClaimedWebhookDelivery | null>;
  /** False where the claim was lost. */
  settle(claimed: ClaimedWebhookDelivery, outcome: WebhookOutcome): Promise<boolean>;
  /** Notes how a try went; gives since when the webhook fails, null where it does not. */
  noteTry(id: string, good: boolean, at: Date): Promise<Date | null>;
  /** The newest first. */
  deliveries(
    webhook: string,
    query: {
      readonly state: WebhookDeliveryState | null;
      readonly after: string | null;
      readonly limit: number;
    },
  ): Promise<Page<WebhookDelivery>>;
  delivery(id: string): Promise<WebhookDelivery | null>;
  /** Sends it once more, with the same ID. False where it is on its way, or unknown. */
  replay(id: string): Promise<boolean>;
}

/** The answer to a POST, kept so that a repeat of it gets the same one (draft-ietf-httpapi-idempotency-key-header). */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** One try of a request with a key. */
export interface RepeatTurn {
  readonly key: string;
  /** The same for each try of one request; another where the key is used again after its time. */
  readonly cause: string;
  readonly begunAt: Date;
}

export type Repeat =
  | { readonly kind: 'first'; readonly turn: RepeatTurn }
  | { readonly kind: 'done'; readonly answer: KeptAnswer }
  /** The first one is still at work. */
  | { readonly kind: 'under-way' }
  /** The key was used for another request. */
  | { readonly kind: 'other' };

export interface RepeatStore {
  /** `fingerprint`: SHA-256 of the request. The first caller of a key is told so; all others what became of it. */
  begin(key: string, fingerprint: string): Promise<Repeat>;
  /** Keeps the answer, until 24 hours after the first try. */
  done(turn: RepeatTurn, answer: KeptAnswer): Promise<void>;
  /** It is not known whether it was done: the same request may be tried again, under the same cause. */
  release(turn: RepeatTurn): Promise<void>;
  /** Nothing was done: the key may be used again, for anything. */
  drop(turn: RepeatTurn): Promise<void>;
}
