/** Alarms: what the operator has to be told. Each is logged and counted, mailed once an hour, and said to be over once. */
import { describe } from '../failure.ts';
import type { Log } from '../model/ports.ts';

/** The closed set of alarms: what each means, and what to do. */
export const alarms = {
  'receipt-late': 'a receipt went out later than `receipts.alarmMinutes` allows: see `postern outbox list`',
  'receipt-flood':
    'too many mails ask for receipts that nothing proves, as where somebody forges senders: see the log for `mail decided`, and block the source on the page of lists or by `postern lists add block ADDRESS --for 1h`',
  'claims-guessing':
    'somebody tries ticket IDs: see the log for `claim-invalid`, and block the source by `postern lists add block ADDRESS --for 1h`',
  'failed-not-empty':
    'mail could not be filed and waits for somebody to look at it: `postern mail list --state failed`',
  'outbox-stuck': 'mail does not go out: see `postern check` and `postern outbox list`',
  'webhook-given-up':
    'a webhook failed for long and was switched off: see its deliveries on the page of webhooks',
  'learning-stuck':
    'the spam filter could not be taught for a day: see the page of learning, and `postern check`',
  'rules-unreadable':
    'some rules of screening cannot be read and are left out, as after going back to an older version: see the page of rules',
  'store-full': 'the store has no room left and no mail is taken: make room on its disk',
  'store-away': 'the store does not answer and no mail is taken: see `postern check`',
} as const satisfies Record<string, string>;
export type AlarmName = keyof typeof alarms;
export const alarmNames = Object.keys(alarms) as AlarmName[];

/** One word to the operator. `over`: it was told of before, and has ended. */
export interface AlarmWord {
  readonly name: AlarmName;
  readonly over: boolean;
  /** Particulars: IDs, counts and ages; no words of a mail. */
  readonly detail: string;
  readonly at: Date;
  /** The same on all nodes within an hour. */
  readonly cause: string;
}

export interface AlarmParts {
  readonly log: Log;
  readonly clock: () => Date;
  readonly count: (name: AlarmName) => void;
  /** Puts the mails of it into the outbox; may throw where the store is away. */
  readonly mail: (word: AlarmWord) => Promise<void>;
}

export interface Alarms {
  /** May be called as often as the cause shows: what was said within the hour is only counted. */
  raise(name: AlarmName, detail: string): Promise<void>;
  /** Says of alarms that were not raised any more that they are over. To be called about once a minute. */
  sweep(): Promise<void>;
}

const hourMs = 3_600_000;
const minuteMs = 60_000;
/** An alarm is over when it was not raised for so long. */
const quietMs = 15 * minuteMs;

interface Standing {
  raisedAt: number;
  loggedAt: number;
  /** When a mail of it was queued, and when that was tried last; null: never. */
  mailedAt: number | null;
  triedAt: number | null;
}

/** The alarms of one node. Mails of several nodes are one, since their cause is the same. */
export function makeAlarms({ log, clock, count, mail }: AlarmParts): Alarms {
  const standing = new Map<AlarmName, Standing>();

  const tell = async (word: Pick<AlarmWord, 'name' | 'over' | 'detail'>): Promise<boolean> => {
    const at = clock();
    const cause = `${word.over ? 'over' : 'alarm'}:${word.name}:${at.toISOString().slice(0, 13)}`;
    try {
      await mail({ ...word, at, cause });
      return true;
    } catch (error) {
      log.warn('alarm could not be mailed', { alarm: word.name, cause: describe(error) });
      return false;
    }
  };

  return {
    async raise(name, detail) {
      const now = clock().getTime();
      const alarm = standing.get(name) ?? never();
      standing.set(name, alarm);
      alarm.raisedAt = now;
      count(name);
      if (now - alarm.loggedAt >= hourMs) {
        alarm.loggedAt = now;
        log.error('alarm', { alarm: name, detail });
      }
      if (now - (alarm.mailedAt ?? -hourMs) < hourMs || now - (alarm.triedAt ?? -minuteMs) < minuteMs) return;
      alarm.triedAt = now;
      if (await tell({ name, over: false, detail })) alarm.mailedAt = now;
    },
    async sweep() {
      const now = clock().getTime();
      for (const [name, { raisedAt, mailedAt }] of standing) {
        if (now - raisedAt < quietMs) continue;
        standing.delete(name);
        log.info('alarm over', { alarm: name });
        if (mailedAt !== null) await tell({ name, over: true, detail: '' });
      }
    },
  };
}

function never(): Standing {
  return { raisedAt: 0, loggedAt: -hourMs, mailedAt: null, triedAt: null };
}
