/** What is left of a mail that could not be read: its header, if that. */
import { createHash } from 'node:crypto';
import { fieldText } from './encoding/encoded-words.ts';
import { toOctets } from './encoding/octets.ts';
import { parseHead } from './headers.ts';
import { type Attachment, bareMail, type Mail } from './mail.ts';
import { type Head, readHead } from './read.ts';

const maxHead = 65_536;

/** A mail without text whose only defect says why, and whose attachment is the mail itself. Never throws. */
export function unreadable(raw: Uint8Array, why: string): Mail {
  return bareMail({
    ...head(raw),
    attachments: [original(raw)],
    nature: { kind: 'person', evidence: ['the mail could not be read'] },
    unreadable: true,
    defects: [`could not be read: ${why}; the original is attached`],
  });
}

function original(raw: Uint8Array): Attachment {
  return {
    filename: 'original.eml',
    contentType: 'message/rfc822',
    size: raw.byteLength,
    sha256: createHash('sha256').update(raw).digest('hex'),
    inline: false,
    contentId: null,
  };
}

function head(raw: Uint8Array): Head {
  try {
    const { fields } = parseHead(toOctets(raw.subarray(0, maxHead)));
    return readHead(fields.map(({ name, value }) => ({ name, value: fieldText(value, '') })));
  } catch {
    return readHead([]);
  }
}
