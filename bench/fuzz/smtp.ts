/**
 * Target: SMTP conversations with a real listener: every line is a reply, the connection ends when the client does, and
 * each mail that got 250 is there, with the octets that were sent.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeAll, listen, type Running } from '../../test/ingest/smtp-fixture.ts';
import { damaged } from './damage.ts';
import { below, pick, type Random } from './random.ts';
import { fixtures } from './samples.ts';
import type { Target } from './target.ts';

const commands = [
  'EHLO client.example',
  'HELO client.example',
  'MAIL FROM:<ann@customer.example> SIZE=100 BODY=8BITMIME SMTPUTF8',
  'MAIL FROM:<>',
  'RCPT TO:<support@example.com>',
  'RCPT TO:<Jürgen@example.com>',
  'RCPT TO:<nobody@example.com> NOTIFY=NEVER',
  'DATA',
  'BDAT 100 LAST',
  'RSET',
  'NOOP x',
  'VRFY ann',
  'STARTTLS',
  'AUTH PLAIN AGEAYg==',
  'XCLIENT ADDR=192.0.2.1',
  'GET / HTTP/1.1',
  'QUIT',
];
const limits = { greetPauseMs: 0, tarpitMs: 1, transactionMs: 4000, dataMs: 4000, dataRateAfterMs: 3000 };
/** A client that has ended is let go within this. */
const patienceMs = 5000;

export const smtp: Target = {
  name: 'smtp',
  promise: 'replies or an end; what got 250 is whole',
  async start() {
    let open = 0;
    const observer = {
      connections: (now: number) => {
        open = now;
      },
    };
    const listener = await listen({ idleSeconds: 10 }, { limits, observer });
    const quiet = async () => {
      const until = performance.now() + patienceMs;
      // One turn more: what came with the last octets of a client is taken after they ended.
      do await sleep(1);
      while (open > 0 && performance.now() < until);
    };
    const mails = fixtures()
      .filter((mail) => mail.length < 20_000)
      .map((mail) => Buffer.from(mail).toString('latin1').replace(/\r?\n/g, '\r\n').replace(/^\./gm, '..'));
    return {
      async attempt(random) {
        const input = conversation(mails, random);
        return { input: Buffer.from(input, 'latin1'), fault: await faultIn(listener, input, random, quiet) };
      },
      stop: closeAll,
    };
  },
};

/** One or two usual mails, then damage, and now and then a few commands out of turn. */
function conversation(mails: readonly string[], random: Random): string {
  const mail = () =>
    `${commands[2]}\r\n${commands[4]}\r\nDATA\r\n${pick(random, mails, '').slice(0, 8000)}\r\n.\r\n`;
  const odd = () => `${pick(random, commands, '')}\r\n`;
  const parts = Array.from({ length: 1 + below(random, 3) }, () => (random() < 0.3 ? odd() : mail()));
  const whole = `EHLO client.example\r\n${parts.join('')}QUIT\r\n`;
  if (random() < 0.2) return whole;
  const lines = Array.from({ length: 4 }, odd).join('');
  const other = [Buffer.from(whole, 'latin1'), Buffer.from(lines, 'latin1')];
  return Buffer.from(damaged([other[0] ?? Buffer.alloc(0), ...other], random))
    .toString('latin1')
    .slice(0, 300_000);
}

async function faultIn(
  { port, intake }: Running,
  input: string,
  random: Random,
  quiet: () => Promise<void>,
): Promise<string | null> {
  intake.arrivals.length = 0;
  const { said, ended } = await talk(port, input, random);
  await quiet();
  if (!ended) return `the connection is still open ${patienceMs} ms after its client has ended`;
  const plain = said.slice(0, /^220 .*TLS.*\r\n/im.exec(said)?.index ?? said.length);
  const odd = plain.split('\r\n').find((line) => line !== '' && !/^[2-5]\d\d[ -][ -~]*$/.test(line));
  if (odd !== undefined) return `not a reply: ${JSON.stringify(odd)}`;
  const promised = plain.match(/^250 2\.0\.0 Ok: queued/gim)?.length ?? 0;
  if (promised > intake.arrivals.length)
    return `${promised} mails got 250, ${intake.arrivals.length} are there`;
  const sent = dotless(input);
  const changed = intake.arrivals.find(
    ({ raw }) => !sent.includes(`${dotless(Buffer.from(raw).toString('latin1'))}.\r\n`),
  );
  return changed === undefined
    ? null
    : `taken, and never sent so: ${Buffer.from(changed.raw).toString('latin1').slice(0, 300)}`;
}

/** Dots at the start of a line are left out: which were stuffed is not told from the outside. */
function dotless(text: string): string {
  return text.replace(/(^|[\r\n])\.+(?!\r\n)/g, '$1');
}

/** Sends it in pieces, some of them without waiting for anything, and ends or breaks off. */
async function talk(port: number, input: string, random: Random): Promise<{ said: string; ended: boolean }> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  const heard: string[] = [];
  socket
    .setEncoding('latin1')
    .on('data', (text: string) => heard.push(text))
    .on('error', () => undefined);
  const closed = new Promise<boolean>((resolve) => socket.once('close', () => resolve(true)));
  if (random() < 0.9) await heardMore(socket);
  for (let at = 0; at < input.length && socket.writable; ) {
    const end = at + 1 + below(random, pick(random, [20, 200, 5000, 100_000], 200));
    socket.write(input.slice(at, end), 'latin1');
    at = end;
    if (random() < 0.3) await heardMore(socket);
  }
  if (random() < 0.1) socket.resetAndDestroy();
  else socket.end();
  const over = new AbortController();
  const late = sleep(patienceMs, false, { signal: over.signal });
  late.catch(() => undefined);
  const ended = await Promise.race([closed, late]);
  over.abort();
  socket.destroy();
  return { said: heard.join(''), ended };
}

/** Until something comes, or a moment has passed. */
async function heardMore(socket: Socket): Promise<void> {
  const over = new AbortController();
  const { signal } = over;
  const waits = [
    sleep(15, null, { signal }),
    once(socket, 'data', { signal }),
    once(socket, 'close', { signal }),
  ];
  for (const loser of waits) loser.catch(() => undefined);
  await Promise.race(waits).catch(() => undefined);
  over.abort();
}
