/** Facts for tests of pure decisions: a plain first mail, changed where a test says so. */

import { bareMail, type Mail } from '../../src/mail/mail.ts';
import { type Delivery, type Evidence, type Facts, noEvidence, type Trust } from '../../src/model/facts.ts';
import type { Ticket } from '../../src/model/ticket.ts';

export const now = new Date('2026-03-03T10:00:00Z');

export function aMail(change: Partial<Mail> = {}): Mail {
  return bareMail({
    messageId: 'first@customer.example',
    date: now,
    subject: 'Printer on fire',
    from: { name: 'Ana Customer', address: 'ana@customer.example' },
    to: [{ name: '', address: 'support@desk.example' }],
    text: 'It burns.',
    replyText: 'It burns.',
    ...change,
  });
}

export function evidenceOf(trust: Trust): Evidence {
  const result = trust === 'authenticated' ? 'pass' : trust === 'failed' ? 'fail' : 'none';
  const policy = trust === 'failed' ? 'none' : null;
  return { ...noEvidence(trust), dmarc: { result, policy, domain: 'customer.example' } };
}

export function aDelivery(change: Partial<Delivery> = {}): Delivery {
  return {
    id: '65a1b2c3d4e5f60718293a4b',
    lane: 'support@desk.example',
    recipient: 'support@desk.example',
    envelope: { sender: 'ana@customer.example', recipients: ['support@desk.example'] },
    source: {
      kind: 'smtp',
      address: '192.0.2.1',
      helo: 'mx.customer.example',
      hostname: null,
      tls: false,
      user: null,
    },
    acceptedAt: now,
    size: 1000,
    known: { evidence: null, scoring: null },
    released: false,
    ...change,
  };
}

export function aTicket(change: Partial<Ticket> = {}): Ticket {
  return {
    id: '65a1b2c3d4e5f60718290001',
    number: 48213,
    ticketId: '48213-K7QF',
    subject: 'Printer on fire',
    state: 'open',
    department: 'support',
    owner: null,
    priority: 'normal',
    tags: [],
    requester: { name: 'Ana Customer', address: 'ana@customer.example' },
    participants: ['ana@customer.example'],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedInto: null,
    dispatchedAt: now,
    ...change,
  };
}

export function someFacts(change: Partial<Facts> = {}): Facts {
  return {
    delivery: aDelivery(),
    mail: aMail(),
    evidence: evidenceOf('unproven'),
    scoring: { kind: 'off' },
    claims: [],
    tickets: new Map(),
    strangers: new Map(),
    recent: {
      toAddressHour: 0,
      toAddressDay: 0,
      toDomainHour: 0,
      dead: false,
      toAddressWeek: 0,
      subjects: [],
    },
    guessing: false,
    unprovenTickets: 0,
    said: new Map(),
    repeated: null,
    desk: null,
    canRefuse: true,
    now,
    ...change,
  };
}
