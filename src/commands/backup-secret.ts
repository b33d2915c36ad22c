/** What a backup is encrypted with: as settings say, or a key file that is named. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type BackupSecret, readKey } from '../backup/key.ts';
import { Failure } from '../failure.ts';
import type { CommandContext } from './context.ts';

export interface Keyed {
  readonly keyFile?: string;
}

export const keyFileOption = [
  '--key-file <file>',
  'the key, instead of backup.keyFile or backup.passphrase',
] as const;

/** Null where there is none. Throws Failure `bad-settings` where the key cannot be read. */
export async function backupSecret(
  context: CommandContext,
  { keyFile }: Keyed,
): Promise<BackupSecret | null> {
  const { backup } = (await context.loadSettings()).settings;
  const file = keyFile ?? backup.keyFile;
  if (file !== '') return readKey(await textOf(resolve(context.cwd, file)));
  return backup.passphrase === '' ? null : { kind: 'passphrase', passphrase: backup.passphrase };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new Failure('bad-settings', `the key file ${file} cannot be read`, error);
  }
}
