/** Secrets and signatures of webhooks by the Standard Webhooks specification (standardwebhooks.com, 1.0). */
import { createHmac, randomBytes } from 'node:crypto';

/** A fresh secret: `whsec_` and the base64 of 32 octets. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** The three header fields of a delivery. What is signed: the ID, the time in seconds and the body, joined by dots. */
export function signed(
  secret: string,
  id: string,
  at: Date,
  payload: string,
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${payload}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}
