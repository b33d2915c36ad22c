/** `postern verify`: whether the store, or a backup of it, is whole. Changes nothing. */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { openBackup } from '../backup/file.ts';
import { sealerOf } from '../start/sealing-keys.ts';
import { manifestWords } from './backup.ts';
import { backupSecret, type Keyed, keyFileOption } from './backup-secret.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { showCount } from './progress.ts';
import { checkBackup } from './restore.ts';
import { examples, type Printing } from './shared.ts';
import { table } from './table.ts';

interface VerifyOptions extends Printing, Keyed {}

/** Findings printed at most; all are counted. */
const mostTold = 1000;

type Finding = { readonly what: string; readonly id: string; readonly problem: string };

async function verify(
  context: CommandContext,
  file: string | undefined,
  options: VerifyOptions,
): Promise<void> {
  if (file === undefined) await verifyTheStore(context, options);
  else await verifyFile(context, file, options);
}

async function verifyTheStore(context: CommandContext, { json = false }: Printing): Promise<void> {
  const sealer = await sealerOf((await context.loadSettings()).settings);
  const archive = await context.openArchive();
  try {
    const findings: Finding[] = [];
    let rows = 0;
    let count = 0;
    const shown = showCount(context, 'rows looked at', { json });
    const looked = (more: number) => {
      rows += more;
      shown.forward(more);
    };
    for (const part of [archive.verify(looked), archive.unopened(sealer)]) {
      for await (const finding of part) {
        count += 1;
        if (findings.length < mostTold) findings.push(finding);
      }
    }
    shown.stop();
    if (count > 0) context.exit(1);
    if (json === true) printJson(context.stdout, { ok: count === 0, rows, count, findings });
    else context.stdout.write(`${told(context, findings)}${rows} rows looked at, ${count} findings.\n`);
  } finally {
    await archive.close();
  }
}

function told(context: CommandContext, findings: readonly Finding[]): string {
  if (findings.length === 0) return '';
  const paint = colours(context, context.stdout);
  return table(
    context.stdout,
    paint,
    [
      { title: 'WHAT', text: ({ what }) => what },
      { title: 'ID', text: ({ id }) => id },
      { title: 'FINDING', text: ({ problem }) => problem, paint: paint.red },
    ],
    findings,
  );
}

async function verifyFile(context: CommandContext, name: string, options: VerifyOptions): Promise<void> {
  const file = resolve(context.cwd, name);
  const opened = await openBackup(file, await backupSecret(context, options));
  const manifest = await checkBackup(context, opened, options);
  const { encrypted, madeAt } = opened;
  if (options.json === true) printJson(context.stdout, { ok: true, file, madeAt, encrypted, ...manifest });
  else
    context.stdout.write(`${name} is whole, made at ${madeAt.toISOString()}: ${manifestWords(manifest)}.\n`);
}

/** Adds `postern verify`. */
export function registerVerify(program: Command, context: CommandContext): void {
  examples(
    program
      .command('verify')
      .description(
        'look whether raw mail, references, indexes and the audit trail are whole, and sealed secrets open; exits 1 where not',
      )
      .argument('[file]', 'a backup to check, instead of the store')
      .option(...keyFileOption)
      .option('--json', 'print one JSON object')
      .action((file: string | undefined, options: VerifyOptions) => verify(context, file, options)),
    'postern verify',
    'postern verify /var/backups/postern/postern-2026-03-01T03-00-00Z.backup',
  );
}
