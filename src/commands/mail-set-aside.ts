/** `postern mail retry|discard`: what becomes of mails that lie aside, since they failed or are held. */
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import type { MailEntry, MailState } from '../model/mail-store.ts';
import type { Store } from '../model/ports.ts';
import { audited } from './audited.ts';
import { type CommandContext, printJson } from './context.ts';
import { findMail } from './mail-name.ts';
import { examples, type Printing, withStore } from './shared.ts';

interface Which extends Printing {
  readonly all?: boolean;
}

/** What is done with a mail that lies aside. */
interface Move {
  readonly action: string;
  readonly detail: Readonly<Record<string, string>>;
  /** States in which it can be done. */
  readonly from: readonly MailState[];
  apply(store: Store, id: string): Promise<boolean>;
  /** Its name in JSON. */
  readonly name: 'retried' | 'discarded';
  /** Told behind the ID, and of a mail for which it is too early or too late. */
  readonly words: { readonly done: string; readonly refused: string };
}

const mostAtOnce = 100_000;

/** Does it with each mail. Exits 1 where it could not be done with one of them. */
async function move(
  context: CommandContext,
  ids: readonly string[],
  { all, json }: Which,
  work: Move,
): Promise<void> {
  if ((ids.length === 0) === (all !== true)) throw new Failure('bad-usage', 'name mails, or give --all');
  await withStore(context, async (store) => {
    const told: { id: string; done: boolean }[] = [];
    for (const { id, state } of await wanted(store, ids)) {
      const change = { action: work.action, subject: id, detail: { was: state, ...work.detail } };
      const can = work.from.includes(state);
      told.push({ id, done: can && (await audited(context, store, change, () => work.apply(store, id))) });
    }
    if (told.some(({ done }) => !done)) context.exit(1);
    if (json === true)
      return printJson(
        context.stdout,
        told.map(({ id, done }) => ({ id, [work.name]: done })),
      );
    if (told.length === 0) context.stderr.write('No mail has failed.\n');
    for (const { id, done } of told)
      context.stdout.write(`${id} ${done ? work.words.done : work.words.refused}.\n`);
  });
}

/** The mails of these IDs; without any, all that failed. Throws Failure `not-found` before anything is done. */
async function wanted(store: Store, ids: readonly string[]): Promise<MailEntry[]> {
  if (ids.length === 0) return store.mails.list({ state: 'failed', limit: mostAtOnce });
  return Promise.all(ids.map((id) => findMail(store, id)));
}

const retrying: Move = {
  action: 'mail.retry',
  detail: {},
  from: ['failed'],
  apply: (store, id) => store.mails.retry(id, false),
  name: 'retried',
  words: {
    done: 'will be filed anew by the running Postern',
    refused: 'has not failed: there is nothing to try again',
  },
};

function discarding(reason: string): Move {
  return {
    action: 'mail.discard',
    detail: { reason },
    from: ['failed', 'quarantined'],
    apply: (store, id) => store.mails.discard(id, reason),
    name: 'discarded',
    words: {
      done: 'is discarded; its bytes and its record stay',
      refused: 'has not failed and is not in quarantine',
    },
  };
}

function nonEmpty(reason: string): string {
  const words = reason.trim();
  if (words === '') throw new Failure('bad-usage', '--reason: say why');
  return words;
}

/** Adds `postern mail retry|discard`. */
export function registerSetAside(mail: Command, context: CommandContext): void {
  const adding = (name: string, description: string) =>
    mail
      .command(name)
      .description(description)
      .argument('[ids...]', 'IDs of the mails')
      .option('--all', 'all that have failed')
      .option('--json', 'print one JSON array');
  examples(
    adding('retry', 'have mails that failed filed anew').action((ids: string[], options: Which) =>
      move(context, ids, options, retrying),
    ),
    'postern mail retry 65a1b2c3d4e5f60718293a4b',
    'postern mail retry --all',
  );
  examples(
    adding('discard', 'give up on mails that failed or are held; they stay on record')
      .requiredOption('--reason <words>', 'why')
      .action((ids: string[], { reason, ...options }: Which & { reason: string }) =>
        move(context, ids, options, discarding(nonEmpty(reason))),
      ),
    "postern mail discard 65a1b2c3d4e5f60718293a4b --reason 'a test of ours'",
    "postern mail discard --all --reason 'mail bomb of 3 March'",
  );
}
