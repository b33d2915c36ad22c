/** Lists of senders that admins keep on the page: whom to let in, whom to refuse, whom to keep off for a while. */

/** `block`: no connection is taken from there. */
export const listNames = ['allow', 'deny', 'block'] as const;
export type ListName = (typeof listNames)[number];

export interface NewListEntry {
  readonly list: ListName;
  /** An address, `@domain`, `@.domain` with all below it, a wildcard such as `news-*@example.com`, an IP address or a network. */
  readonly pattern: string;
  readonly reason: string;
  readonly author: string;
  /** Null: it stands until it is removed. */
  readonly expiresAt: Date | null;
}

export interface ListEntry extends NewListEntry {
  readonly id: string;
  readonly createdAt: Date;
}

export interface ListStore {
  /** Those that have not expired, the newest first. */
  all(): Promise<ListEntry[]>;
  /** Adds what is not there yet; a pattern that is there gets the new reason and end. Gives how many were new. */
  add(entries: readonly NewListEntry[]): Promise<number>;
  /** False where there is none. */
  remove(id: string): Promise<boolean>;
}
