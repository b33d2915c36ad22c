/** What all mail of ours has in common: one valid recipient, a subject with the ticket's tag, a chain of references. */
import type { Signer } from '../model/ports.ts';
import { baseSubject } from './subject.ts';

/** What every composer of such mail goes by. */
export interface Composer {
  readonly signer: Signer;
  readonly hostname: string;
  readonly newId: () => string;
}

/** A mail made from a template. `language` is that of the template that was found. */
export interface Rendered {
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly language: string;
}

/** Longest path, local part and domain in octets (RFC 5321, 4.5.3.1, less the angle brackets of the path). */
const longestPath = 254;
const longestLocalPart = 64;
const longestDomain = 253;

const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\p{L}\\p{N}\\p{M}-]+";
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}-]*[\\p{L}\\p{N}\\p{M}])?';
const addrSpec = new RegExp(`^(${atom}(?:\\.${atom})*)@(${label}(?:\\.${label})*)$`, 'u');

/**
 * The address where `text` is exactly one plain addr-spec (RFC 5322, 3.4.1: dot-atom on both sides; RFC 6531 letters
 * allowed), its domain in lower case; else null. Anything that a mailer could read as a list, a route, a quoted string
 * or a command is refused: a mailer may parse the envelope anew (mail-infra 4.6).
 */
export function validRecipient(text: string): string | null {
  const [, local, domain] = addrSpec.exec(text) ?? [];
  if (local === undefined || domain === undefined) return null;
  if (Buffer.byteLength(text) > longestPath || Buffer.byteLength(local) > longestLocalPart) return null;
  return Buffer.byteLength(domain) > longestDomain ? null : `${local}@${domain.toLowerCase()}`;
}

/** `[#48213-K7QF]`, or `[Acme #48213-K7QF]` with a prefix (setting `tickets.prefix`). */
export function ticketTag(prefix: string, ticketId: string): string {
  return `[${prefix === '' ? '' : `${prefix} `}#${ticketId}]`;
}

/** The name of a department that people see: its title, else its name, capitalised. */
export function titleOf({
  name,
  title,
}: {
  readonly name: string;
  readonly title?: string | undefined;
}): string {
  return title ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
}

/** One line of at most `limit` characters: control, format and unassigned characters gone, white space collapsed. */
export function oneLine(text: string, limit: number): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  const characters = [...line];
  return characters.length <= limit
    ? line
    : `${characters
        .slice(0, limit - 1)
        .join('')
        .trimEnd()}…`;
}

/** Text of many lines for a body: line ends as `\n`, no other control characters than tabs. */
export function bodyLines(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?![\n\t])\p{Cc}/gu, '');
}

/**
 * The subject of a ticket as one line, for mail to staff and to participants. What looks like a ticket's tag is kept
 * readable but taken apart, so that an answer carries one ID, ours.
 */
export function plainSubject(subject: string, limit = 200): string {
  return oneLine(withoutIds(oneLine(subject, 4 * limit)), limit);
}

/**
 * The subject as a receipt may echo it: like `plainSubject`, and with nothing that a mail program makes a link of, so
 * that receipts carry nobody's advertising to third parties (DESIGN 4).
 */
export function echoedSubject(subject: string, limit = 80): string {
  let echoed = oneLine(oneLine(subject, 4 * limit).normalize('NFKC'), 4 * limit);
  // What is taken out of the middle may join its neighbours to what was to be taken out.
  for (let round = 0; round < 5; round++) echoed = withoutLinks(withoutIds(echoed));
  return oneLine(echoed, limit);
}

/** No marks of replies, no tags of tickets: `[#48213-K7QF]` becomes `(48213 K7QF)`, with any dash. */
function withoutIds(line: string): string {
  return baseSubject(line)
    .replace(/[[【［]/g, '(')
    .replace(/[\]】］]/g, ')')
    .replace(/(?:[#＃]\s*)+(?=\p{N})/gu, '')
    .replace(/(?<=\p{N})\s*[\p{Pd}_]\s*(?=(?=[\p{N}\p{L}]*\p{L})[\p{N}\p{L}]{4}(?![0-9A-Za-z]))/gu, ' ');
}

function withoutLinks(line: string): string {
  return line
    .replace(/[a-z][a-z0-9+.-]*:\/+/gi, '')
    .replace(/\/{2,}/g, '/')
    .replace(/http/gi, 'hxxp')
    .replace(/(?<=\d\.\d+)\.(?=\d+\.\d)|(?<=\d)\.(?=\d+\.\d+\.\d)|(?<=\d\.\d+\.\d+)\.(?=\d)/g, ' dot ')
    .replace(/[.\u3002\u2024](?=[\p{L}\p{M}])|(?<=[\p{L}\p{M}_-])[.\u3002\u2024](?=\p{N})/gu, ' dot ')
    .replace(/\s*@\s*/g, ' at ');
}

/** Message identifiers kept of a long chain, from its start and from its end (Request Tracker's numbers). */
const [keptFirst, keptLast] = [4, 6];

/**
 * The fields that put our mail under another one (RFC 5322, 3.6.4): In-Reply-To and References. Identifiers come without
 * angle brackets; what is no plain identifier is left out. None at all where the other mail has no Message-ID.
 */
export function replyFields(parent: {
  readonly messageId: string | null;
  readonly references: readonly string[];
}): (readonly [string, string])[] {
  if (parent.messageId === null || !isMessageId(parent.messageId)) return [];
  const chain = [...new Set([...parent.references.filter(isMessageId), parent.messageId])];
  const kept =
    chain.length <= keptFirst + keptLast ? chain : [...chain.slice(0, keptFirst), ...chain.slice(-keptLast)];
  return [
    ['In-Reply-To', `<${parent.messageId}>`],
    ['References', kept.map((id) => `<${id}>`).join(' ')],
  ];
}

/** Printable ASCII without white space and angle brackets, short enough for one line of a header. */
function isMessageId(id: string): boolean {
  return /^[\x21-\x3b\x3d\x3f-\x7e]{1,250}$/.test(id);
}
