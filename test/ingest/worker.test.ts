import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import { backOffMs, startWorker, type WorkerParts } from '../../src/ingest/worker.ts';
import type { ClaimedMail, MailStore } from '../../src/model/mail-store.ts';
import { accept, openNodes } from '../store/samples.ts';
import { aDelivery, someFacts } from '../support/facts.ts';
import { eventually } from '../support/gateway.ts';
import { silentLog } from '../support/log.ts';

const mail = (id: string, attempts = 0): ClaimedMail => ({
  claim: { id, owner: 'me', epoch: 1 },
  delivery: aDelivery({ id }),
  attempts,
});

/** A queue in memory that notes what becomes of each mail. */
function rig(waiting: ClaimedMail[], file: WorkerParts['file']) {
  const fate: string[] = [];
  const mails = {
    claim: async (limit: number) => waiting.splice(0, limit),
    renew: async () => [],
    postpone: async (
      { id }: { id: string },
      _until: Date,
      { reason }: { reason: string },
      counts: boolean,
    ) => {
      fate.push(`${id} postponed: ${reason}${counts ? ', counted' : ''}`);
    },
    fail: async ({ id }: { id: string }, { reason }: { reason: string }) => {
      fate.push(`${id} failed: ${reason}`);
    },
  } as unknown as MailStore;
  const worker = startWorker({
    mails,
    file,
    log: silentLog,
    leaseMs: 60_000,
    pollMs: 60_000,
    failed: () => fate.push('counted as failed'),
  });
  return { worker, fate };
}

describe('the worker', () => {
  it('files all that waits, more than it claims at once', async () => {
    const filed: string[] = [];
    const waiting = Array.from({ length: 100 }, (_, i) => mail(String(i)));
    const { worker } = rig(waiting, async ({ claim }) => void filed.push(claim.id));
    while (filed.length < 100) await sleep(5);
    await worker.stop();
    expect(filed.sort((a, b) => Number(a) - Number(b))).to.deep.equal(
      Array.from({ length: 100 }, (_, i) => String(i)),
    );
  });

  it('goes on with the rest where one mail fails, and counts the try', async () => {
    const filed: string[] = [];
    const { worker, fate } = rig([mail('bad'), mail('good')], async ({ claim }) => {
      if (claim.id === 'bad') throw new Error('odd');
      filed.push(claim.id);
    });
    while (fate.length < 1 || filed.length < 1) await sleep(5);
    await worker.stop();
    expect(fate).to.deep.equal(['bad postponed: unexpected, counted']);
    expect(filed).to.deep.equal(['good']);
  });

  it('does not count our own trouble against a mail', async () => {
    const { worker, fate } = rig([mail('a', 4)], () =>
      Promise.reject(new Failure('store-unavailable', 'later')),
    );
    while (fate.length < 1) await sleep(5);
    await worker.stop();
    expect(fate).to.deep.equal(['a postponed: store-unavailable']);
  });

  it('sets a mail aside after five tries', async () => {
    const { worker, fate } = rig([mail('a', 4)], () => Promise.reject(new Error('odd')));
    while (fate.length < 2) await sleep(5);
    await worker.stop();
    expect(fate).to.deep.equal(['a failed: unexpected', 'counted as failed']);
  });

  it('sets a mail aside unread that no node survived', async () => {
    const { worker, fate } = rig([mail('a', 5)], async () => void fate.push('filed'));
    while (fate.length < 2) await sleep(5);
    await worker.stop();
    expect(fate).to.deep.equal(['a failed: unexpected', 'counted as failed']);
  });

  it('finishes what is in hand when it stops, and takes no more', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let done = false;
    const { worker } = rig([], async () => {
      await held;
      done = true;
    });
    worker.offer(mail('a'), someFacts());
    const stopped = worker.stop();
    expect(worker.hasRoom(1)).to.equal(false);
    release();
    await stopped;
    expect(done).to.equal(true);
  });

  it('offers no room for a mail that is large', async () => {
    const { worker } = rig([], async () => {});
    expect(worker.hasRoom(1000)).to.equal(true);
    expect(worker.hasRoom(10_000_000)).to.equal(false);
    await worker.stop();
  });

  it('waits longer after each try, at most five minutes', () => {
    expect([0, 1, 2, 3, 4, 9].map(backOffMs)).to.deep.equal([1000, 4000, 16_000, 64_000, 256_000, 300_000]);
  });

  it('gives back what does not end in time when it is stopped, and no try is counted', async () => {
    const { promise: never } = Promise.withResolvers<void>();
    const { worker, fate } = rig([mail('slow')], () => never);
    await sleep(5);
    await worker.stop(1);
    expect(fate).to.deep.equal(['slow postponed: interrupted']);
  });

  it('gives nothing back that ends in time', async () => {
    const { promise: end, resolve } = Promise.withResolvers<void>();
    const { worker, fate } = rig([mail('a')], () => end);
    await sleep(5);
    const stopped = worker.stop(10_000);
    resolve();
    await stopped;
    expect(fate).to.deep.equal([]);
  });

  it('lets another node claim at once what it gives back, though its lease is long', async () => {
    const nodes = await openNodes(['one', 'two'], 600);
    try {
      const [one, two] = nodes.stores;
      if (one === undefined || two === undefined) throw new Error('two stores are needed');
      const accepted = await accept(one, 'given back', false);
      const { promise: never } = Promise.withResolvers<void>();
      const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
      const worker = startWorker({
        mails: one.mails,
        file: () => {
          begin();
          return never;
        },
        log: silentLog,
        leaseMs: 600_000,
        pollMs: 60_000,
        failed: () => {},
      });
      await begun;
      expect(await two.mails.claim(10)).to.deep.equal([]);
      await worker.stop(1);
      const claimed = await eventually('the claim', async () => {
        const found = await two.mails.claim(10);
        return found.length > 0 && found;
      });
      expect(claimed.map(({ claim, attempts }) => [claim.id, attempts])).to.deep.equal([[accepted.id, 0]]);
    } finally {
      await nodes.close();
    }
  });
});
