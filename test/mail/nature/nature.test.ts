import { expect } from 'chai';
import { type NatureParts, natureOf } from '../../../src/mail/nature/nature.ts';

function nature(parts: Partial<NatureParts> & { header?: Record<string, string> }): string {
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
  }).kind;
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

  it('is automatic where the envelope sender is null (RFC 5321, 4.5.5)', () => {
    expect(nature({ envelopeSender: '' })).to.equal('auto-generated');
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
