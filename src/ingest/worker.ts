/** Claims accepted mail and has it filed: leases, retries with back-off, and setting aside what keeps failing. */
import { describe, Failure } from '../failure.ts';
import type { Facts } from '../model/facts.ts';
import type { ClaimedMail, MailStore } from '../model/mail-store.ts';
import type { Log } from '../model/ports.ts';
import { within } from '../within.ts';

export interface WorkerParts {
  readonly mails: MailStore;
  /** Decides and files one mail; `facts` are given where they were gathered a moment ago. */
  file(claimed: ClaimedMail, facts: Facts | null): Promise<void>;
  readonly log: Log;
  readonly leaseMs: number;
  /** How often to look for work that nobody told us of. */
  readonly pollMs: number;
  failed(claimed: ClaimedMail): void;
}

export interface Worker {
  /** True where a mail of that size may be offered now. */
  hasRoom(size: number): boolean;
  /** Files a mail that this node holds already. */
  offer(claimed: ClaimedMail, facts: Facts): void;
  wake(): void;
  /** Claims no more and files what is in hand; after `graceMs` the rest is given back, for any node to claim at once. */
  stop(graceMs?: number): Promise<void>;
}

/** Mails filed at once by one node: enough to fill a group commit, few enough to keep memory flat. */
const mostAtOnce = 128;
/** Claimed from the queue at once; beyond it, mail waits in the store. */
const mostClaimed = 16;
/** Mails larger than this are filed from the store, so that the parsed ones in memory stay small. */
const largestOffered = 512 * 1024;
/** Tries after which a mail is set aside as failed. */
const mostTries = 5;
/** What is in hand at a stop gets so long to end. */
const usualGraceMs = 30_000;

/** Starts working at once. */
export function startWorker(parts: WorkerParts): Worker {
  const running = new Map<string, { claimed: ClaimedMail; done: Promise<void> }>();
  let stopping = false;
  let claiming: Promise<void> | null = null;
  let mayWait = false;
  let fromStore = 0;

  const run = (claimed: ClaimedMail, facts: Facts | null): void => {
    if (facts === null) fromStore++;
    const done = attempt(parts, claimed, facts).finally(() => {
      running.delete(claimed.claim.id);
      if (facts === null) fromStore--;
      if (mayWait) wake();
    });
    running.set(claimed.claim.id, { claimed, done });
  };

  const drain = async (): Promise<void> => {
    while (mayWait && !stopping && fromStore < mostClaimed) {
      mayWait = false;
      const claimed = await parts.mails.claim(mostClaimed - fromStore);
      for (const mail of claimed) run(mail, null);
      if (claimed.length > 0) mayWait = true;
    }
  };

  const wake = (): void => {
    mayWait = true;
    if (claiming !== null || stopping) return;
    claiming = drain()
      .catch((error) => {
        mayWait = false; // The next poll tries again.
        parts.log.warn('claiming mail failed', { cause: describe(error) });
      })
      .finally(() => {
        claiming = null;
        // What ended meanwhile made room, and found us busy.
        if (mayWait && fromStore < mostClaimed) wake();
      });
  };

  const renew = (): void => {
    const claims = [...running.values()].map(({ claimed }) => claimed.claim);
    if (claims.length === 0) return;
    parts.mails
      .renew(claims)
      .catch((error) => parts.log.warn('renewing leases failed', { cause: describe(error) }));
  };

  const timers = [setInterval(wake, parts.pollMs), setInterval(renew, parts.leaseMs / 3)];
  wake();
  return {
    hasRoom: (size) => !stopping && running.size < mostAtOnce && size <= largestOffered,
    offer: run,
    wake,
    async stop(graceMs = usualGraceMs) {
      stopping = true;
      await claiming;
      const done = Promise.all([...running.values()].map((one) => one.done));
      await within(graceMs, done, () => []);
      for (const timer of timers) clearInterval(timer);
      await Promise.all([...running.values()].map(({ claimed }) => giveUp(parts, claimed)));
    },
  };
}

async function attempt(parts: WorkerParts, claimed: ClaimedMail, facts: Facts | null): Promise<void> {
  try {
    // It may be what its last nodes died of.
    if (claimed.attempts >= mostTries) throw new Error('no try ever ended');
    await parts.file(claimed, facts);
  } catch (error) {
    await giveBack(parts, claimed, error).catch((cause) => {
      // The store is away: the lease ends by itself, and another try follows.
      parts.log.warn('mail could not be given back', { mail: claimed.claim.id, cause: describe(cause) });
    });
  }
}

/** The claim ends here: what this node may still make of the mail is written no more, and another may claim it now. */
async function giveUp({ mails, log }: WorkerParts, { claim }: ClaimedMail): Promise<void> {
  const trouble = { reason: 'interrupted', detail: 'its node was stopped' };
  await mails.postpone(claim, new Date(), trouble, false).catch((error: unknown) => {
    log.warn('mail could not be given back', { mail: claim.id, cause: describe(error) });
  });
}

/** Our own trouble does not count against a mail; any other does, and too many set it aside. */
async function giveBack(
  { mails, log, failed }: WorkerParts,
  claimed: ClaimedMail,
  error: unknown,
): Promise<void> {
  const ours = error instanceof Failure && error.temporary;
  const trouble = { reason: error instanceof Failure ? error.code : 'unexpected', detail: describe(error) };
  log[ours ? 'warn' : 'error']('mail not filed', {
    mail: claimed.claim.id,
    attempt: claimed.attempts + 1,
    ...trouble,
  });
  if (!ours && claimed.attempts + 1 >= mostTries) {
    await mails.fail(claimed.claim, trouble);
    failed(claimed);
    return;
  }
  await mails.postpone(claimed.claim, new Date(Date.now() + backOffMs(claimed.attempts)), trouble, !ours);
}

/** 1 s, 4 s, 16 s, 64 s, at most five minutes. */
export function backOffMs(attempts: number): number {
  return Math.min(1000 * 4 ** attempts, 300_000);
}
