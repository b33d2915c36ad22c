import { expect } from 'chai';
import { domainOf, type Results, trustOf } from '../../src/authentication/trust.ts';
import type { Verdict } from '../../src/model/facts.ts';

const results = (change: Partial<Results> = {}): Results => ({
  spf: { result: 'none', domain: null },
  dkim: [],
  dmarc: { result: 'none', policy: null, domain: 'shop.example' },
  arc: { result: 'none', sealer: null },
  ...change,
});
const spf = (result: Verdict, domain: string) => results({ spf: { result, domain } });
const dkim = (result: Verdict, domain: string) => results({ dkim: [{ result, domain, selector: 's' }] });
const dmarc = (result: Verdict, domain: string | null = 'shop.example') =>
  results({ dmarc: { result, policy: 'reject', domain } });

describe('trust in the author', () => {
  const cases: readonly (readonly [what: string, trust: string, given: Results, author?: string | null])[] = [
    ['DMARC passed', 'authenticated', dmarc('pass')],
    ['DMARC passed for another author', 'unproven', dmarc('pass', 'evil.example')],
    ['DMARC passed for nobody knows whom', 'unproven', dmarc('pass', null)],
    ['DMARC failed', 'failed', dmarc('fail')],
    [
      'DMARC failed, though ARC passed',
      'failed',
      { ...dmarc('fail'), arc: { result: 'pass', sealer: 'list.example' } },
    ],
    ['DMARC could not be looked up', 'unavailable', dmarc('temperror')],
    [
      'the DMARC record is in error',
      'unproven',
      { ...spf('pass', 'shop.example'), dmarc: dmarc('permerror').dmarc },
    ],
    ['SPF passed for the domain', 'aligned', spf('pass', 'shop.example')],
    ['SPF passed for a subdomain', 'aligned', spf('pass', 'bounce.mail.shop.example')],
    ['SPF passed for another domain', 'unproven', spf('pass', 'evil.example')],
    ['SPF failed', 'unproven', spf('fail', 'shop.example')],
    ['DKIM passed for the domain above', 'aligned', dkim('pass', 'shop.example'), 'eu.shop.example'],
    ['DKIM passed for another domain', 'unproven', dkim('pass', 'mailer.example')],
    [
      'DKIM passed for a neighbour below a public suffix',
      'unproven',
      dkim('pass', 'evil.co.uk'),
      'shop.co.uk',
    ],
    [
      'DKIM passed for a neighbour below a private suffix',
      'unproven',
      dkim('pass', 'evil.github.io'),
      'shop.github.io',
    ],
    ['the author’s key could not be looked up', 'unavailable', dkim('temperror', 'shop.example')],
    ['a stranger’s key could not be looked up', 'unproven', dkim('temperror', 'evil.example')],
    [
      'SPF passed, and the key could not be looked up',
      'aligned',
      { ...spf('pass', 'shop.example'), dkim: dkim('temperror', 'shop.example').dkim },
    ],
    ['a domain without a public suffix', 'aligned', spf('pass', 'localhost'), 'localhost'],
    ['nothing was found', 'unproven', results()],
    ['the mail has no author', 'unproven', dmarc('pass'), null],
  ];
  for (const [what, trust, given, author = 'shop.example'] of cases)
    it(`is ${trust} where ${what}`, () => {
      expect(trustOf(given, author)).to.equal(trust);
    });
});

describe('the domain of an address', () => {
  for (const [address, domain] of [
    ['kim@Shop.Example', 'shop.example'],
    ['"a@b"@shop.example.', 'shop.example'],
    ['kim@münchen.example', 'xn--mnchen-3ya.example'],
    ['kim', null],
    ['kim@', null],
    ['', null],
    [undefined, null],
  ] as const)
    it(`of ${JSON.stringify(address)} is ${domain}`, () => {
      expect(domainOf(address)).to.equal(domain);
    });
});
