import { expect } from 'chai';
import type { Nature } from '../../../src/mail/mail.ts';
import { type NatureParts, natureOf } from '../../../src/mail/nature/nature.ts';

type Given = Partial<NatureParts> & { header?: Record<string, string> };

function nature(parts: Given): string {
  return verdict(parts).kind;
}

function verdict(parts: Given): Nature {
  const headers = Object.entries(parts.header ?? {}).map(([name, value]) => ({
    name: name.toLowerCase(),
    value,
  }));
  return natureOf({
    author: 'ann@example.com',
    subject: 'Fire',
    text: 'It burns.',
    envelopeSender: 'ann@example.com',
    report: null,
    holdsMail: false,
    ...parts,
    headers,
  });
}

describe('the nature of a mail', () => {
  it('is a person where nothing speaks against it', () => {
    expect(nature({})).to.equal('person');
  });

  it('is a person where Auto-Submitted says no, even beside bulk marks', () => {
    expect(nature({ header: { 'Auto-Submitted': 'no', Precedence: 'bulk' } })).to.equal('person');
  });

  it('reads the keyword of Auto-Submitted without its comments and parameters', () => {
    expect(nature({ header: { 'Auto-Submitted': 'auto-replied (vacation); owner-email="a@b"' } })).to.equal(
      'auto-reply',
    );
    expect(nature({ header: { 'Auto-Submitted': 'auto-generated' } })).to.equal('auto-generated');
  });

  it('is never automatic for one weak sign', () => {
    expect(nature({ author: 'noreply@example.com' })).to.equal('person');
    expect(nature({ subject: 'Out of office' })).to.equal('person');
    expect(nature({ text: 'I am out of the office on Friday, can we fix it before?' })).to.equal('person');
    expect(nature({ header: { 'X-Auto-Response-Suppress': 'All' } })).to.equal('person');
    expect(nature({ subject: 'Undelivered mail', text: 'My mail could not be delivered, why?' })).to.equal(
      'person',
    );
  });

  it('is an auto-reply where subject and text agree, in many languages', () => {
    const notices: readonly (readonly [string, string])[] = [
      ['Automatic reply: Fire', 'I am currently out of the office.'],
      ['Abwesenheitsnotiz: Feuer', 'Ich bin im Urlaub.'],
      ['Réponse automatique : Feu', 'Je suis en congé.'],
      ['Respuesta automática: Fuego', 'Estoy de vacaciones.'],
      ['Risposta automatica: Fuoco', 'Sono in ferie.'],
      ['Autosvar: Brand', 'Jag är på semester.'],
      ['Automatisch antwoord: Brand', 'Ik ben met vakantie.'],
      ['Автоответ: Пожар', 'Я в отпуске.'],
      ['自动回复: 火', '我正在休假。'],
      ['不在通知', '休暇をいただいております。'],
    ];
    for (const [subject, text] of notices) expect(nature({ subject, text }), subject).to.equal('auto-reply');
  });

  it('is a person whom servers mark as bulk, and whom no program answers (RFC 3834, 2)', () => {
    for (const word of ['bulk', 'junk'])
      expect(verdict({ header: { Precedence: word } })).to.include({
        kind: 'person',
        doubt: 'perhaps-automatic',
      });
    expect(nature({ header: { Precedence: 'bulk' }, author: 'alerts@example.com' })).to.equal(
      'auto-generated',
    );
  });

  it('doubts a person where weak signs of several kinds add up, not for one of them', () => {
    const header = { 'X-Auto-Response-Suppress': 'All' };
    const text = 'I am out of the office on Friday, can we fix it before?';
    expect(verdict({ header }).doubt).to.equal(undefined);
    expect(verdict({ text }).doubt).to.equal(undefined);
    expect(verdict({ header, text })).to.include({ kind: 'person', doubt: 'perhaps-automatic' });
    expect(nature({ header, text: 'I am out of the office until Friday.' })).to.equal('auto-reply');
  });

  it('doubts a mail that says of itself that it is automatic, and nobody who asks about such words', () => {
    const said = 'Your ticket is 12.\n\nThis is an automated message.';
    expect(verdict({ text: said }).doubt).to.equal('perhaps-automatic');
    expect(verdict({ text: `${said}\n\nNeed help? Call us.` }).doubt).to.equal('perhaps-automatic');
    expect(verdict({ text: `${said}\n\nWhom can I ask, if not you?` }).doubt).to.equal(undefined);
  });

  it('is the customer whom a form names in Reply-To, and the form where it names no person', () => {
    const text = 'The pump leaks.\n\nThis is an automated message.';
    const form = (replyTo: string) =>
      verdict({ author: 'noreply@shop.example', text, header: { 'Reply-To': replyTo } });
    expect(form('Ann <ann@example.com>')).to.deep.equal({ kind: 'person', evidence: [] });
    expect(form('mail@example.com').kind).to.equal('person');
    expect(form('ann@shop.example')).to.include({ kind: 'person', doubt: 'perhaps-automatic' });
    expect(form('service@mail.shop.example').doubt).to.equal('perhaps-automatic');
    expect(form('no-reply@shop.example').kind).to.equal('auto-generated');
  });

  it('takes List-Unsubscribe alone for no list, and with another sign of one for a list', () => {
    const header = { 'List-Unsubscribe': '<https://crm.example/u>' };
    expect(verdict({ header })).to.include({ kind: 'person', doubt: 'perhaps-automatic' });
    expect(verdict({ header: { ...header, 'In-Reply-To': '<a@example.net>' } }).doubt).to.equal(undefined);
    expect(nature({ header: { ...header, Precedence: 'bulk' } })).to.equal('list');
    expect(nature({ header, author: 'noreply@shop.example' })).to.equal('list');
    expect(nature({ header, text: 'New pumps!\n\nHier vom Newsletter abmelden' })).to.equal('list');
  });

  it('is a bounce by a postmaster where more than his name and subject say so', () => {
    const said = { author: 'postmaster@example.com', subject: 'Delivery failed' };
    const naming = (one: string) => ({ ...said, recipients: () => [one] });
    expect(nature(said)).to.equal('person');
    expect(nature(naming('postmaster@example.com'))).to.equal('person');
    expect(nature(naming('bob@example.com'))).to.equal('bounce');
    expect(nature({ ...naming('bob@example.com'), text: 'Can you look into it?' })).to.equal('person');
    expect(nature({ ...said, envelopeSender: '' })).to.equal('bounce');
    expect(nature({ ...said, holdsMail: true })).to.equal('bounce');
    expect(nature({ ...said, header: { From: 'Mail Delivery System <postmaster@example.com>' } })).to.equal(
      'bounce',
    );
  });

  it('is automatic where the envelope sender is null (RFC 5321, 4.5.5)', () => {
    expect(nature({ envelopeSender: '' })).to.equal('auto-generated');
    expect(nature({ envelopeSender: '', text: 'It burns. What shall I do?' })).to.equal('person');
    expect(nature({ envelopeSender: null, header: { 'Return-Path': '<>' } })).to.equal('auto-generated');
  });

  it('is a bounce where a mail server speaks of a failed delivery', () => {
    expect(nature({ author: 'MAILER-DAEMON@example.com', subject: 'failure notice' })).to.equal('bounce');
    expect(nature({ report: 'delivery-status' })).to.equal('bounce');
    expect(nature({ header: { 'X-Failed-Recipients': 'bob@example.org' } })).to.equal('bounce');
  });

  it('tells complaints, disposition notices and lists', () => {
    expect(nature({ report: 'feedback-report' })).to.equal('complaint');
    expect(nature({ report: 'disposition-notification' })).to.equal('disposition');
    expect(nature({ header: { 'List-Id': '<users.example.org>' } })).to.equal('list');
  });
});
