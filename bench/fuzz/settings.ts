/** Target: the settings file and variables: settings, or a list of what is wrong with them; nothing else is thrown. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadSettings } from '../../src/config/load.ts';
import { BadSettings } from '../../src/config/problem.ts';
import { damaged } from './damage.ts';
import { below, pick, type Random } from './random.ts';
import { type Attempt, faultOf, type Target } from './target.ts';

const example = fileURLToPath(new URL('../../config/gateway.example.yaml', import.meta.url));
const variables = [
  ['POSTERN_SMTP__PORT', '25'],
  ['POSTERN_DEPARTMENTS', '[{"name":"sales","addresses":["sales@x.example"]}]'],
  ['POSTERN_DEPARTMENTS__0__NAME', 'sales'],
  ['POSTERN_IMAP__0__PASSWORD_FILE', '/nowhere'],
  ['POSTERN_STORE__URI', 'mongodb://user:pass@127.0.0.1/x'],
  ['POSTERN___PROTO____X', 'y'],
  ['MONGODB_URI', 'mongodb://x'],
] as const;
/** Octets: operators write no longer ones. */
const longest = 100_000;
const secret = 'XsecretX';

export const settings: Target = {
  name: 'settings',
  promise: 'settings, or all problems; no secret in them',
  // Only operators write them.
  slowMs: 5000,
  start() {
    const commented = readFileSync(example, 'utf8');
    // With and without the marks that make the examples comments.
    const bare = commented
      .replace(/^(\s*)# ?(?=\s*[\w-]+:|\s*- )/gm, '$1')
      .replace(/(password: ).*/g, `$1${secret}`);
    const files = [commented, bare].map((text) => Buffer.from(text));
    return { attempt: (random) => attempt(files, random) };
  },
};

function attempt(files: readonly Uint8Array[], random: Random): Attempt {
  const text = Buffer.from(damaged(files, random))
    .subarray(0, longest)
    .toString(random() < 0.5 ? 'utf8' : 'latin1');
  const env = Object.fromEntries(
    variables.slice(0, below(random, 3)).map(([name, value]) => {
      const other = Buffer.from(damaged([Buffer.from(value)], random)).toString('latin1');
      return [random() < 0.2 ? `${name}__${other.slice(0, 20)}` : name, pick(random, [value, other], value)];
    }),
  );
  const input = `${JSON.stringify(env)}\n${text}`;
  return { input, fault: faultOf(() => load(text, env)) };
}

function load(text: string, env: Record<string, string>): void {
  try {
    loadSettings({ file: 'fuzz.yaml', env, cwd: '/', readFile: () => text });
  } catch (error) {
    if (!(error instanceof BadSettings)) throw error;
    if (error.problems.length === 0) throw new Error('bad settings without a problem');
    if (/password: XsecretX/.test(text) && error.message.includes(secret))
      throw new Error(`tells: ${error.message}`);
  }
}
