import { expect } from 'chai';
import { ConnectionGate, networkOf, within } from '../../src/ingest/limits.ts';

describe('the network of a client', () => {
  const cases: readonly [address: string, network: string][] = [
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
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
});

describe('the gate', () => {
  const none = within([]);

  it('counts in total', () => {
    const gate = new ConnectionGate(2, 2, none);
    gate.admit('192.0.2.1');
    const leave = gate.admit('192.0.2.2');
    expect(gate.admit('192.0.2.3')).to.equal('total');
    if (typeof leave !== 'string') leave();
    expect(gate.admit('192.0.2.3')).to.be.a('function');
    expect(gate.open).to.equal(2);
  });

  it('counts an IPv6 /64 as one', () => {
    const gate = new ConnectionGate(10, 1, none);
    gate.admit('2001:db8::1');
    expect(gate.admit('2001:db8::2')).to.equal('network');
    expect(gate.admit('2001:db8:0:1::2')).to.be.a('function');
  });

  it('forgets a network when its last client has left', () => {
    const gate = new ConnectionGate(10, 1, none);
    const leave = gate.admit('192.0.2.1');
    if (typeof leave !== 'string') leave();
    expect(gate.admit('192.0.2.1')).to.be.a('function');
  });

  it('counts exempt addresses in total only', () => {
    const gate = new ConnectionGate(2, 1, within(['127.0.0.0/8', '::1/128']));
    gate.admit('127.0.0.1');
    expect(gate.admit('::ffff:127.0.0.1')).to.be.a('function');
    expect(gate.admit('::1')).to.equal('total');
  });
});
