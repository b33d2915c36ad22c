/** Who the client is, behind proxies. */
import { expect } from 'chai';
import fc from 'fast-check';
import { clientAddress } from '../../src/http/proxy.ts';
import { withinNetworks } from '../../src/networks.ts';

const isProxy = withinNetworks(['10.0.0.0/8', '::1']);

describe('the address of a client', () => {
  it('is that of the connection where no proxy is trusted, whatever it claims', () => {
    expect(clientAddress('192.0.2.7', '203.0.113.9', withinNetworks([]))).to.equal('192.0.2.7');
    expect(clientAddress('192.0.2.7', '203.0.113.9', isProxy)).to.equal('192.0.2.7');
  });

  it('is the last that a trusted proxy named, not the first, which the client may have written', () => {
    expect(clientAddress('10.0.0.1', '198.51.100.66, 203.0.113.9', isProxy)).to.equal('203.0.113.9');
    expect(clientAddress('10.0.0.1', '198.51.100.66, 203.0.113.9, 10.1.2.3', isProxy)).to.equal(
      '203.0.113.9',
    );
  });

  it('is read with ports, brackets and IPv4 in IPv6', () => {
    expect(clientAddress('::ffff:10.0.0.1', '203.0.113.9:4711', isProxy)).to.equal('203.0.113.9');
    expect(clientAddress('::1', '[2001:db8::5]:443', isProxy)).to.equal('2001:db8::5');
  });

  it('is that of the proxy where it names nobody, or names no address', () => {
    expect(clientAddress('10.0.0.1', undefined, isProxy)).to.equal('10.0.0.1');
    expect(clientAddress('10.0.0.1', 'unknown', isProxy)).to.equal('10.0.0.1');
  });

  it('cannot be chosen by what a client writes in front', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (forged) => clientAddress('10.0.0.1', `${forged}, 203.0.113.9`, isProxy) === '203.0.113.9',
      ),
    );
  });
});
