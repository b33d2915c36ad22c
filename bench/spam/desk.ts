/** A gateway whose people judge mail by the buttons of its pages, and what it then makes of mail it has not seen. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { MailEntry } from '../../src/model/mail-store.ts';
import { startInbox, type TestInbox } from '../../test/support/inbox.ts';
import { sendMail } from '../../test/support/smtp-client.ts';
import { type LabelledMail, withSubject } from './mails.ts';

export type Fate = 'filed' | 'quarantined' | 'rejected' | 'discarded';

const lane = 'support@desk.example';

export class SpamDesk {
  readonly #inbox: TestInbox;
  readonly #cookie: string;

  private constructor(inbox: TestInbox, cookie: string) {
    this.#inbox = inbox;
    this.#cookie = cookie;
  }

  /** `screening`: settings of the scorer. */
  static async open(screening: Record<string, unknown>): Promise<SpamDesk> {
    const inbox = await startInbox({
      screening: { timeoutMs: 30_000, dmarcReject: false, ...screening },
      limits: { exempt: ['127.0.0.0/8'] },
    });
    return new SpamDesk(inbox, await inbox.cookie(inbox.people.kim));
  }

  /** Sends a mail; null where it was refused. */
  async send({ sender, raw }: Pick<LabelledMail, 'sender' | 'raw'>): Promise<MailEntry | null> {
    const { gateway } = this.#inbox;
    const mail = { from: sender, to: [lane], raw, silenceMs: 60_000 };
    let { code, text } = await sendMail(gateway.smtp.port, mail);
    while (code >= 400 && code < 500) {
      process.stderr.write(`${code} ${text}\n`);
      await sleep(1000);
      ({ code, text } = await sendMail(gateway.smtp.port, mail));
    }
    if (code !== 250) return null;
    const id = /[0-9a-f]{24}/.exec(text)?.[0] ?? '';
    for (;;) {
      const entry = await gateway.store.mails.find(id);
      if (entry !== null && entry.state !== 'accepted' && entry.state !== 'processing') return entry;
      await sleep(20);
    }
  }

  /** Says by the page’s button what a mail is. */
  async judge(mail: MailEntry, kind: 'spam' | 'ham'): Promise<void> {
    if (mail.state === 'quarantined') {
      await this.#post(`/inbox/mail/${mail.id}`, { do: kind });
      return;
    }
    const ticket = await this.#ticketOf(mail);
    const messages = ticket === null ? [] : await this.#inbox.gateway.store.tickets.messages(ticket);
    const message = messages.find((one) => one.mail === mail.id);
    if (message === undefined) return;
    await this.#post(`/inbox/message/${message.id}/judge`, { kind });
  }

  async #ticketOf({ ticketId }: MailEntry): Promise<string | null> {
    const number = Number(ticketId?.split('-')[0] ?? Number.NaN);
    if (Number.isNaN(number)) return null;
    return (await this.#inbox.gateway.store.tickets.byNumber(number))?.id ?? null;
  }

  async #post(path: string, form: Record<string, string>): Promise<void> {
    const { base } = this.#inbox;
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: { cookie: this.#cookie, origin: base },
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
    if (answer.status !== 303) throw new Error(`${path}: ${answer.status}`);
  }

  /** Waits until nothing is left to learn; gives what the filter was taught. */
  async learned(): Promise<Record<'spam' | 'ham', number>> {
    const { judgements } = this.#inbox.gateway.store;
    for (;;) {
      const { states, taught } = await judgements.counts();
      if (states.queued + states.learning === 0) return { spam: taught.spam.count, ham: taught.ham.count };
      await sleep(500);
    }
  }

  /** Opens a ticket by a mail; gives its ID. */
  async ticket(n: number, close: boolean): Promise<string> {
    const raw = Buffer.from(
      `From: ana${n}@customer.example\r\nTo: ${lane}\r\nSubject: Printer ${n} out of order\r\nMessage-ID: <t${n}-${close}@customer.example>\r\nDate: ${new Date().toUTCString()}\r\n\r\nDear team, the printer on floor ${n} prints nothing any more. Best regards, Ana\r\n`,
    );
    const mail = await this.send({ sender: `ana${n}@customer.example`, raw });
    const id = mail?.ticketId ?? '';
    if (id === '') throw new Error('a plain mail opened no ticket');
    if (close) await this.#post(`/inbox/${id}/act`, { do: 'state', state: 'closed' });
    return id;
  }

  /** A spam mail that claims a ticket; true where it got past the filter by the ID. */
  async bypassed(mail: LabelledMail, id: string): Promise<boolean> {
    const entry = await this.send({
      sender: mail.sender,
      raw: withSubject(mail, `Re: [#${id}] your printer`),
    });
    return entry?.decision?.bypass === true && entry.state === 'filed';
  }

  remove(): Promise<void> {
    return this.#inbox.remove();
  }
}
