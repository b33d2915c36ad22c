/** The mail that a report is about, as far as the report returns it. */
import { parseAddresses } from '../addresses.ts';
import { firstValue, messageIds, parseHead } from '../headers.ts';
import type { HeaderField } from '../mail.ts';
import { allParts, type Part } from '../mime.ts';
import { decoded } from './report.ts';

const returnedType =
  /^(?:message\/(?:rfc822|global|partial)|(?:text|message)\/(?:rfc822-headers|global-headers|rfc822-header))$/;

const copyFollows =
  /^[-\s>*=#]{0,80}(?:(?:below|this is|the following is|here is|included is)\b.{0,60}\bcopy of\b.*|(?:the )?(?:header of the )?(?:original|returned|your|unsent|undelivered|rejected|non-delivered|bounced) (?:e-?mail )?(?:message|mail|e-?mail|header)s?(?: (?:follows|is|headers|text|below|begins|as follows).*)?[-:\s=.]*|message header follows.*)$/i;

/** At the margin only: reports quote a few fields of the mail indented, before they say what became of it. */
const fieldBegins = /^(?:>+ ?)?(?:return-path|received|message-id|mime-version|dkim-signature): ?.*$/i;

/** Where the returned mail begins in the lines of a report; -1 where none is in the text. */
export function returnedAt(lines: readonly string[]): number {
  return lines.findIndex((line, index) => index > 0 && (copyFollows.test(line) || fieldBegins.test(line)));
}

export interface Original {
  readonly messageId: string | null;
  /** Whom it was to, by To and Cc, addr-specs in lower case. */
  readonly recipients: readonly string[];
}

/** True where another mail, or its header, is part of this one. */
export function holdsMail(root: Part): boolean {
  return allParts(root).some((part) => returnedType.test(part.type.value));
}

/** The mail that the report is about: in a part of its own, else behind the text of the report. */
export function readOriginal(root: Part, text: string): Original {
  const heads = allParts(root)
    .filter((part) => returnedType.test(part.type.value))
    .map((part) => parseHead(decoded(part).replace(/^\s+/, '')).fields);
  const inParts = heads.flatMap((fields) => messageIds(firstValue(fields, 'message-id') ?? ''))[0];
  const pattern = /^[>\s]{0,8}message-id:\s{0,20}<?([^<>\s]{3,500})/im;
  const behind = (pattern.exec(text.slice(0, 262_144)) ?? pattern.exec(root.body.slice(0, 262_144)))?.[1];
  const inPart = heads.flatMap(recipientsOf);
  const recipients = inPart.length > 0 ? inPart : recipientsOf(headBehind(text));
  return { messageId: inParts ?? behind ?? null, recipients: [...new Set(recipients)].slice(0, 1000) };
}

function recipientsOf(fields: readonly HeaderField[]): string[] {
  return ['x-hmxmroriginalrecipient', 'to', 'cc']
    .flatMap((name) => parseAddresses(firstValue(fields, name) ?? ''))
    .map((one) => one.address.toLowerCase())
    .filter((address) => address.includes('@'));
}

/** The header of a mail that stands in the text, quote marks and indent taken off. */
function headBehind(text: string): readonly HeaderField[] {
  const lines = text.slice(0, 65_536).split('\n');
  const at = returnedAt(lines);
  if (at < 0) return [];
  const block = lines
    .slice(at, at + 200)
    .map((line) => line.replace(/^(?:>+ ?| {2,8}(?=[A-Za-z-]{2,40}:))/, ''));
  const start = block.findIndex((line) => /^[A-Za-z][\w-]{1,40}:/.test(line) && !copyFollows.test(line));
  return start < 0 ? [] : parseHead(`${block.slice(start).join('\n')}\n`).fields;
}
