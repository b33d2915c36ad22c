/** Delivery reports: RFC 3464, feedback reports (RFC 5965), and the free-text forms (bounce-text.ts). */
import { parseAddresses } from './addresses.ts';
import { bounceReason, isHard } from './bounce-reason.ts';
import { ownLines, type Report, readFreeText, wordsAbout } from './bounce-text.ts';
import { displayText } from './encoded-words.ts';
import { firstValue, messageIds, parseHead } from './headers.ts';
import type { Bounce, HeaderField } from './mail.ts';
import { allParts, type Part } from './mime.ts';
import type { Octets } from './octets.ts';
import { decodeTransfer } from './transfer.ts';

/** More recipients than a report of one mail can honestly have. */
const maxRecipients = 1000;

/** Octets of a report part that are read: some 1000 recipients. */
const maxPart = 1_048_576;

const deliveryStatusType = /^message\/(?:global-)?delivery-status$/;
const feedbackType = /^message\/feedback-report$/;
const dispositionType = /^message\/(?:global-)?disposition-notification$/;
const returnedType =
  /^(?:message\/(?:rfc822|global|partial)|(?:text|message)\/(?:rfc822-headers|global-headers|rfc822-header))$/;

export type ReportKind = 'delivery-status' | 'feedback-report' | 'disposition-notification';

/** Which report a mail is by its parts (RFC 6522); null where it is none. */
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
  return null;
}

/** True where another mail, or its header, is part of this one. */
export function holdsMail(root: Part): boolean {
  return allParts(root).some((part) => returnedType.test(part.type.value));
}

/** The fate of each recipient that a delivery or feedback report tells of, one entry each. */
export function readBounces(root: Part, text: string): Bounce[] {
  const original = originalId(root, text);
  const parts = allParts(root);
  const feedback = parts.find((part) => feedbackType.test(part.type.value));
  if (feedback !== undefined) return feedbackRecipients(feedback, parts, original);
  const statuses = parts.filter((part) => deliveryStatusType.test(part.type.value)).map(decoded);
  const quoted = text.slice(0, 65_536).replace(/^>+ ?/gm, '');
  const sources = statuses.length > 0 ? statuses : /^final-recipient:/im.test(quoted) ? [quoted] : [];
  const told = sources.flatMap(deliveryStatus).map((report) => withWords(report, text));
  return distinct(told.length > 0 ? told : readFreeText(root, text))
    .slice(0, maxRecipients)
    .map((report) => judge(report, original));
}

function distinct(reports: readonly Report[]): Report[] {
  const seen = new Map<string, Report>();
  for (const report of reports) {
    const key = report.recipient.toLowerCase();
    if (!seen.has(key)) seen.set(key, report);
  }
  return [...seen.values()];
}

function decoded(part: Part): Octets {
  return decodeTransfer(part.body.slice(0, maxPart), part.encoding).bytes.toString('latin1');
}

function judge(report: Report, originalMessageId: string | null): Bounce {
  const words = report.diagnostic ?? '';
  const status = preciseStatus(report.status, words);
  const reason = bounceReason(status, words, report.action);
  const { recipient, action, diagnostic } = report;
  return {
    recipient,
    action,
    status,
    replyCode: replyCode(words),
    hard: isHard(reason, status),
    reason,
    diagnostic,
    originalMessageId,
  };
}

/** The code in the diagnostic where the Status field only says that there is none (x.0.0). */
function preciseStatus(status: string | null, words: string): string | null {
  const told = /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/.exec(words)?.[1] ?? null;
  if (status === null) return told;
  return /^[245]\.0\.0$/.test(status) && told !== null ? told : status;
}

function replyCode(words: string): string | null {
  return /(?:^|[^\d.])([45][0-5]\d)(?=[ \-,;:]|$)/.exec(words)?.[1] ?? null;
}

