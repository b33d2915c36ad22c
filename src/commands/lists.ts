/** `postern lists`: whom mail is taken from, whom not, and whom not for a while. */
import { type Command, Option } from 'commander';
import { Failure } from '../failure.ts';
import {
  type ListEntry,
  type ListName,
  type ListOrder,
  listNames,
  listOrders,
} from '../model/sender-lists.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { type EndOptions, endOf } from './list-ends.ts';
import { registerImport } from './list-import.ts';
import { choice, examples, limitOption, type Printing, printList } from './shared.ts';
import { type Column, shortTime, table } from './table.ts';
import { withLists } from './with-lists.ts';

interface ListOptions extends Printing {
  readonly search?: string;
  readonly order: ListOrder;
  readonly limit: number;
}

async function list(
  context: CommandContext,
  name: ListName | undefined,
  options: ListOptions,
): Promise<void> {
  const { json, ...query } = options;
  await withLists(context, async ({ store, desk }) => {
    const { items, total } = await store.lists.find({
      ...query,
      ...(name === undefined ? {} : { list: name }),
    });
    const paint = colours(context, context.stdout);
    const columns: Column<ListEntry>[] = [
      { title: 'ID', text: ({ id }) => id },
      { title: 'LIST', text: (entry) => entry.list },
      { title: 'PATTERN', text: ({ pattern }) => pattern, flexible: true },
      { title: 'ENDS', text: ({ expiresAt }) => (expiresAt === null ? '-' : shortTime(expiresAt)) },
      { title: 'BY', text: ({ author }) => author, flexible: true },
      { title: 'REASON', text: ({ reason }) => reason, flexible: true },
    ];
    printList(context, json, items, () => table(context.stdout, paint, columns, items), 'The list is empty.');
    if (json === true) return;
    const fixed = listNames
      .filter((one) => name === undefined || name === one)
      .flatMap((one) => desk.fixed(one));
    if (fixed.length > 0) context.stderr.write(`Also, by the settings: ${fixed.join(', ')}\n`);
    if (total > items.length)
      context.stderr.write(`${total - items.length} more; see --limit and --search.\n`);
  });
}

interface AddOptions extends Printing, EndOptions {
  readonly reason: string;
}

async function add(
  context: CommandContext,
  name: ListName,
  patterns: readonly string[],
  { json, reason, ...ends }: AddOptions,
): Promise<void> {
  const expiresAt = endOf(ends, new Date());
  await withLists(context, async ({ desk, by }) => {
    const added: object[] = [];
    for (const pattern of patterns) {
      const { entry, isNew, isOurs } = await desk.add(by, { list: name, pattern, reason, expiresAt });
      added.push({ ...entry, new: isNew });
      const end = entry.expiresAt === null ? '' : ` until ${entry.expiresAt.toISOString()}`;
      if (json !== true) context.stdout.write(`${entry.pattern} is on the ${name} list${end}.\n`);
      if (isOurs)
        context.stderr.write(
          `${entry.pattern} stands for addresses of your own departments, too: is that meant?\n`,
        );
    }
    if (json === true) printJson(context.stdout, added);
  });
}

async function remove(
  context: CommandContext,
  named: readonly string[],
  { json, list: name }: Printing & { readonly list?: ListName },
): Promise<void> {
  await withLists(context, async ({ store, desk, by }) => {
    const wanted = new Set(named.map((one) => one.toLowerCase()));
    const found = (await store.lists.all()).filter(
      (entry) =>
        (name === undefined || entry.list === name) && (wanted.has(entry.id) || wanted.has(entry.pattern)),
    );
    if (found.length === 0) throw new Failure('not-found', 'none of these is on a list');
    await desk.remove(
      by,
      found.map(({ id }) => id),
    );
    if (json === true) return printJson(context.stdout, found);
    for (const entry of found)
      context.stdout.write(`${entry.pattern} is no longer on the ${entry.list} list.\n`);
  });
}

async function write(context: CommandContext, name: ListName, { json }: Printing): Promise<void> {
  await withLists(context, async ({ desk }) => {
    context.stdout.write((await desk.export(name, json === true ? 'json' : 'text')).text);
  });
}

/** Adds `postern lists list|add|remove|import|export`. */
export function registerLists(program: Command, context: CommandContext): void {
  const lists = program
    .command('lists')
    .description('senders that are allowed, refused, or blocked for a while');
  const named = () => lists.createArgument('<list>', 'which list').choices(listNames);
  examples(
    lists
      .command('list')
      .description('list the entries that stand, the newest first')
      .addArgument(lists.createArgument('[list]', 'which list; without it, all').choices(listNames))
      .option('--search <words>', 'only those whose pattern or reason holds this')
      .addOption(choice('--order <order>', 'what comes first', listOrders).default('newest'))
      .addOption(limitOption())
      .option('--json', 'print one JSON array')
      .action((name: ListName | undefined, options: ListOptions) => list(context, name, options)),
    'postern lists list deny',
    'postern lists list block --order ends',
  );
  examples(
    lists
      .command('add')
      .description('put senders on a list: addresses, @domain, @.domain, wildcards, IP addresses or networks')
      .addArgument(named())
      .argument('<pattern...>', 'whom')
      .option('--reason <words>', 'why', '')
      .option('--for <time>', 'how long: 90m, 12h, 7d or 2w')
      .option('--until <date>', 'until when')
      .option('--json', 'print one JSON array')
      .action((name: ListName, patterns: string[], options: AddOptions) =>
        add(context, name, patterns, options),
      ),
    "postern lists add deny 'news-*@shop.example' --reason 'nobody asked for it'",
    'postern lists add block 203.0.113.9 --for 1h --reason flood',
  );
  examples(
    lists
      .command('remove')
      .description('take entries off their list, or lift blocks')
      .argument('<entry...>', 'IDs or patterns')
      .addOption(new Option('--list <list>', 'only from this one').choices(listNames))
      .option('--json', 'print one JSON array')
      .action((entries: string[], options: Printing & { list?: ListName }) =>
        remove(context, entries, options),
      ),
    'postern lists remove 203.0.113.9 --list block',
  );
  registerImport(lists, context);
  examples(
    lists
      .command('export')
      .description('print a list, as `import` reads it; JSON keeps all, text leaves out when entries end')
      .addArgument(named())
      .option('--json', 'print one JSON array')
      .action((name: ListName, options: Printing) => write(context, name, options)),
    'postern lists export deny > deny.txt',
  );
}
