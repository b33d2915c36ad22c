import { expect } from 'chai';
import { holdLease } from '../../src/ingest/imap-lease.ts';
import type { Leases } from '../../src/model/node-store.ts';
import { eventually, memoryLeases } from './imap-rig.ts';

describe('a lease on a mailbox', () => {
  const refused: string[] = [];
  const never = new AbortController().signal;
  const deps = (leases: Leases, ttlMs = 300) => ({
    leases,
    name: 'imap:support',
    ttlMs,
    onRefused: (why: string) => void refused.push(why),
  });
  beforeEach(() => {
    refused.length = 0;
  });

  it('outlives its time by being renewed, and is given back', async () => {
    const table = memoryLeases();
    const lease = await holdLease(deps(table.node('a')), never);
    const other = holdLease(deps(table.node('b')), never);
    await eventually('the other was refused for longer than the lease lasts', () => refused.length >= 5);
    expect(lease?.lost.aborted).to.equal(false);
    await lease?.release();
    const next = await other;
    expect(refused).to.include('held elsewhere');
    await next?.release();
  });

  it('is lost when another node holds it', async () => {
    let mine = true;
    const lease = await holdLease(deps({ hold: async () => mine, release: async () => undefined }), never);
    mine = false;
    await eventually('it is lost', () => lease?.lost.aborted === true);
  });

  it('is lost when the store gives no answer for as long as it lasts', async () => {
    let calls = 0;
    const hold = () => (++calls === 1 ? Promise.resolve(true) : new Promise<boolean>(() => undefined));
    const lease = await holdLease(deps({ hold, release: async () => undefined }), never);
    await eventually('it is lost', () => lease?.lost.aborted === true);
  });

  it('is held through a short absence of the store', async () => {
    let calls = 0;
    const hold = async () => {
      calls += 1;
      if (calls === 2) throw new Error('away');
      return true;
    };
    const lease = await holdLease(deps({ hold, release: async () => undefined }), never);
    await eventually('it was renewed again', () => calls >= 5);
    expect(lease?.lost.aborted).to.equal(false);
    await lease?.release();
  });

  it('is no longer waited for when the node stops', async () => {
    const stop = new AbortController();
    const waiting = holdLease(deps({ hold: async () => false, release: async () => undefined }), stop.signal);
    stop.abort();
    expect(await waiting).to.equal(null);
  });
});
