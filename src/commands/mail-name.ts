/** From what a person types to a mail. */
import { Failure } from '../failure.ts';
import type { MailEntry, MailState } from '../model/mail-store.ts';
import type { Store } from '../model/ports.ts';

/** For `--state`. */
export const mailStates: readonly MailState[] = [
  'accepted',
  'processing',
  'filed',
  'quarantined',
  'discarded',
  'failed',
];

/** The mail of that ID. Throws Failure `not-found`. */
export async function findMail(store: Store, id: string): Promise<MailEntry> {
  const entry = await store.mails.find(id);
  if (entry === null) throw new Failure('not-found', `there is no mail ${id}`);
  return entry;
}
