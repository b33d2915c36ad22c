import { expect } from 'chai';
import fc from 'fast-check';
import type { KeyRing } from '../../src/model/node-store.ts';
import { makeTicketId } from '../../src/threading/ticket-id.ts';
import { makeSigner, readAddress, readMessageId } from '../../src/threading/token.ts';

const old = { id: 'A', secret: new Uint8Array(32).fill(1) };
const fresh = { id: 'B', secret: new Uint8Array(32).fill(2) };
const ring: KeyRing = [fresh, old];
const signer = makeSigner(() => ring, 'desk.example');
const ticketId = makeTicketId(ring, 48213);
const outgoing = '65a1b2c3d4e5f60718293a4b';

describe('signed identifiers', () => {
  it('bring an answer back to its ticket, whatever case the client makes of the address', () => {
    const address = signer.replyAddress('support@desk.example', ticketId, null);
    const expected = {
      lane: 'support@desk.example',
      token: { kind: 'customer', number: 48213, code: ticketId.slice(-4) },
    };
    expect(readAddress(ring, address, [])).to.deep.equal(expected);
    expect(readAddress(ring, address.toUpperCase(), [])).to.deep.equal(expected);
  });

  it('keep the local part within the 64 octets of RFC 5321, 4.5.3.1.1', () => {
    const lane = 'customer-support@desk.example';
    for (const address of [
      signer.bounceAddress(lane, outgoing),
      signer.replyAddress(lane, '2147483647-K7QF', 'a@b.example'),
    ]) {
      expect(address.split('@')[0]?.length).to.be.at.most(64);
    }
  });

  it('bind a staff address to one member', () => {
    const address = signer.replyAddress('support@desk.example', ticketId, 'Bob@desk.example');
    expect(readAddress(ring, address, ['ann@desk.example', 'bob@desk.example'])?.token).to.include({
      kind: 'staff',
      staff: 'bob@desk.example',
    });
    expect(readAddress(ring, address, ['ann@desk.example'])).to.equal(null);
  });

  it('keep answers to notes apart from answers to customers', () => {
    const notes = signer.noteAddress('support@desk.example', ticketId, 'bob@desk.example');
    const answers = signer.replyAddress('support@desk.example', ticketId, 'bob@desk.example');
    const read = (address: string) => readAddress(ring, address, ['bob@desk.example'])?.token;
    expect(read(notes)).to.deep.include({ kind: 'staff', staff: 'bob@desk.example', note: true });
    expect(read(answers)).to.deep.include({ note: false });
    expect(read(notes.replace('+n.', '+s.')), 'nobody makes one of the other').to.equal(undefined);
    expect(readAddress(ring, notes, ['ann@desk.example'])).to.equal(null);
  });

  it('bring a bounce back to its row of the outbox', () => {
    const address = signer.bounceAddress('support@desk.example', outgoing);
    expect(readAddress(ring, address, [])).to.deep.equal({
      lane: 'support@desk.example',
      token: { kind: 'bounce', outgoing },
    });
  });

  it('name kind, ticket and row in Message-IDs', () => {
    const messageId = signer.messageId('receipt', 48213, outgoing);
    expect(readMessageId(ring, messageId)).to.deep.equal({ kind: 'receipt', number: 48213, outgoing });
  });

  it('stay valid under the old key and fail under another installation’s', () => {
    const before = makeSigner(() => [old], 'desk.example');
    const stranger = makeSigner(() => [{ id: 'B', secret: new Uint8Array(32).fill(3) }], 'desk.example');
    expect(readMessageId(ring, before.messageId('reply', 1, outgoing))).not.to.equal(null);
    expect(readMessageId(ring, stranger.messageId('reply', 1, outgoing))).to.equal(null);
    expect(readAddress(ring, stranger.bounceAddress('support@desk.example', outgoing), [])).to.equal(null);
  });

  it('do not survive the change of a single character', () => {
    const address = signer.replyAddress('support@desk.example', ticketId, null);
    const plus = address.indexOf('+') + 1;
    fc.assert(
      fc.property(
        fc.integer({ min: plus, max: address.indexOf('@') - 1 }),
        fc.constantFrom(...'0123456789abz.'),
        (at, character) => {
          fc.pre(address[at] !== character);
          const forged = address.slice(0, at) + character + address.slice(at + 1);
          expect(readAddress(ring, forged, [])).to.equal(null);
        },
      ),
    );
  });

  it('are not seen in anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => readAddress(ring, `support+${text}@desk.example`, []) === null),
    );
    fc.assert(fc.property(fc.string(), (text) => readMessageId(ring, text) === null));
  });
});
