/** Giving up root: who to become, and making the data directory his. */
import { execFile } from 'node:child_process';
import { chmod, lchown, mkdir, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';

/** User and groups, by number. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

const call = promisify(execFile);

/**
 * The user of the settings, asked of id(1) and getent(1), which know every source of names that the system knows; null
 * where none is set. Throws Failure `bad-settings` for one that there is not.
 */
export async function findAccount({ user, group }: Settings['run']): Promise<Account | null> {
  if (user === '') return null;
  const numbers = (option: string) => ask('run.user', 'id', option, '--', user);
  const [[uid], [gid], groups] = await Promise.all([numbers('-u'), numbers('-g'), numbers('-G')]);
  if (uid === undefined || gid === undefined)
    throw new Failure('bad-settings', `run.user: there is no ${user}`);
  if (group === '') return { uid, gid, groups };
  const [, , wanted = ''] = (await words('run.group', 'getent', 'group', group)).split(':');
  return { uid, gid: Number(wanted), groups: [Number(wanted)] };
}

async function ask(setting: string, ...command: readonly [string, ...string[]]): Promise<number[]> {
  return (await words(setting, ...command)).trim().split(/\s+/).map(Number);
}

async function words(setting: string, program: string, ...args: readonly string[]): Promise<string> {
  try {
    return (await call(program, args)).stdout;
  } catch (error) {
    throw new Failure('bad-settings', `${setting}: there is no ${args.at(-1)}`, error);
  }
}

/**
 * Makes the data directory where there is none, and ours alone (0700). `owner`: whose it is to be. What root made in it
 * before becomes his too; a directory that is his already is left as it is, for root must not follow what others lay
 * there. False where it is another's and open to others (a volume that is mounted so); what lies in it is 0600 all the
 * same. Throws Failure `bad-settings`.
 */
export async function keepPrivate(dataDir: string, owner: Account | null): Promise<boolean> {
  const folder = resolve(dataDir);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = await stat(folder);
    if (owner !== null && uid !== owner.uid) await giveAll(folder, owner);
    return (mode & 0o077) === 0 || (await close(folder));
  } catch (error) {
    throw new Failure('bad-settings', `dataDir: ${folder} cannot be written to and made private`, error);
  }
}

const close = (folder: string): Promise<boolean> =>
  chmod(folder, 0o700).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPERM') return false;
      throw error;
    },
  );

/** From the inside out, so that a half done work is done again. Links are given away themselves, never followed. */
async function giveAll(folder: string, { uid, gid }: Account): Promise<void> {
  const names = await readdir(folder, { recursive: true });
  for (const name of names.reverse()) await lchown(join(folder, name), uid, gid);
  await lchown(folder, uid, gid);
}
