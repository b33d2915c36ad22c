/** What raises alarms: what a mail or a receipt showed, and how things stand, looked at each minute. */

import type { Settings } from '../config/schema.ts';
import type { Decision } from '../decision.ts';
import { Failure } from '../failure.ts';
import type { Facts } from '../model/facts.ts';
import type { OutgoingEntry } from '../model/outbox-store.ts';
import type { Store } from '../model/ports.ts';
import type { AlarmName, Alarms } from './alarms.ts';
import type { Seen } from './seen.ts';

export interface Finding {
  readonly name: AlarmName;
  readonly detail: string;
}

type WatchSettings = Pick<Settings, 'receipts' | 'outbox'>;

export interface Watch {
  /** A mail reached its end. */
  decided(facts: Facts, decision: Decision): void;
  /** A try to send ended, so many milliseconds after the mail that caused it was accepted. */
  sent(entry: Pick<OutgoingEntry, 'id' | 'kind' | 'ticketId'>, ms: number | null): void;
}

/** Raises the alarms that events give reason for, by the settings of the hour. */
export function makeWatch(current: () => WatchSettings, alarms: Alarms, seen: Seen): Watch {
  return {
    decided(facts, decision) {
      seen.note(facts, decision);
      const settings = current();
      const tickets = seen.unprovenTickets(facts.now);
      if (tickets >= settings.receipts.floodPerHour) {
        void alarms.raise(
          'receipt-flood',
          `${tickets} tickets within an hour by authors whom nothing proves`,
        );
      }
      const wrong = decision.reasons.find(({ reason }) => reason === 'claim-invalid');
      if (facts.guessing && wrong !== undefined)
        void alarms.raise('claims-guessing', `${wrong.detail} and others`);
    },
    sent({ id, kind, ticketId }, ms) {
      if (kind !== 'receipt' || ms === null || ms <= current().receipts.alarmMinutes * minuteMs) return;
      const minutes = Math.round(ms / minuteMs);
      void alarms.raise('receipt-late', `${id} of ticket ${ticketId}, ${minutes} minutes after its mail`);
    },
  };
}

const minuteMs = 60_000;

/** What stands against the state that the store shows. Throws nothing: a store that does not answer is a finding. */
export async function standing(
  store: Pick<Store, 'ping' | 'mails' | 'outbox'>,
  { outbox, receipts }: WatchSettings,
): Promise<Finding[]> {
  try {
    await store.ping();
    const [failed, lag] = await Promise.all([
      store.mails.list({ state: 'failed', limit: 1 }),
      store.outbox.lag(),
    ]);
    const found: Finding[] = failed.map(({ id }) => ({
      name: 'failed-not-empty',
      detail: `${id}, the last`,
    }));
    // Without a smarthost mail stays queued on purpose.
    if (outbox.smtp.host !== '' && lag > receipts.alarmMinutes * minuteMs) {
      found.push({ name: 'outbox-stuck', detail: `mail is due since ${Math.round(lag / minuteMs)} minutes` });
    }
    return found;
  } catch (error) {
    const full = error instanceof Failure && error.code === 'store-full';
    return [{ name: full ? 'store-full' : 'store-away', detail: '' }];
  }
}

/** Looks at once and each minute. Gives how to stop. */
export function keepLooking(
  store: Pick<Store, 'ping' | 'mails' | 'outbox'>,
  current: () => WatchSettings,
  alarms: Alarms,
): () => Promise<void> {
  let looking = Promise.resolve();
  const look = () => {
    looking = looking.then(async () => {
      for (const { name, detail } of await standing(store, current())) await alarms.raise(name, detail);
      await alarms.sweep();
    });
  };
  look();
  const timer = setInterval(look, minuteMs);
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
