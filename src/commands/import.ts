/** `postern import`: old mail out of mailboxes and folders. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { oneLine } from '../mail/outgoing.ts';
import { type CommandContext, printJson } from './context.ts';
import { type Importer, makeImporter, type Tally } from './importing.ts';
import { filesIn, mailsIn, type NamedMail } from './mails.ts';
import { showProgress } from './progress.ts';
import { commandLog, examples, type Printing, withStore } from './shared.ts';
import { makeThreads } from './threads.ts';

interface ImportOptions extends Printing {
  readonly lane?: string;
  readonly dryRun?: boolean;
}

const barFormat = 'Importing {bar} {percentage} %, {steps} mails, {eta_formatted} left';
/** Mails under way at once: enough to share durable writes. */
const atOnce = 16;

async function importMail(context: CommandContext, paths: readonly string[], options: ImportOptions) {
  const { settings } = await context.loadSettings();
  const octets = await sizeOf(paths, context.cwd);
  await withStore(context, async (store) => {
    const dryRun = options.dryRun === true;
    const bar = showProgress(context, octets, barFormat, options);
    const importer = await makeImporter({
      settings,
      store,
      log: commandLog(context, settings),
      lane: options.lane ?? null,
      dryRun,
      failed: (file, why) => void context.stderr.write(`${oneLine(`${file}: ${why}`, 1000)}\n`),
    });
    try {
      const finished = await takeAll(context, importer, paths, bar.forward);
      bar.stop();
      tell(context, importer.tally, { json: options.json === true, dryRun, finished });
    } finally {
      bar.stop();
      await importer.close();
    }
  });
}

/** Takes all mails, an answer after what it answers. False where it was stopped before the end. */
async function takeAll(
  context: CommandContext,
  importer: Importer,
  paths: readonly string[],
  forward: (octets: number) => void,
): Promise<boolean> {
  let stopped = false;
  void context.stopped.then(() => {
    stopped = true;
  });
  const threads = makeThreads();
  const mails = mailsOf(context, paths);
  const work = async () => {
    for (;;) {
      const next = stopped ? null : await mails.next();
      if (next === null || next.done === true) return;
      const { raw } = next.value;
      await threads.after(raw, () => importer.take(next.value));
      forward(raw.byteLength);
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
  } finally {
    stopped = true;
  }
  return (await mails.next()).done === true;
}

async function* mailsOf({ cwd, stdin }: CommandContext, paths: readonly string[]): AsyncGenerator<NamedMail> {
  for (const path of paths) yield* mailsIn(path, cwd, stdin);
}

/** Octets under the paths; null where standard input is among them. Throws Failure `not-found`. */
async function sizeOf(paths: readonly string[], cwd: string): Promise<number | null> {
  if (paths.includes('-')) return null;
  let octets = 0;
  for (const path of paths)
    for await (const file of filesIn(path, cwd)) octets += (await stat(resolve(cwd, file))).size;
  return octets;
}

function tell(
  context: CommandContext,
  tally: Tally,
  { json, dryRun, finished }: { json: boolean; dryRun: boolean; finished: boolean },
): void {
  if (tally.failed > 0) context.exit(1);
  else if (tally.held > 0 || !finished) context.exit(75);
  if (json) printJson(context.stdout, { ...tally, dryRun, finished });
  else context.stdout.write(summary(tally, dryRun));
  if (tally.failed > 0 && !dryRun) context.stderr.write('What failed: postern mail list --state failed\n');
  if (!finished) context.stderr.write('Stopped before the end. Run it again: nothing is filed twice.\n');
}

function summary(tally: Tally, dryRun: boolean): string {
  const { filed, duplicates, quarantined, discarded, held, failed } = tally;
  const parts = [
    `${filed} ${dryRun ? 'would be filed' : 'filed'}`,
    dryRun ? '' : `${duplicates} here already`,
    `${quarantined} quarantined`,
    discarded === 0 ? '' : `${discarded} set aside (automatic mail that belongs to no ticket)`,
    held === 0 ? '' : `${held} waiting for the spam scorer`,
    `${failed} failed`,
  ];
  return `${parts.filter((part) => part !== '').join(', ')}\n`;
}

/** Adds `postern import`. */
export function registerImport(program: Command, context: CommandContext): void {
  examples(
    program
      .command('import')
      .description('file old mail out of files; sends nothing, and adds nothing twice')
      .argument(
        '<paths...>',
        'mails, folders of mails, Maildirs, mailbox files (mbox), or - for standard input',
      )
      .option('--lane <address>', 'the address of ours they were for; else as their headers say')
      .option('--dry-run', 'tell what would become of them, and file nothing')
      .option('--json', 'print one JSON object')
      .action((paths: string[], options: ImportOptions) => importMail(context, paths, options)),
    'postern import ~/Maildir',
    'postern import archive.mbox --lane support@example.com --dry-run',
  );
}
