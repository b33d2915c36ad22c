/** A file system of a few hundred megabytes, in memory, that tests may fill. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, open, rm, rmdir, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  readonly folder: string;
  /** Octets free. */
  free(): Promise<number>;
  /** Fills it with a file of no use, until so many octets are free. */
  fill(leave: number): Promise<void>;
  /** Takes that file away. */
  clear(): Promise<void>;
  /** Makes the file system larger, or smaller: octets. */
  resize(size: number): void;
  /** Takes nothing more, as a disk does that went bad. */
  makeReadOnly(): void;
  remove(): Promise<void>;
}

const chunk = Buffer.alloc(1_048_576, 1);

/** Why there can be none on this machine; null where there can. */
export async function smallDiskMissing(): Promise<string | null> {
  try {
    await (await makeSmallDisk(1_048_576)).remove();
    return null;
  } catch (error) {
    return String(error);
  }
}

/** Makes one of so many octets. Throws where we may not mount. */
export async function makeSmallDisk(size: number): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-disk-'));
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'postern', folder);
  } catch (error) {
    await rmdir(folder);
    throw error;
  }
  const ballast = join(folder, 'ballast');
  const free = async () => {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  };
  return {
    folder,
    free,
    fill: (leave) => fill(ballast, leave, free),
    clear: () => rm(ballast, { force: true }),
    resize: (wanted) => run('mount', '-o', `remount,size=${wanted}`, folder),
    makeReadOnly: () => run('mount', '-o', 'remount,ro', folder),
    async remove() {
      run('umount', folder);
      await rmdir(folder);
    },
  };
}

async function fill(file: string, leave: number, free: () => Promise<number>): Promise<void> {
  const ballast = await open(file, 'a');
  try {
    for (let left = await free(); left > leave; left = await free()) {
      await ballast.write(chunk, 0, Math.min(chunk.length, left - leave));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error; // Somebody else was quicker.
  } finally {
    await ballast.close();
  }
}

function run(command: string, ...args: string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command}: ${stderr.trim()}`);
}
