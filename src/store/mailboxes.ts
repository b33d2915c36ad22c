/** What is kept about mailboxes: how far they were fetched, how they are, and tokens that a provider rotated. */
import type { Cursor, MailboxStatus, MailboxStore } from '../ports.ts';
import type { Database } from './connect.ts';
import type { MailboxRow } from './documents.ts';

export class Mailboxes implements MailboxStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
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
    return (await this.#row(account, null))?.refreshToken ?? null;
  }

  async saveRefreshToken(account: string, token: string): Promise<void> {
    await this.#save(account, null, { refreshToken: token });
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
