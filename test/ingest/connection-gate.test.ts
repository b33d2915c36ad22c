import { expect } from 'chai';
import { ConnectionGate, type GateRules } from '../../src/ingest/connection-gate.ts';

function gate(rules: Partial<GateRules['limits']> & { total?: number; exempt?: GateRules['exempt'] } = {}) {
  const { total = 10, exempt = () => false, ...limits } = rules;
  return new ConnectionGate({
    total,
    exempt,
    limits: {
      connectionsPerAddress: 10,
      connectionsPerMinute: 100,
      ipv4Prefix: 32,
      ipv6Prefix: 64,
      ...limits,
    },
  });
}

describe('the gate', () => {
  it('counts in total', () => {
    const two = gate({ total: 2 });
    two.admit('192.0.2.1', 0);
    const leave = two.admit('192.0.2.2', 0);
    expect(two.admit('192.0.2.3', 0)).to.equal('connections');
    if (typeof leave !== 'string') leave();
    expect(two.admit('192.0.2.3', 0)).to.be.a('function');
    expect([two.open, two.share]).to.deep.equal([2, 1]);
  });

  it('counts an IPv6 /64 as one', () => {
    const one = gate({ connectionsPerAddress: 1 });
    one.admit('2001:db8::1', 0);
    expect(one.admit('2001:db8::2', 0)).to.equal('connections-per-address');
    expect(one.admit('2001:db8:0:1::2', 0)).to.be.a('function');
  });

  it('counts a wider IPv4 network as one where it is told to', () => {
    const one = gate({ connectionsPerAddress: 1, ipv4Prefix: 24 });
    one.admit('192.0.2.1', 0);
    expect(one.admit('192.0.2.2', 0)).to.equal('connections-per-address');
    expect(one.admit('192.0.3.2', 0)).to.be.a('function');
  });

  it('forgets a client when its last connection has gone, but not how often it came', () => {
    const few = gate({ connectionsPerAddress: 1, connectionsPerMinute: 2 });
    for (let i = 0; i < 2; i += 1) {
      const leave = few.admit('192.0.2.1', 0);
      if (typeof leave !== 'string') leave();
    }
    expect(few.admit('192.0.2.1', 1000)).to.equal('connection-rate');
    expect(few.admit('192.0.2.2', 1000)).to.be.a('function');
    expect(few.admit('192.0.2.1', 120_000)).to.be.a('function');
  });

  it('counts exempt addresses in total only', () => {
    const one = gate({ total: 2, connectionsPerAddress: 1, connectionsPerMinute: 1, exempt: () => true });
    one.admit('127.0.0.1', 0);
    expect(one.admit('127.0.0.1', 0)).to.be.a('function');
    expect(one.admit('127.0.0.1', 0)).to.equal('connections');
  });
});
