/** The mails of a round: what is sent, how, and to whom. Pure. */
import { compose, type MailToCompose } from '../test/support/mail.ts';
import { gtube } from '../test/support/rspamd.ts';
import type { Kind, Sent } from './ledger.ts';
import type { Random } from './random.ts';
import { authservId, departments } from './settings.ts';
import type { KnownTicket } from './sunk.ts';

export interface Planned {
  readonly sent: Sent;
  readonly sender: string;
  readonly raw: Buffer;
  readonly bySmtp: boolean;
  readonly byMailbox: boolean;
  /** After the start of the round. */
  readonly afterMs: number;
}

/** How often each kind comes. */
const share: Record<Kind, number> = {
  new: 10,
  large: 1,
  'two-lanes': 2,
  'both-ways': 2,
  mailbox: 4,
  'follow-up': 4,
  answer: 3,
  spam: 1,
};
const burstMs = 1500;
const customers = 200;
const largeOctets = 500_000;

/** 20 to 40 mails. Those that answer a ticket take one of `tickets`; while there is none, they open one. */
export function planMails(
  seed: number,
  round: number,
  random: Random,
  tickets: readonly KnownTicket[],
): Planned[] {
  const drawn = Object.entries(share).flatMap(([kind, times]) => Array<Kind>(times).fill(kind as Kind));
  return Array.from({ length: random.between(20, 40) }, (_, at) => {
    const wanted = random.pick(drawn);
    const kind = tickets.length === 0 && (wanted === 'follow-up' || wanted === 'answer') ? 'new' : wanted;
    return planMail(kind, `s${seed}.r${round}.m${at}@customer.example`, round, random, tickets);
  });
}

function planMail(
  kind: Kind,
  id: string,
  round: number,
  random: Random,
  tickets: readonly KnownTicket[],
): Planned {
  const ticket = kind === 'follow-up' || kind === 'answer' ? random.pick(tickets) : null;
  const lanes = lanesOf(kind, random, ticket);
  const sender = senderOf(kind, random, ticket);
  const mail: MailToCompose = {
    from: sender,
    to: lanes.join(', '),
    messageId: `<${id}>`,
    subject: `${ticket === null ? '' : `Re: [#${ticket.ticketId}] `}${words(random, 4)}`,
    text: `${kind === 'spam' ? `${gtube}\n` : ''}${words(random, 12)}\n\n${id}\n`,
    ...(kind === 'large' ? { attachments: [attachment(random)] } : {}),
    ...(kind === 'answer' ? { headers: vouchedFor(sender) } : {}),
  };
  return {
    sent: {
      id,
      round,
      kind,
      lanes,
      ticketId: ticket?.ticketId ?? null,
      answers: [],
      acknowledged: false,
      refused: false,
    },
    sender,
    raw: compose(mail),
    bySmtp: kind !== 'mailbox' && kind !== 'answer',
    byMailbox: kind === 'mailbox' || kind === 'answer' || kind === 'both-ways',
    afterMs: random.between(0, burstMs),
  };
}

function lanesOf(kind: Kind, random: Random, ticket: KnownTicket | null): string[] {
  if (kind === 'answer') return [ticket?.staffAddress ?? ''];
  if (kind === 'follow-up') return [ticket?.lane ?? ''];
  const [one, other] = random.shuffle(departments).map(({ lane }) => lane);
  return kind === 'two-lanes' ? [one ?? '', other ?? ''] : [one ?? ''];
}

function senderOf(kind: Kind, random: Random, ticket: KnownTicket | null): string {
  if (kind === 'answer') return ticket?.member ?? '';
  return ticket?.requester ?? `ana${random.between(1, customers)}@customer.example`;
}

const syllables = [
  'ba',
  'den',
  'fi',
  'gor',
  'ka',
  'lum',
  'mi',
  'nos',
  'pe',
  'rit',
  'su',
  'tal',
  'vo',
  'wen',
  'zi',
];

/** Words that no other mail has: who says the same again is taken for a program. */
function words(random: Random, count: number): string {
  const word = () => Array.from({ length: 3 }, () => random.pick(syllables)).join('');
  return Array.from({ length: count }, word).join(' ');
}

function attachment(random: Random) {
  const content = Buffer.alloc(largeOctets, String(random.next()));
  return { filename: 'log.txt', contentType: 'text/plain', content };
}

/** What the mailbox's server found out about the sender (RFC 8601). */
function vouchedFor(address: string): [string, string][] {
  const domain = address.slice(address.indexOf('@') + 1);
  return [['Authentication-Results', `${authservId}; dmarc=pass header.from=${domain}`]];
}
