/** Parts and messages made of what was found in other wrappings. */
import type { Part } from '../mime.ts';
import type { TnefAttachment, TnefMessage } from './tnef.ts';

export interface Content {
  readonly type: string;
  readonly charset?: string;
  /** Null where it is text of the body. */
  readonly name?: string | null;
  readonly disposition?: 'attachment' | 'inline';
  readonly contentId?: string | null;
}

/** A leaf that holds these octets as they are. */
export function leaf(content: Content, bytes: Buffer): Part {
  const { type, charset, name, disposition, contentId } = content;
  return {
    fields: [],
    type: { value: type, parameters: new Map(charset === undefined ? [] : [['charset', charset]]) },
    disposition: {
      value: disposition ?? '',
      parameters: new Map(name === undefined || name === null ? [] : [['filename', name]]),
    },
    encoding: 'binary',
    contentId: contentId ?? null,
    body: bytes.toString('latin1'),
    children: [],
  };
}

/** `part` with its content in pieces instead. Its header stays. */
export function opened(part: Part, children: readonly Part[], kind = 'multipart/mixed'): Part {
  return { ...part, type: { value: kind, parameters: new Map() }, body: '', children };
}

/** A message of Outlook as a message of the Internet (RFC 5322), so that anything can open it. */
export function composeMessage(message: TnefMessage): Buffer {
  const { subject, from, to, date, text, html, attachments } = message;
  const fields = [
    from === null ? '' : `From: ${word(from.name)} <${from.address.replace(/[^\x21-\x7e]/g, '')}>`,
    to === '' ? '' : `To: ${word(to)}:;`,
    `Subject: ${word(subject)}`,
    date === null ? '' : `Date: ${date.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
  ];
  const parts = [
    ...(text === null && html !== null
      ? [section(`text/html; charset=${html.charset || 'utf-8'}`, '', html.bytes)]
      : []),
    ...(text === null ? [] : [section('text/plain; charset=utf-8', '', Buffer.from(text))]),
    ...attachments.map(attached),
  ];
  return Buffer.from(
    `${[...fields.filter((field) => field !== ''), '', ...parts].join('\r\n')}\r\n--${boundary}--\r\n`,
  );
}

/** Nothing in base64 can be mistaken for it. */
const boundary = '=_winmail.dat_=';

function attached({ name, type, data, message }: TnefAttachment): string {
  const kind = /^[\w.+-]+\/[\w.+-]+$/.exec(type ?? '')?.[0] ?? 'application/octet-stream';
  const encoded = encodeURIComponent((name ?? '').toWellFormed()).replace(/['()*]/g, percent);
  const disposition = `attachment; filename*=utf-8''${encoded}`;
  return message === null
    ? section(kind, disposition, data)
    : section('message/rfc822', disposition, composeMessage(message));
}

function percent(c: string): string {
  return `%${c.charCodeAt(0).toString(16)}`;
}

function section(type: string, disposition: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    `--${boundary}`,
    `Content-Type: ${type}`,
    ...(disposition === '' ? [] : [`Content-Disposition: ${disposition}`]),
    'Content-Transfer-Encoding: base64',
    '',
    lines,
  ].join('\r\n');
}

/** Encoded words of at most 75 characters (RFC 2047, 2). */
function word(text: string): string {
  const pieces = [...text.toWellFormed()].reduce<string[]>((found, c) => {
    const last = found.at(-1) ?? '';
    if (found.length > 0 && Buffer.byteLength(last + c) <= 42) found[found.length - 1] = last + c;
    else found.push(c);
    return found;
  }, []);
  return pieces.map((piece) => `=?utf-8?B?${Buffer.from(piece).toString('base64')}?=`).join('\r\n ');
}
