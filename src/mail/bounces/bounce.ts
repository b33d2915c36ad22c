/** What reports tell of the fate of each recipient: RFC 3464, RFC 5965, notifications, and free text (bounce-text.ts). */

import type { Bounce } from '../mail.ts';
import { allParts, type Part, parseTree } from '../mime.ts';
import { complains, complaint, feedbackType, readFeedback } from './feedback.ts';
import { readNotification } from './notification.ts';
import { type Original, readOriginal } from './original.ts';
import { bounceReason, isHard } from './reason.ts';
import { namedRecipients } from './recipients.ts';
import { decoded, deliveryStatus, type FieldReport, maxRecipients, type Report } from './report.ts';
import { derivedStatus, replyCodeOf, statedStatus } from './status.ts';
import { ownLines, readFreeText, wordsAbout } from './text.ts';

export { holdsMail } from './original.ts';

const deliveryStatusType = /^message\/(?:global-)?delivery-status$/;
const dispositionType = /^message\/(?:global-)?disposition-notification$/;

export type ReportKind = 'delivery-status' | 'feedback-report' | 'disposition-notification';

/** Which report a mail is by its parts (RFC 6522), or by a notification in their place; null where it is none. */
export function reportKind(root: Part): ReportKind | null {
  const parts = allParts(root);
  const has = (type: RegExp): boolean => parts.some((part) => type.test(part.type.value));
  const declared =
    root.type.value === 'multipart/report'
      ? (root.type.parameters.get('report-type') ?? '').toLowerCase()
      : '';
  if (has(feedbackType) || declared === 'feedback-report') return 'feedback-report';
  if (has(deliveryStatusType) || declared === 'delivery-status') return 'delivery-status';
  if (has(dispositionType) || declared === 'disposition-notification') return 'disposition-notification';
  const notified = readNotification(root)?.kind;
  if (notified === undefined) return null;
  return notified === 'complaint' ? 'feedback-report' : 'delivery-status';
}

/** The fate of each recipient that a bounce or complaint tells of, one entry each, at most 1000. */
export function readBounces(root: Part, text: string): Bounce[] {
  return distinct(allBounces(root, text, true)).slice(0, maxRecipients);
}

/** `outermost`: a report within a report is looked for, one deep. */
function allBounces(root: Part, text: string, outermost: boolean): Bounce[] {
  const notification = readNotification(root);
  if (notification !== null) {
    const { kind, reports, feedbackType: type, messageId } = notification;
    if (kind === 'complaint') return reports.map(({ recipient }) => complaint(recipient, type, messageId));
    return reports.map((report) => judge(report, messageId));
  }
  const original = readOriginal(root, text);
  const parts = allParts(root);
  if (complains(root)) return readFeedback(root, original);
  const statuses = parts.filter((part) => deliveryStatusType.test(part.type.value)).map(decoded);
  const quoted = text.slice(0, 65_536).replace(/^>+ ?/gm, '');
  const sources = statuses.length > 0 ? statuses : /^final-recipient:/im.test(quoted) ? [quoted] : [];
  const lines = ownLines(text);
  const named = namedRecipients(lines, root);
  const told = oncePerRecipient(sources.flatMap(deliveryStatus)).map((report) =>
    withWords(resolved(report, named, original), lines),
  );
  const wrapped = told.length > 0 || named.length > 0 || !outermost ? null : wrappedReport(parts);
  if (wrapped !== null) return allBounces(wrapped, '', false);
  return (told.length > 0 ? told : readFreeText(root, text, original)).map((report) =>
    judge(report, original.messageId),
  );
}

/** The report that a relay put into a mail of its own, which then names no recipient; null where there is none. */
function wrappedReport(parts: readonly Part[]): Part | null {
  const returned = parts.find((part) => part.type.value === 'message/rfc822');
  if (returned === undefined) return null;
  const { root } = parseTree(decoded(returned).replace(/^\s+/, ''));
  return allParts(root).some((part) => deliveryStatusType.test(part.type.value)) ? root : null;
}

function oncePerRecipient(reports: readonly FieldReport[]): FieldReport[] {
  const seen = new Set<string>();
  const first = reports.filter((one) => {
    const key = `${one.original} ${one.final}`.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
  return first.slice(0, maxRecipients);
}

function distinct(bounces: readonly Bounce[]): Bounce[] {
  const seen = new Map<string, Bounce>();
  for (const bounce of bounces) {
    const key = bounce.recipient.toLowerCase();
    if (!seen.has(key)) seen.set(key, bounce);
  }
  return [...seen.values()];
}

function judge(report: Report, originalMessageId: string | null): Bounce {
  const words = report.diagnostic ?? '';
  const { recipient, action, diagnostic } = report;
  const stated = statedStatus(report.status, words, action);
  const reason = bounceReason(stated, words, action);
  const replyCode = replyCodeOf(words, action);
  return {
    recipient,
    action,
    status: stated ?? derivedStatus(replyCode, reason, action),
    replyCode,
    hard: isHard(reason, stated),
    reason,
    diagnostic,
    originalMessageId,
  };
}

const addrSpec = /^[^\s@|/<>][^\s@<>]{0,255}@[^\s@<>]{1,255}$/;

/**
 * Whom a group of fields speaks of: the one of its two addresses that the mail was to, else Original-Recipient (RFC
 * 3464, 2.3.1: as the sender wrote it). Where neither is an address but a file or a program: whom the text names.
 */
function resolved(report: FieldReport, named: readonly string[], original: Original): Report {
  const { original: first, final, ...rest } = report;
  const given = [first, final].filter((one) => addrSpec.test(one));
  const recipient =
    given.find((one) => original.recipients.includes(one.toLowerCase())) ??
    given[0] ??
    named[0] ??
    (original.recipients.length === 1 ? original.recipients[0] : undefined);
  return { ...rest, recipient: recipient ?? (final === '' ? first : final) };
}

/** Where a report has codes only, the text before it often has the words. */
function withWords(report: Report, lines: readonly string[]): Report {
  if (/[a-z]{3}/i.test(report.diagnostic ?? '')) return report;
  const words = wordsAbout(report.recipient, lines, []);
  return { ...report, diagnostic: words ?? report.diagnostic };
}
