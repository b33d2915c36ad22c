import { expect } from 'chai';
import fc from 'fast-check';
import { listed, type Sender } from '../../src/screening/lists.ts';

const by = (change: Partial<Sender>): Sender => ({
  author: null,
  envelopeSender: null,
  sourceAddress: null,
  ...change,
});

describe('a list of senders', () => {
  const cases: readonly (readonly [
    what: string,
    entry: string,
    sender: Partial<Sender>,
    hit: string | null,
  ])[] = [
    ['an address', 'Kim@Shop.example', { author: 'kim@shop.EXAMPLE' }, 'kim@shop.example'],
    ['the envelope sender', 'kim@shop.example', { envelopeSender: 'kim@shop.example' }, 'kim@shop.example'],
    ['no address that only ends alike', 'im@shop.example', { author: 'kim@shop.example' }, null],
    ['a domain', '@shop.example', { author: 'kim@shop.example' }, '@shop.example'],
    ['no subdomain of a plain domain', '@shop.example', { author: 'kim@eu.shop.example' }, null],
    ['subdomains where asked', '@.shop.example', { author: 'kim@a.eu.shop.example' }, '@.shop.example'],
    ['the domain itself among them', '@.shop.example', { author: 'kim@shop.example' }, '@.shop.example'],
    ['no domain that only ends alike', '@.shop.example', { author: 'kim@bookshop.example' }, null],
    ['no domain hidden in a local part', '@shop.example', { author: '"x@shop.example"@evil.example' }, null],
    ['an IPv4 address', '192.0.2.1', { sourceAddress: '192.0.2.1' }, '192.0.2.1'],
    ['an IPv4 network', '192.0.2.0/24', { sourceAddress: '192.0.2.77' }, '192.0.2.77'],
    [
      'an IPv4 address in IPv6 clothes',
      '192.0.2.0/24',
      { sourceAddress: '::ffff:192.0.2.77' },
      '::ffff:192.0.2.77',
    ],
    ['no address outside the network', '192.0.2.0/25', { sourceAddress: '192.0.2.200' }, null],
    ['an IPv6 network', '2001:db8::/32', { sourceAddress: '2001:db8:1::1' }, '2001:db8:1::1'],
    ['everything under a network of no bits', '0.0.0.0/0', { sourceAddress: '203.0.113.9' }, '203.0.113.9'],
    ['nothing where the prefix is too long', '192.0.2.0/33', { sourceAddress: '192.0.2.0' }, null],
    ['nothing where the prefix is no number', '192.0.2.0/x', { sourceAddress: '192.0.2.0' }, null],
    ['nothing where the entry is none', 'shop.example', { author: 'kim@shop.example' }, null],
    ['nothing for an empty entry', '', { author: '', envelopeSender: '', sourceAddress: '' }, null],
    ['nothing where nobody is known', '@shop.example', {}, null],
  ];
  for (const [what, entry, sender, hit] of cases)
    it(`holds ${what}`, () => {
      expect(listed([entry], by(sender))).to.equal(hit);
    });

  it('answers for any entries and senders without fault', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.string(), (entries, author, sourceAddress) => {
        listed(entries, { author, envelopeSender: author, sourceAddress });
      }),
    );
  });
});
