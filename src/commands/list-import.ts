/** `postern lists import`: lists of other programs. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { describe, Failure } from '../failure.ts';
import {
  type LineFault,
  type ListFormat,
  type ListImport,
  type ListName,
  lineProblems,
  listFormats,
  listNames,
} from '../model/sender-lists.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { type EndOptions, endOf } from './list-ends.ts';
import { choice, examples, type Printing, readText } from './shared.ts';
import { type Column, table } from './table.ts';
import { withLists } from './with-lists.ts';

interface ImportOptions extends Printing, EndOptions {
  readonly format: ListFormat;
  readonly reason: string;
  readonly dryRun?: boolean;
}

/** Octets of a list. */
const mostText = 10_000_000;

/** Exits 1 where no line was an entry. */
async function load(
  context: CommandContext,
  list: ListName,
  file: string,
  { json, format, reason, dryRun, ...ends }: ImportOptions,
): Promise<void> {
  const text = await textOf(context, file);
  const defaults = { list, reason, expiresAt: endOf(ends, new Date()) };
  await withLists(context, async ({ desk, by }) => {
    const look = dryRun === true;
    const read = look
      ? await desk.preview(text, format, defaults)
      : await desk.import(by, text, format, defaults);
    if (read.fresh.length + read.there.length === 0) context.exit(1);
    if (json === true) return printJson(context.stdout, { ...read, saved: !look });
    tell(context, read, look);
  });
}

async function textOf(context: CommandContext, file: string): Promise<string> {
  const text = file === '-' ? await readText(context, '-') : await readFrom(resolve(context.cwd, file));
  if (text.length > mostText) throw new Failure('bad-usage', 'more than 10 MB: split it');
  return text;
}

async function readFrom(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure('bad-usage', `${file} cannot be read: ${describe(error)}`, error);
  }
}

function tell(context: CommandContext, { format, fresh, there, faults }: ListImport, look: boolean): void {
  const { stdout, stderr } = context;
  const saved = look ? 'nothing is saved yet' : 'saved';
  stdout.write(`Read as ${format}: ${fresh.length} new, ${there.length} there already; ${saved}.\n`);
  if (faults.length === 0) return;
  stderr.write(`Not understood: ${faults.length}.\n`);
  const columns: Column<LineFault>[] = [
    { title: 'LINE', text: ({ line }) => String(line) },
    { title: 'TEXT', text: ({ text }) => text, flexible: true },
    { title: 'WHY', text: ({ problem }) => lineProblems[problem], flexible: true },
  ];
  stderr.write(table(stderr, colours(context, stderr), columns, faults));
}

/** Adds `postern lists import`. */
export function registerImport(lists: Command, context: CommandContext): void {
  examples(
    lists
      .command('import')
      .description('add a list of another program; lines that are not understood are told and left out')
      .addArgument(lists.createArgument('<list>', 'for lines that do not say themselves').choices(listNames))
      .argument('<file>', 'a file, or - for standard input')
      .addOption(choice('--format <format>', 'what it is', listFormats).default('auto'))
      .option('--reason <words>', 'for entries that bring none', '')
      .option('--for <time>', 'how long they stand: 90m, 12h, 7d or 2w')
      .option('--until <date>', 'until when')
      .option('--dry-run', 'tell what would come of it, and save nothing')
      .option('--json', 'print one JSON object')
      .action((list: ListName, file: string, options: ImportOptions) => load(context, list, file, options)),
    'postern lists import deny spammers.txt --dry-run',
    'postern lists import allow /etc/postfix/access --format postfix',
  );
}
