import { expect } from 'chai';
import { networkOf, withinNetworks } from '../src/networks.ts';

describe('the network of a client', () => {
  const cases: readonly [address: string, network: string][] = [
    ['192.0.2.7', '192.0.2.7/32'],
    ['::ffff:192.0.2.7', '192.0.2.7/32'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.33', '64:ff9b:0:0::/64'],
    ['1:2:3:4:5:6::', '1:2:3:4::/64'],
  ];
  for (const [address, network] of cases) {
    it(`of ${address} is ${network}`, () => expect(networkOf(address)).to.equal(network));
  }

  it('is as wide as the settings say', () => {
    expect(networkOf('192.0.2.7', { ipv4: 24, ipv6: 64 })).to.equal('192.0.2.0/24');
    expect(networkOf('192.0.255.7', { ipv4: 18, ipv6: 64 })).to.equal('192.0.192.0/18');
    expect(networkOf('2001:db8:1:ffff::1', { ipv4: 32, ipv6: 56 })).to.equal('2001:db8:1:ff00::/56');
    expect(networkOf('::1', { ipv4: 32, ipv6: 128 })).to.equal('0:0:0:0:0:0:0:1/128');
  });
});

describe('a list of networks', () => {
  const ours = withinNetworks(['127.0.0.0/8', '::1/128', '192.0.2.1', '2001:db8::/32']);
  for (const [address, expected] of [
    ['127.9.9.9', true],
    ['::ffff:127.0.0.1', true],
    ['::1', true],
    ['::2', false],
    ['192.0.2.1', true],
    ['192.0.2.2', false],
    ['2001:db8:ffff::1', true],
    ['', false],
  ] as const) {
    it(`${expected ? 'holds' : 'does not hold'} "${address}"`, () =>
      expect(ours(address)).to.equal(expected));
  }
});
