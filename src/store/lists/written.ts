/** Whom staff wrote to. */
import type { Database } from '../connect.ts';

/** When staff last wrote to the address since then, and the mail went out and did not come back; null where they did not. */
export async function writtenTo(
  { outbox }: Pick<Database, 'outbox'>,
  address: string,
  since: Date,
): Promise<Date | null> {
  // By the index of `to` and `kind`: an address has few answers, whatever there is of others.
  const rows = outbox.find(
    {
      to: { $in: [...new Set([address, address.toLowerCase()])] },
      kind: 'reply',
      state: 'sent',
      sentAt: { $gte: since },
    },
    { sort: { sentAt: -1 }, limit: 1, projection: { sentAt: 1 } },
  );
  return (await rows.next())?.sentAt ?? null;
}
