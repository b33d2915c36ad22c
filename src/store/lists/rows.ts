/** Lists of senders as rows, and back. */
import type { ListEntry, ListHits, ListName } from '../../model/sender-lists.ts';
import type { Id } from '../documents.ts';

export interface ListRow extends Omit<ListEntry, 'id'> {
  readonly _id: Id;
}

/** Apart from the entries: those of the settings are hit too, and a hit changes nothing that nodes go by. */
export interface HitRow {
  readonly _id: { readonly list: ListName; readonly pattern: string };
  readonly count: ListHits['count'];
  readonly lastAt: ListHits['lastAt'];
}

/** The entry of a row. */
export function entryOf({ _id, ...rest }: ListRow): ListEntry {
  return { id: _id.toHexString(), ...rest };
}
