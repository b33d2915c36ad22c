/** Resident memory of a fresh gateway: at rest, with idle connections, with large mails. */
import { setTimeout as sleep } from 'node:timers/promises';
import { connectClient } from './client.ts';
import { type Gateway, startGateway } from './gateway.ts';
import { largeMail, ordinaryMail } from './mails.ts';

/** MiB. `peak` over the base of the same gateway. */
export interface MemoryRow {
  readonly what: string;
  readonly base: number;
  readonly peak: number;
  /** Limit for peak less base. */
  readonly allowed: number;
}

export const idleConnections = 1000;
export const largeOctets = 25_000_000;

/** One gateway for each row: what one load leaves behind must not show in the next. */
export async function measureMemory(): Promise<MemoryRow[]> {
  const rows: MemoryRow[] = [];
  rows.push(await measured('1,000 idle connections', 32, idle));
  rows.push(await measured('one mail of 25 MB', 150, (gateway) => large(gateway, 1)));
  rows.push(await measured('ten mails of 25 MB at once', 400, (gateway) => large(gateway, 10)));
  return rows;
}

async function measured(
  what: string,
  allowed: number,
  load: (gateway: Gateway) => Promise<void>,
): Promise<MemoryRow> {
  const gateway = await startGateway();
  try {
    await warmUp(gateway);
    const { now: base } = await gateway.memory();
    await gateway.resetPeak();
    await load(gateway);
    const { peak } = await gateway.memory();
    return { what, base, peak, allowed };
  } finally {
    await gateway.stop();
  }
}

/** So that code that is loaded and compiled once does not count as the load’s. */
async function warmUp(gateway: Gateway): Promise<void> {
  const client = await connectClient(gateway.smtpPort);
  for (let mails = 0; mails < 50; mails += 1) await client.send(ordinaryMail());
  client.close();
  await gateway.counts.quiet(30_000);
  await sleep(1000);
}

async function idle(gateway: Gateway): Promise<void> {
  const clients = await Promise.all(
    Array.from({ length: idleConnections }, () => connectClient(gateway.smtpPort)),
  );
  await sleep(2000);
  for (const client of clients) client.close();
}

/** A mail for which there is no room is sent again, as a client does that was told to come later. */
async function large(gateway: Gateway, atOnce: number): Promise<void> {
  const raws = Array.from({ length: atOnce }, () => largeMail(largeOctets));
  await Promise.all(
    raws.map(async (raw) => {
      for (let tries = 0; ; tries += 1) {
        const client = await connectClient(gateway.smtpPort);
        try {
          await client.send(raw);
          return;
        } catch (error) {
          if (tries > 60) throw error;
          await sleep(1000);
        } finally {
          client.close();
        }
      }
    }),
  );
  await gateway.counts.settled(120_000);
}
