/**
 * Reads damaged mails for a while: no exception, no mail slower than a second per MB (a second at least), no more than
 * 512 MiB of heap. `npm run fuzz -- --seed 7 --seconds 60 --rounds 1000 --corpora ../shared/corpora`; what it finds is
 * kept in .cache/fuzz, named by the seed and the round. Exit 1 where it found something.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { damaged, randomFrom } from './fuzz-mutations.ts';
import { type Outcome, outcomeSchema } from './fuzz-reader.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const finds = here('../.cache/fuzz');
const heapMb = 512;
/** A child is given up after so long. */
const deadlineMs = 30_000;
/** Larger mails of the corpora would take all the time for themselves. */
const maxMail = 1_048_576;

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    seconds: { type: 'string', default: '60' },
    rounds: { type: 'string' },
    corpora: { type: 'string', default: here('../../shared/corpora') },
  },
});

const mailsIn = (folder: string): Uint8Array[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.eml'))
    .sort()
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).size <= maxMail)
    .map((file) => readFileSync(file));

function start(): ChildProcess {
  return fork(here('fuzz-reader.ts'), {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${heapMb}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}

/** What became of the mail; a text where the child died or did not answer. */
async function tried(child: ChildProcess, raw: Uint8Array): Promise<Outcome | string> {
  const over = new AbortController();
  const { signal } = over;
  try {
    const answer = once(child, 'message', { signal }).then(([outcome]) => outcomeSchema.parse(outcome));
    const death = once(child, 'exit', { signal }).then(([code, how]) => `the process ended: ${code ?? how}`);
    const hang = sleep(deadlineMs, `no answer within ${deadlineMs / 1000} s`, { signal });
    for (const loser of [answer, death, hang]) loser.catch(() => undefined);
    child.send({ raw });
    return await Promise.race([answer, death, hang]);
  } finally {
    over.abort();
  }
}

function verdict(outcome: Outcome | string, size: number): string | null {
  if (typeof outcome === 'string') return outcome;
  if (outcome.error !== null) return outcome.error;
  const allowed = Math.max(1000, (size / 1_048_576) * 1000);
  return outcome.ms > allowed ? `took ${Math.round(outcome.ms)} ms, allowed ${Math.round(allowed)}` : null;
}

async function main(): Promise<number> {
  const seed = Number(values.seed);
  const rounds = values.rounds === undefined ? Number.POSITIVE_INFINITY : Number(values.rounds);
  const end =
    values.rounds === undefined ? Date.now() + Number(values.seconds) * 1000 : Number.POSITIVE_INFINITY;
  const folders = [here('../fixtures/mail'), values.corpora].filter(existsSync);
  const mails = folders.flatMap(mailsIn);
  mkdirSync(finds, { recursive: true });
  let child = start();
  let found = 0;
  let round = 0;
  let slowest = 0;
  let largest = 0;
  for (; round < rounds && Date.now() < end; round++) {
    const raw = damaged(mails, randomFrom(seed * 1_000_003 + round));
    const outcome = await tried(child, raw);
    const fault = verdict(outcome, raw.length);
    if (typeof outcome === 'string') {
      child.kill('SIGKILL');
      child = start();
    } else {
      slowest = Math.max(slowest, outcome.ms);
      largest = Math.max(largest, outcome.rss);
    }
    if (fault === null) continue;
    found++;
    const file = join(finds, `${seed}-${round}`);
    writeFileSync(`${file}.eml`, raw);
    writeFileSync(`${file}.txt`, `${fault}\n`);
    console.log(`${file}.eml (${raw.length} octets): ${fault.split('\n').slice(0, 2).join(' ')}`);
  }
  child.kill('SIGKILL');
  console.log(
    `seed ${seed}: ${round} damaged mails out of ${mails.length}, ${found} finds; slowest ${Math.round(slowest)} ms, resident at most ${largest} MiB`,
  );
  return found === 0 ? 0 : 1;
}

process.exitCode = await main();
