/** From the end of DATA to 250, as a client sees it that sends one mail after another. */
import { connectClient } from './client.ts';
import type { Gateway } from './gateway.ts';
import { ordinaryMail } from './mails.ts';
import { percentile } from './statistics.ts';

/** Milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
  /** Mails a second meanwhile. */
  readonly rate: number;
}

/** Sends ordinary mails over so many kept connections, each with no pause: the longest waits there are. */
export async function measureLatency(gateway: Gateway, connections: number, mails: number): Promise<Latency> {
  const clients = await Promise.all(
    Array.from({ length: connections }, () => connectClient(gateway.smtpPort)),
  );
  const raws = Array.from({ length: mails }, ordinaryMail);
  const waits: number[] = [];
  const started = performance.now();
  await Promise.all(
    clients.map(async (client) => {
      for (let raw = raws.pop(); raw; raw = raws.pop()) waits.push(await client.send(raw));
      client.close();
    }),
  );
  return {
    p50: percentile(waits, 0.5),
    p99: percentile(waits, 0.99),
    rate: (1000 * mails) / (performance.now() - started),
  };
}
