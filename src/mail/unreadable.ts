/** What is left of a mail that could not be read: its header, if that. */
import { fieldText } from './encoded-words.ts';
import { parseHead } from './headers.ts';
import type { Mail } from './mail.ts';
import { toOctets } from './octets.ts';
import { type Head, readHead } from './read.ts';

const maxHead = 65_536;

/** A mail without text whose only defect says why. Never throws. */
export function unreadable(raw: Uint8Array, why: string): Mail {
  return {
    ...head(raw),
    text: '',
    replyText: '',
    quotedText: '',
    signature: '',
    html: null,
    attachments: [],
    nature: { kind: 'person', evidence: ['the mail could not be read'] },
    bounces: [],
    forwarded: null,
    defects: [`could not be read: ${why}; the original is attached`],
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
