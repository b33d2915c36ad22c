/** `postern replay`: what would be decided today about mails that came in before. */
import type { Command } from 'commander';
import { makeBench, storeLookups } from '../assembly/assembly.ts';
import { loadRules } from '../assembly/screening.ts';
import { decide } from '../decide.ts';
import type { Decision } from '../decision.ts';
import { Failure } from '../failure.ts';
import { askAgain, gather } from '../gather.ts';
import type { GatherParts } from '../lookups.ts';
import type { Reader } from '../mail/reader.ts';
import type { MailEntry, MailState } from '../model/mail-store.ts';
import type { Store } from '../model/ports.ts';
import { audited } from './audited.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { findMail } from './mail-name.ts';
import { choice, commandLog, examples, limitOption, type Printing, withStore } from './shared.ts';

interface ReplayOptions extends Printing {
  readonly state?: MailState;
  readonly limit: number;
  readonly apply?: boolean;
}

interface Difference {
  readonly id: string;
  readonly state: MailState;
  readonly changes: readonly { readonly what: string; readonly before: string; readonly now: string }[];
  /** Given back to the worker, which decides and files it. */
  readonly retried: boolean;
}

/** What can be filed anew. */
const aside: readonly MailState[] = ['failed', 'quarantined'];

/** What is compared. Receipts are not: they follow from how much mail was sent lately. */
const compared: Readonly<Record<string, (decision: Decision) => string>> = {
  outcome: ({ outcome }) => outcome,
  'spam filter': ({ bypass }) => (bypass ? 'bypassed' : 'asked'),
  ticket: ({ ticket, reasons }) =>
    reasons.some(({ reason }) => reason === 'opened' || reason === 'opened-linked')
      ? 'new'
      : (ticket ?? 'none'),
  department: ({ department }) => department ?? 'none',
  priority: ({ priority }) => priority ?? 'none',
  owner: ({ owner }) => owner ?? 'nobody',
  tags: ({ tags }) => tags.join(', ') || 'none',
  author: ({ author }) => author,
  reasons: ({ reasons }) =>
    reasons
      .filter(({ stage }) => stage === 'match' || stage === 'screen')
      .map(({ reason }) => reason)
      .join(', ') || 'none',
};

async function replay(
  context: CommandContext,
  ids: readonly string[],
  options: ReplayOptions,
): Promise<void> {
  if ((ids.length === 0) === (options.state === undefined))
    throw new Failure('bad-usage', 'name mails, or give --state');
  const { settings } = await context.loadSettings();
  const bench = makeBench({ settings, log: commandLog(context, settings) });
  try {
    await withStore(context, async (store) => {
      bench.keys.ring = await store.keys.ring();
      await loadRules(bench.screening, store, commandLog(context, settings));
      const parts = bench.gatherWith(storeLookups(store, bench.keys));
      const told: Difference[] = [];
      for (const entry of await wanted(store, ids, options)) {
        const now = await decideAnew(store, bench.reader, parts, entry);
        const changes = differences(entry.decision, decide(now, bench.policies).decision);
        const change = { action: 'mail.retry', subject: entry.id, detail: { was: entry.state } };
        const retried =
          options.apply === true &&
          changes.length > 0 &&
          aside.includes(entry.state) &&
          (await audited(context, store, change, () => store.mails.retry(entry.id, false)));
        told.push({ id: entry.id, state: entry.state, changes, retried });
      }
      if (options.json === true) printJson(context.stdout, told);
      else context.stdout.write(words(told, colours(context, context.stdout)));
    });
  } finally {
    await bench.reader.close();
  }
}

async function wanted(
  store: Store,
  ids: readonly string[],
  { state, limit }: ReplayOptions,
): Promise<MailEntry[]> {
  if (state !== undefined) return store.mails.list({ state, limit });
  return Promise.all(ids.map((id) => findMail(store, id)));
}

/** Evidence and score are those of its arrival; tickets, rules and thresholds are today's. */
async function decideAnew(store: Store, reader: Reader, parts: GatherParts, entry: MailEntry) {
  const raw = await store.mails.raw(entry.id);
  const sender = entry.source.kind === 'import' ? null : entry.envelope.sender;
  const mail = await reader.read(raw, sender);
  const released = entry.decision?.reasons.some(({ reason }) => reason === 'released') ?? false;
  const delivery = { ...entry, released };
  return gather(parts, delivery, mail, askAgain(parts, delivery, mail, raw), false);
}

function differences(before: Decision | null, now: Decision): Difference['changes'] {
  return Object.entries(compared).flatMap(([what, tell]) => {
    const old = before === null ? 'undecided' : tell(before);
    return old === tell(now) ? [] : [{ what, before: old, now: tell(now) }];
  });
}

function words(told: readonly Difference[], paint: ReturnType<typeof colours>): string {
  const changed = told.filter(({ changes }) => changes.length > 0);
  const lines = changed.map(({ id, state, changes, retried }) => {
    const each = changes.map(
      ({ what, before, now }) => `  ${paint.gray(what)} ${before} → ${paint.bold(now)}\n`,
    );
    return `${id} (${state}${retried ? ', will be filed anew' : ''})\n${each.join('')}`;
  });
  return `${lines.join('')}${told.length} ${told.length === 1 ? 'mail' : 'mails'} looked at, ${changed.length} would be decided otherwise.\n`;
}

/** Adds `postern replay`. */
export function registerReplay(program: Command, context: CommandContext): void {
  examples(
    program
      .command('replay')
      .description('decide anew upon stored mails, by today’s settings and tickets; tell what would differ')
      .argument('[ids...]', 'IDs of mails')
      .addOption(
        choice('--state <state>', 'all in this state', ['filed', 'quarantined', 'discarded', 'failed']),
      )
      .addOption(limitOption())
      .option('--apply', 'have failed and quarantined mails that would be decided otherwise filed anew')
      .option('--json', 'print one JSON array')
      .action((ids: string[], options: ReplayOptions) => replay(context, ids, options)),
    'postern replay 65a1b2c3d4e5f60718293a4b',
    'postern replay --state quarantined',
    'postern replay --state quarantined --apply',
  );
}
