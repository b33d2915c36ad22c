/** All that we would send because of a mail, made by the code that makes it in earnest. */

import { type LetterBox, makeLetters } from '../../src/assembly/letters.ts';
import { staffNow } from '../../src/assembly/staff.ts';
import type { Decision } from '../../src/decision.ts';
import { event } from '../../src/entries.ts';
import type { Mail } from '../../src/mail/mail.ts';
import { readMail } from '../../src/mail/read.ts';
import type { NewOutgoing } from '../../src/model/outbox-store.ts';
import { answerAddress } from '../../src/receipts/address.ts';
import { loadTemplates } from '../../src/templates.ts';
import { makeSigner } from '../../src/threading/token.ts';
import { aTicket, evidenceOf, now, someFacts } from '../support/facts.ts';
import { compose } from '../support/mail.ts';
import { countingIds, deskSettings } from '../support/outgoing.ts';

const templates = loadTemplates('');
const signer = makeSigner(() => [{ id: 'A', secret: new Uint8Array(32).fill(7) }], 'desk.example');

/** The fields of a mail that a stranger fills in. */
export interface Fields {
  readonly name: string;
  readonly address: string;
  readonly replyTo: string;
  readonly subject: string;
  readonly messageId: string;
  readonly reference: string;
  readonly language: string;
  readonly file: string;
  readonly text: string;
}

export const harmless: Fields = {
  name: 'Ana Customer',
  address: 'ana@customer.example',
  replyTo: 'ana@customer.example',
  subject: 'Printer on fire',
  messageId: 'first@customer.example',
  reference: 'earlier@customer.example',
  language: 'en',
  file: 'fire.png',
  text: 'It burns.',
};

/** The mail as the reader could give it at the very worst: no field was looked at. */
export function unread(fields: Fields): Mail {
  const read = readMail(asBytes(harmless), null);
  return {
    ...read,
    headers: [...read.headers, { name: 'content-language', value: fields.language }],
    from: { name: fields.name, address: fields.address },
    replyTo: [{ name: fields.name, address: fields.replyTo }],
    subject: fields.subject,
    messageId: fields.messageId,
    references: [fields.reference, fields.messageId],
    text: fields.text,
    replyText: fields.text,
    attachments: read.attachments.map((one) => ({ ...one, filename: fields.file })),
  };
}

/** The mail as bytes: what a field may not hold is hidden in encoded words and percent signs. */
export function asBytes(fields: Fields): Buffer {
  const word = (text: string) =>
    text === '' ? '' : `=?utf-8?B?${Buffer.from(text.slice(0, 2000)).toString('base64')}?=`;
  const plain = (text: string) => text.replace(/[\r\n]/g, '').slice(0, 2000);
  const extended = encodeURIComponent(fields.file.slice(0, 500).toWellFormed());
  return compose({
    from: `${word(fields.name)} <${plain(fields.address)}>`,
    headers: [
      ['Reply-To', `${word(fields.name)} <${plain(fields.replyTo)}>`],
      ['Content-Language', plain(fields.language)],
    ],
    subject: word(fields.subject),
    messageId: `<${plain(fields.messageId)}>`,
    references: `<${plain(fields.reference)}>`,
    text: fields.text,
    attachments: [
      { filename: `x"; filename*=utf-8''${extended}; y="`, contentType: 'image/png', content: 'x' },
    ],
  });
}

const ids = { newId: countingIds() };

/** What a member hears whose mail was not taken. */
function outcomeOf(letters: LetterBox, mail: Mail, fields: Fields): NewOutgoing | null {
  return letters.outcome({
    member: 'ben@desk.example',
    ticket: aTicket({ subject: mail.subject }),
    departmentName: 'support',
    lane: 'support@desk.example',
    mail: { messageId: fields.messageId },
    done: [],
    refusal: { why: 'commands', faults: [{ order: fields.name, code: 'unknown', detail: fields.name }] },
    text: fields.text,
    note: false,
    cause: '65a1b2c3d4e5f60718290c0d',
    acceptedAt: now,
    now,
  });
}

/** Receipt, notices of a new and of a known ticket, and answers, in that order; the first is left out where nobody can have it. */
export function lettersOf(mail: Mail, fields: Fields): NewOutgoing[] {
  const letters = makeLetters({
    settings: deskSettings,
    templates,
    signer,
    hostname: 'desk.example',
    ownAddresses: new Set(),
    newId: countingIds(),
    staff: staffNow(deskSettings, () => []),
  });
  const ticket = aTicket({
    subject: mail.subject,
    requester: { name: fields.name, address: 'ana@customer.example' },
  });
  const facts = someFacts({ mail });
  const to = answerAddress(mail, evidenceOf('authenticated'));
  return [
    ...(to === null ? [] : [letters.receipt(ticket, facts, to, [])]),
    ...letters.notices(ticket, facts, decided(fields), true),
    ...letters.notices(ticket, facts, decided(fields), false),
    ...letters.news({
      ticket,
      plan: { changes: [], messages: [{ ...event(ids, ticket.id, now, '', fields.text), kind: 'note' }] },
      author: { name: fields.name, address: 'eve@desk.example' },
      lane: null,
      cause: facts.delivery.id,
      now,
    }),
    ...[outcomeOf(letters, mail, fields)].filter((letter) => letter !== null),
    ...letters.written({
      ticket,
      lane: 'support@desk.example',
      author: fields.name,
      text: fields.text,
      to: ticket.requester.address,
      cc: [],
      notBefore: null,
      attachments: [],
      last: { messageId: fields.messageId, references: [fields.reference] },
      cause: facts.delivery.id,
      now,
    }),
  ];
}

function decided({ address, subject }: Fields): Decision {
  return {
    outcome: 'file',
    bypass: false,
    reasons: [
      { stage: 'match', reason: 'new-correspondent', detail: address },
      { stage: 'screen', reason: 'bypass', detail: subject },
    ],
    ticket: '48213-K7QF',
    department: 'support',
    receipt: { send: true, reason: 'receipt-due' },
    priority: null,
    tags: [],
    owner: null,
    linkedTo: null,
    author: 'new-correspondent',
    unscreened: false,
  };
}
