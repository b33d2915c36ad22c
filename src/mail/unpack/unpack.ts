/** Opens what is wrapped in other ways than by MIME: winmail.dat, S/MIME, uuencode, pieces of a message. */

import { decodeTransfer } from '../encoding/transfer.ts';
import { separateFiles } from '../encoding/uuencode.ts';
import type { Protection } from '../mail.ts';
import { allParts, type Part, parseTree } from '../mime.ts';
import { composeMessage, leaf, opened } from './compose-part.ts';
import { decompressRtf } from './compressed-rtf.ts';
import { protectionOf } from './protection.ts';
import { readRtf } from './rtf.ts';
import { readCms } from './smime.ts';
import { readTnef, type TnefAttachment, type TnefMessage } from './tnef.ts';

export interface Unpacked {
  readonly root: Part;
  readonly protection: readonly Protection[];
  readonly defects: readonly string[];
}

interface Walk {
  /** Without winmail.dat: then the text in there is the text of the mail. */
  readonly hasText: boolean;
  readonly protection: Set<Protection>;
  readonly defects: Set<string>;
}

/** Signed within signed within signed: more is not honest. */
const maxDepth = 4;

/** The tree with its wrappings opened; what cannot be opened stays as it is. Never throws. */
export function unpack(root: Part): Unpacked {
  const hasText = allParts(root).some((part) => isBodyText(part) && part.body.trim() !== '');
  const walk: Walk = { hasText, protection: new Set(), defects: new Set() };
  const opened = openPart(root, walk, 0);
  return { root: opened, protection: [...walk.protection], defects: [...walk.defects] };
}

function isBodyText(part: Part): boolean {
  return (
    /^text\/(?:plain|html)$/.test(part.type.value) &&
    part.disposition.value !== 'attachment' &&
    nameOf(part) === ''
  );
}

function nameOf(part: Part): string {
  return part.disposition.parameters.get('filename') ?? part.type.parameters.get('name') ?? '';
}

function openPart(part: Part, walk: Walk, depth: number): Part {
  const protection = protectionOf(part);
  if (protection !== null) walk.protection.add(protection);
  if (part.children.length > 0)
    return { ...part, children: part.children.map((child) => openPart(child, walk, depth)) };
  if (isTnef(part)) return openTnef(part, walk);
  if (isCms(part)) return openCms(part, walk, depth);
  if (part.type.value === 'message/partial') return openPartial(part, walk);
  return isBodyText(part) && mayHoldFiles(part) ? openText(part, walk) : part;
}

function isTnef(part: Part): boolean {
  return (
    /^application\/(?:vnd\.)?ms-tnef$/.test(part.type.value) || /^win(?:mail)?\.dat$/i.test(nameOf(part))
  );
}

function openTnef(part: Part, walk: Walk): Part {
  const message = readTnef(decodeTransfer(part.body, part.encoding).bytes);
  if (message === null) {
    walk.defects.add('the winmail.dat is no TNEF; it was left as it is');
    return part;
  }
  if (!message.complete) walk.defects.add('the winmail.dat is damaged; it is attached too');
  const texts = walk.hasText ? [] : bodyOf(message);
  const files = message.attachments.map(fileOf);
  return opened(part, [...texts, ...files, ...(message.complete ? [] : [part])]);
}

/** The text in all its forms, the one for people who see no HTML first. */
function bodyOf(message: TnefMessage): Part[] {
  const rtf = message.rtf === null ? null : decompressRtf(message.rtf);
  const rich = rtf === null ? null : readRtf(rtf.toString('latin1'));
  const text = message.text ?? (rich?.isHtml === false ? rich.text : null);
  const page =
    message.html ?? (rich?.isHtml === true ? { bytes: Buffer.from(rich.text), charset: 'utf-8' } : null);
  const forms = [
    ...(text === null ? [] : [leaf({ type: 'text/plain', charset: 'utf-8' }, Buffer.from(text))]),
    ...(page === null ? [] : [leaf({ type: 'text/html', charset: page.charset }, page.bytes)]),
  ];
  const [first] = forms;
  return forms.length < 2 || first === undefined ? forms : [opened(first, forms, 'multipart/alternative')];
}

