/** The end of a run: everything works, and everything that is under way gets its time to end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../src/store/store.ts';
import { silentLog } from '../test/support/log.ts';
import type { SinkLog } from './sunk.ts';
import type { World } from './world.ts';

const mostMs = 180_000;
const pauseMs = 500;

/**
 * Waits until no mail is unsettled, the mailbox is empty and nothing waits to be sent, for three minutes at most; the
 * checks tell what is left. Postponed outgoing mail is sent at once, as `postern outbox retry` does. Gives the ms it took.
 */
export async function becomeQuiet(world: World, sink: SinkLog): Promise<number> {
  const started = performance.now();
  const store = await openStore({
    uri: world.uri,
    database: 'torture',
    owner: 'torture',
    leaseSeconds: 5,
    log: silentLog,
  });
  try {
    while (performance.now() - started < mostMs) {
      for (const { id } of await store.outbox.list({ state: 'deferred', limit: 500 }))
        await store.outbox.retry(id);
      const mails = await store.mails.countByState();
      const outgoing = await store.outbox.countByState();
      const waiting = await world.dovecot.mails('INBOX').catch(() => [null]);
      const left = mails.accepted + mails.processing + outgoing.queued + outgoing.sending + outgoing.deferred;
      if (left + waiting.length === 0) break;
      await sleep(pauseMs);
    }
    await sink.read();
    return Math.round(performance.now() - started);
  } finally {
    await store.close();
  }
}
