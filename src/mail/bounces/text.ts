/** Delivery reports in free text: qmail, Exim, sendmail, Postfix, Exchange, Notes and what imitates them. */
import { parseAddresses } from '../addresses.ts';
import { displayText, fieldText } from '../encoding/encoded-words.ts';
import { firstValue } from '../headers.ts';
import type { BounceReason } from '../mail.ts';
import type { Part } from '../mime.ts';
import { type Original, returnedAt } from './original.ts';
import { bounceReason } from './reason.ts';
import { type Spot, spots } from './recipients.ts';
import type { Report } from './report.ts';
import { readTranscript } from './transcript.ts';

/** Only the beginning of a report speaks of the failure; the rest is the returned mail. */
const maxText = 65_536;
const maxDiagnostic = 1500;

/** The part of a report's text that speaks of the failure, as lines. */
export function ownLines(text: string): string[] {
  const lines = text
    .slice(0, maxText)
    .split('\n')
    .map((line) => line.slice(0, 1000));
  const end = returnedAt(lines);
  return end < 0 ? lines : lines.slice(0, end);
}

const delay =
  /\b(?:delayed|still (?:being )?(?:tr|retr)|not yet been|will (?:be )?(?:re)?tr(?:y|ied)|(?:message|delivery) will be (?:re)?(?:tried|attempted)|temporary failure report|warning message only|no action is required)/i;

/** Reads recipients and words out of a report without report parts. Bounded by its first 64 KiB. */
export function readFreeText(root: Part, text: string, original: Original): Report[] {
  const lines = ownLines(text);
  const transcript = readTranscript(lines);
  if (transcript.length > 0) return transcript;
  const found = spots(lines, root);
  const subject = displayText(fieldText(firstValue(root.fields, 'subject') ?? '', ''));
  const action = delay.test(`${subject.slice(0, 500)} ${lines.join(' ')}`) ? 'delayed' : 'failed';
  const sole = original.recipients.length === 1 ? original.recipients : [];
  const named = [...new Set(found.map((spot) => spot.recipient))];
  const told = [xFailedRecipients(root), named].filter((some) => some.length > 0);
  const known = told.find((some) => some.some((one) => original.recipients.includes(one.toLowerCase())));
  const recipients = known ?? told[0] ?? sole;
  return recipients.map((recipient) => ({
    recipient,
    action,
    status: null,
    diagnostic: telling(recipient, lines, subject, wordsAbout(recipient, lines, found)),
  }));
}

/** Any report is of mail that was returned or not delivered to somebody: of its subject only these say more. */
const plainSubjects: ReadonlySet<BounceReason> = new Set<BounceReason>([
  'userunknown',
  'hostunknown',
  'mailboxfull',
  'mesgtoobig',
  'suspended',
]);

/** Where the words about a recipient give no reason, the lines above may, or the subject alone. */
function telling(
  recipient: string,
  lines: readonly string[],
  subject: string,
  words: string | null,
): string | null {
  const at = lines.findIndex((line) => line.toLowerCase().includes(recipient.toLowerCase()));
  const above = lines.slice(Math.max(0, at - 3), Math.max(0, at)).join(' ');
  const near = `${above} ${words ?? ''}`;
  if (bounceReason(null, words ?? '', null) !== 'undefined') return words;
  if (bounceReason(null, near, null) !== 'undefined') return tidy([near]);
  return plainSubjects.has(bounceReason(null, subject, null)) ? tidy([subject, words ?? '']) : words;
}

function xFailedRecipients(root: Part): string[] {
  return root.fields
    .filter((field) => field.name === 'x-failed-recipients')
    .flatMap((field) => parseAddresses(field.value))
    .map((one) => one.address)
    .filter((address) => address.includes('@'));
}

/** What the text says of a recipient: from its line to the next recipient's; all of it where it is not named. */
export function wordsAbout(
  recipient: string,
  lines: readonly string[],
  found: readonly Spot[],
): string | null {
  const own = found
    .filter((spot) => spot.recipient.toLowerCase() === recipient.toLowerCase())
    .map((spot) => spot.line);
  const first = own[0] ?? lines.findIndex((line) => line.toLowerCase().includes(recipient.toLowerCase()));
  if (first < 0) return tidy(lines);
  const others = found.filter((spot) => spot.line > first && !own.includes(spot.line));
  const end = Math.min(others[0]?.line ?? lines.length, first + 25);
  const after = lines.slice(first, end);
  const head = lines.slice(Math.max(0, (found[0]?.line ?? first) - 12), found[0]?.line ?? first);
  const behind = lines.slice(found[0]?.line ?? first, (found[0]?.line ?? first) + 200);
  if (head.some(hasCode) && !behind.some(hasCode)) return tidy([...head, ...after]);
  const near =
    others.length === 0 && found[0]?.line === first ? lines.slice(Math.max(0, first - 3), first) : [];
  return tidy(/[a-z]{4}/i.test(after.join(' ').replaceAll(recipient, '')) ? after : [...near, ...after]);
}

/** An SMTP reply or an enhanced status code at the beginning of a line, or behind a colon or a number sign. */
function hasCode(line: string): boolean {
  return /(?:^|[:#])\s{0,8}[45](?:[0-5]\d[ -]|\.\d{1,3}\.\d)/.test(line);
}

function tidy(lines: readonly string[]): string | null {
  const words = lines.join(' ').replace(/\s+/g, ' ').trim().slice(0, maxDiagnostic);
  return words === '' ? null : words;
}
