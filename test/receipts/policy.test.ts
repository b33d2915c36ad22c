import { expect } from 'chai';
import type { Reason } from '../../src/decision.ts';
import type { Facts } from '../../src/model/facts.ts';
import { type ReceiptQuestion, receiptPolicy } from '../../src/receipts/policy.ts';
import { aDelivery, aMail, evidenceOf, someFacts } from '../support/facts.ts';
import { deskSettings } from '../support/outgoing.ts';

const from = (address: string) => ({ mail: aMail({ from: { name: '', address } }) });
const envelope = (sender: string) => ({
  delivery: aDelivery({ envelope: { sender, recipients: ['support@desk.example'] } }),
});
const had = (change: Partial<Facts['recent']>) => ({ recent: { ...someFacts().recent, ...change } });
const inFlood = (unprovenTickets: number, toAddressDay: number, toAddressHour = 0) => ({
  ...had({ toAddressDay, toAddressHour }),
  unprovenTickets,
});
const replyTo = (...addresses: string[]) =>
  aMail({ replyTo: addresses.map((address) => ({ name: '', address })) });
const fromMailbox = aDelivery({
  envelope: { sender: '', recipients: [] },
  source: { kind: 'imap', account: 'a', mailbox: 'INBOX', uidValidity: '1', uid: 1 },
});

function decide(facts: Partial<Facts> = {}, change: Partial<ReceiptQuestion> = {}) {
  return receiptPolicy({
    facts: someFacts(facts),
    outcome: 'file',
    opensTicket: true,
    ruleSaysNo: false,
    spared: false,
    settings: deskSettings.receipts,
    ownAddresses: new Set(['support@desk.example']),
    ...change,
  });
}

