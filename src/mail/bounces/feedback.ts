/** Complaints: feedback reports (RFC 5965) and what stands for them. */
import { parseAddresses } from '../addresses.ts';
import { firstValue, parseHead } from '../headers.ts';
import type { Bounce } from '../mail.ts';
import { allParts, type Part } from '../mime.ts';
import type { Original } from './original.ts';
import { decoded } from './report.ts';

export const feedbackType = /^message\/feedback-report$/;

/** True where a mail that was judged a report is a complaint rather than a delivery report. */
export function complains(root: Part): boolean {
  return (
    allParts(root).some((part) => feedbackType.test(part.type.value)) ||
    firstValue(root.fields, 'x-apple-unsubscribe') !== null ||
    /^\s*(?:complaint about message from|unsubscribe)/i.test(firstValue(root.fields, 'subject') ?? '')
  );
}

/**
 * Who complained. Original-Rcpt-To may be withheld (RFC 5965, 3.2): then the returned mail names whom it was to; a mail
 * program that unsubscribes does so for its own user.
 */
export function readFeedback(root: Part, original: Original): Bounce[] {
  const part = allParts(root).find((one) => feedbackType.test(one.type.value));
  const fields = part === undefined ? [] : parseHead(`${decoded(part).replace(/^\s+/, '')}\n`).fields;
  const named = fields
    .filter((field) => /^(?:original-rcpt-to|removal-recipient)$/.test(field.name))
    .flatMap((field) => parseAddresses(field.value.replace(/^rfc822;\s?/i, '')))
    .map((one) => one.address.toLowerCase());
  const writer = parseAddresses(firstValue(root.fields, 'from') ?? '').map((one) => one.address);
  const others = original.recipients.length > 0 || part !== undefined ? original.recipients : writer;
  const type = firstValue(fields, 'feedback-type') ?? (part === undefined ? 'opt-out' : null);
  const recipients = (named.length > 0 ? named : others).filter((address) => address.includes('@'));
  return [...new Set(recipients)].map((recipient) => complaint(recipient, type, original.messageId));
}

/** One complaint, as a fate of its recipient. */
export function complaint(recipient: string, type: string | null, originalMessageId: string | null): Bounce {
  return {
    recipient,
    action: null,
    status: null,
    replyCode: null,
    hard: false,
    reason: 'feedback',
    diagnostic: type === null ? null : `Feedback-Type: ${type}`,
    originalMessageId,
  };
}
