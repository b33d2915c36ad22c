/** What is kept in the data directory about the last run of the embedded database: its port, and whose it is. */
import { readFile, readlink, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Place } from './mongod-process.ts';

const noteSchema = z.object({
  port: z.int().min(1).max(65535),
  /** Process ID of the Postern that started it; 0 where it cannot be told, or has given it up. */
  owner: z.int().min(0).default(0),
});
export type Note = z.infer<typeof noteSchema>;

/** Null on the first start, and where it is damaged. */
export async function readNote(place: Place): Promise<Note | null> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(place.note, 'utf8')));
  } catch {
    return null;
  }
}

/** Notes that the database on that port is ours. */
export async function writeNote(place: Place, port: number): Promise<void> {
  await write(place, { port, owner: await ownProcess() });
}

/** Notes that we end it: whoever else works with it may start it again while we are still here. */
export async function releaseNote(place: Place): Promise<void> {
  const note = await readNote(place);
  if (note?.owner !== (await ownProcess())) return;
  // Its folder may be gone, which must not keep us from ending.
  await write(place, { ...note, owner: 0 }).catch(() => {});
}

/** True where the Postern that started the database is gone (proc(5)). */
export async function isOrphan({ owner }: Note): Promise<boolean> {
  if (owner === 0) return false;
  // One that gave up root lets nobody look at it (EACCES, PR_SET_DUMPABLE): it is there all the same.
  return readlink(`/proc/${owner}/exe`).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

/** Our own process ID; 0 on systems without proc(5). */
const ownProcess = (): Promise<number> => readlink('/proc/self').then(Number, () => 0);

const write = (place: Place, note: Note) => writeFile(place.note, JSON.stringify(note), { mode: 0o600 });
