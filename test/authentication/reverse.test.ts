import { expect } from 'chai';
import { confirmedNames, pointerName } from '../../src/authentication/reverse.ts';
import type { Resolver } from '../../src/model/ports.ts';

const zone: Record<string, string[]> = {
  'PTR 1.2.0.192.in-addr.arpa': ['mx.customer.example', 'liar.example'],
  'A mx.customer.example': ['192.0.2.1'],
  [`PTR ${pointerName('2001:db8::1')}`]: ['six.customer.example'],
  'AAAA six.customer.example': ['2001:db8:0::1'],
  'A liar.example': ['192.0.2.99'],
};
const resolver: Resolver = async (name, type) => {
  const found = zone[`${type} ${name}`];
  if (found === undefined) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  return found;
};

describe('reverse names', () => {
  it('are looked up backwards under the arpa zones', () => {
    expect(pointerName('192.0.2.1')).to.equal('1.2.0.192.in-addr.arpa');
    expect(pointerName('::ffff:192.0.2.1')).to.equal('1.2.0.192.in-addr.arpa');
    expect(pointerName('2001:db8::1')).to.equal(
      '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa',
    );
    expect(pointerName('mx.customer.example')).to.equal(null);
  });

  it('count only where they lead back to the address', async () => {
    expect(await confirmedNames(resolver, '192.0.2.1')).to.deep.equal(['mx.customer.example']);
    expect(await confirmedNames(resolver, '2001:db8::1')).to.deep.equal(['six.customer.example']);
  });

  it('are none where nothing answers, and none for loopback', async () => {
    expect(await confirmedNames(resolver, '198.51.100.7')).to.deep.equal([]);
    expect(await confirmedNames(resolver, '127.0.0.1')).to.deep.equal([]);
    expect(await confirmedNames(resolver, '::1')).to.deep.equal([]);
  });
});
