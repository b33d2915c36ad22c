/** Which commit was measured. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The commit of the working tree, in words for a record of a run; where it is none, that is said. */
export async function describeCommit(): Promise<string> {
  const described = promisify(execFile)('git', ['describe', '--always', '--dirty'], { cwd: root });
  return described.then(
    ({ stdout }) => `${stdout.trim()} (\`-dirty\`: with changes not committed yet)`,
    () => 'of no repository',
  );
}
