/** `postern restore`: a backup into an empty store. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type OpenBackup, openBackup } from '../backup/file.ts';
import { type Manifest, Tally } from '../backup/records.ts';
import { describe } from '../failure.ts';
import { sealerOf } from '../start/sealing-keys.ts';
import type { Archive } from '../store/archive.ts';
import { actorOf } from './audited.ts';
import { manifestWords, untilStopped } from './backup.ts';
import { backupSecret, type Keyed, keyFileOption } from './backup-secret.ts';
import { type CommandContext, printJson } from './context.ts';
import { showProgress } from './progress.ts';
import { examples, type Printing } from './shared.ts';

interface RestoreOptions extends Printing, Keyed {
  readonly skipNumbers: number;
}

/** Reads the whole backup twice: before it was found whole once, nothing is written. */
async function restore(context: CommandContext, name: string, options: RestoreOptions): Promise<void> {
  const file = resolve(context.cwd, name);
  const opened = await openBackup(file, await backupSecret(context, options));
  const manifest = await checkBackup(context, opened, options);
  const archive = await context.openArchive();
  let warning: string | null;
  try {
    const bar = showProgress(
      context,
      opened.size,
      'Restoring {bar} {percentage} %, {eta_formatted} left',
      options,
    );
    const rows = untilStopped(context, opened.rows(new Tally(), bar.forward), () => undefined);
    await archive.fill(rows, options.skipNumbers).finally(() => bar.stop());
    await archive.audit.record({
      actor: actorOf(context),
      action: 'store.restore',
      subject: file,
      detail: { madeAt: opened.madeAt.toISOString(), skipNumbers: options.skipNumbers },
    });
    warning = await sealedShut(context, archive);
  } finally {
    await archive.close();
  }
  if (warning !== null) context.stderr.write(`${warning}\n`);
  const madeAt = opened.madeAt.toISOString();
  if (options.json === true) return printJson(context.stdout, { file, madeAt, ...manifest });
  context.stdout.write(`Restored as of ${madeAt}: ${manifestWords(manifest)}.\n`);
  context.stdout.write('Before Postern runs: postern verify, and postern outbox list --state queued.\n');
}

/** What is to be said where secrets came back sealed under keys that are not here; null where they open. */
async function sealedShut(context: CommandContext, archive: Archive): Promise<string | null> {
  try {
    const sealer = await sealerOf((await context.loadSettings()).settings);
    const problems: string[] = [];
    for await (const { problem } of archive.unopened(sealer)) problems.push(problem);
    if (problems.length === 0) return null;
    return `Warning: ${problems.length} sealed secrets cannot be opened: ${problems[0]}`;
  } catch (error) {
    return `Warning: sealed secrets were not looked at: ${describe(error)}`;
  }
}

/** What the backup holds, once all of it was read. Throws Failure `unreadable`. */
export async function checkBackup(
  context: CommandContext,
  opened: OpenBackup,
  options: Printing,
): Promise<Manifest> {
  const bar = showProgress(
    context,
    opened.size,
    'Checking {bar} {percentage} %, {eta_formatted} left',
    options,
  );
  const tally = new Tally();
  try {
    for await (const _row of opened.rows(tally, bar.forward));
  } finally {
    bar.stop();
  }
  return tally.manifest();
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A number from 0 is expected.');
  return Number(text);
}

/** Adds `postern restore`. */
export function registerRestore(program: Command, context: CommandContext): void {
  examples(
    program
      .command('restore')
      .description('put a backup into an empty store; one that is damaged writes nothing')
      .argument('<file>', 'the backup')
      .option(...keyFileOption)
      .option(
        '--skip-numbers <n>',
        'leave out so many ticket numbers, which may have been given after the backup was made',
        wholeNumber,
        10_000,
      )
      .option('--json', 'print one JSON object')
      .action((file: string, options: RestoreOptions) => restore(context, file, options)),
    'postern restore /var/backups/postern/postern-2026-03-01T03-00-00Z.backup',
    'POSTERN_STORE__DATABASE=trial postern restore store.backup --key-file backup.key',
  );
}
