/** Delivery reports in free text: qmail, Exim, sendmail, Postfix, Exchange, Notes and what imitates them. */
import { parseAddresses } from './addresses.ts';
import { firstValue } from './headers.ts';
import type { Bounce } from './mail.ts';
import type { Part } from './mime.ts';

/** What a report told of one recipient, before it is judged. */
export interface Report {
  readonly recipient: string;
  readonly action: Bounce['action'];
  readonly status: string | null;
  readonly diagnostic: string | null;
}

/** Only the beginning of a report speaks of the failure; the rest is the returned mail. */
const maxText = 65_536;
const maxDiagnostic = 1500;

const copyFollows =
  /^[-\s>*=#]*(?:(?:below|this is|the following is|here is|included is)\b.{0,60}\bcopy of\b.*|(?:the )?(?:header of the )?(?:original|returned|your|unsent|undelivered|rejected|non-delivered|bounced) (?:e-?mail )?(?:message|mail|e-?mail|header)s?(?: (?:follows|is|headers|text|below|begins|as follows).*)?[-:\s=.]*|message header follows.*|(?:return-path|received|message-id|mime-version|dkim-signature): ?.*)$/i;

/** An addr-spec as mail servers print it. */
const spec = String.raw`(?<![\w.!#$%&'*+/=?^{|}~-])[\w.!#$%&'*+/=?^{|}~-]{1,64}@(?:[A-Za-z0-9_\u0080-\uffff-]{1,63}\.)+[A-Za-z\u0080-\uffff][\w\u0080-\uffff-]{1,23}`;

/** Where recipients stand, the surest places first: only the first kind that occurs counts. */
const places: readonly (readonly RegExp[])[] = [
  [
    new RegExp(String.raw`^[\s*>]*"?<(${spec})>`),
    new RegExp(String.raw`^[\s*>]*(${spec})(?=["\s:(,;]|$|-)`),
    new RegExp(String.raw`^\s*(?:unknown|invalid|no such)[^@\n]{0,40}[:<\s](${spec})`, 'i'),
    new RegExp(
      String.raw`^[^@\n]{0,60}(?:user|mailbox|account|recipient|address)[^@\n]{0,40}: ?<?(${spec})>?\s*$`,
      'i',
    ),
    new RegExp(String.raw`^(?:[45]\d\d|\[status)[ -:][^@\n]{0,80}?(${spec})`, 'i'),
  ],
  [
    new RegExp(
      String.raw`^\s*(?:recipient|final-recipient|original-recipient|user|address|mailbox|e-?mail|rcpt to|failed recipient|intended recipient|target mail address|an|für)\s?(?:address)?\s*[:=]\s*(?:rfc822;\s*)?[^@\n]{0,80}?(${spec})`,
      'i',
    ),
    new RegExp(
      String.raw`(?:rcpt to|to|for|recipient|user|address|mailbox|deliver|gateway|group)[:\s]{1,3}(?:the )?(?:following )?(?:address )?[<"'(\[]{0,2}(${spec})`,
      'i',
    ),
    new RegExp(String.raw`[45]\d\d[ -][^@\n]{0,80}?(${spec})`),
    new RegExp(
      String.raw`(${spec})[^\n]{0,60}(?:unknown|not found|does not exist|rejected|full|failed|undeliver)`,
      'i',
    ),
  ],
  [
    new RegExp(String.raw`^\s*to\s*:\s*[^@\n]{0,80}?(${spec})`, 'i'),
    new RegExp(String.raw`\bin <(${spec})>`),
  ],
];

interface Spot {
  readonly line: number;
  readonly recipient: string;
}

/** The part of a report's text that speaks of the failure, as lines. */
export function ownLines(text: string): string[] {
  const lines = text
    .slice(0, maxText)
    .split('\n')
    .map((line) => line.slice(0, 1000));
  const end = lines.findIndex((line, index) => index > 0 && copyFollows.test(line));
  return end < 0 ? lines : lines.slice(0, end);
}

/** Reads recipients and words out of a report without report parts. Bounded by its first 64 KiB. */
export function readFreeText(root: Part, text: string): Report[] {
  const lines = ownLines(text);
  const found = spots(lines, root);
  const named = xFailedRecipients(root);
  const delayed =
    /\b(?:delayed|still (?:being )?(?:tr|retr)|not yet been|will (?:be )?(?:re)?tr(?:y|ied)|message will be retried)/i.test(
      lines.join(' '),
    );
  const recipients = named.length > 0 ? named : [...new Set(found.map((spot) => spot.recipient))];
  return recipients.map((recipient) => ({
    recipient,
    action: delayed ? 'delayed' : 'failed',
    status: null,
    diagnostic: wordsAbout(recipient, lines, found),
  }));
}

function xFailedRecipients(root: Part): string[] {
  return root.fields
    .filter((field) => field.name === 'x-failed-recipients')
    .flatMap((field) => parseAddresses(field.value))
    .map((one) => one.address)
    .filter((address) => address.includes('@'));
}

/** Addresses in the surest places; the report's own sender and receiver only where no others are named. */
function spots(lines: readonly string[], root: Part): Spot[] {
  const header = `${firstValue(root.fields, 'to') ?? ''},${firstValue(root.fields, 'from') ?? ''}`;
  const ours = new Set(parseAddresses(header).map((one) => one.address.toLowerCase()));
  for (const place of places) {
    const all = lines.flatMap((line, index) =>
      recipientsIn(line, place).map((recipient) => ({ line: index, recipient })),
    );
    const foreign = all.filter(
      ({ recipient }) =>
        !ours.has(recipient.toLowerCase()) &&
        !/^(?:mailer-daemon|postmaster|support|abuse|help)@/i.test(recipient),
    );
    if (foreign.length > 0) return foreign;
    if (all.length > 0) return all;
  }
  return [];
}

function recipientsIn(line: string, place: readonly RegExp[]): string[] {
  for (const pattern of place) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return [found.replace(/^[.'=]+|[.'-]+$/g, '')];
  }
  return [];
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
  const before =
    others.length === 0 && found[0]?.line === first ? lines.slice(Math.max(0, first - 3), first) : [];
  const after = lines.slice(first, end);
  return tidy(/[a-z]{4}/i.test(after.join(' ').replaceAll(recipient, '')) ? after : [...before, ...after]);
}

function tidy(lines: readonly string[]): string | null {
  const words = lines.join(' ').replace(/\s+/g, ' ').trim().slice(0, maxDiagnostic);
  return words === '' ? null : words;
}