/** RFC 3464, 2.1: groups of fields between empty lines; the first speaks of the whole message. */
function deliveryStatus(octets: Octets): Report[] {
  const reports: Report[] = [];
  for (const group of octets.split(/\r?\n[ \t]*\r?\n/).slice(0, maxRecipients * 2)) {
    const { fields } = parseHead(`${group.replace(/^\s+/, '')}\n`);
    const final = recipientOf(fields, 'final-recipient');
    const recipient =
      [recipientOf(fields, 'original-recipient'), final].find((one) => one.includes('@')) ?? final;
    if (recipient === '') continue;
    const diagnostic = typed(fields, 'diagnostic-code');
    reports.push({
      recipient,
      action: action(firstValue(fields, 'action')),
      status: /[245]\.\d{1,3}\.\d{1,3}/.exec(firstValue(fields, 'status') ?? '')?.[0] ?? null,
      diagnostic: diagnostic === '' ? null : diagnostic,
    });
  }
  return reports;
}

/** Where a report has codes only, the text before it often has the words. */
function withWords(report: Report, text: string): Report {
  if (/[a-z]{3}/i.test(report.diagnostic ?? '')) return report;
  const words = wordsAbout(report.recipient, ownLines(text), []);
  return { ...report, diagnostic: words ?? report.diagnostic };
}

/** `smtp; 550 No` without its type. */
function typed(fields: readonly HeaderField[], name: string): string {
  return displayText((firstValue(fields, name) ?? '').replace(/^[\w.+ -]{1,40};\s*/, ''));
}

function recipientOf(fields: readonly HeaderField[], name: string): string {
  const bare = typed(fields, name).replace(/^<+|[>\s].*$/g, '');
  return bare.startsWith('"') && bare.endsWith('"') ? bare.slice(1, -1) : bare;
}

const actions: ReadonlyMap<string, Bounce['action']> = new Map([
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['delayed', 'delayed'],
  ['expired', 'delayed'],
  ['delivered', 'delivered'],
  ['relayed', 'relayed'],
  ['expanded', 'expanded'],
]);

function action(value: string | null): Bounce['action'] {
  return actions.get(/[a-z]+/.exec((value ?? '').toLowerCase())?.[0] ?? '') ?? null;
}

/** Message-ID of the mail that the report is about: in the returned part, else behind the text. */
function originalId(root: Part, text: string): string | null {
  for (const part of allParts(root).filter((one) => returnedType.test(one.type.value))) {
    const id = messageIds(
      firstValue(parseHead(decoded(part).replace(/^\s+/, '')).fields, 'message-id') ?? '',
    )[0];
    if (id !== undefined) return id;
  }
  const pattern = /^[>\s]{0,8}message-id:\s*<?([^<>\s]{3,500})/im;
  return (pattern.exec(text.slice(0, 262_144)) ?? pattern.exec(root.body.slice(0, 262_144)))?.[1] ?? null;
}

/** RFC 5965, 3.2; Original-Rcpt-To may be withheld, the returned mail then names whom it was to. */
function feedbackRecipients(
  feedback: Part,
  parts: readonly Part[],
  originalMessageId: string | null,
): Bounce[] {
  const { fields } = parseHead(`${decoded(feedback).replace(/^\s+/, '')}\n`);
  const named = fields
    .filter((field) => /^(?:original-rcpt-to|removal-recipient)$/.test(field.name))
    .flatMap((field) => parseAddresses(field.value));
  const returned = parts.find((part) => returnedType.test(part.type.value));
  const to = returned === undefined ? '' : (firstValue(parseHead(decoded(returned)).fields, 'to') ?? '');
  const recipients = (named.length > 0 ? named : parseAddresses(to)).map((one) => one.address.toLowerCase());
  const type = firstValue(fields, 'feedback-type');
  return [...new Set(recipients)]
    .filter((address) => address.includes('@'))
    .map((recipient) => ({
      recipient,
      action: null,
      status: null,
      replyCode: null,
      hard: false,
      reason: 'feedback',
      diagnostic: type === null ? null : `Feedback-Type: ${type}`,
      originalMessageId,
    }));
}
