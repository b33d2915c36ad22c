/**
 * Target: subjects, reply addresses and Message-IDs: nothing is taken for signed that was not made with a key of the ring,
 * for the very ticket and member that it names.
 */
import { claimsOf } from '../../src/threading/claims.ts';
import { isGenuine, makeTicketId, parseTicketName } from '../../src/threading/ticket-id.ts';
import { makeSigner } from '../../src/threading/token.ts';
import { damaged } from './damage.ts';
import { below, pick, type Random } from './random.ts';
import { faultOf, type Target } from './target.ts';

const ringOf = (octet: number) => [{ id: 'A', secret: new Uint8Array(32).fill(octet) }];
const [ours, others] = [ringOf(1), ringOf(2)];
const staff = ['ben@desk.example', 'kim@desk.example'];
const lane = 'support@desk.example';

interface Signs {
  readonly subject: string;
  readonly recipient: string;
  readonly messageId: string;
}

export const tokens: Target = {
  name: 'tokens',
  promise: 'no claim is valid without the key',
  start: () => ({
    attempt(random) {
      const number = 1 + below(random, 99_999);
      const made = signsOf(pick(random, [ours, others], ours), number, random);
      const given = Object.fromEntries(
        Object.entries(made).map(([name, text]) => [name, random() < 0.7 ? spoilt(text, random) : text]),
      ) as unknown as Signs;
      return { input: JSON.stringify(given), fault: faultOf(() => check(given)) };
    },
  }),
};

function signsOf(ring: typeof ours, number: number, random: Random): Signs {
  const signer = makeSigner(() => ring, 'desk.example');
  const [id, row] = [makeTicketId(ring, number), below(random, 1e9).toString(16).padStart(24, '0')];
  return {
    subject: pick(random, [`Re: [#${id}] fire`, `AW: ${id}`, `#${number}`, `x ${id.toLowerCase()} y`], ''),
    recipient: pick(
      random,
      [
        signer.replyAddress(lane, id, null),
        signer.replyAddress(lane, id, staff[0] ?? ''),
        signer.bounceAddress(lane, row),
      ],
      '',
    ),
    messageId: signer.messageId(
      pick(random, ['receipt', 'notice', 'reply', 'alarm'], 'receipt'),
      number,
      row,
    ),
  };
}

function spoilt(text: string, random: Random): string {
  if (random() < 0.3) return Buffer.from(damaged([Buffer.from(text)], random)).toString();
  const at = below(random, text.length);
  const other = pick(random, [...'0123456789abcdefghjkmnpqrstvwxyzABCZ.-+@#ſK\u2013 '], '');
  return `${text.slice(0, at)}${other}${text.slice(at + (random() < 0.8 ? 1 : 0))}`;
}

/** What our own key signs for what the claim says; compared with what was given, in any case. */
function check({ subject, recipient, messageId }: Signs): void {
  parseTicketName(subject);
  const mail = { subject, inReplyTo: messageId, references: [messageId, subject], bounces: [] };
  const signer = makeSigner(() => ours, 'desk.example');
  for (const claim of claimsOf(mail, recipient, ours, staff).filter(({ valid }) => valid)) {
    const id = makeTicketId(ours, claim.number);
    const signed = [
      claim.found === 'subject' &&
        isGenuine(ours, claim.number, claim.id.split('-')[1] ?? '') &&
        claim.id === id,
      claim.found === 'address' &&
        [null, ...staff].some((one) => sameLeft(signer.replyAddress(lane, id, one), recipient)),
      claim.found === 'references' &&
        (['receipt', 'notice', 'reply', 'alarm'] as const).some((kind) =>
          [messageId, subject].some((given) =>
            sameLeft(signer.messageId(kind, claim.number, claim.outgoing ?? ''), given),
          ),
        ),
    ];
    if (!signed.includes(true)) throw new Error(`taken for signed: ${JSON.stringify(claim)}`);
  }
}

/** The left sides of two addresses, in any case: the right side is not signed. */
function sameLeft(one: string, other: string): boolean {
  const token = (text: string) =>
    text
      .toLowerCase()
      .slice(0, text.indexOf('@'))
      .replace(/^[^+]*\+/, '');
  return token(one) === token(other);
}
