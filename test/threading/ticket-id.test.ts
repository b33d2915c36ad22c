import { expect } from 'chai';
import fc from 'fast-check';
import { ticketTag } from '../../src/mail/outgoing.ts';
import type { KeyRing } from '../../src/model/node-store.ts';
import { findTicketIds, isGenuine, makeTicketId, parseTicketName } from '../../src/threading/ticket-id.ts';

const ring: KeyRing = [{ id: 'A', secret: new Uint8Array(32).fill(7) }];
const other: KeyRing = [{ id: 'A', secret: new Uint8Array(32).fill(8) }];
const id = makeTicketId(ring, 48213);
const code = id.slice(-4);

describe('ticket IDs', () => {
  it('are the number and four characters that always hold a letter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000_000_000 }), (number) => {
        expect(makeTicketId(ring, number)).to.match(
          new RegExp(`^${number}-(?=.*[A-Z])[0-9A-HJKMNP-TV-Z]{4}$`),
        );
      }),
    );
  });

  it('are those of this installation alone', () => {
    expect(isGenuine(ring, 48213, code)).to.equal(true);
    expect(isGenuine(other, 48213, code)).to.equal(false);
    expect(isGenuine(ring, 48214, code)).to.equal(false);
  });

  it('stay valid after a rotation of the keys', () => {
    const rotated: KeyRing = [{ id: 'B', secret: new Uint8Array(32).fill(9) }, ...ring];
    expect(isGenuine(rotated, 48213, code)).to.equal(true);
    expect(makeTicketId(rotated, 48213)).not.to.equal(id);
  });

  it('are written into subjects in brackets, behind the prefix of the house', () => {
    expect(ticketTag('', id)).to.equal(`[#${id}]`);
    expect(ticketTag('Acme', id)).to.equal(`[Acme #${id}]`);
  });

  const forms: Record<string, string> = {
    'as we write it': `[#${id}] Printer`,
    'behind Re:': `Re: [#${id}] Printer`,
    'behind RE[2]:': `RE[2]: [#${id}] Printer`,
    'behind AW:': `AW: [#${id}] Drucker`,
    'behind SV:': `SV: [#${id}] Skrivare`,
    'behind Antw:': `Antw: [#${id}] Printer`,
    'behind 回复:': `回复：[#${id}] 打印机`,
    'in lower case': `re: [#${id.toLowerCase()}] printer`,
    'with the brackets lost': `Re: #${id} Printer`,
    'with everything but the ID lost': `${id}`,
    'behind the tag of a mailing list': `[helpdesk-list] Re: [#${id}] Printer`,
    'with a prefix': `Re: [Acme #${id}] Printer`,
    'with a prefix and no #': `Re: [Acme ${id}] Printer`,
    'at the end': `Printer is on fire (#${id})`,
    'folded before the code': `Re: [#48213- ${code}] Printer`,
    'folded behind the mark': `Re: [# ${id}] Printer`,
    'with a long dash': `Re: [#48213–${code}] Printer`,
    'with a non-breaking hyphen': `Re: [#48213‑${code}] Printer`,
    'glued to Chinese brackets': `【#${id}】打印机`,
  };
  for (const [form, subject] of Object.entries(forms)) {
    it(`are read ${form}`, () => {
      expect(findTicketIds(subject).map((found) => `${found.number}-${found.code}`)).to.deep.equal([id]);
    });
  }

  it('are read once where they stand twice, and both where there are two', () => {
    const second = makeTicketId(ring, 50001);
    expect(findTicketIds(`Re: [#${id}] Re: [#${id}] x`)).to.have.length(1);
    expect(findTicketIds(`Re: [#${id}] and [#${second}]`).map((found) => found.number)).to.deep.equal([
      48213, 50001,
    ]);
  });

  it('are read with I and L for 1 and O for 0', () => {
    const number =
      Array.from({ length: 500 }, (_, i) => i + 10_000).find((n) =>
        /[01]/.test(makeTicketId(ring, n).slice(-4)),
      ) ?? 0;
    const genuine = makeTicketId(ring, number);
    const misread = `${number}-${genuine.slice(-4).replace(/1/g, 'l').replace(/0/g, 'o')}`;
    expect(findTicketIds(misread).map((found) => `${found.number}-${found.code}`)).to.deep.equal([genuine]);
  });

  for (const subject of [
    'Call 0800-1234',
    'Order 2024-000123',
    'ISO 9001-2015',
    'Rue de la Paix',
    '10-4',
    'Version 1-2ABCD',
    '#12',
  ]) {
    it(`are not seen in “${subject}”`, () => {
      expect(findTicketIds(subject)).to.deep.equal([]);
    });
  }

  it('give the bare number where only that is left', () => {
    expect(findTicketIds('Re: #48213')).to.deep.equal([{ number: 48213, code: null, explicit: true }]);
    expect(findTicketIds('Frage zu Ticket 48213')).to.deep.equal([
      { number: 48213, code: null, explicit: true },
    ]);
  });

  it('are named on the command line with or without code and decoration', () => {
    expect(parseTicketName('48213')).to.deep.equal({ number: 48213, code: null });
    expect(parseTicketName(`[#${id.toLowerCase()}]`)).to.deep.equal({ number: 48213, code });
    expect(parseTicketName('printer')).to.equal(null);
    expect(parseTicketName('48213-UUUU')).to.equal(null);
  });

  it('are found in any subject in time that grows with its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), (subject) =>
        Array.isArray(findTicketIds(subject)),
      ),
    );
    expect(findTicketIds('1-'.repeat(50_000))).to.deep.equal([]);
  });
});
