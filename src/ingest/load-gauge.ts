/** Measures the load once a second. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { SmtpLimits } from '../config/limits.ts';
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';
import { type Load, loads } from '../model/smtp.ts';
import { type Loaded, loadOf, type Pressure } from './load.ts';

export interface GaugeParts {
  readonly limits: SmtpLimits;
  /** Shares of what there may be. */
  shares(): Pick<Pressure, 'connections' | 'bytes'>;
  /** Mails that are accepted and not filed. */
  backlog(): Promise<number>;
  changed(loaded: Loaded): void;
  readonly log: Log;
}

export interface LoadGauge {
  readonly load: Load;
  stop(): void;
}

const everyMs = 1000;
/** A level lasts so long at least, so that it does not flutter. */
const holdMs = 5000;

/** Starts measuring. `changed` is told of each new level. */
export function startGauge(parts: GaugeParts): LoadGauge {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  let now: Loaded = { load: 'normal', strain: null };
  let heldUntil = 0;
  let backlog = 0;
  let asking = false;

  const ask = () => {
    if (asking) return;
    asking = true;
    parts
      .backlog()
      .then((count) => {
        backlog = count;
      })
      // What is known of before still holds: a store that is away refuses mail by itself.
      .catch((error: unknown) => parts.log.debug('backlog not known', { cause: describe(error) }))
      .finally(() => {
        asking = false;
      });
  };
  const measure = () => {
    ask();
    const loopMs = Number.isNaN(delay.mean) ? 0 : delay.mean / 1e6;
    delay.reset();
    const found = loadOf({ loopMs, backlog, ...parts.shares() }, parts.limits);
    const falls = loads.indexOf(found.load) < loads.indexOf(now.load);
    if (falls && performance.now() < heldUntil) return;
    if (!falls && found.load !== 'normal') heldUntil = performance.now() + holdMs;
    if (found.load === now.load) return;
    now = found;
    parts.log.warn('load changed', { ...found });
    parts.changed(found);
  };
  const timer = setInterval(measure, everyMs).unref();
  return {
    get load() {
      return now.load;
    },
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}
