/** What the figures were measured on. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findMongod } from '../src/store/mongod.ts';
import { findProgram } from '../test/support/program.ts';
import { describeCommit } from './commit.ts';

const run = promisify(execFile);

/** One line for each fact, as Markdown list items. `command` is how to repeat the run. */
export async function describeMachine(command: string): Promise<string> {
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  const facts: [string, string][] = [
    ['date', new Date().toISOString().slice(0, 16).replace('T', ' ')],
    ['command', `\`${command}\``],
    [
      'machine',
      `${availableParallelism()} × ${cpus()[0]?.model.trim() ?? '?'}, ${gibibytes} GiB, Linux ${release()}`,
    ],
    ['load at the start', `${loadavg()[0]?.toFixed(1) ?? '?'} (1 minute)`],
    ['commit', await describeCommit()],
    ['versions', (await versions()).join(', ')],
  ];
  return facts.map(([name, value]) => `- ${name}: ${value}`).join('\n');
}

async function versions(): Promise<string[]> {
  const postern = JSON.parse(
    await readFile(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8'),
  ) as { version: string };
  const mongod = await findMongod(process.env['POSTERN_STORE__MONGOD'], process.env['PATH'] ?? '');
  return [
    `Postern ${postern.version}`,
    `Node ${process.versions.node}`,
    `mongod ${await versionOf(mongod, ['--version'])}`,
    `Postfix ${await versionOf('postconf', ['-hd', 'mail_version'])}`,
    `rspamd ${await versionOf('rspamd', ['--version'])}`,
  ];
}

async function versionOf(name: string, args: readonly string[]): Promise<string> {
  const file = name.includes('/') ? name : findProgram(name);
  if (file === null) return 'not installed';
  const { stdout } = await run(file, [...args]);
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? '?';
}
