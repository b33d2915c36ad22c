/** An inbox that looks like one in use: a few thousand tickets out of real mail where there is some here, else out of made-up mail. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpora } from '../../bench/samples.ts';
import type { Ticket } from '../../src/model/ticket.ts';
import type { TicketChange } from '../../src/model/ticket-store.ts';
import { eventually } from './gateway.ts';
import type { TestInbox } from './inbox.ts';
import { compose } from './mail.ts';

const corpora = join(import.meta.dirname, '../../../shared/corpora');

export interface Seeded {
  readonly tickets: number;
  /** Where the mail is from. */
  readonly from: 'corpora' | 'made-up mail';
}

const lanes = ['support@desk.example', 'billing@desk.example'];
const staff = ['bob@desk.example', 'lea@desk.example', 'kim@desk.example'];
/** Mails that are taken at once. */
const atOnce = 24;

/** Files mail until there are so many tickets at the least, and gives them owners, states, tags and priorities. */
export async function seedInbox(inbox: TestInbox, wanted: number): Promise<Seeded> {
  const fromCorpora = existsSync(corpora);
  const samples = fromCorpora ? (await readCorpora(corpora)).map(({ raw }) => raw) : madeUp(wanted);
  const { store } = inbox.gateway;
  for (let round = 0; (await store.tickets.count()) < wanted && round < 20; round += 1) {
    for (let at = 0; at < samples.length; at += atOnce) {
      const some = samples.slice(at, at + atOnce);
      await Promise.all(some.map((raw, n) => take(inbox, round === 0 ? raw : anew(raw, round), at + n)));
      if (at % 480 === 0 && (await store.tickets.count()) >= wanted) break;
    }
  }
  await eventually('the mail to be filed', async () => (await store.mails.backlog(1)) === 0, 120_000);
  await workOn(inbox, await store.tickets.list({ limit: 100_000 }));
  return { tickets: await store.tickets.count(), from: fromCorpora ? 'corpora' : 'made-up mail' };
}

/** As mail out of files is taken: nobody is told of it, and nothing is sent. */
async function take(inbox: TestInbox, raw: Uint8Array, n: number): Promise<void> {
  const lane = lanes[n % lanes.length] ?? '';
  await inbox.gateway.intake.take({
    raw,
    envelope: { sender: `sender${n}@customer.example`, recipients: [lane] },
    source: { kind: 'import', file: `seed ${n}` },
    acceptedAt: new Date(Date.now() - n * 977_000),
    lanes: [{ lane, recipient: lane }],
  });
}

/** The same mail as another one: it threads with none of the earlier round. */
function anew(raw: Buffer, round: number): Buffer {
  const text = raw.toString('latin1');
  const end = text.search(/\r?\n\r?\n/);
  const head = text
    .slice(0, end)
    .replace(/^(?:message-id|in-reply-to|references):.*(?:\r?\n[ \t].*)*\r?\n/gim, '')
    .replace(/^subject: */gim, `Subject: (${round + 1}) `);
  return Buffer.from(
    `Message-ID: <round.${round}.${Math.random()}@seed.example>\r\n${head}${text.slice(end)}`,
    'latin1',
  );
}

const things = [
  'Printer',
  'Invoice',
  'Login',
  'Delivery',
  'Contract',
  'Router',
  'Backup',
  'Licence',
  'Domain',
];
const troubles = [
  'is broken',
  'was lost',
  'came twice',
  'is late',
  'has no colour',
  'cannot be opened',
  'burns',
];

function madeUp(count: number): Buffer[] {
  return Array.from({ length: count }, (_, n) => {
    const subject = `${things[n % things.length]} ${troubles[n % troubles.length]}, case ${n}`;
    const from = `Person ${n} <person${n}@customer.example>`;
    return compose({ from, to: lanes[n % 2] ?? '', subject, text: `${subject}. What shall I do?\n` });
  });
}

const tags = ['vip', 'printer', 'refund', 'bug', 'question'];

/** What a team leaves behind: most is done, a part waits, some is nobody's yet. */
function changeOf(n: number): TicketChange | null {
  const owner = staff[n % staff.length] ?? null;
  const tag = n % 3 === 0 ? { addTags: [tags[n % tags.length] ?? ''] } : {};
  const priority =
    n % 17 === 0 ? ({ priority: 'urgent' } as const) : n % 11 === 0 ? ({ priority: 'high' } as const) : {};
  const more = { ...tag, ...priority };
  if (n % 10 < 4) return { state: 'closed', owner, closedAt: new Date(), ...more };
  if (n % 10 < 6) return { state: 'solved', owner, closedAt: new Date(), ...more };
  if (n % 10 < 7) return { state: 'waiting', owner, ...more };
  if (n % 10 < 8) return { state: 'open', owner, ...more };
  return Object.keys(more).length === 0 ? null : more;
}

async function workOn({ gateway }: TestInbox, tickets: readonly Ticket[]): Promise<void> {
  const changes = tickets.flatMap(({ id }, n) => {
    const change = changeOf(n);
    return change === null ? [] : [{ ticket: id, change }];
  });
  for (let at = 0; at < changes.length; at += 200) {
    await gateway.store.tickets.write({
      open: null,
      changes: changes.slice(at, at + 200),
      messages: [],
      outgoing: [],
    });
  }
}
