import { expect } from 'chai';
import { countHops } from '../../src/ingest/smtp-hops.ts';

const hops = (text: string, enough = 50) => countHops(Buffer.from(text), enough);

describe('the hops of a mail', () => {
  it('are its Received fields, in any case', () => {
    expect(hops('Received: a\r\nRECEIVED: b\r\n folded\r\nSubject: x\r\nreceived: c\r\n\r\nbody')).to.equal(
      3,
    );
  });

  it('end with the header', () => {
    expect(hops('Received: a\r\n\r\nReceived: b\r\n')).to.equal(1);
    expect(hops('Received: a\n\nReceived: b\n')).to.equal(1);
  });

  it('are not counted in values or folded lines', () => {
    expect(hops('Subject: Received: a\r\n Received: b\r\nX-Received: c\r\n\r\n')).to.equal(0);
  });

  it('are counted no further than needed', () => {
    expect(hops('Received: a\r\n'.repeat(1000), 50)).to.equal(51);
  });

  it('of nothing are none', () => {
    expect(hops('')).to.equal(0);
  });
});
