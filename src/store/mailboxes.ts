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
    return (await this.#database.mailboxes.findOne({ account, mailbox }))?.cursor ?? null;
  }

  async saveCursor(account: string, mailbox: string, { uidValidity, lastUid }: Cursor): Promise<void> {
    await this.#save(account, mailbox, { cursor: { uidValidity, lastUid } });
  }

  async saveStatus({ account, state, detail, at }: MailboxStatus): Promise<void> {
    await this.#save(account, null, { status: { state, detail, at } });
  }

  async statuses(): Promise<MailboxStatus[]> {
    const rows = await this.#database.mailboxes.find({ mailbox: null }).sort({ account: 1 }).toArray();
    return rows.flatMap(({ account, status }) => (status === null ? [] : [{ account, ...status }]));
  }

  async refreshToken(account: string): Promise<string | null> {
    return (await this.#database.mailboxes.findOne({ account, mailbox: null }))?.refreshToken ?? null;
  }

  async saveRefreshToken(account: string, token: string): Promise<void> {
    await this.#save(account, null, { refreshToken: token });
  }

  async #save(account: string, mailbox: string | null, fields: Partial<MailboxRow>): Promise<void> {
    const empty = { cursor: null, status: null, refreshToken: null };
    const rest = Object.entries(empty).filter(([name]) => !(name in fields));
    await this.#database.mailboxes.updateOne(
      { account, mailbox },
      { $set: fields, $setOnInsert: Object.fromEntries(rest) },
      { upsert: true },
    );
  }
}
