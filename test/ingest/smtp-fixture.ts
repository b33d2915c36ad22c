/** A listener on loopback with an intake that keeps what it is given, and can be told to fail. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { generate } from 'selfsigned';
import type { SmtpLimits } from '../../src/config/limits.ts';
import { type Settings, settingsSchema } from '../../src/config/schema.ts';
import { type SmtpListener, startSmtp } from '../../src/ingest/smtp.ts';
import type { Pems, SmtpOptions } from '../../src/ingest/smtp-options.ts';
import type { Arrival, Intake } from '../../src/model/ports.ts';
import { keptLog } from '../support/log.ts';

export interface KeptIntake extends Intake {
  readonly arrivals: Arrival[];
  /** What `take` does before it keeps a mail; may throw. */
  before: () => Promise<void> | void;
}

export function keptIntake(): KeptIntake {
  const ours = new Map([
    ['support@example.com', 'support@example.com'],
    ['help@example.com', 'support@example.com'],
    ['sales@example.com', 'sales@example.com'],
    ['jürgen@example.com', 'jürgen@example.com'],
    ['postmaster', 'postmaster'],
    ['postmaster@example.com', 'postmaster'],
  ]);
  const arrivals: Arrival[] = [];
  const intake: KeptIntake = {
    arrivals,
    before: () => undefined,
    lane: (recipient) => ours.get(recipient.toLowerCase().replace(/\+[^@]*/, '')) ?? null,
    roomFor: async () => {},
    take: async (arrival) => {
      await intake.before();
      arrivals.push(arrival);
      return { id: `mail-${arrivals.length}`, duplicate: false };
    },
  };
  return intake;
}

/** The bytes of the mail that came in that place. */
export function rawOf(intake: KeptIntake, index = 0): string {
  const arrival = intake.arrivals[index];
  if (!arrival) throw new Error(`no mail ${index}, there are ${intake.arrivals.length}`);
  return Buffer.from(arrival.raw).toString('latin1');
}

let pems: Promise<Pems> | null = null;

/** One certificate for all tests. */
export function testPems(): Promise<Pems> {
  pems ??= makePems('mx.example.com');
  return pems;
}

export async function makePems(name: string): Promise<Pems> {
  const made = await generate([{ name: 'commonName', value: name }], { algorithm: 'sha256' });
  return { cert: made.cert, key: made.private };
}

export interface Running extends SmtpListener {
  readonly intake: KeptIntake;
  readonly log: ReturnType<typeof keptLog>;
}

const running: Running[] = [];

/** Starts one on a free port. */
export async function listen(
  settings: Partial<Settings['smtp']> = {},
  { limits, ...options }: Partial<Omit<SmtpOptions, 'limits'>> & { limits?: Partial<SmtpLimits> } = {},
): Promise<Running> {
  const defaults = settingsSchema.parse({});
  const [intake, log] = [keptIntake(), keptLog()];
  const listener = await startSmtp({
    host: '127.0.0.1',
    port: 0,
    settings: { ...defaults.smtp, ...settings },
    limits: { ...defaults.limits, ...limits },
    hostname: 'mx.example.com',
    tls: await testPems(),
    intake,
    log,
    ...options,
  });
  const all = { ...listener, intake, log };
  running.push(all);
  return all;
}

/** To be called after each test. */
export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((listener) => listener.close(0)));
}

/** Sends the pieces one by one once the greeting is there, and gives all that the server says until it hangs up. */
export async function transcript(port: number, ...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  const heard: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => heard.push(chunk)).on('error', () => undefined);
  const closed = once(socket, 'close');
  await once(socket, 'data');
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await closed;
  return Buffer.concat(heard).toString();
}
