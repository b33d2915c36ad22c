/** The desk, for commands: what they do to a ticket is done as on its page. */
import { assemble } from '../assembly/assembly.ts';
import { assembleDesk } from '../assembly/desk.ts';
import type { Desk } from '../desk/desk.ts';
import type { Actor } from '../model/people.ts';
import type { Store } from '../model/ports.ts';
import { actorOf } from './audited.ts';
import type { CommandContext } from './context.ts';
import { commandLog, withStore } from './shared.ts';

export interface AtDesk {
  readonly desk: Desk;
  readonly store: Store;
  /** Who runs the command; he may do all. */
  readonly actor: Actor;
}

/** Opens store and desk. `author`: the name that signs; may be empty. What is queued is sent by the daemon. */
export async function withDesk<T>(
  context: CommandContext,
  author: string,
  use: (at: AtDesk) => Promise<T>,
): Promise<T> {
  const { settings } = await context.loadSettings();
  const log = commandLog(context, settings);
  return withStore(context, async (store) => {
    const assembly = await assemble({ settings, log, store, settled: () => undefined });
    await assembly.bench.reader.close();
    const desk = assembleDesk({
      store,
      log,
      settings: () => settings,
      assembly: () => assembly,
      queued: () => undefined,
      now: () => new Date(),
    });
    return use({ desk, store, actor: operator(actorOf(context), author) });
  });
}

function operator(id: string, name: string): Actor {
  return {
    kind: 'operator',
    id,
    address: '',
    name,
    role: 'admin',
    tier: 3,
    departments: 'all',
    via: 'command',
  };
}
