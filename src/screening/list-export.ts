/** Writes lists of senders, so that they can be read again. Pure. */
import type { NewListEntry } from '../model/sender-lists.ts';

/** One a line, with its reason as a comment; when it ends is left out. */
export function listText(entries: readonly Pick<NewListEntry, 'pattern' | 'reason'>[]): string {
  return entries
    .map(({ pattern, reason }) => `${pattern}${reason === '' ? '' : ` # ${reason.replace(/\s+/g, ' ')}`}\n`)
    .join('');
}
