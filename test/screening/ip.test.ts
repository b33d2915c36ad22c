import { isIP } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { overlap, readIp, readNetwork, writeNetwork } from '../../src/screening/ip.ts';

const written = (text: string) => {
  const network = readNetwork(text);
  return network && writeNetwork(network);
};

describe('a network', () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.77/24', '192.0.2.0/24'],
    ['10.1.2.3/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['2001:DB8:0:0:1::1', '2001:db8::1:0:0:1'],
    ['2001:db8:1:2:3::/64', '2001:db8:1:2::/64'],
    ['::1', '::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.0/120', '192.0.2.0/24'],
    ['::ffff:192.0.2.0/24', null],
    ['192.0.2.0/33', null],
    ['192.0.2.0/24/1', null],
    ['192.0.2', null],
    ['fe80::1%eth0', null],
    ['', null],
  ];
  for (const [text, form] of cases)
    it(`is read from ${JSON.stringify(text)}`, () => {
      expect(written(text)).to.equal(form);
    });

  it('is written as it can be read again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 0, max: 128 }), (address, bits) => {
        const prefix = readIp(address)?.version === 4 ? bits % 33 : bits;
        if (isIP(address) === 6 && readIp(address)?.version === 4) return;
        const once = written(`${address}/${prefix}`) ?? '';
        expect(written(once)).to.equal(once);
      }),
    );
  });

  it('overlaps those that it contains, and those that contain it', () => {
    const both = (a: string, b: string) => {
      const [one, other] = [readNetwork(a), readNetwork(b)];
      return one !== null && other !== null && overlap(one, other);
    };
    expect(both('127.0.0.0/8', '127.0.0.1')).to.equal(true);
    expect(both('127.0.0.1', '127.0.0.0/8')).to.equal(true);
    expect(both('127.0.0.1', '128.0.0.0/8')).to.equal(false);
    expect(both('::/0', '127.0.0.1')).to.equal(false);
  });
});
