/** What nodes share beside mail: where fetching stands, leases, keys. */

/** Where fetching from a mailbox stands. */
export interface Cursor {
  readonly uidValidity: string;
  /** All UIDs up to here are durable and settled. */
  readonly lastUid: number;
}

export interface MailboxStatus {
  readonly account: string;
  readonly state: 'connecting' | 'idle' | 'fetching' | 'trouble' | 'stopped';
  readonly detail: string;
  readonly at: Date;
}

export interface MailboxStore {
  cursor(account: string, mailbox: string): Promise<Cursor | null>;
  saveCursor(account: string, mailbox: string, cursor: Cursor): Promise<void>;
  /** Keeps the latest word on an account, for `check` and the log. */
  saveStatus(status: MailboxStatus): Promise<void>;
  statuses(): Promise<MailboxStatus[]>;
  /** OAuth refresh tokens that a provider rotated. */
  refreshToken(account: string): Promise<string | null>;
  saveRefreshToken(account: string, token: string): Promise<void>;
}

/** Work that only one node may do at a time. */
export interface Leases {
  /** Takes or renews; false where another node holds it. Times by the server's clock. */
  hold(name: string, ttlMs: number): Promise<boolean>;
  release(name: string): Promise<void>;
}

export interface MacKey {
  /** One Crockford base32 character. */
  readonly id: string;
  /** 32 random bytes. */
  readonly secret: Uint8Array;
}

/** Newest first; the first one signs, all verify. */
export type KeyRing = readonly MacKey[];

export interface KeyStore {
  /** Makes the first key where there is none. */
  ring(): Promise<KeyRing>;
  /** Adds a new signing key; old ones stay valid. */
  rotate(): Promise<KeyRing>;
}
