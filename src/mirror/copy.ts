/** A mail as it lies in the shared mail folder: as it was, with fields of ours that tell which message it is. */

export interface CopyFields {
  /** `48213-K7QF` */
  readonly ticketId: string;
  /** `id` of the message. */
  readonly message: string;
  /** Our host name: a copy that ends up in a mailbox that is fetched from is known as our own. */
  readonly hostname: string;
  /** Where answers go, instead of where the mail says; null: as it says. */
  readonly replyTo: string | null;
}

/** Tells which message a copy is of. */
const messageField = 'X-Postern-Message';

/** The copy. Line ends become CRLF, which IMAP servers want; a field of ours in the mail itself is left out. */
export function copyOf(raw: Uint8Array, { ticketId, message, hostname, replyTo }: CopyFields): Buffer {
  const octets = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
    .toString('latin1')
    .replace(/\r?\n|\r/g, '\r\n');
  const end = octets.startsWith('\r\n') ? 0 : octets.indexOf('\r\n\r\n') + 2;
  const [head, body] = end === 1 ? [octets, ''] : [octets.slice(0, end), octets.slice(end)];
  const ours = [
    `X-Postern-Ticket: ${ticketId}`,
    `${messageField}: ${message}`,
    `X-Postern-Loop: ${hostname}`,
    ...(replyTo === null ? [] : [`Reply-To: <${replyTo}>`]),
  ];
  const dropped = /^x-postern-(?:ticket|message|loop)$/i;
  const fields = head.split(/\r\n(?![ \t])/).filter((field) => {
    const name = field.slice(0, field.indexOf(':')).trim();
    return field !== '' && !dropped.test(name) && !(replyTo !== null && /^reply-to$/i.test(name));
  });
  return Buffer.from(`${[...ours, ...fields].join('\r\n')}\r\n${body}`, 'latin1');
}

/** The message that a header names; null where it names none. */
export function messageIn(header: string): string | null {
  return /^x-postern-message:\s*([0-9a-f]{24})\s*$/im.exec(header)?.[1] ?? null;
}
