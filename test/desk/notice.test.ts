import { expect } from 'chai';
import PostalMime from 'postal-mime';
import type { Decision } from '../../src/decision.ts';
import { makeNoticeComposer, type NoticeInput } from '../../src/desk/notice.ts';
import { noticeRecipients, noticesPerHour } from '../../src/desk/notice-recipients.ts';
import { Failure } from '../../src/failure.ts';
import { renderRaw } from '../../src/receipts/smtp.ts';
import { loadTemplates } from '../../src/templates.ts';
import { aMail, aTicket, evidenceOf, now } from '../support/facts.ts';
import { anEntry, countingIds, deskSettings, noFiles, plainSigner } from '../support/outgoing.ts';

const [department] = deskSettings.departments;
const templates = loadTemplates('');

const decision: Decision = {
  outcome: 'file',
  bypass: true,
  reasons: [
    { stage: 'match', reason: 'subject-id', detail: '' },
    { stage: 'screen', reason: 'bypass', detail: '<b>score 12.5</b>' },
    { stage: 'receipt', reason: 'not-a-new-ticket', detail: '' },
  ],
  ticket: '48213-K7QF',
  department: 'support',
  receipt: { send: false, reason: 'not-a-new-ticket' },
  priority: null,
  tags: [],
  owner: null,
  linkedTo: null,
  author: 'new-correspondent',
  unscreened: false,
};

function compose(change: Partial<NoticeInput> = {}) {
  const settings = deskSettings;
  return makeNoticeComposer({
    templates,
    signer: plainSigner,
    settings,
    hostname: 'desk.example',
    newId: countingIds(),
  })({
    member: 'ben@desk.example',
    ticket: aTicket(),
    department: department ?? expect.fail(),
    lane: 'support@desk.example',
    followUp: false,
    mail: aMail({ quotedText: '> old', attachments: [] }),
    evidence: evidenceOf('authenticated'),
    decision,
    cause: '65a1b2c3d4e5f60718293a4b',
    acceptedAt: now,
    now,
    ...change,
  });
}

