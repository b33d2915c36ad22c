/** A load of SMTP clients that keep book of what they were promised, and the comparison with what is in the store. */
import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Store } from '../../src/model/ports.ts';
import { eventually } from '../support/gateway.ts';
import { compose } from '../support/mail.ts';
import { type Reply, sendMail } from '../support/smtp-client.ts';

export interface Load {
  /** Replies by subject, in order; code 0: the connection broke, or the server said nothing for too long. */
  readonly replies: ReadonlyMap<string, readonly Reply[]>;
  /** Subjects that got 250. */
  acknowledged(): string[];
  /** All replies but 250. */
  refusals(): Reply[];
  /** Sends one mail once more, or for the first time. */
  send(subject: string): Promise<Reply>;
  /** Clients send mail after mail, each until it got 250 or `more` says no. Gives how to wait for their end. */
  start(clients: number, more: () => boolean): Promise<void>;
  /** Sends again, one after the other, what has no 250 yet, until it has. */
  finish(): Promise<void>;
  /** Throws where the store does not hold each acknowledged mail once, whole, filed, with its ticket. */
  verify(store: Store): Promise<void>;
}

export interface LoadOptions {
  readonly port: () => number;
  readonly to?: string;
  /** Octets of each mail, not to be compressed. */
  readonly size: number;
  /** How long a client waits for a reply, ms. */
  readonly silenceMs?: number;
}

const again = { pauseMs: 50, times: 400 };

/** A load of its own: subjects begin with `name`. */
export function makeLoad(
  name: string,
  { port, to = 'support@localhost', size, silenceMs = 10_000 }: LoadOptions,
): Load {
  const replies = new Map<string, Reply[]>();
  const raws = new Map<string, Buffer>();
  const rawOf = (subject: string): Buffer => {
    const known = raws.get(subject);
    if (known !== undefined) return known;
    const text = `${randomBytes(Math.ceil((size * 3) / 4))
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\r\n')}\r\n`;
    const raw = compose({ subject, text, to, messageId: `<${subject}@customer.example>` });
    raws.set(subject, raw);
    return raw;
  };
  const send = async (subject: string): Promise<Reply> => {
    const reply = await sendMail(port(), {
      from: 'kim@customer.example',
      to: [to],
      raw: rawOf(subject),
      silenceMs,
    }).catch((error: Error): Reply => ({ code: 0, text: error.message }));
    replies.set(subject, [...(replies.get(subject) ?? []), reply]);
    return reply;
  };
  const has250 = (subject: string) => replies.get(subject)?.some(({ code }) => code === 250) ?? false;
  let count = 0;
  const client = async (more: () => boolean): Promise<void> => {
    while (more()) {
      count += 1;
      const subject = `${name}-${String(count).padStart(4, '0')}`;
      while ((await send(subject)).code !== 250 && more()) await sleep(again.pauseMs);
    }
  };
  const acknowledged = () => [...replies.keys()].filter(has250);
  return {
    replies,
    acknowledged,
    refusals: () => [...replies.values()].flat().filter(({ code }) => code !== 250),
    send,
    start: async (clients, more) =>
      void (await Promise.all(Array.from({ length: clients }, () => client(more)))),
    async finish() {
      for (const subject of replies.keys()) {
        for (let times = 0; !has250(subject) && times < again.times; times += 1) {
          if ((await send(subject)).code !== 250) await sleep(again.pauseMs);
        }
      }
    },
    verify: (store) =>
      verify(store, name, new Map(acknowledged().map((subject) => [subject, rawOf(subject)]))),
  };
}

async function verify(store: Store, name: string, sent: ReadonlyMap<string, Buffer>): Promise<void> {
  const ours = async () =>
    (await store.mails.list({ limit: 10_000 })).filter(({ subject }) => subject.startsWith(`${name}-`));
  const mails = await eventually(
    'every acknowledged mail to be filed',
    async () => {
      const found = await ours().catch(() => []);
      const filed = new Set(found.filter(({ state }) => state === 'filed').map(({ subject }) => subject));
      return (
        found.every(({ state }) => state === 'filed') &&
        [...sent.keys()].every((one) => filed.has(one)) &&
        found
      );
    },
    60_000,
  );
  const subjects = mails.map(({ subject }) => subject);
  expect(new Set(subjects).size, 'no mail is there twice').to.equal(subjects.length);
  const tickets = (await store.tickets.list({ limit: 10_000 })).filter(({ subject }) =>
    subject.startsWith(`${name}-`),
  );
  expect(tickets.map(({ subject }) => subject).sort(), 'one ticket for each mail').to.deep.equal(
    subjects.sort(),
  );
  expect(new Set(tickets.map(({ number }) => number)).size, 'numbers are unique').to.equal(tickets.length);
  for (const ticket of tickets) {
    const kinds = (await store.tickets.messages(ticket.id)).map(({ kind }) => kind);
    expect(kinds[0], `first message of ${ticket.subject}`).to.equal('inbound');
    expect(
      kinds.filter((kind) => kind === 'inbound'),
      ticket.subject,
    ).to.have.length(1);
  }
  for (const mail of mails) {
    const raw = sent.get(mail.subject);
    if (raw === undefined) continue;
    expect(digest(await store.mails.raw(mail.id)), `bytes of ${mail.subject}`).to.equal(digest(raw));
  }
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
