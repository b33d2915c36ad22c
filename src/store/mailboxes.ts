/** What is kept about mailboxes: how far they were fetched, how they are, and tokens that a provider rotated. */
import type { Cursor, MailboxStatus, MailboxStore } from '../model/node-store.ts';
import type { Database } from './connect.ts';
import type { MailboxRow } from './documents.ts';
import { sealedPlaces } from './sealed-places.ts';
import type { Sealer } from './sealing.ts';

export class Mailboxes implements MailboxStore {
  readonly #database: Database;
  readonly #sealer: Sealer;

  constructor(database: Database, sealer: Sealer) {
    this.#database = database;
    this.#sealer = sealer;
  }

  async cursor(account: string, mailbox: string): Promise<Cursor | null> {
    return (await this.#row(account, mailbox))?.cursor ?? null;
  }

  async saveCursor(account: string, mailbox: string, { uidValidity, lastUid }: Cursor): Promise<void> {
    await this.#save(account, mailbox, { cursor: { uidValidity, lastUid } });
  }

  async saveStatus({ account, state, detail, at }: MailboxStatus): Promise<void> {
    await this.#save(account, null, { status: { state, detail, at } });
  }

  async statuses(): Promise<MailboxStatus[]> {
    const mailboxes = this.#database.models.mailboxes;
    const rows = await mailboxes.find({ mailbox: null }).sort({ account: 1 }).lean<MailboxRow[]>();
    return rows.flatMap(({ account, status }) => (status === null ? [] : [{ account, ...status }]));
  }

  async refreshToken(account: string): Promise<string | null> {
    const stored = (await this.#row(account, null))?.refreshToken ?? null;
    if (stored === null) return null;
    const { secret, stale } = this.#sealer.open(stored, sealedPlaces.refreshToken(account));
    const token = Buffer.from(secret).toString();
    // The provider may rotate it at this moment: only what was read is written anew.
    if (stale) await this.#replaceToken(account, stored, token);
    return token;
  }

  async saveRefreshToken(account: string, token: string): Promise<void> {
    await this.#save(account, null, { refreshToken: await this.#sealed(account, token) });
  }

  async #sealed(account: string, token: string): Promise<string> {
    return (await this.#sealer.seal(Buffer.from(token), sealedPlaces.refreshToken(account))) ?? token;
  }

  async #replaceToken(account: string, stored: string, token: string): Promise<void> {
    const refreshToken = await this.#sealed(account, token);
    await this.#database.models.mailboxes.updateOne(
      { account, mailbox: null, refreshToken: stored },
      { $set: { refreshToken } },
    );
  }

  #row(account: string, mailbox: string | null): Promise<MailboxRow | null> {
    return this.#database.models.mailboxes.findOne({ account, mailbox }).lean<MailboxRow>().exec();
  }

  /** Sets these fields; the row, where it is new, gets the others as null. */
  async #save(account: string, mailbox: string | null, fields: Partial<MailboxRow>): Promise<void> {
    const all = { cursor: null, status: null, refreshToken: null };
    const others = Object.entries(all).filter(([name]) => !(name in fields));
    await this.#database.models.mailboxes.updateOne(
      { account, mailbox },
      { $set: fields, $setOnInsert: Object.fromEntries(others) },
      { upsert: true },
    );
  }
}
