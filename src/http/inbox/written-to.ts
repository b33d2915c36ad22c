/** Whether staff wrote to somebody lately. */
import type { MailEntry } from '../../model/mail-store.ts';
import type { Site } from '../site.ts';

const dayMs = 86_400_000;

/** When they last wrote to the author of a mail, within `screening.knownDays`; null where they did not. */
export async function writtenTo(
  { store, settings, now }: Pick<Site, 'store' | 'settings' | 'now'>,
  { from, envelope }: Pick<MailEntry, 'from' | 'envelope'>,
): Promise<Date | null> {
  const address = from || envelope.sender;
  const since = new Date(now().getTime() - settings().screening.knownDays * dayMs);
  return address === '' ? null : store.outbox.writtenTo(address, since);
}
