import { expect } from 'chai';
import fc from 'fast-check';
import { readEnvelope } from '../../src/ingest/imap-lanes.ts';

const ours = new Set(['support@example.com', 'sales@example.com']);
const lane = (recipient: string) => {
  const bare = recipient.toLowerCase().replace(/\+[^@]*/, '');
  return ours.has(bare) ? bare : null;
};
const read = (...head: string[]) =>
  readEnvelope(
    Buffer.from(`${head.join('\r\n')}\r\n\r\nTo: sales@example.com\r\n`),
    lane,
    'fallback@example.com',
  );

describe('the envelope of a mail from a mailbox', () => {
  it('has the lanes of the first kind of field that names one of ours', () => {
    const { lanes } = read(
      'To: sales@example.com',
      'X-Original-To: Support@Example.com',
      'Delivered-To: catch-all@example.com',
    );
    expect(lanes).to.deep.equal([{ lane: 'support@example.com', recipient: 'Support@example.com' }]);
  });

  it('has every lane of that kind once, with the address as given', () => {
    const { lanes, envelope } = read(
      'To: Us <support+48213.k7qf.abc@example.com>, "sales@example.com" <boss@example.org>,',
      ' Sales:sales@example.com, support@example.com;',
      'Cc: support@example.com',
    );
    expect(lanes).to.deep.equal([
      { lane: 'support@example.com', recipient: 'support+48213.k7qf.abc@example.com' },
      { lane: 'sales@example.com', recipient: 'sales@example.com' },
    ]);
    expect(envelope.recipients).to.deep.equal(['support+48213.k7qf.abc@example.com', 'sales@example.com']);
  });

  it('reads several Delivered-To fields, and Cc last', () => {
    expect(read('Delivered-To: sales@example.com', 'Delivered-To: support@example.com').lanes).to.have.length(
      2,
    );
    expect(read('To: x@example.org', 'Cc: sales@example.com').lanes[0]?.lane).to.equal('sales@example.com');
  });

  it('falls back where the header names none of ours, and reads no body', () => {
    expect(read('Subject: to sales@example.com').lanes).to.deep.equal([
      { lane: 'fallback@example.com', recipient: 'fallback@example.com' },
    ]);
  });

  it('has the sender of Return-Path, the null sender included, and else the author', () => {
    expect(read('Return-Path: <bounce@example.org>', 'From: ann@example.org').envelope.sender).to.equal(
      'bounce@example.org',
    );
    expect(read('Return-Path: <>', 'From: mailer-daemon@example.org').envelope.sender).to.equal('');
    expect(read('From: Ann <ann@Example.ORG>').envelope.sender).to.equal('ann@example.org');
    expect(read('Return-Path:', 'From: ann@example.org').envelope.sender).to.equal('ann@example.org');
    expect(read('Subject: nobody').envelope.sender).to.equal('');
  });

  it('reads addresses in UTF-8', () => {
    expect(read('From: Jörg <jörg@example.org>').envelope.sender).to.equal('jörg@example.org');
  });

  it('is read from any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
        expect(readEnvelope(raw, lane, 'fallback@example.com').lanes).not.to.deep.equal([]);
      }),
    );
  });
});
