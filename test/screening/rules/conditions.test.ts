import { expect } from 'chai';
import { makeReady } from '../../../src/screening/rules/compile.ts';
import { aDelivery, aMail } from '../../support/facts.ts';
import { fires, nothingKnown, outcome, rule, scoreOf } from './rules.ts';

const attachment = {
  filename: 'Invoice.PDF.exe',
  contentType: 'application/octet-stream',
  size: 4096,
  sha256: 'ab'.repeat(32),
  inline: false,
  contentId: null,
};
const smtp = (change: object = {}) => ({
  delivery: aDelivery({
    source: {
      kind: 'smtp',
      address: '192.0.2.77',
      helo: 'Bulk7.Example',
      hostname: null,
      tls: true,
      user: null,
      ...change,
    },
  }),
});

describe('the conditions of rules', () => {
  const facts = {
    mail: aMail({
      subject: 'Zahlung ÜBERFÄLLIG: Rechnung 4711',
      text: 'Look at https://Shop.Evil.example/a?b=1, or www.other.example.\nQuantum Zirconium',
      html: '<a href="https://hidden.example/x?a=1&amp;b=2">here</a>',
      headers: [
        { name: 'x-mailer', value: 'BulkMailer 7' },
        { name: 'from', value: '=?utf-8?q?M=C3=BCller?= <ana@customer.example>' },
      ],
      attachments: [attachment],
      to: [{ name: '', address: 'support@desk.example' }],
      cc: [{ name: '', address: 'other@else.example' }],
    }),
    ...smtp(),
  };

  const holding: [string, unknown][] = [
    ['the envelope sender', { sender: { equals: 'ANA@customer.example' } }],
    ['the envelope recipient', { recipient: { starts: 'support@' } }],
    ['a client in a network', { address: { in: ['198.51.100.0/24', '192.0.2.0/24'] } }],
    ['one client', { address: { equals: '192.0.2.77' } }],
    ['HELO, in any case', { helo: { wildcard: 'bulk*.example' } }],
    ['any header, by name in any case', { header: { name: 'X-MAILER', contains: 'bulkmailer' } }],
    ['a header field that is there', { header: { name: 'X-Mailer', exists: true } }],
    ['a header field that is not', { header: { name: 'List-Id', exists: false } }],
    ['an encoded header, decoded', { header: { name: 'From', contains: 'müller' } }],
    ['the author', { from: { ends: '@customer.example' } }],
    ['those it is addressed to, and copies', { to: { equals: 'other@else.example' } }],
    ['the subject, letters beyond ASCII in any case', { subject: { contains: 'überfällig' } }],
    ['the body', { body: { contains: ['nothing of it', 'quantum zirconium'] } }],
    ['a URL', { url: { starts: 'https://shop.evil.example/a' } }],
    ['a URL that the text does not show', { url: { equals: 'https://hidden.example/x?a=1&b=2' } }],
    ['the host of a URL', { domain: { equals: 'shop.evil.example' } }],
    ['the domain under which it was registered', { domain: { equals: 'evil.example' } }],
    ['a URL without a scheme', { domain: { in: ['other.example', 'none.example'] } }],
    ['an attachment by its name', { attachment: { name: { ends: '.exe' } } }],
    [
      'an attachment by type and size at once',
      { attachment: { type: 'application/octet-stream', size: { above: 4095 } } },
    ],
    ['an attachment by its hash', { attachment: { sha256: 'AB'.repeat(32) } }],
    ['evidence', { trust: { equals: 'unproven' } }],
    ['nature', { nature: { in: ['person', 'list'] } }],
    ['a value alone, as equals', { nature: 'person', known: false }],
    ['the size', { size: { above: 999, below: 1001 } }],
    ['where it came in', { source: { equals: 'smtp' } }],
    ['the lane', { lane: { equals: 'support@desk.example' } }],
    ['the department', { department: { equals: 'support' } }],
    ['several fields at once', { subject: { contains: 'rechnung' }, body: { contains: 'zirconium' } }],
    ['several operators at once', { subject: { starts: 'zahlung', matches: 'Rechnung \\d+$' } }],
    ['not', { not: { subject: { contains: 'lottery' } } }],
    ['any', { any: [{ subject: { contains: 'lottery' } }, { helo: { starts: 'bulk' } }] }],
    ['all', { all: [{ subject: { contains: 'zahlung' } }, { not: { any: [{ size: { above: 10_000 } }] } }] }],
    ['no score, where there is no scorer', { score: { equals: 0 }, not: { action: { exists: true } } }],
  ];
  for (const [what, when] of holding) it(`tell ${what}`, () => expect(fires(when, facts)).to.be.true);

  const failing: [string, unknown][] = [
    ['another sender', { sender: { equals: 'bob@customer.example' } }],
    ['a client elsewhere', { address: { in: '192.0.2.0/26' } }],
    ['a header of another name', { header: { name: 'X-Mail', contains: 'bulk' } }],
    ['one of two fields', { subject: { contains: 'rechnung' }, body: { contains: 'lottery' } }],
    [
      'two attachments’ properties as if of one',
      { attachment: { name: { ends: '.exe' }, size: { below: 10 } } },
    ],
    ['a wildcard that fits a part only', { subject: { wildcard: 'rechnung*' } }],
    ['a name that only looks like the domain', { domain: { equals: 'vil.example' } }],
    ['a display name as the address', { from: { contains: 'müller' } }],
  ];
  for (const [what, when] of failing)
    it(`do not hold for ${what}`, () => expect(fires(when, facts)).to.be.false);

  it('tell score, action, symbols and their options', () => {
    const symbols = [
      { name: 'DMARC_POLICY_REJECT', score: 2, options: [] },
      { name: 'PHISHING', score: 5.5, options: ['paypal.example->evil.example'] },
    ];
    const scored = { scoring: scoreOf(7.5, { action: 'add header', symbols }) };
    expect(fires({ score: { above: 7, below: 8 } }, scored)).to.be.true;
    expect(fires({ action: { equals: 'Add Header' } }, scored)).to.be.true;
    const phishing = { name: 'PHISHING', score: { above: 5 }, option: { contains: 'evil.example' } };
    expect(fires({ symbol: phishing }, scored)).to.be.true;
    expect(fires({ symbol: { name: { wildcard: 'DMARC_*' }, score: { above: 3 } } }, scored)).to.be.false;
  });

  it('tell who is known, takes part and claims a ticket', () => {
    const circumstances = { ...nothingKnown, claim: 'wrong' as const, known: true, participant: true };
    expect(fires({ claim: { in: ['wrong', 'unknown'] }, known: true, participant: true }, { circumstances }))
      .to.be.true;
    expect(fires({ known: true })).to.be.false;
  });

  it('tell how many mails came lately', () => {
    const rates = [{ of: 'sender', minutes: 10, count: 21 } as const];
    const circumstances = { ...nothingKnown, rates };
    expect(fires({ rate: { of: 'sender', within: 10, above: 20 } }, { circumstances })).to.be.true;
    expect(fires({ rate: { of: 'sender', within: 10, above: 21 } }, { circumstances })).to.be.false;
    expect(fires({ rate: { of: 'domain', within: 10, above: 0 } }, { circumstances })).to.be.false;
  });

  it('tell the language, once its data is loaded', async () => {
    const compiled = rule({ language: { in: ['de', 'fr'] } });
    await makeReady(compiled);
    const german = aMail({
      text: 'Guten Tag, leider ist die bestellte Ware noch immer nicht bei mir angekommen.',
    });
    const english = aMail({
      text: 'Good morning, the goods that I ordered have not arrived here yet, sadly.',
    });
    expect(outcome(compiled, { mail: german }).verdict?.do).to.equal('quarantine');
    expect(outcome(compiled, { mail: english }).verdict).to.equal(null);
    expect(outcome(compiled, { mail: aMail({ text: 'ok' }) }).verdict).to.equal(null);
  });

  it('know of no client where the mail was fetched', () => {
    const source = { kind: 'imap', account: 'a', mailbox: 'INBOX', uidValidity: '1', uid: 1 } as const;
    const fetched = { delivery: aDelivery({ source }) };
    expect(fires({ address: { exists: false }, helo: { exists: false }, source: 'imap' }, fetched)).to.be
      .true;
    expect(fires({ address: { in: '0.0.0.0/0' } }, fetched)).to.be.false;
  });

  it('tell the null sender by its absence', () => {
    const delivery = aDelivery({ envelope: { sender: '', recipients: [] } });
    expect(fires({ sender: { exists: false } }, { delivery })).to.be.true;
  });

  it('wait for the scorer where the score decides, and only there', () => {
    const scoring = { kind: 'unavailable', why: 'away' } as const;
    const waiting = (when: unknown) => outcome(rule(when), { scoring }).waits;
    expect(waiting({ score: { above: 5 } })).to.be.true;
    expect(waiting({ not: { symbol: { name: 'X' } } })).to.be.true;
    expect(waiting({ score: { above: 5 }, subject: { contains: 'lottery' } }), 'false anyway').to.be.false;
    expect(waiting({ any: [{ score: { above: 5 } }, { size: { above: 1 } }] }), 'true anyway').to.be.false;
  });
});
