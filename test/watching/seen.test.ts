import { expect } from 'chai';
import type { Facts, TicketClaim } from '../../src/model/facts.ts';
import { Seen } from '../../src/watching/seen.ts';
import { decision } from '../store/samples.ts';
import { aDelivery, evidenceOf, now, someFacts } from '../support/facts.ts';

const later = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const wrong = { found: 'subject', valid: false } as TicketClaim;
const from = (address: string) => {
  const { source } = aDelivery();
  if (source.kind !== 'smtp') throw new Error('not SMTP');
  return { delivery: aDelivery({ source: { ...source, address } }) };
};
const guesser = (address: string) => ({ ...from(address).delivery, author: '' });

describe('what a node saw lately', () => {
  const make = () => new Seen({ wrongIdsPerHour: 3, wrongIdsPerHourTotal: 5 });
  const note = (seen: Seen, change: Partial<Facts>) => seen.note(someFacts(change), decision);

  it('tells who guesses by the network that wrong IDs came from, for an hour', () => {
    const seen = make();
    for (let n = 0; n < 3; n += 1) note(seen, { claims: [wrong], ...from(`2001:db8::${n + 1}`) });
    expect(seen.guessing([], guesser('2001:db8::99'), now)).to.equal(true);
    expect(seen.guessing([], guesser('2001:db8:1::1'), now)).to.equal(false);
    expect(seen.guessing([], guesser('2001:db8::99'), later(121))).to.equal(false);
  });

  it('takes all for guessers after too many in all', () => {
    const seen = make();
    for (let n = 0; n < 5; n += 1) note(seen, { claims: [wrong], ...from(`192.0.2.${n}`) });
    expect(seen.guessing([], guesser('198.51.100.1'), now)).to.equal(true);
  });

  it('sees many guesses in one mail', () =>
    expect(make().guessing([wrong, wrong, wrong], guesser('192.0.2.1'), now)).to.equal(true));

  it('counts tickets of the last hour that were opened for authors whom nothing proves', () => {
    const seen = make();
    note(seen, {});
    note(seen, { evidence: evidenceOf('failed') });
    note(seen, { evidence: evidenceOf('authenticated') });
    note(seen, { now: later(30) });
    expect(seen.unprovenTickets(later(30))).to.equal(3);
    expect(seen.unprovenTickets(later(61))).to.equal(1);
  });
});
