import { expect } from 'chai';
import { writerForwarded } from '../../src/desk/forward.ts';
import type { Forwarded, Mail } from '../../src/mail/mail.ts';
import { aMail, evidenceOf, someFacts } from '../support/facts.ts';

const staff = new Set(['bob@desk.example']);
const forwarded: Forwarded = {
  from: { name: 'Ana', address: 'ana@customer.example' },
  to: [],
  cc: [],
  subject: 'Printer on fire',
  date: null,
  text: 'It burns.',
};
const byBob = (change: Partial<Mail> = {}) =>
  aMail({ from: { name: 'Bob', address: 'Bob@desk.example' }, forwarded, ...change });
const writer = (mail: Mail, trust: Parameters<typeof evidenceOf>[0] = 'authenticated') =>
  writerForwarded(someFacts({ mail, evidence: evidenceOf(trust) }), staff);

describe('a mail that staff forward', () => {
  it('is the customer’s who wrote it', () => expect(writer(byBob())).to.deep.equal(forwarded.from));

  it('is nobody else’s where the member of staff could be forged', () => {
    expect(writer(byBob(), 'unproven')).to.equal(null);
    expect(writer(byBob(), 'failed')).to.equal(null);
  });

  it('is not believed of anybody else', () => expect(writer(aMail({ forwarded }))).to.equal(null));

  it('is an ordinary mail where nothing is forwarded, or the writer has no address', () => {
    expect(writer(byBob({ forwarded: null }))).to.equal(null);
    expect(writer(byBob({ forwarded: { ...forwarded, from: { name: 'Ana', address: '' } } }))).to.equal(null);
  });
});
