/** Answers that cross what somebody else wrote meanwhile. */
import type { TicketMessage } from '../model/ticket-store.ts';

/**
 * Mails, theirs and ours, behind the message that a writer saw last. All of them where that message is not in the history:
 * then nothing shows that he saw any.
 */
export function newerThan<M extends Pick<TicketMessage, 'id' | 'kind'>>(
  history: readonly M[],
  seen: string,
): M[] {
  const at = history.findIndex(({ id }) => id === seen);
  return history.slice(at + 1).filter(({ kind }) => kind === 'inbound' || kind === 'reply');
}
