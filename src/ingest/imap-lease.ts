/** Work that one node at a time may do: held by a lease, renewed in the background, given up when in doubt. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Leases } from '../model/node-store.ts';
import { pause } from './imap-backoff.ts';

export interface HeldLease {
  /** Aborts when the lease is lost or may be: another node may then work already. */
  readonly lost: AbortSignal;
  /** Gives it back, so that another node need not wait for its end. */
  release(): Promise<void>;
}

export interface LeaseDeps {
  readonly leases: Leases;
  readonly name: string;
  readonly ttlMs: number;
  /** Told each time that the lease could not be had: held elsewhere, or the store is away. */
  readonly onRefused: (why: 'held elsewhere' | 'store away') => void;
}

/** Waits for the lease, asking three times in its life; null when `signal` aborts first. */
export async function holdLease(deps: LeaseDeps, signal: AbortSignal): Promise<HeldLease | null> {
  while (!signal.aborted) {
    const askedAt = performance.now();
    const held = await ask(deps);
    if (held === true) return keep(deps, askedAt);
    deps.onRefused(held === false ? 'held elsewhere' : 'store away');
    await pause(deps.ttlMs / 3, signal);
  }
  return null;
}

/** Null: the store gave no answer. */
async function ask({ leases, name, ttlMs }: LeaseDeps): Promise<boolean | null> {
  try {
    return await leases.hold(name, ttlMs);
  } catch {
    return null;
  }
}

function keep(deps: LeaseDeps, heldAt: number): HeldLease {
  const lost = new AbortController();
  const released = new AbortController();
  const renewing = renew(deps, heldAt, lost, released.signal);
  return {
    lost: lost.signal,
    release: async () => {
      released.abort();
      await renewing;
      // Where the store is away, the lease ends by itself.
      await deps.leases.release(deps.name).catch(() => undefined);
    },
  };
}

async function renew(
  deps: LeaseDeps,
  firstHeldAt: number,
  lost: AbortController,
  released: AbortSignal,
): Promise<void> {
  let heldAt = firstHeldAt;
  const left = () => heldAt + deps.ttlMs - performance.now();
  while (!released.aborted) {
    await pause(Math.max(0, Math.min(deps.ttlMs / 3, left())), released);
    if (released.aborted) return;
    const askedAt = performance.now();
    const held = await Promise.race([ask(deps), expiry(left())]);
    if (held === true) heldAt = askedAt;
    if (held === false || left() <= 0) {
      lost.abort();
      return;
    }
  }
}

async function expiry(ms: number): Promise<null> {
  await sleep(Math.max(0, ms), undefined, { ref: false });
  return null;
}
