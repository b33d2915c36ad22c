/** The latest word on one account, here and in the store, for `check` and the inbox page. */
import { describe } from '../failure.ts';
import type { MailboxStatus, MailboxStore } from '../model/node-store.ts';
import type { Log } from '../model/ports.ts';

export interface Reporter {
  /** Sets the word; told to the store only where it changed, and where this node is the one that fetches. */
  say(state: MailboxStatus['state'], detail: string, share: boolean): void;
  current(): MailboxStatus;
  /** When all that was said has reached the store, or could not. */
  settled(): Promise<void>;
}

/** Starts with `stopped`. A store that is away is no reason to stop: the next word may reach it. */
export function createReporter(
  account: string,
  deps: {
    readonly mailboxes: Pick<MailboxStore, 'saveStatus'>;
    readonly log: Log;
    readonly clock: () => Date;
  },
): Reporter {
  let current: MailboxStatus = { account, state: 'stopped', detail: 'not started yet', at: deps.clock() };
  let saving: Promise<void> = Promise.resolve();
  const save = async (status: MailboxStatus): Promise<void> => {
    try {
      await deps.mailboxes.saveStatus(status);
    } catch (error) {
      deps.log.debug('mailbox status not kept', { account, why: describe(error) });
    }
  };
  return {
    say: (state, detail, share) => {
      if (current.state === state && current.detail === detail) return;
      const status: MailboxStatus = { account, state, detail, at: deps.clock() };
      current = status;
      if (share) saving = saving.then(() => save(status));
    },
    current: () => current,
    settled: () => saving,
  };
}
