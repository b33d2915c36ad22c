/** The operator's editor, opened on a file of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import type { CommandContext } from './context.ts';

/** The bytes as they come back from the operator's editor. Throws Failure `conflict` where it fails. */
export async function editedByHand(
  { env }: Pick<CommandContext, 'env'>,
  bytes: Uint8Array,
  name: string,
): Promise<Buffer> {
  const editor = env['VISUAL'] || env['EDITOR'] || 'vi';
  const folder = await mkdtemp(join(tmpdir(), 'postern-edit-'));
  try {
    const file = join(folder, name);
    await writeFile(file, bytes, { mode: 0o600 });
    // As git does: the words of the variable may hold options.
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { env, stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Failure('conflict', `the editor (${editor}) failed: nothing was changed`);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
