/** Which parts are the text of a mail and which are attachments. */
import { createHash } from 'node:crypto';
import { decodeText } from './encoding/charset.ts';
import { displayText } from './encoding/encoded-words.ts';
import { type Octets, toBytes } from './encoding/octets.ts';
import { decodeTextTransfer, decodeTransfer } from './encoding/transfer.ts';
import { unflow } from './flowed.ts';
import { firstValue, parseHead } from './headers.ts';
import { htmlToText, textToHtml } from './html/html.ts';
import type { Attachment } from './mail.ts';
import type { Part } from './mime.ts';
import { summariseInvitation } from './unpack/calendar.ts';

/** A piece of the body, in order; of an alternative both forms. */
interface Segment {
  text: string | null;
  html: string | null;
}

export interface Body {
  /** With the marks of html.ts where it was made out of HTML. */
  readonly text: string;
  /** As it came: not yet safe to show. */
  readonly html: string | null;
  readonly attachments: readonly Attachment[];
  /** The first octets of each attachment. */
  readonly beginnings: readonly Octets[];
  readonly defects: readonly string[];
  /** Kept for who needs it: the text that the HTML form gives, where there is a text form too. */
  readonly htmlText: () => string | null;
  /** What, when and where of the invitations attached; `''` where there are none. */
  readonly invitations: string;
}

interface Walk {
  readonly attachments: Attachment[];
  readonly beginnings: Octets[];
  readonly defects: Set<string>;
  readonly root: Part;
  /** Text parts with a name, shown inline: the body where there is no other. */
  readonly named: Part[];
  readonly invitations: Set<string>;
}

/** Sorts the leaves of the tree into text and attachments; several text parts in a row are joined in order. */
export function readBody(root: Part): Body {
  const walk: Walk = {
    attachments: [],
    beginnings: [],
    defects: new Set(),
    root,
    named: [],
    invitations: new Set(),
  };
  const found = collect(root, null, walk);
  const segments = found.length > 0 ? found : walk.named.map((part) => segment(part, walk.defects));
  const text = segments
    .map(segmentText)
    .filter((piece) => piece !== '')
    .join('\n');
  const withHtml = segments.some((segment) => segment.html !== null);
  const html = withHtml ? segments.map(segmentHtml).join('\n').trim() : null;
  const both = segments.some((segment) => segment.html !== null && (segment.text ?? '').trim() !== '');
  return {
    text,
    html,
    attachments: markInline(walk.attachments, html),
    beginnings: walk.beginnings,
    defects: [...walk.defects],
    htmlText: () => (both && html !== null ? htmlToText(html) : null),
    invitations: [...walk.invitations].join('\n\n'),
  };
}

function segmentHtml({ text, html }: Segment): string {
  return html ?? ((text ?? '').trim() === '' ? '' : textToHtml(text ?? ''));
}

function segmentText({ text: given, html }: Segment): string {
  const text = given ?? '';
  if (html === null) return text;
  if (text.trim() === '') return htmlToText(html);
  if (!isAboutHtml(text)) return text;
  const shown = htmlToText(html);
  return shown.trim() === '' || squashed(shown).includes(squashed(text)) ? text : shown;
}

/** A text form that but says where the words are: `This message is in HTML format.` */
function isAboutHtml(text: string): boolean {
  const first = /^[^.!?\n]*/.exec(text.trim())?.[0] ?? '';
  const about =
    /\b(?:browser|client|display|enable|format|ler|lesen|lire|programm?|reader|support|view|ver)/i;
  return text.length < 300 && /\bHTML\b/i.test(first) && about.test(first);
}

