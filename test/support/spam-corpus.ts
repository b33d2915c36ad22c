/** Mails of two kinds, made of words, for tests of learning: no two are alike, and each kind has its own words. */
import { compose } from './mail.ts';

const words = {
  spam: 'cheap pills casino bonus lottery winner replica watches jackpot viagra discount pharmacy free spins crypto profit guaranteed click unsubscribe miracle offer limited roulette credit loan instant million inheritance',
  ham: 'printer invoice account password login meeting server order delivery contract department update problem question thank regards colleague monday screen keyboard network backup licence support appointment request',
} as const;

/** The n-th mail of a kind; the same each time. */
export function sampleOf(kind: 'spam' | 'ham', n: number): Uint8Array {
  const list = words[kind].split(' ');
  const some = Array.from(
    { length: 40 },
    (_, i) => list[(n * 7 + i * (1 + (n % 5)) + ((i * i) % 11)) % list.length],
  );
  const text = `${some.join(' ')} ${kind}${n} sentence${n}`;
  const from = kind === 'spam' ? `offer${n}@shop.example` : `person${n}@customer.example`;
  return compose({
    from,
    to: 'support@desk.example',
    subject: some.slice(0, 4).join(' '),
    text,
    messageId: `<${kind}${n}@test.example>`,
  });
}
