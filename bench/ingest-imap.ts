/** Brings a set of mails in through a mailbox of a real IMAP server. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Dovecot } from '../test/support/dovecot.ts';
import type { Gateway } from './gateway.ts';
import type { Sample } from './samples.ts';
import { countedFaults, outcomeOf, type Way } from './tally.ts';

const settledMs = 600_000;
const pollMs = 500;

/** The setting that makes a gateway fetch from that mailbox. */
export function mailboxSetting({ host, port, user, password }: Dovecot): Record<string, string> {
  const account = {
    ...{ name: 'bench', host, port, secure: false, user, password },
    ...{ processed: 'Processed', failed: 'Failed' },
  };
  return { IMAP: JSON.stringify([account]) };
}

/** Puts all mails into the mailbox, waits until it is empty and they are settled, and does so again. */
export async function ingestByImap(
  gateway: Gateway,
  dovecot: Dovecot,
  samples: readonly Sample[],
): Promise<Way> {
  await gateway.resetPeak();
  const started = performance.now();
  await deliverAll(gateway, dovecot, samples);
  const seconds = (performance.now() - started) / 1000;
  const first = await outcomeOf(gateway.counts);
  await deliverAll(gateway, dovecot, samples);
  const way = {
    name: 'IMAP',
    files: samples.length,
    refused: new Map<string, number>(),
    seconds,
    peakMemory: (await gateway.memory()).peak * 1.048576,
    first,
    again: await gateway.counts.totals(),
  };
  const setAside = (await dovecot.mails('Failed')).map(({ raw }) => raw.toString('latin1'));
  const names = samples
    .filter(({ raw }) => setAside.includes(raw.toString('latin1')))
    .map(({ name }) => name);
  const faults = setAside.length === 0 ? [] : [`moved to the failed mailbox: ${names.join(', ')}`];
  return { ...way, faults: [...countedFaults(way), ...faults] };
}

async function deliverAll(gateway: Gateway, dovecot: Dovecot, samples: readonly Sample[]): Promise<void> {
  for (const { raw } of samples) await dovecot.deliver(raw);
  for (const until = Date.now() + settledMs; (await dovecot.mails('INBOX')).length > 0; await sleep(pollMs)) {
    if (Date.now() > until) throw new Error('the mailbox was not emptied');
  }
  await gateway.counts.settled(settledMs);
}
