import { expect } from 'chai';
import { toldStory } from '../../src/http/words/trace-story.ts';
import type { AuditEntry } from '../../src/model/audit-store.ts';
import type { MailEntry } from '../../src/model/mail-store.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import type { Refusal } from '../../src/model/trace.ts';
import { storyOfMail, storyOfOutgoing, storyOfRefusal } from '../../src/watching/story.ts';
import { decision } from '../store/samples.ts';
import { aDelivery, evidenceOf } from '../support/facts.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 3, 10, minute));
const { id, lane, recipient, envelope, source } = aDelivery();

const mail: MailEntry = {
  id,
  state: 'filed',
  lane,
  recipient,
  envelope,
  source,
  messageId: 'first@customer.example',
  from: 'ana@customer.example',
  subject: 'Printer on fire',
  acceptedAt: at(0),
  size: 4711,
  attempts: 0,
  decision: {
    ...decision,
    reasons: [
      { stage: 'parse', reason: 'read-whole', detail: '' },
      { stage: 'authenticate', reason: 'sender-authenticated', detail: 'customer.example' },
      { stage: 'screen', reason: 'released', detail: '' },
      { stage: 'file', reason: 'opened', detail: '' },
    ],
  },
  trouble: null,
  known: { evidence: evidenceOf('authenticated'), scoring: { kind: 'off' } },
  ticketId: '48213-K7QF',
  settledAt: at(20),
  replaces: null,
  replacedBy: null,
};

const receipt: OutgoingEntry = {
  id: 'a'.repeat(24),
  kind: 'receipt',
  to: 'ana@customer.example',
  ticket: null,
  ticketId: '48213-K7QF',
  cause: id,
  envelopeSender: '',
  messageId: 'r.1@desk.example',
  subject: 'We have it',
  headers: [],
  from: { name: 'Support', address: lane },
  replyTo: null,
  headerTo: [],
  headerCc: [],
  text: '',
  html: null,
  // A moment before the mail's end, which is written with it.
  createdAt: at(19),
  waitsFor: [],
  acceptedAt: at(0),
  state: 'bounced',
  attempts: 2,
  nextAttemptAt: null,
  sentAt: at(30),
  lastAnswer: '250 fine',
  bounce: {
    recipient: 'ana@customer.example',
    action: 'failed',
    status: '5.1.1',
    replyCode: null,
    hard: true,
    reason: 'userunknown',
    diagnostic: null,
    originalMessageId: null,
  },
  bouncedAt: at(40),
  tries: [{ at: at(25), answer: '451 later' }],
};

const released = {
  seq: 1,
  at: at(10),
  actor: 'lea@desk.example',
  action: 'quarantine.release',
  subject: id,
  detail: { was: 'quarantined' },
  prev: '',
  hash: '',
} satisfies AuditEntry;

describe('the story of a mail', () => {
  const found = { kind: 'mail', id, mail } as const;
  const parts = { mail, outgoing: [receipt], audit: [released], judgement: null };

  it('goes from the door over release, filing and each try to the bounce', () => {
    const steps = storyOfMail(parts, found).steps.map(({ step }) => step);
    expect(steps).to.deep.equal([
      'accepted',
      'found',
      'evidence',
      'found',
      'score',
      'found',
      'found',
      'staff',
      'settled',
      'queued',
      'tried',
      'tried',
      'bounced',
    ]);
  });

  it('says who did what, and how long it took', () => {
    const { steps } = toldStory('en', storyOfMail(parts, found));
    const texts = steps.map(({ text }) => text).join('\n');
    expect(texts).to.include('lea@desk.example did quarantine.release (was: quarantined)');
    expect(texts).to.include('filed, in ticket 48213-K7QF, 20 min after it was accepted');
    expect(texts).to.include('not taken, tried again later, 25 min after it was accepted: 451 later');
    expect(texts).to.include('the smarthost took it, 30 min after it was accepted: 250 fine');
    expect(texts).to.include('came back: userunknown, 5.1.1');
  });

  it('tells the last try of what was given up as such', () => {
    const given = { ...receipt, state: 'failed', sentAt: null, bounce: null } as const;
    const { steps } = storyOfOutgoing({ kind: 'outgoing', id: given.id, outgoing: given });
    expect(steps.at(-1)).to.include({ step: 'tried', state: 'failed', answer: '451 later' });
  });

  it('of refused mail is what was found, and no more', () => {
    const refusal: Refusal = {
      id,
      at: at(0),
      source,
      envelope,
      messageId: null,
      from: null,
      size: 4711,
      reply: null,
      findings: [{ stage: 'screen', reason: 'certain-spam', detail: '21' }],
      score: 21,
    };
    const story = toldStory('de', storyOfRefusal({ kind: 'refusal', id, refusal }));
    expect(story.state).to.equal('refused');
    expect(story.steps.map(({ part }) => part)).to.deep.equal(['refuse', 'screen', 'screen']);
    expect(story.steps.at(-1)?.text).to.include('Schwelle der Abweisung (21)');
  });
});
