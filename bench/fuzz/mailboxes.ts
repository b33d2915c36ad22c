/** Target: mailbox files that are imported: the same mails however the file comes in pieces, and no octet made up. */
import { isMbox, splitMbox } from '../../src/mail/mbox.ts';
import { damaged } from './damage.ts';
import { below, type Random } from './random.ts';
import { fixtures } from './samples.ts';
import type { Attempt, Target } from './target.ts';

const longest = 1_000_000;
const line = 'From ann@customer.example Mon Nov  2 10:00:00 2026\n';

export const mailboxes: Target = {
  name: 'mailboxes',
  promise: 'the same mails, in whatever pieces',
  start() {
    const files = fixtures('plain').map((mail) =>
      Buffer.concat([Buffer.from(line), mail, Buffer.from('\n')]),
    );
    return {
      async attempt(random) {
        const all = Buffer.concat(Array.from({ length: 1 + below(random, 4) }, () => damaged(files, random)));
        const input = all.subarray(0, longest);
        return { input, fault: await faultIn(input, random) };
      },
    };
  },
};

async function faultIn(input: Buffer, random: Random): Promise<Attempt['fault']> {
  isMbox(input);
  const whole = await split([input]);
  const pieces = await split(cut(input, random));
  if (whole.length !== pieces.length) return `${whole.length} mails whole, ${pieces.length} in pieces`;
  const differing = whole.findIndex((mail, at) => !Buffer.from(mail).equals(Buffer.from(pieces[at] ?? [])));
  if (differing >= 0) return `mail ${differing} differs when the file comes in pieces`;
  const size = whole.reduce((sum, mail) => sum + mail.length, 0);
  return size > input.length ? 'more octets came out than went in' : null;
}

function cut(input: Buffer, random: Random): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < input.length; ) {
    const end = at + 1 + below(random, random() < 0.2 ? 3 : 5000);
    pieces.push(input.subarray(at, end));
    at = end;
  }
  return pieces;
}

async function split(pieces: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const chunks = (async function* () {
    yield* pieces;
  })();
  const mails: Uint8Array[] = [];
  for await (const mail of splitMbox(chunks)) mails.push(mail);
  return mails;
}
