/**
 * Target: whole mails, read in a child process: no exception, no mail slower than a second per MB (a second at least, in
 * processor time), no more than 512 MiB of heap.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { damaged } from './damage.ts';
import { type Outcome, outcomeSchema } from './mime-reader.ts';
import { corpora, fixtures } from './samples.ts';
import type { Target } from './target.ts';

const heapMb = 512;
/** A child is given up after so long. */
const deadlineMs = 30_000;

export const mime: Target = {
  name: 'mime',
  promise: 'a mail is read, in 1 s a MB and 512 MiB',
  start() {
    const mails = [...fixtures(), ...corpora()];
    let child = start();
    return {
      async attempt(random) {
        const input = damaged(mails, random);
        const outcome = await tried(child, input);
        if (typeof outcome === 'string') {
          child.kill('SIGKILL');
          child = start();
        }
        const fault = typeof outcome === 'string' ? outcome : outcome.error;
        return { input, fault, slow: slowness(outcome, input.length) };
      },
      async stop() {
        child.kill('SIGKILL');
      },
    };
  },
};

function start(): ChildProcess {
  return fork(fileURLToPath(new URL('mime-reader.ts', import.meta.url)), {
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

/** Where it took more processor time than its size allows. */
function slowness(outcome: Outcome | string, size: number): string | null {
  const allowed = Math.max(1000, (size / 1_048_576) * 1000);
  const isSlow = typeof outcome !== 'string' && outcome.ms > allowed;
  return isSlow ? `took ${Math.round(outcome.ms)} ms, allowed ${Math.round(allowed)}` : null;
}
