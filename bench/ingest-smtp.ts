/** Brings a set of mails in by SMTP, over a few connections. */
import { createHash } from 'node:crypto';
import { readEnvelope } from '../src/ingest/imap-lanes.ts';
import { connectClient } from './client.ts';
import { type Gateway, lane } from './gateway.ts';
import type { Sample } from './samples.ts';
import { countedFaults, outcomeOf, tally, type Way } from './tally.ts';

const connections = 8;
const settledMs = 300_000;

type Answer = { readonly sample: Sample; readonly code: number; readonly text: string };

/** Sends all mails, waits until they are settled, and sends them again. */
export async function ingestBySmtp(gateway: Gateway, samples: readonly Sample[]): Promise<Way> {
  await gateway.resetPeak();
  const started = performance.now();
  const answers = await sendAll(gateway.smtpPort, samples);
  await gateway.counts.settled(settledMs);
  const seconds = (performance.now() - started) / 1000;
  const first = await outcomeOf(gateway.counts);
  await sendAll(gateway.smtpPort, samples);
  await gateway.counts.settled(settledMs);
  const refused = answers.filter(({ code }) => code !== 250);
  const way = {
    name: 'SMTP',
    files: samples.length,
    refused: tally(refused.map(({ code, text }) => `${code} ${text}`)),
    seconds,
    peakMemory: (await gateway.memory()).peak * 1.048576,
    first,
    again: await gateway.counts.totals(),
  };
  return { ...way, faults: [...countedFaults(way), ...temporary(refused), ...mistaken(answers)] };
}

async function sendAll(port: number, samples: readonly Sample[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  const queue = samples.values();
  const worker = async () => {
    let client = await connectClient(port);
    for (const sample of queue) {
      const { sender } = readEnvelope(sample.raw, () => null, lane).envelope;
      try {
        answers.push({ sample, ...(await client.submit(sample.raw, sender, lane)) });
      } catch (error) {
        answers.push({ sample, code: 0, text: String(error) });
        client = await connectClient(port);
      }
    }
    client.close();
  };
  await Promise.all(Array.from({ length: connections }, worker));
  return answers;
}

/** A refusal for now would come again for ever: the mail is at fault, not the moment. */
function temporary(refused: readonly Answer[]): string[] {
  return refused
    .filter(({ code }) => code < 500)
    .map(({ sample, code, text }) => `${sample.name}: ${code} ${text}`);
}

/** Mails that were taken for one though more than line ends and white space tells them apart. */
function mistaken(answers: readonly Answer[]): string[] {
  const byId = Map.groupBy(
    answers.filter(({ code }) => code === 250),
    ({ text }) => /queued as (\w+)/.exec(text)?.[1] ?? '',
  );
  return [...byId.values()].flatMap((same) => {
    const bodies = new Set(same.map(({ sample }) => blackOfBody(sample.raw)));
    return bodies.size === 1
      ? []
      : [`taken for one mail: ${same.map(({ sample }) => sample.name).join(', ')}`];
  });
}

function blackOfBody(raw: Buffer): string {
  const lines = raw.toString('latin1').replaceAll(/\r\n?/g, '\n');
  const body = lines.slice(lines.indexOf('\n\n') + 1).replaceAll(/\s/g, '');
  return createHash('sha256').update(body).digest('hex');
}
