/** Bytes to Mail: the pure core of reading. */
import { parseAddresses } from './addresses.ts';
import { type Body, readBody } from './body.ts';
import { holdsMail, readBounces, reportKind } from './bounces/bounce.ts';
import { firstDate } from './date.ts';
import { displayText, fieldText } from './encoding/encoded-words.ts';
import { toOctets } from './encoding/octets.ts';
import { answeredId, firstValue, messageIds } from './headers.ts';
import { colouredLines } from './html/coloured.ts';
import { sanitise } from './html/html.ts';
import { unmarked } from './html/marks.ts';
import type { Address, HeaderField, Mail } from './mail.ts';
import { type Part, parseTree } from './mime.ts';
import { natureOf } from './nature/nature.ts';
import { readForwarded } from './reply/forwarded.ts';
import { type Split, splitReply } from './reply/reply-text.ts';
import { subjectMark } from './subject.ts';
import { bareText, inlineProtection, protectionDefects } from './unpack/protection.ts';
import { unpack } from './unpack/unpack.ts';

/** All that is in the header. */
export type Head = Pick<
  Mail,
  | 'headers'
  | 'messageId'
  | 'inReplyTo'
  | 'references'
  | 'date'
  | 'subject'
  | 'from'
  | 'sender'
  | 'replyTo'
  | 'to'
  | 'cc'
>;

/** Reads the fields that people and threads go by. */
export function readHead(headers: readonly HeaderField[]): Head {
  const people = (name: string): Address[] =>
    headers.filter((field) => field.name === name).flatMap((field) => parseAddresses(field.value));
  const first = (name: string): string => firstValue(headers, name) ?? '';
  return {
    headers,
    messageId: messageIds(first('message-id'))[0] ?? null,
    inReplyTo: answeredId(first('in-reply-to')),
    references: headers
      .filter((field) => field.name === 'references')
      .flatMap((field) => messageIds(field.value)),
    date: firstDate(headers.filter((field) => field.name === 'date').map((field) => field.value)),
    subject: displayText(first('subject')),
    from: author(people('from')),
    sender: people('sender')[0] ?? null,
    replyTo: people('reply-to'),
    to: people('to'),
    cc: people('cc'),
  };
}

/** Of several authors the first with an address. */
function author(authors: readonly Address[]): Address | null {
  return authors.find((one) => one.address.includes('@')) ?? authors[0] ?? null;
}

/** The pieces of a message (RFC 2046, 5.2.2) have one id, by which they belong together as answers to one mail do. */
function withWhole(head: Head, { type }: Part): Head {
  const id = type.value === 'message/partial' ? messageIds(`<${type.parameters.get('id') ?? ''}>`) : [];
  return { ...head, references: [...id, ...head.references] };
}

/** The charset of the first text part: what eight-bit header fields are most likely written in. */
function bodyCharset(part: Part): string {
  const own = part.type.parameters.get('charset');
  if (own !== undefined && part.type.value.startsWith('text/')) return own;
  for (const child of part.children) {
    const found = bodyCharset(child);
    if (found !== '') return found;
  }
  return '';
}

/** What nobody will look at need not be read. */
export interface Without {
  /** The whole text is then the reply, and nothing is quoted, signed or forwarded. */
  readonly reply?: boolean;
  readonly html?: boolean;
}

/**
 * Reads a whole mail. `envelopeSender`: `''` is the null sender, null not known. Time grows in proportion to size; what
 * is malformed is named in `defects`. May throw on input that nobody thought of: makeReader takes care of that.
 */
export function readMail(raw: Uint8Array, envelopeSender: string | null, without: Without = {}): Mail {
  const tree = parseTree(toOctets(raw));
  const { root, protection: wrapped, defects } = unpack(tree.root);
  const charset = bodyCharset(tree.root);
  const headers = root.fields.map(({ name, value }) => ({ name, value: fieldText(value, charset) }));
  const head = withWhole(readHead(headers), tree.root);
  const body = readBody(root);
  const text = unmarked(body.text);
  const reply = without.reply ? unfolded(text) : replyOf(body.text, body, head);
  const protection = wrapped.length > 0 ? wrapped : inlineProtection(text, body.beginnings);
  const report = reportKind(root);
  const nature = natureOf({
    headers,
    author: head.from?.address ?? '',
    subject: head.subject,
    text,
    envelopeSender,
    report,
    holdsMail: holdsMail(root),
    recipients: () => readBounces(root, text).map(({ recipient }) => recipient),
  });
  const bounced = nature.kind === 'bounce' || nature.kind === 'complaint';
  return {
    ...head,
    text: joined(text, body.invitations),
    ...withInvitations(reply, body.invitations),
    html: body.html === null || without.html ? null : sanitise(body.html),
    attachments: body.attachments,
    nature,
    bounces: bounced ? readBounces(root, text) : [],
    protection,
    unreadable: false,
    defects: [
      ...new Set([
        ...tree.defects,
        ...defects,
        ...headDefects(head, tree.root),
        ...body.defects,
        ...protectionDefects(protection),
      ]),
    ],
  };
}

function headDefects(head: Head, root: Part): string[] {
  const defects: string[] = [];
  if (root.fields.length === 0) defects.push('the mail has no header');
  if (head.from === null || !head.from.address.includes('@')) defects.push('the mail names no sender');
  if (root.body.trim() === '') defects.push('the mail has no body');
  const date = firstValue(head.headers, 'date');
  if (date !== null && head.date === null) defects.push('the Date field names no date');
  return defects;
}

type Reply = Split & Pick<Mail, 'forwarded'>;

function joined(text: string, more: string): string {
  const pieces = [text.trim() === '' ? '' : text, more];
  return pieces.filter((piece) => piece !== '').join('\n\n');
}

function withInvitations(reply: Reply, invitations: string): Reply {
  return { ...reply, replyText: joined(reply.replyText, invitations) };
}

function unfolded(text: string): Reply {
  return { replyText: text, quotedText: '', signature: '', forwarded: null };
}

type Pages = Pick<Body, 'html' | 'htmlText'>;

function replyOf(text: string, pages: Pages, head: Head): Reply {
  const { text: bare, armour } = bareText(text);
  const reply = splitOf(bare, pages, head);
  return { ...reply, signature: [reply.signature, armour].filter((piece) => piece !== '').join('\n') };
}

function splitOf(text: string, { html, htmlText }: Pages, head: Head): Reply {
  const { name: author, address } = head.from ?? { name: '', address: '' };
  const forward = readForwarded(unmarked(text), head.subject, head.inReplyTo !== null, address);
  if (forward !== null) {
    // Where nothing but a block of fields told it, and nothing stands above, all of it counts as written.
    const note = forward.note === '' && !forward.said ? unmarked(text).trim() : forward.note;
    const split = note === forward.note ? splitReply(note, author) : { ...unfolded(note) };
    return { ...split, forwarded: forward.forwarded };
  }
  const answers =
    head.inReplyTo !== null || head.references.length > 0 || subjectMark(head.subject) === 'reply';
  const known = { address, coloured: () => (html === null ? [] : colouredLines(html)) };
  const plain = splitReply(text, author, answers, known);
  const ofHtml = plain.quotedText === '' ? htmlText() : null;
  const rich = ofHtml === null ? plain : splitReply(ofHtml, author, answers, known);
  return { ...(rich.quotedText === '' ? plain : rich), forwarded: null };
}
