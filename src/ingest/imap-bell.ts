/** Tells when there may be new mail. */
import type { ImapFlow } from 'imapflow';

export interface MailBell {
  clear(): void;
  rung(): boolean;
  /** Until it rings, the time (ms) is over or the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<'mail' | 'time' | 'stop'>;
}

/** Rings when the server tells of more mails than before, or the connection ends. */
export function mailBell(client: ImapFlow): MailBell {
  let rung = false;
  let wake: (() => void) | null = null;
  const ring = () => {
    rung = true;
    wake?.();
  };
  client.on('exists', ({ count, prevCount }: { count: number; prevCount: number }) => {
    if (count > prevCount) ring();
  });
  client.on('close', ring);
  return {
    clear: () => {
      rung = false;
    },
    rung: () => rung,
    wait: async (ms: number, signal: AbortSignal): Promise<'mail' | 'time' | 'stop'> => {
      if (!rung && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const done = () => {
            clearTimeout(timer);
            signal.removeEventListener('abort', done);
            wake = null;
            resolve();
          };
          const timer = setTimeout(done, ms);
          signal.addEventListener('abort', done);
          wake = done;
        });
      }
      if (signal.aborted) return 'stop';
      return rung ? 'mail' : 'time';
    },
  };
}
