/** Since when senders were known: for mail that came while no rule asked. */
import type { Database } from './connect.ts';

/** For each address that ever had a ticket, or an answer of staff that arrived: when it had the first one. */
export async function firstKnown(
  { tickets, outbox }: Pick<Database, 'tickets' | 'outbox'>,
  addresses: readonly string[],
): Promise<Map<string, Date>> {
  const options = { readPreference: 'secondaryPreferred' } as const;
  const opened = tickets.aggregate<{ _id: string; at: Date }>(
    [
      { $match: { 'requester.address': { $in: addresses } } },
      { $group: { _id: '$requester.address', at: { $min: '$createdAt' } } },
    ],
    options,
  );
  const answered = outbox.aggregate<{ _id: string; at: Date }>(
    [
      { $match: { to: { $in: addresses }, kind: 'reply', state: 'sent' } },
      { $group: { _id: '$to', at: { $min: '$sentAt' } } },
    ],
    options,
  );
  const first = new Map<string, Date>();
  for (const { _id, at } of [...(await opened.toArray()), ...(await answered.toArray())]) {
    const before = first.get(_id);
    if (before === undefined || at < before) first.set(_id, at);
  }
  return first;
}