describe('composeNotice', () => {
  it('says who wrote what, how far to believe it, why it is here and where to find it', () => {
    const { subject, text, html } = compose();
    expect(subject).to.equal('[#48213-K7QF] Printer on fire');
    for (const part of ['Ana Customer <ana@customer.example>', 'It burns.', 'Quoted text was left out.']) {
      expect(text).to.include(part);
    }
    expect(text).to.include('DMARC passed for customer.example').and.include('New correspondent');
    expect(text).to.include('passed the spam filter because its subject carries the ID of an open ticket');
    expect(text).to.include('https://desk.example/inbox/48213-K7QF');
    expect(html).to.include('&lt;b&gt;score 12.5').and.not.include('<b>');
  });

  it('warns of a possible spoof', () => {
    const { text } = compose({
      evidence: evidenceOf('failed'),
      decision: { ...decision, author: 'possible-spoof' },
    });
    expect(text).to.include('DMARC FAILED for customer.example').and.include('POSSIBLE SPOOF');
  });

  it('speaks the department’s language', () => {
    const german = { ...(department ?? expect.fail()), language: 'de' as const };
    const { text } = compose({ department: german });
    expect(text)
      .to.include('Neues Ticket 48213-K7QF')
      .and.include('DMARC bestanden')
      .and.include('am Spamfilter vorbei');
  });

  it('comes from the department in the author’s name, and goes back signed for this member', () => {
    const { id, from, replyTo, envelopeSender, headers, messageId } = compose();
    expect(from).to.deep.equal({ name: 'Ana Customer via Example Support', address: 'support@desk.example' });
    expect(replyTo).to.equal('support+48213.k7qf.staff@desk.example');
    expect(envelopeSender).to.include(id);
    expect(messageId).to.equal(`notice.48213.${id}@desk.example`);
    expect(headers).to.deep.include(['Auto-Submitted', 'auto-generated']);
    expect(headers.map(([name]) => name)).not.to.include('List-Id');
  });

  it('puts all notices of a ticket into one conversation', () => {
    const references = (input: Partial<NoticeInput>) =>
      Object.fromEntries(compose(input).headers)['References'];
    expect(references({ followUp: true })).to.equal(references({}));
  });

  it('cuts a long text and says so', () => {
    const { text } = compose({ mail: aMail({ replyText: 'x'.repeat(30_000) }) });
    expect(text.length).to.be.below(12_000);
    expect(text).to.include('The text goes on in the inbox.');
  });

  it('lists attachments by name and size', () => {
    const file = {
      contentType: 'image/png',
      sha256: '',
      inline: false,
      contentId: null,
      content: new Uint8Array(),
    };
    const attachments = [
      { ...file, filename: 'fire\r\n.png', size: 120_400 },
      { ...file, filename: null, size: 12 },
      { ...file, filename: 'film.mp4', size: 2_500_000 },
    ];
    const { text } = compose({ mail: aMail({ attachments }) });
    expect(text).to.include('- fire .png, 120 kB\n  - image/png, 12 bytes\n  - film.mp4, 2.5 MB');
  });

  it('keeps a hostile mail in its place', async () => {
    const evil = 'x\r\nBcc: evil@x.example\r\n\r\n';
    const mail = aMail({
      from: { name: evil, address: evil },
      replyText: `${evil}<script>alert(1)</script>\0`,
    });
    const outgoing = compose({ mail, ticket: aTicket({ subject: evil }) });
    const read = await PostalMime.parse(await renderRaw({ ...anEntry(), ...outgoing }, noFiles));
    expect(read.headers.map(({ key }) => key)).not.to.include('bcc');
    expect(read.from?.address).to.equal('support@desk.example');
    expect(read.html).not.to.include('<script>');
    expect(read.text).to.include('alert(1)');
  });

  it('is not made out to what is no plain address', () => {
    expect(() => compose({ member: 'a@x.example, b@y.example' })).to.throw(Failure);
  });
});

describe('noticeRecipients', () => {
  const question = {
    members: ['ben@desk.example', 'Cy@desk.example'],
    owner: null,
    followUp: false,
    author: 'ana@customer.example',
    ownAddresses: new Set(['support@desk.example']),
    recent: new Map(),
  };
  const none = {
    toAddressHour: 0,
    toAddressDay: 0,
    toDomainHour: 0,
    dead: false,
    toAddressWeek: 0,
    subjects: [],
  };

  it('tells all members of a new ticket', () => {
    expect(noticeRecipients(question).told).to.deep.equal(['ben@desk.example', 'cy@desk.example']);
  });

  it('tells the owner alone of a further message', () => {
    const owner = 'dora@desk.example';
    expect(noticeRecipients({ ...question, owner, followUp: true }).told).to.deep.equal([owner]);
  });

  it('tells all members of a further message on a ticket that nobody owns', () => {
    expect(noticeRecipients({ ...question, followUp: true }).told).to.have.length(2);
  });

  it('tells nobody twice, and not the author', () => {
    const members = ['ben@desk.example', 'BEN@desk.example', 'Ana@customer.example'];
    expect(noticeRecipients({ ...question, members, owner: 'ben@desk.example' }).told).to.deep.equal([
      'ben@desk.example',
    ]);
  });

  it('leaves out, with the reason, who is over the cap, dead, or we ourselves', () => {
    const recent = new Map([
      ['ben@desk.example', { ...none, toAddressHour: noticesPerHour }],
      ['cy@desk.example', { ...none, dead: true }],
    ]);
    const members = [...question.members, 'support@desk.example', 'no address'];
    expect(noticeRecipients({ ...question, members, recent })).to.deep.equal({
      told: [],
      left: [
        { member: 'ben@desk.example', reason: 'over-cap' },
        { member: 'cy@desk.example', reason: 'dead-address' },
        { member: 'support@desk.example', reason: 'own-address' },
        { member: 'no address', reason: 'no-address' },
      ],
    });
  });
});
