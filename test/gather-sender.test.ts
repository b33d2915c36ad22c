import { expect } from 'chai';
import { senderKnown } from '../src/gather-sender.ts';
import { Rates } from '../src/watching/rates.ts';
import { aDelivery, aMail, evidenceOf, now } from './support/facts.ts';

const rate = { of: 'domain', minutes: 10 } as const;

describe('what rules ask of a sender', () => {
  const parts = (known: boolean, rates: readonly (typeof rate)[], asked: string[] = []) => ({
    lookups: {
      isKnown: async (address: string) => {
        asked.push(address);
        return true;
      },
      writtenTo: async () => null,
    },
    wanted: () => ({ known, rates }),
    asksWhomStaffWroteTo: false,
    seen: { rates: new Rates() },
    knownDays: 365,
  });

  it('is not asked where no rule wants to know', async () => {
    const asked: string[] = [];
    expect(await senderKnown(parts(false, [], asked), aDelivery(), aMail(), now)).to.deep.include({
      known: null,
      rates: [],
    });
    expect(asked).to.deep.equal([]);
  });

  it('counts a mail to several lanes once, and not again when it is taken up later', async () => {
    const one = parts(true, [rate]);
    const mail = aMail();
    await senderKnown(one, aDelivery(), mail, now);
    const second = await senderKnown(one, aDelivery({ lane: 'other@desk.example' }), mail, now);
    expect(second.rates).to.deep.equal([{ ...rate, count: 1 }]);
    const later = aDelivery({ known: { evidence: evidenceOf('unproven'), scoring: null } });
    expect((await senderKnown(one, later, aMail(), now)).rates).to.deep.equal([{ ...rate, count: 1 }]);
    expect((await senderKnown(one, aDelivery(), aMail(), now)).rates).to.deep.equal([{ ...rate, count: 2 }]);
  });

  it('counts nothing of a null sender', async () => {
    const delivery = aDelivery({ envelope: { sender: '', recipients: [] } });
    expect((await senderKnown(parts(false, [rate]), delivery, aMail(), now)).rates).to.deep.equal([]);
  });
});
