/** When a delivery that failed is tried again, and when a webhook is given up. Pure. */
import type { Webhook, WebhookOutcome, WebhookTry } from '../model/webhook.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** After each failed try, ms: over three days in all (the schedule that Standard Webhooks recommends). */
export const pauses: readonly number[] = [
  5000,
  5 * minuteMs,
  30 * minuteMs,
  2 * hourMs,
  5 * hourMs,
  10 * hourMs,
  14 * hourMs,
  20 * hourMs,
  24 * hourMs,
];

/** `random`: 0 to 1; spreads what failed together by a tenth. `attempts` counts this try. */
export function outcomeOf(tried: WebhookTry, attempts: number, random: number): WebhookOutcome {
  if (isGood(tried)) return { tried, state: 'delivered', until: null };
  const pause = pauses[attempts - 1];
  if (pause === undefined || tried.status === 410) return { tried, state: 'failed', until: null };
  return { tried, state: 'queued', until: new Date(tried.at.getTime() + pause * (0.95 + random / 10)) };
}

/** Whatever else a receiver means, it answers 2xx. */
export function isGood({ status }: Pick<WebhookTry, 'status'>): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** Why a webhook is to be switched off, in words; null where it is not. 410 asks for it (Standard Webhooks). */
export function givenUp(
  { status, at }: Pick<WebhookTry, 'status' | 'at'>,
  failingSince: Webhook['failingSince'],
  afterHours: number,
): string | null {
  if (status === 410) return 'the receiver answered 410 Gone';
  if (failingSince === null || at.getTime() - failingSince.getTime() < afterHours * hourMs) return null;
  return `no delivery succeeded since ${failingSince.toISOString()}`;
}
