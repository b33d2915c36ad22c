/** Mail of customers that staff forward: whose ticket it becomes. Pure. */
import type { Facts } from '../facts.ts';
import type { Address } from '../mail/mail.ts';

/**
 * The person who wrote the forwarded mail, where a member of staff forwards it and is shown to be himself; else null.
 * Nobody else's forward is believed: it would open tickets, and send receipts, in anybody's name.
 */
export function writerForwarded(
  { mail, evidence }: Pick<Facts, 'mail' | 'evidence'>,
  staff: ReadonlySet<string>,
): Address | null {
  const believed = evidence.trust === 'authenticated' || evidence.trust === 'aligned';
  const author = mail.from?.address.toLowerCase() ?? '';
  if (!believed || !staff.has(author) || mail.nature.kind !== 'person') return null;
  const writer = mail.forwarded?.from ?? null;
  return writer === null || writer.address === '' ? null : writer;
}
