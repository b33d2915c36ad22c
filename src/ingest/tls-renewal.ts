/** Watches for a renewed certificate, so that renewing needs neither a restart nor a signal. */
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';
import { type Certificate, endsSoon } from './tls.ts';

export interface RenewalOptions {
  readonly current: Certificate;
  /** Reads the certificate as it is now; throws where it cannot be used. */
  readonly load: () => Promise<Certificate>;
  /** Shows it to clients from now on. */
  readonly use: (fresh: Certificate) => void;
  readonly log: Log;
  /** How often to look; files are read rather than watched, for symbolic links and network mounts make no events. */
  readonly everyMs: number;
}

export interface Renewal {
  /** Told where another certificate came into use by another way. */
  replaced(current: Certificate): void;
  stop(): void;
}

const dayMs = 86_400_000;

/** Starts looking. What cannot be used is told once, and the old one stays. */
export function watchCertificate({ current, load, use, log, everyMs }: RenewalOptions): Renewal {
  let shown = current;
  let fault = { text: '', seen: 0 };
  let warnAt = Date.now() + dayMs;

  const look = async (): Promise<void> => {
    try {
      const fresh = await load();
      if (fresh.cert !== shown.cert || fresh.key !== shown.key) {
        use(fresh);
        shown = fresh;
        log.info('certificate renewed', { notAfter: fresh.notAfter.toISOString() });
      }
      fault = { text: '', seen: 0 };
    } catch (error) {
      const text = describe(error);
      fault = { text, seen: fault.text === text ? fault.seen + 1 : 1 };
      // Seen once, it may be a certificate whose key is being written this moment.
      if (fault.seen === 2) log.error('certificate not renewed: the old one stays', { cause: text });
    }
  };
  const remind = (): void => {
    if (Date.now() < warnAt) return;
    warnAt = Date.now() + dayMs;
    if (endsSoon(shown)) log.warn('certificate ends soon', { notAfter: shown.notAfter.toISOString() });
  };

  const timer = setInterval(() => void look().then(remind), everyMs);
  return {
    replaced(other) {
      shown = other;
    },
    stop: () => clearInterval(timer),
  };
}