function fileOf({ name, type, contentId, inline, data, message }: TnefAttachment): Part {
  const kind =
    message === null
      ? (/^[\w.+-]+\/[\w.+-]+$/.exec(type ?? '')?.[0] ?? 'application/octet-stream')
      : 'message/rfc822';
  const disposition = inline ? 'inline' : 'attachment';
  const bytes = message === null ? data : composeMessage(message);
  return leaf({ type: kind.toLowerCase(), name, disposition, contentId }, bytes);
}

function isCms(part: Part): boolean {
  return (
    /^application\/(?:x-)?pkcs7-mime$/.test(part.type.value) ||
    (part.type.value === 'application/octet-stream' && /\.p7m$/i.test(nameOf(part)))
  );
}

function openCms(part: Part, walk: Walk, depth: number): Part {
  const { bytes } = decodeTransfer(part.body, part.encoding);
  const cms = readCms(bytes);
  const told = (part.type.parameters.get('smime-type') ?? '').toLowerCase();
  if (cms?.kind === 'signed' && cms.content === null) return part;
  if (cms !== null && cms.content !== null) {
    if (cms.kind === 'signed') walk.protection.add('signed-smime');
    if (depth >= maxDepth) return part;
    if (cms.kind === 'signed')
      walk.defects.add('the content was taken out of an S/MIME signature, which was not checked');
    const inner = parseTree(cms.content.toString('latin1'));
    for (const defect of inner.defects) walk.defects.add(defect);
    return opened(part, [openPart(inner.root, walk, depth + 1)]);
  }
  if (cms?.kind === 'encrypted' || (cms?.kind !== 'compressed' && told !== 'certs-only'))
    walk.protection.add('encrypted-smime');
  return part;
}

/**
 * RFC 2046, 5.2.2. The pieces are not put together: each is a mail, and one ticket holds them, since they refer to the
 * same id (read.ts). The text of the first one is shown where there is no other.
 */
function openPartial(part: Part, walk: Walk): Part {
  const { parameters } = part.type;
  const number = /^\d{1,5}$/.exec(parameters.get('number') ?? '')?.[0] ?? '?';
  const total = /^\d{1,5}$/.exec(parameters.get('total') ?? '')?.[0];
  const which = total === undefined ? number : `${number} of ${total}`;
  const id = (parameters.get('id') ?? '').slice(0, 100);
  walk.defects.add(
    `the mail is part ${which} of the larger one "${id}" (message/partial); it is attached as it is`,
  );
  const { bytes } = decodeTransfer(part.body, part.encoding);
  const file = leaf(
    { type: part.type.value, name: nameOf(part) || `part ${which}.eml`, disposition: 'attachment' },
    bytes,
  );
  const texts =
    number === '1' && !walk.hasText
      ? allParts(parseTree(bytes.toString('latin1')).root).filter(isBodyText)
      : [];
  return opened(part, [...texts, file]);
}

function mayHoldFiles({ body, encoding }: Part): boolean {
  return encoding === 'base64'
    ? body.length < 1_048_576
    : /^begin(?:-base64)? [0-7]{3,4} |ybegin /m.test(body);
}

function openText(part: Part, walk: Walk): Part {
  const { bytes, defect } = decodeTransfer(part.body, part.encoding);
  const { text, files, defects } = separateFiles(bytes.toString('latin1'));
  if (files.length === 0) return part;
  for (const found of [defect, ...defects]) if (found !== null) walk.defects.add(found);
  return opened(part, [
    { ...part, body: text, encoding: 'binary' },
    ...files.map(({ name, bytes: content }) =>
      leaf({ type: 'application/octet-stream', name: name || null, disposition: 'attachment' }, content),
    ),
  ]);
}
