/** What rules want to know of who sent a mail; asked only where an active rule looks at it. */

import type { GatherParts, Lookups } from './lookups.ts';
import type { Mail } from './mail/mail.ts';
import type { Rate, SenderKnown } from './model/circumstances.ts';
import type { Delivery } from './model/facts.ts';
import type { Rates } from './watching/rates.ts';

type SenderParts = Pick<GatherParts, 'wanted' | 'knownDays' | 'asksWhomStaffWroteTo'> & {
  readonly lookups: Pick<Lookups, 'isKnown' | 'writtenTo'>;
  readonly seen: { readonly rates: Rates };
};

const dayMs = 86_400_000;

/** Mails whose rates were counted: several lanes of one mail are one mail. */
const counted = new WeakMap<Mail, readonly Rate[]>();

/** Looks up the author and counts the mail. A mail that was learned of before is not counted again. */
export async function senderKnown(
  parts: SenderParts,
  delivery: Delivery,
  mail: Mail,
  now: Date,
): Promise<SenderKnown> {
  const { seen } = parts;
  const { known, rates } = parts.wanted();
  const isNew = delivery.known.evidence === null;
  const ratesOf = () =>
    rates.flatMap((rate): Rate[] => {
      const key = keyOf(rate.of, delivery);
      return key === '' ? [] : [{ ...rate, count: seen.rates.count(rate, key, now, isNew) }];
    });
  const counts = counted.get(mail) ?? ratesOf();
  counted.set(mail, counts);
  const [isOne, wrote] = await Promise.all([
    known ? isKnown(parts, mail, now) : null,
    parts.asksWhomStaffWroteTo ? staffWrote(parts, mail, now) : undefined,
  ]);
  return { known: isOne, ...(wrote === undefined ? {} : { wrote }), rates: counts };
}

function keyOf(of: Rate['of'], { envelope, source }: Delivery): string {
  const sender = envelope.sender.toLowerCase();
  if (of === 'sender') return sender;
  if (of === 'domain') return sender.slice(sender.lastIndexOf('@') + 1);
  return source.kind === 'smtp' ? source.address : '';
}

async function isKnown(parts: SenderParts, { from }: Mail, now: Date): Promise<boolean> {
  return from !== null && from.address !== '' && parts.lookups.isKnown(from.address, begin(parts, now));
}

async function staffWrote(parts: SenderParts, { from }: Mail, now: Date): Promise<boolean> {
  const address = from?.address ?? '';
  return address !== '' && (await parts.lookups.writtenTo(address, begin(parts, now))) !== null;
}

function begin({ knownDays }: SenderParts, now: Date): Date {
  return new Date(now.getTime() - knownDays * dayMs);
}
