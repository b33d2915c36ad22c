/** The outbox and its smarthost: exchanged together when their settings change, while what is under way ends as it began. */
import { readFile } from 'node:fs/promises';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import type { Log, Store } from '../model/ports.ts';
import { type Outbox, startOutbox } from '../receipts/outbox.ts';
import { makeTransport } from '../receipts/smtp.ts';
import type { Journal } from '../watching/journal.ts';

export interface SendingParts {
  readonly store: Store;
  readonly log: Log;
  readonly hostname: string;
  readonly sent: Journal['sent'];
}

export interface Sending {
  /** Looks for due rows now. */
  wake(): void;
  /** Reads what the settings name; nothing is changed yet. Throws Failure `bad-settings`. Gives how to go on with them. */
  prepare(settings: Settings): Promise<() => Promise<void>>;
  /** Lets what is under way end. */
  stop(): Promise<void>;
}

/** Starts sending. Throws Failure `bad-settings` where the key for DKIM cannot be read. */
export async function startSending(parts: SendingParts, first: Settings): Promise<Sending> {
  const firstKey = await readKey(first);
  let used = markOf(first, firstKey);
  let current = start(parts, first, firstKey);
  return {
    wake: () => current.wake(),
    async prepare(settings) {
      const dkimKey = await readKey(settings);
      const wanted = markOf(settings, dkimKey);
      return async () => {
        if (wanted === used) return;
        used = wanted;
        const old = current;
        // Rows are claimed one by one: both may send for a while.
        current = start(parts, settings, dkimKey);
        await old.stop();
      };
    },
    stop: () => current.stop(),
  };
}

/** All that an outbox is made of, to be compared. */
const markOf = ({ outbox }: Settings, dkimKey: string | null): string => JSON.stringify([outbox, dkimKey]);

function start(
  { store, log, hostname, sent }: SendingParts,
  { outbox: settings }: Settings,
  dkimKey: string | null,
): Outbox {
  const fileBytes = (sha256: string) => store.inbox.uploaded(sha256);
  const transport =
    settings.smtp.host === '' ? null : makeTransport({ settings, hostname, dkimKey, fileBytes, log });
  const outbox = startOutbox({
    store: store.outbox,
    transport,
    log,
    giveUpHours: settings.giveUpHours,
    random: Math.random,
    clock: () => new Date(),
    concurrency: settings.smtp.connections,
    onWork: (wake) => store.onWork((what) => what === 'outbox' && wake()),
    onSettled: sent,
  });
  return {
    wake: () => outbox.wake(),
    async stop() {
      await outbox.stop();
      await transport?.close();
    },
  };
}

async function readKey({ outbox }: Settings): Promise<string | null> {
  if (outbox.dkim === undefined || outbox.smtp.host === '') return null;
  const file = outbox.dkim.key;
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new Failure('bad-settings', `outbox.dkim.key: ${file} cannot be read`, error);
  });
}
