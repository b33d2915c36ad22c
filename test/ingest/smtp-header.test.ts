import { expect } from 'chai';
import { type HeaderLimits, headerLimit } from '../../src/ingest/smtp-header.ts';

const limits: HeaderLimits = { headerBytes: 2000, headerFields: 60, headerLine: 1000, hops: 3 };
const check = (text: string) => headerLimit(Buffer.from(text), limits);
const received = (count: number) => 'Received: x\r\n'.repeat(count);

describe('the header of a mail', () => {
  it('goes in circles with too many Received fields, in any case, folded or not', () => {
    expect(check(`${received(3)}\r\n`)).to.equal(null);
    expect(check(`${received(2)}RECEIVED : y\r\n folded\r\nreceived: z\r\n\r\n`)).to.equal('hops');
  });

  it('has them neither in values, nor in folded lines, nor in the body', () => {
    expect(check(`Subject: Received: a\r\n Received: b\r\nX-Received: c\r\n\r\n${received(9)}`)).to.equal(
      null,
    );
    expect(check(`Subject: x\n\n${received(9)}`)).to.equal(null);
  });

  it('may have so many fields', () => {
    expect(check(`${'A: b\r\n'.repeat(60)}\r\n`)).to.equal(null);
    expect(check(`${'A: b\r\n'.repeat(61)}\r\n`)).to.equal('header-fields');
  });

  it('may have lines so long, and be so long', () => {
    expect(check(`A: ${'b'.repeat(996)}\r\n\r\n`)).to.equal('header-line');
    expect(check(`A: ${'b'.repeat(995)}\r\n\r\n`)).to.equal(null);
    expect(check(`A: b\r\n${` ${'c'.repeat(97)}\r\n`.repeat(21)}\r\n`)).to.equal('header-size');
    expect(check(`A: ${'b'.repeat(5000)}`)).to.equal('header-line');
  });

  it('is measured behind a line that is no field', () => {
    expect(check(`From a@example.net Mon Mar  2 2026\n${received(4)}\n`)).to.equal('hops');
    expect(check(`Subject: x\njunk\n${received(4)}\n`)).to.equal('hops');
  });

  it('ends where a line can be no part of it: a long text without a header is none', () => {
    expect(check(`Hello, this is no field\r\nnor is this\r\n${'A: b\r\n'.repeat(100)}`)).to.equal(null);
    expect(check('x'.repeat(5000))).to.equal(null);
    expect(check('')).to.equal(null);
  });
});
