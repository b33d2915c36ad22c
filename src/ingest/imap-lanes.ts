/** What the header of a mail from a mailbox tells of its envelope, which a mailbox does not keep: pure. */

import { parseAddresses } from '../mail/addresses.ts';
import { toBytes, toOctets } from '../mail/encoding/octets.ts';
import { parseHead } from '../mail/headers.ts';
import type { HeaderField } from '../mail/mail.ts';
import type { Envelope } from '../model/facts.ts';
import type { Arrival, Intake } from '../model/ports.ts';

/**
 * Where recipients are looked for, the surest first: what the delivering server wrote about the envelope, then what the
 * author wrote. Only the first kind that names a lane of ours counts.
 */
const recipientFields = [
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'resent-to',
  'to',
  'cc',
] as const;

/** No header is read further than this, in octets. */
const maxHead = 1_048_576;

export interface ReadEnvelope {
  readonly envelope: Envelope;
  readonly lanes: Arrival['lanes'];
}

/**
 * Envelope and lanes of a raw mail. The sender is that of Return-Path (`<>` is the null sender, RFC 5321, 4.4); where no
 * such field was written it is the author's address, since an unknown sender is not a bounce. `fallback` is the lane of
 * mail whose header names none of ours. Never throws.
 */
export function readEnvelope(raw: Uint8Array, lane: Intake['lane'], fallback: string): ReadEnvelope {
  const { fields } = parseHead(toOctets(raw.subarray(0, maxHead)));
  const found = lanesOf(fields, lane);
  const lanes = found.length > 0 ? found : [{ lane: fallback, recipient: fallback }];
  return {
    envelope: { sender: senderOf(fields), recipients: lanes.map(({ recipient }) => recipient) },
    lanes,
  };
}

function lanesOf(fields: readonly HeaderField[], lane: Intake['lane']): Arrival['lanes'][number][] {
  for (const name of recipientFields) {
    const lanes = new Map<string, string>();
    for (const recipient of addressesOf(fields, name)) {
      const ours = lane(recipient);
      if (ours !== null && !lanes.has(ours)) lanes.set(ours, recipient);
    }
    if (lanes.size > 0) return [...lanes].map(([ours, recipient]) => ({ lane: ours, recipient }));
  }
  return [];
}

function senderOf(fields: readonly HeaderField[]): string {
  const returnPath = fields.find(({ name }) => name === 'return-path');
  if (returnPath !== undefined && /^\s*<\s*>/.test(returnPath.value)) return '';
  const [sender] = [...addressesOf(fields, 'return-path'), ...addressesOf(fields, 'from')];
  return sender ?? '';
}

function addressesOf(fields: readonly HeaderField[], wanted: string): string[] {
  return fields
    .filter(({ name }) => name === wanted)
    .flatMap(({ value }) => parseAddresses(toBytes(value).toString('utf8')))
    .map(({ address }) => address)
    .filter((address) => address.includes('@'));
}
