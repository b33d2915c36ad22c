/** `postern backup`: a copy of the whole store, taken while it is in use. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { writeBackup } from '../backup/file.ts';
import type { Manifest, Row } from '../backup/records.ts';
import { Failure } from '../failure.ts';
import { actorOf } from './audited.ts';
import { backupSecret, type Keyed, keyFileOption } from './backup-secret.ts';
import { type CommandContext, printJson } from './context.ts';
import { showProgress } from './progress.ts';
import { examples, type Printing } from './shared.ts';
import { shortSize } from './table.ts';

interface BackupOptions extends Printing, Keyed {
  readonly encrypt?: boolean;
}

async function backup(context: CommandContext, target: string, options: BackupOptions): Promise<void> {
  const secret = await backupSecret(context, options);
  if (options.encrypt === true && secret === null)
    throw new Failure('bad-usage', '--encrypt: set backup.keyFile or backup.passphrase, or give --key-file');
  const file = await fileOf(resolve(context.cwd, target));
  const archive = await context.openArchive();
  try {
    const format = 'Copying {bar} {percentage} %, {steps} rows, {eta_formatted} left';
    const bar = showProgress(context, await archive.octets(), format, options);
    const rows = untilStopped(context, archive.rows(), bar.forward);
    const manifest = await writeBackup(file, rows, secret).finally(() => bar.stop());
    const encrypted = secret !== null;
    await archive.audit.record({
      actor: actorOf(context),
      action: 'store.backup',
      subject: file,
      detail: { encrypted },
    });
    const { size } = await stat(file);
    if (options.json === true) printJson(context.stdout, { file, size, encrypted, ...manifest });
    else
      context.stdout.write(`${file}: ${manifestWords(manifest)}, ${shortSize(size)}, ${lock(encrypted)}.\n`);
  } finally {
    await archive.close();
  }
}

const lock = (encrypted: boolean) =>
  encrypted ? 'encrypted' : 'not encrypted: keep it where nobody else reads';

/** What a backup holds, as people count it. */
export function manifestWords({ collections }: Manifest): string {
  const rows = (name: string) => collections[name]?.rows ?? 0;
  const all = Object.values(collections).reduce((sum, each) => sum + each.rows, 0);
  return `${rows('tickets')} tickets, ${rows('mails')} mails, ${all} rows in all`;
}

/** In a folder a backup is named for its time. */
async function fileOf(target: string): Promise<string> {
  const isFolder = await stat(target).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return target;
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  return join(target, `postern-${time}.backup`);
}

/** The rows, until we are asked to stop: then throws Failure `shutting-down`. `passed` is told of their octets. */
export async function* untilStopped(
  { stopped }: CommandContext,
  rows: AsyncIterable<Row>,
  passed: (octets: number) => void,
): AsyncGenerator<Row> {
  let isStopped = false;
  void stopped.then(() => {
    isStopped = true;
  });
  for await (const row of rows) {
    if (isStopped) throw new Failure('shutting-down', 'stopped before the end: nothing was kept');
    yield row;
    passed(row.bson.byteLength);
  }
}

/** Adds `postern backup`. */
export function registerBackup(program: Command, context: CommandContext): void {
  examples(
    program
      .command('backup')
      .description('copy the whole store into one file, while Postern runs; encrypted where a key is set')
      .argument('<target>', 'a file that is not there yet, or a folder')
      .option('--encrypt', 'refuse to write a backup in clear')
      .option(...keyFileOption)
      .option('--json', 'print one JSON object')
      .action((target: string, options: BackupOptions) => backup(context, target, options)),
    'postern backup /var/backups/postern',
    'postern backup store.backup --encrypt --key-file /etc/postern/backup.key',
  );
}
