/** The mail that carries a link. */
import { expect } from 'chai';
import { composeLinkLetter, type LinkLetter } from '../../src/access/letter.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import { loadTemplates } from '../../src/templates.ts';
import { makeSigner } from '../../src/threading/token.ts';

const link = 'https://desk.example/login/link/0123456789abcdefghijABCDEFGHIJ0123456789abc';
const compose = (some: Partial<LinkLetter> = {}, agent: Partial<LinkLetter['agent']> = {}) =>
  composeLinkLetter(
    {
      settings: settingsSchema.parse({
        departments: [{ name: 'support', addresses: ['support@desk.example'] }],
      }),
      templates: loadTemplates(''),
      signer: makeSigner(() => [{ id: '0', secret: new Uint8Array(32) }], 'desk.example'),
      hostname: 'desk.example',
      newId: () => '65a1b2c3d4e5f60718293a4b',
    },
    {
      kind: 'invitation',
      agent: { address: 'ann@desk.example', name: 'Ann', language: '', ...agent },
      link,
      expiresAt: new Date('2026-03-09T10:00:00Z'),
      now: new Date('2026-03-02T10:00:00Z'),
      ...some,
    },
  );

describe('the mail with a link', () => {
  it('says what it is for, until when, and whose it is', () => {
    const { subject, text, html } = compose();
    expect(subject).to.equal('Your access to the inbox at desk.example');
    expect(text).to.include(link).and.include('Hello Ann,').and.include('2026-03-09 10:00 UTC');
    expect(html).to.equal(null);
    expect(compose({ kind: 'reset' }).text).to.include('your old password stays');
  });

  it('is in the language of the agent', () => {
    expect(compose({}, { language: 'de' }).subject).to.equal('Ihr Zugang zum Posteingang auf desk.example');
    expect(compose({ kind: 'reset' }, { language: 'de' }).text).to.include('Ihr altes Passwort bleibt');
  });

  it('is an automatic mail to one address, which belongs to no ticket', () => {
    const row = compose();
    expect(row).to.deep.include({ kind: 'account', to: 'ann@desk.example', ticket: null, replyTo: null });
    expect(Object.fromEntries(row.headers)).to.include({ 'Auto-Submitted': 'auto-generated' });
    expect(row.envelopeSender).to.match(/^support\+b\./);
  });

  it('takes no name for a field of the mail, and no list for an address', () => {
    const { subject, text } = compose({}, { name: 'Ann\r\nBcc: eve@evil.example' });
    expect(subject).not.to.match(/[\r\n]/);
    expect(text).not.to.match(/^Bcc:/m);
    expect(() => compose({}, { address: 'a@desk.example, b@evil.example' })).to.throw('no mail can be sent');
  });
});
