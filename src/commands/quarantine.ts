/** `postern quarantine`: mails held as unsolicited; looked at, released, deleted or marked. */
import { type Command, Option } from 'commander';
import { makeQuarantine } from '../assembly/quarantine.ts';
import { type Reason, reasons } from '../decision.ts';
import { type MailEntry, scoreOf } from '../model/mail-store.ts';
import type { Store } from '../model/ports.ts';
import type { Order, Settled } from '../model/quarantine.ts';
import { actorOf } from './audited.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { showMail } from './mail.ts';
import { findMail } from './mail-name.ts';
import { choice, examples, limitOption, type Printing, printList, withStore } from './shared.ts';
import { type Column, shortTime, table } from './table.ts';

interface ListOptions extends Printing {
  readonly search?: string;
  readonly sender?: string;
  readonly reason?: Reason;
  readonly order: 'date' | 'score';
  readonly limit: number;
}

/** What the screen found. */
function whyOf({ decision }: MailEntry): string {
  const found = decision?.reasons.filter(({ stage }) => stage === 'screen') ?? [];
  return found.map(({ reason, detail }) => (detail === '' ? reason : `${reason}: ${detail}`)).join('; ');
}

function scoreText(mail: MailEntry): string {
  return scoreOf(mail)?.toFixed(1) ?? '-';
}

async function list(context: CommandContext, { json, ...query }: ListOptions): Promise<void> {
  const { items } = await withStore(context, (store) => store.quarantine.list(query));
  const columns: Column<MailEntry>[] = [
    { title: 'ID', text: ({ id }) => id },
    { title: 'TIME', text: ({ acceptedAt }) => shortTime(acceptedAt) },
    { title: 'SCORE', text: scoreText },
    { title: 'LANE', text: ({ lane }) => lane },
    { title: 'FROM', text: ({ from }) => from || '<>', flexible: true },
    { title: 'SUBJECT', text: ({ subject }) => subject, flexible: true },
    { title: 'WHY', text: whyOf, flexible: true },
  ];
  const paint = colours(context, context.stdout);
  printList(context, json, items, () => table(context.stdout, paint, columns, items), 'No mails are held.');
}

const told: Record<Order['deed'], string> = {
  release: 'is released: the running Postern files it',
  ham: 'is released, and queued for the scorer to learn as no spam',
  allow: 'is released, and its sender allowed',
  delete: 'is deleted; its record stays',
  spam: 'is deleted, and queued for the scorer to learn as spam',
};
const refused: Record<Exclude<Settled, 'done'>, string> = {
  gone: 'is not in quarantine',
  unproven: 'stays: nothing proves its sender, so that he cannot be allowed',
};

/** Does it to each. Exits 1 where one of them does not lie in quarantine, or its sender cannot be allowed. */
async function settle(
  context: CommandContext,
  ids: readonly string[],
  order: Order,
  { json }: Printing,
): Promise<void> {
  const done = await withStore(context, async (store) => {
    // Where one of them does not exist, nothing is done at all.
    const mails: MailEntry[] = [];
    for (const id of ids) mails.push(await findMail(store, id));
    return settleAll(context, store, mails, order);
  });
  if (done.some(({ result }) => result !== 'done')) context.exit(1);
  if (json === true) return printJson(context.stdout, done);
  for (const { id, result } of done)
    context.stdout.write(`${id} ${result === 'done' ? told[order.deed] : refused[result]}.\n`);
}

async function settleAll(
  context: CommandContext,
  store: Store,
  mails: readonly MailEntry[],
  order: Order,
): Promise<{ id: string; done: boolean; result: Settled }[]> {
  const settings = () => ({ departments: [] });
  const quarantine = makeQuarantine({ store, settings, ring: () => [], now: () => new Date() });
  const by = { actor: actorOf(context), via: 'command' };
  const results: { id: string; done: boolean; result: Settled }[] = [];
  for (const mail of mails) {
    const result = await quarantine.settle(mail, order, by);
    results.push({ id: mail.id, done: result === 'done', result });
  }
  return results;
}

const heldReasons = (Object.keys(reasons) as Reason[]).toSorted();

/** Adds `postern quarantine list|show|release|delete|spam`. */
export function registerQuarantine(program: Command, context: CommandContext): void {
  const quarantine = program.command('quarantine').description('mails held as unsolicited');
  examples(
    quarantine
      .command('list')
      .description('list them, the newest first')
      .option('--search <words>', 'only those whose sender, subject or reason holds this')
      .option('--sender <text>', 'only those whose sender holds this')
      .addOption(choice('--reason <reason>', 'only those held for this reason', heldReasons))
      .addOption(
        choice('--order <order>', 'the newest or the highest score first', ['date', 'score']).default('date'),
      )
      .addOption(limitOption())
      .option('--json', 'print one JSON array')
      .action((options: ListOptions) => list(context, options)),
    'postern quarantine list',
    'postern quarantine list --sender @customer.example --reason spam',
    'postern quarantine list --order score --limit 20',
  );
  examples(
    quarantine
      .command('show')
      .description('tell why a mail is held')
      .argument('<id>', 'ID of the mail')
      .option('--json', 'print one JSON object')
      .action((id: string, options: Printing) => showMail(context, id, options)),
    'postern quarantine show 65a1b2c3d4e5f60718293a4b',
  );
  registerDeeds(quarantine, context);
}

interface ReleaseOptions extends Printing {
  readonly allow?: boolean;
  readonly teach?: boolean;
}

function registerDeeds(quarantine: Command, context: CommandContext): void {
  const deed = (name: string, description: string) =>
    quarantine
      .command(name)
      .description(description)
      .argument('<ids...>', 'IDs of mails')
      .option('--json', 'print one JSON array');
  examples(
    deed('release', 'lift the spam verdict and have the mails filed')
      .option('--teach', 'have the scorer learn that they are no spam')
      .addOption(new Option('--allow', 'put their senders on the allow list').conflicts('teach'))
      .action((ids: string[], { allow, teach, ...printing }: ReleaseOptions) =>
        settle(context, ids, { deed: allow ? 'allow' : teach ? 'ham' : 'release' }, printing),
      ),
    'postern quarantine release 65a1b2c3d4e5f60718293a4b',
    'postern quarantine release 65a1b2c3d4e5f60718293a4b --allow',
  );
  examples(
    deed('delete', 'discard the mails; what they were and why they went stays on record')
      .requiredOption('--reason <words>', 'why')
      .action((ids: string[], { reason, ...printing }: Printing & { reason: string }) =>
        settle(context, ids, { deed: 'delete', reason }, printing),
      ),
    'postern quarantine delete 65a1b2c3d4e5f60718293a4b --reason phishing',
  );
  examples(
    deed('spam', 'discard the mails, and have the scorer learn that they are spam').action(
      (ids: string[], printing: Printing) => settle(context, ids, { deed: 'spam' }, printing),
    ),
    'postern quarantine spam 65a1b2c3d4e5f60718293a4b 65a1b2c3d4e5f60718293a4c',
  );
}
