/** Mail of ours for tests. */
import { settingsSchema } from '../../src/config/schema.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import type { Signer } from '../../src/model/ports.ts';
import { now } from './facts.ts';

/** Settings with one department of its own name, lane and title. */
export const deskSettings = settingsSchema.parse({
  departments: [
    {
      name: 'support',
      title: 'Example Support',
      addresses: ['support@desk.example'],
      members: ['ben@desk.example'],
      answerWithin: 'one working day',
    },
  ],
  http: { url: 'https://desk.example/' },
});

/** Marks where the real one signs. */
export const plainSigner: Signer = {
  messageId: (kind, number, outgoing) => `${kind}.${number}.${outgoing}@desk.example`,
  replyAddress: (lane, ticketId, staff) =>
    lane.replace('@', `+${ticketId.toLowerCase().replace('-', '.')}${staff === null ? '' : '.staff'}@`),
  noteAddress: (lane, ticketId) => lane.replace('@', `+${ticketId.toLowerCase().replace('-', '.')}.note@`),
  bounceAddress: (lane, outgoing) => lane.replace('@', `+b.${outgoing}@`),
};

/** For mails without files. */
export const noFiles = (): Promise<never> => Promise.reject(new Error('the mail has no files'));

/** Gives IDs in order. */
export function countingIds(): () => string {
  let last = 0;
  return () => (++last).toString(16).padStart(24, '0');
}

export function anEntry(change: Partial<OutgoingEntry> = {}): OutgoingEntry {
  return {
    id: '65a1b2c3d4e5f60718290a0a',
    kind: 'receipt',
    to: 'ana@customer.example',
    ticket: '65a1b2c3d4e5f60718290001',
    ticketId: '48213-K7QF',
    cause: '65a1b2c3d4e5f60718293a4b',
    envelopeSender: 'support+b.1@desk.example',
    messageId: 'receipt.1@desk.example',
    subject: '[#48213-K7QF] Printer on fire',
    headers: [
      ['Auto-Submitted', 'auto-replied'],
      ['X-Postern-Loop', 'desk.example'],
    ],
    from: { name: 'Example Support', address: 'support@desk.example' },
    replyTo: 'support+48213.k7qf@desk.example',
    headerTo: ['ana@customer.example'],
    headerCc: [],
    text: 'Thank you.\n',
    html: '<p>Thank you.</p>',
    createdAt: now,
    waitsFor: [],
    acceptedAt: now,
    state: 'sending',
    attempts: 0,
    nextAttemptAt: null,
    sentAt: null,
    lastAnswer: null,
    bounce: null,
    ...change,
  };
}
