import { expect } from 'chai';
import fc from 'fast-check';
import { compileList, compileLists, listed, type Sender } from '../../src/screening/lists.ts';

const by = (change: Partial<Sender>): Sender => ({
  author: null,
  envelopeSender: null,
  sourceAddress: null,
  ...change,
});

const now = new Date('2026-03-01T12:00:00Z');
const hitOf = (patterns: readonly string[], sender: Partial<Sender>) =>
  listed(compileList(patterns.map((pattern) => ({ pattern, expiresAt: null }))), by(sender), now);

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
    ['an IPv4 network', '192.0.2.0/24', { sourceAddress: '192.0.2.77' }, '192.0.2.0/24'],
    [
      'an IPv4 address in IPv6 clothes',
      '192.0.2.0/24',
      { sourceAddress: '::ffff:192.0.2.77' },
      '192.0.2.0/24',
    ],
    ['no address outside the network', '192.0.2.0/25', { sourceAddress: '192.0.2.200' }, null],
    ['an IPv6 network', '2001:db8::/32', { sourceAddress: '2001:db8:1::1' }, '2001:db8::/32'],
    ['everything under a network of no bits', '0.0.0.0/0', { sourceAddress: '203.0.113.9' }, '0.0.0.0/0'],
    ['nothing where the prefix is too long', '192.0.2.0/33', { sourceAddress: '192.0.2.0' }, null],
    ['nothing where the prefix is no number', '192.0.2.0/x', { sourceAddress: '192.0.2.0' }, null],
    ['nothing where the entry is none', 'shop.example', { author: 'kim@shop.example' }, null],
    ['nothing for an empty entry', '', { author: '', envelopeSender: '', sourceAddress: '' }, null],
    ['nothing where nobody is known', '@shop.example', {}, null],
    [
      'stars in the local part',
      'news-*@shop.example',
      { author: 'news-7@shop.example' },
      'news-*@shop.example',
    ],
    ['none but what begins so', 'news-*@shop.example', { author: 'old-news-7@shop.example' }, null],
    ['stars in the domain', '*@*.shop.example', { author: 'kim@a.eu.shop.example' }, '*@*.shop.example'],
    ['not the domain itself below a star', '*@*.shop.example', { author: 'kim@shop.example' }, null],
    ['part of a label', 'kim@mail*.example', { author: 'kim@mail7.example' }, 'kim@mail*.example'],
    ['no star across the @', 'kim*shop.example@x.example', { author: 'kim@shop.example' }, null],
    ['a star as the whole local part', '*@shop.example', { author: 'kim@shop.example' }, '@shop.example'],
    [
      'a domain in another script',
      '@bücher.example',
      { author: 'kim@xn--bcher-kva.example' },
      '@xn--bcher-kva.example',
    ],
    [
      'the same the other way round',
      '@xn--bcher-kva.example',
      { author: 'kim@Bücher.example' },
      '@xn--bcher-kva.example',
    ],
    ['the narrower network', '192.0.2.7', { sourceAddress: '192.0.2.7' }, '192.0.2.7'],
  ];
  for (const [what, entry, sender, hit] of cases)
    it(`holds ${what}`, () => {
      expect(hitOf([entry], sender)).to.equal(hit);
    });

  it('answers for any entries and senders without fault', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), fc.string(), (entries, author, sourceAddress) => {
        hitOf(entries, { author, envelopeSender: author, sourceAddress });
      }),
    );
  });

  it('forgets what has expired, between two refreshes too', () => {
    const expiresAt = new Date(now.getTime() + 1000);
    const list = compileList([{ pattern: '@shop.example', expiresAt }]);
    const kim = by({ author: 'kim@shop.example' });
    expect(listed(list, kim, now)).to.equal('@shop.example');
    expect(listed(list, kim, expiresAt)).to.equal(null);
  });

  it('goes by the entry that stands longest where several say the same', () => {
    const soon = {
      list: 'deny' as const,
      pattern: '@shop.example',
      expiresAt: new Date(now.getTime() + 1000),
    };
    const later = new Date(now.getTime() + 5000);
    const kim = by({ author: 'kim@shop.example' });
    const lists = compileLists({ allow: [], deny: ['@Shop.example'] }, [soon]);
    expect(listed(lists.deny, kim, later)).to.equal('@shop.example');
    expect(listed(lists.allow, kim, later)).to.equal(null);
  });

  it('finds networks as they contain each other', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(
        fc.tuple(octet, octet, octet, octet),
        fc.integer({ min: 0, max: 32 }),
        octet,
        (ip, prefix, other) => {
          const address = ip.join('.');
          const value = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0);
          const changed = [...ip.slice(0, 2), other, ip[3]] as number[];
          const inside =
            Math.floor(value(ip) / 2 ** (32 - prefix)) === Math.floor(value(changed) / 2 ** (32 - prefix));
          const hit = hitOf([`${address}/${prefix}`], { sourceAddress: changed.join('.') });
          expect(hit !== null).to.equal(inside);
        },
      ),
    );
  });
});
