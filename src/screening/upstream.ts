/**
 * Takes the score that a mailbox’s provider wrote into the header. Only mail from mailboxes whose account names its scorer:
 * what came by SMTP from strangers may say of itself what it likes.
 */

import { toOctets } from '../mail/encoding/octets.ts';
import { parseHead } from '../mail/headers.ts';
import type { Score, Source } from '../model/facts.ts';
import type { Scorer } from '../model/ports.ts';
import { readUpstream, type UpstreamScorer } from './upstream-fields.ts';

export interface UpstreamOptions {
  /** What the provider of a mailbox scores with, by the name of the account. */
  scoredBy(account: string): readonly UpstreamScorer[];
  /** Whose Authentication-Results fields are believed. */
  readonly trustedAuthservIds: readonly string[];
}

/** Octets. The header of a mail is far shorter (mail/headers.ts reads no more). */
const mostHead = 1_048_576;

/** A scorer that asks nobody: `off` for mail that came another way, or whose provider said nothing. */
export function makeUpstream(options: UpstreamOptions): Scorer {
  return { score: async (raw, _envelope, source) => scoringOf(options, raw, source) };
}

function scoringOf({ scoredBy, trustedAuthservIds }: UpstreamOptions, raw: Uint8Array, source: Source) {
  const believed = source.kind === 'imap' ? scoredBy(source.account) : [];
  if (believed.length === 0) return { kind: 'off' } as const;
  const { fields } = parseHead(toOctets(raw.subarray(0, mostHead)));
  const read = readUpstream(fields, believed, trustedAuthservIds);
  if (read === null) return { kind: 'off' } as const;
  const score: Score = { engine: 'upstream', ms: 0, ...read };
  return { kind: 'scored', score } as const;
}
