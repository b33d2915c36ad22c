/** The lists of senders, for commands. */
import { makeListDesk } from '../assembly/list-desk.ts';
import type { Store } from '../model/ports.ts';
import type { ListAuthor, ListDesk } from '../model/sender-lists.ts';
import { actorOf } from './audited.ts';
import type { CommandContext } from './context.ts';
import { withStore } from './shared.ts';

export interface AtLists {
  readonly store: Store;
  readonly desk: ListDesk;
  readonly by: ListAuthor;
}

/** The store, and the lists as the pages change them; a running Postern goes by them within seconds. */
export async function withLists(context: CommandContext, use: (at: AtLists) => Promise<void>): Promise<void> {
  const { settings } = await context.loadSettings();
  await withStore(context, (store) => {
    const desk = makeListDesk({ store, settings: () => settings, now: () => new Date() });
    return use({ store, desk, by: { actor: actorOf(context), via: 'command' } });
  });
}