function squashed(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function collect(part: Part, parent: Part | null, walk: Walk): Segment[] {
  if (part.children.length > 0) {
    const pieces = part.children.map((child) => collect(child, part, walk));
    return part.type.value === 'multipart/alternative' ? [alternative(pieces)] : pieces.flat();
  }
  if (isBody(part, walk.root)) return [segment(part, walk.defects)];
  if (part.type.value.startsWith('multipart/') && part.body.trim() === '') return [];
  if (/^text\/(?:plain|html)$/.test(part.type.value) && part.disposition.value === 'inline')
    walk.named.push(part);
  if (/^(?:text\/calendar|application\/ics)$/.test(part.type.value)) {
    const invitation = summariseInvitation(partText(part, walk.defects));
    if (invitation !== null) walk.invitations.add(invitation);
  }
  walk.attachments.push(attachment(part, parent, walk));
  return [];
}

function segment(part: Part, defects: Set<string>): Segment {
  const text = partText(part, defects);
  return part.type.value === 'text/html' ? { text: null, html: text } : { text, html: null };
}

/** RFC 2046, 5.1.4: forms of one thing; the last HTML form, and the first that is text alone. */
function alternative(branches: readonly Segment[][]): Segment {
  const full = branches.filter((branch) => branch.length > 0);
  const rich = full.findLast((branch) => branch.some((segment) => segment.html !== null));
  const simple = full.find((branch) => branch.every((segment) => segment.html === null));
  return {
    text: simple === undefined ? null : simple.map((segment) => segment.text ?? '').join('\n'),
    html: rich === undefined ? null : rich.map(segmentHtml).join('\n'),
  };
}

function isBody(part: Part, root: Part): boolean {
  const type = part.type.value;
  if (type.startsWith('multipart/')) return part === root || part.body.trim() !== '';
  if (part === root && /^text\/(?:plain|html)$/.test(type))
    return part.disposition.value !== 'attachment' || fileName(part) === null;
  if (type !== 'text/plain' && type !== 'text/html') return false;
  return part.disposition.value !== 'attachment' && fileName(part) === null;
}

/**
 * Octets of a text part that are read. Nobody writes more; a ticket must fit a database document of 16 MiB; and in a
 * thread, a heap that bursts in one call of split or replace takes the whole process along.
 */
const maxText = 2_097_152;

/** The decoded text of a part, with LF line ends. */
function partText(part: Part, defects: Set<string>): string {
  const { bytes: all, defect, tail } = decodeTextTransfer(part.body.slice(0, 4 * maxText), part.encoding);
  const bytes = all.subarray(0, maxText);
  if (bytes.length < all.length)
    defects.add('a text is longer than 2 MiB; the rest of it is in the original only');
  const charset = part.type.parameters.get('charset') ?? metaCharset(part, bytes);
  const decoded = decodeText(bytes, charset);
  for (const found of [defect, decoded.defect]) if (found !== null) defects.add(found);
  const whole = tail === undefined ? decoded.text : `${decoded.text}\n${decodeText(toBytes(tail), '').text}`;
  const text = whole.replace(/\r\n?/g, '\n').replaceAll('\0', '');
  const flowed = part.type.parameters.get('format')?.toLowerCase() === 'flowed';
  return flowed ? unflow(text, part.type.parameters.get('delsp')?.toLowerCase() === 'yes') : text;
}

function metaCharset(part: Part, bytes: Buffer): string {
  if (part.type.value !== 'text/html') return '';
  return /<meta[^>]{0,200}charset=["']?([\w-]{2,40})/i.exec(bytes.toString('latin1', 0, 2048))?.[1] ?? '';
}

function attachment(part: Part, parent: Part | null, walk: Walk): Attachment {
  const { bytes, defect } = decodeTransfer(part.body, part.encoding);
  if (defect !== null) walk.defects.add(defect);
  walk.beginnings.push(bytes.toString('latin1', 0, 60));
  const related = parent?.type.value === 'multipart/related' && part.contentId !== null;
  return {
    filename: fileName(part) ?? messageName(part),
    contentType: part.type.value,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    inline: part.disposition.value === 'inline' || (related && part.disposition.value !== 'attachment'),
    contentId: part.contentId,
  };
}

/** A forwarded message without a name is named by its subject. */
function messageName(part: Part): string | null {
  if (part.type.value !== 'message/rfc822') return null;
  const subject = displayText(firstValue(parseHead(part.body).fields, 'subject') ?? '');
  return subject === '' ? null : defuse(`${subject.slice(0, 100)}.eml`);
}

/** The name that the mail gives, with path separators and control characters defused; null where it gives none. */
function fileName(part: Part): string | null {
  const name = part.disposition.parameters.get('filename') ?? part.type.parameters.get('name') ?? '';
  const safe = defuse(displayText(name));
  return safe === '' ? null : safe;
}

/** As many characters as a name has at most in the usual file systems. */
const longestName = 255;

function defuse(name: string): string {
  const flat = name
    .toWellFormed()
    .replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '')
    .replace(/[/\\]/g, '_')
    .replace(/^\s*\.{1,2}\s*$/, '_')
    .trim();
  if (flat.length <= longestName) return flat;
  const ending = /\.\w{1,10}$/.exec(flat)?.[0] ?? '';
  return `${flat.slice(0, longestName - ending.length).toWellFormed()}${ending}`;
}

function markInline(attachments: readonly Attachment[], html: string | null): Attachment[] {
  if (html === null) return [...attachments];
  return attachments.map((one) =>
    one.contentId !== null && !one.inline && html.includes(`cid:${one.contentId}`)
      ? { ...one, inline: true }
      : one,
  );
}