describe('receiptPolicy', () => {
  it('gives those whom nothing proves their whole share by clients of ours, and by mailbox in quiet hours', () => {
    expect(decide({ ...inFlood(29, 2, 2), delivery: fromMailbox }).send).to.equal(true);
    expect(decide(inFlood(499, 2, 2), { spared: true }).send).to.equal(true);
    expect(decide(inFlood(500, 2, 2), { spared: true }).reason).to.equal('receipt-flood');
  });

  it('sends a receipt for a new ticket of a person', () => {
    expect(decide()).to.deep.equal({
      send: true,
      reason: 'receipt-due',
      to: { name: 'Ana Customer', address: 'ana@customer.example' },
    });
  });

  const table: [string, Reason, Partial<Facts>, Partial<ReceiptQuestion>?][] = [
    ['a mail to an existing ticket', 'not-a-new-ticket', {}, { opensTicket: false }],
    ['quarantined mail', 'quarantined-mail', {}, { outcome: 'quarantine' }],
    [
      'an out-of-office answer',
      'not-a-person',
      { mail: aMail({ nature: { kind: 'auto-reply', evidence: [] } }) },
    ],
    [
      'a notice of absence without a header that tells',
      'absence-notice',
      { mail: aMail({ nature: { kind: 'person', evidence: [], doubt: 'absence-notice' } }) },
    ],
    [
      'signs of automatic mail that add up',
      'perhaps-automatic',
      { mail: aMail({ nature: { kind: 'person', evidence: [], doubt: 'perhaps-automatic' } }) },
    ],
    ['a mailing list', 'not-a-person', { mail: aMail({ nature: { kind: 'list', evidence: [] } }) }],
    ['imported mail', 'imported-mail', { delivery: aDelivery({ source: { kind: 'import', file: 'x' } }) }],
    ['the null sender', 'no-return-path', envelope('')],
    [
      'the null sender as a mailbox keeps it',
      'no-return-path',
      { delivery: fromMailbox, mail: aMail({ headers: [{ name: 'return-path', value: ' <> ' }] }) },
    ],
    ['no author', 'no-address', { mail: aMail({ from: null }) }],
    ['an author that is a list', 'no-address', from('a@x.example, b@x.example')],
    ['an author with a line break', 'no-address', from('a@x.example>\r\nRCPT TO:<b@y.example')],
    ['our own address', 'own-address', from('Support@desk.example')],
    ['our own signed address', 'own-address', from('support+48213.k7qf.x@desk.example')],
    ['an answer address of ours', 'own-address', { mail: replyTo('support@desk.example') }],
    ['an envelope sender that is a list', 'no-reply-address', envelope('owner-club@lists.example')],
    ['a request address', 'no-reply-address', envelope('club-request@lists.example')],
    ['a failed DMARC', 'dmarc-failed', { evidence: evidenceOf('failed') }],
    ['a dead address', 'dead-address', had({ dead: true })],
    ['an address with three in an hour', 'over-cap', had({ toAddressHour: 3 })],
    ['an address with ten in a day', 'over-cap', had({ toAddressDay: 10 })],
    ['a domain with a hundred in an hour', 'over-domain-cap', had({ toDomainHour: 100 })],
    ['an unproven address that had one in the hour', 'unproven-over-cap', had({ toAddressHour: 1 })],
    ['an unproven address that had three in a day', 'unproven-over-cap', had({ toAddressDay: 3 })],
    [
      'an unproven address by mailbox, after many such',
      'unproven-over-cap',
      { ...inFlood(30, 1, 1), delivery: fromMailbox },
    ],
    ['an unproven address that had one today, in a flood', 'receipt-flood', inFlood(500, 1)],
    ['an unproven address, in a great flood', 'receipt-flood', inFlood(100_000, 0)],
    [
      'the fourth mail of a week about the same',
      'same-subject',
      {
        ...had({
          subjects: ['[#1-ABCD] Printer on fire', '[#2-ABCD] printer on fire 2', '[#3-ABCD] Printer on fire'],
        }),
        evidence: evidenceOf('authenticated'),
      },
    ],
    ['receipts that are off', 'receipts-off', {}, { settings: { ...deskSettings.receipts, enabled: false } }],
    ['a rule that says no', 'rule-says-no', {}, { ruleSaysNo: true }],
  ];
  for (const [what, reason, facts, change] of table) {
    it(`sends none for ${what}`, () => {
      const answer = decide(facts, change);
      expect(answer.reason).to.equal(reason);
      expect(answer.send).to.equal(false);
    });
  }

  it('lets nobody who is proven suffer for a flood', () => {
    const proven = { evidence: evidenceOf('authenticated') };
    expect(decide({ ...inFlood(1_000_000, 9), ...proven }).send).to.equal(true);
    expect(decide({ ...had({ toAddressHour: 2 }), ...proven }).send).to.equal(true);
  });

  it('gives one receipt in a flood to who had none, and another one about another matter', () => {
    expect(decide(inFlood(500, 0)).send).to.equal(true);
    const three = ['a', 'b', 'c'].map((word) => `[#1-ABCD] Scanner ${word}`);
    expect(decide(had({ subjects: three })).send).to.equal(true);
  });

  const unread = [
    ...[
      'noreply',
      'no-reply',
      'No_Reply',
      'no.reply',
      'donotreply',
      'do-not-reply',
      'orders-noreply',
      'noreply-de',
    ],
    ...[
      'noreply+x',
      'mailer-daemon',
      'MAILER-DAEMON',
      'postmaster',
      'bounce',
      'bounces+12=ab',
      'bounce-7',
      'owner-club',
    ],
    ...[
      'club-request',
      'club-bounces',
      'nicht-antworten',
      'keine-antwort',
      'ne-pas-repondre',
      'noresponder',
      'nobody',
    ],
  ];
  for (const local of unread) {
    it(`does not write to ${local}@`, () =>
      expect(decide(from(`${local}@x.example`)).reason).to.equal('no-reply-address'));
  }

  for (const local of [
    'bouncer',
    'norma',
    'reply',
    'nora.plyer',
    'requester',
    'owner',
    'antje',
    'noreen',
    'info',
  ]) {
    it(`writes to ${local}@`, () => expect(decide(from(`${local}@x.example`)).send).to.equal(true));
  }

  it('writes to the address that answers go to, in lower case', () => {
    expect(decide({ mail: replyTo('Office@Other.example', 'x@y.example') }).to?.address).to.equal(
      'office@other.example',
    );
  });

  it('falls back to the author where Reply-To is no address', () => {
    expect(decide({ mail: replyTo('nobody in particular') }).to?.address).to.equal('ana@customer.example');
  });

  it('believes no Reply-To of a mail that fails DMARC', () => {
    const facts = { mail: replyTo('evil@x.example'), evidence: evidenceOf('failed') };
    expect(decide(facts).to?.address).to.equal('ana@customer.example');
  });

  it('does not take an unknown envelope sender of a mailbox for the null sender', () => {
    expect(decide({ delivery: fromMailbox }).send).to.equal(true);
  });
});
