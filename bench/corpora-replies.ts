/** Libraries that find the reply in a mail, measured against each other: how right they are, and how long a hostile mail holds them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type Cell, score, sumOf } from './corpora-scores.ts';
import { repliesWithLosses } from './corpora-words.ts';

const splitter = fileURLToPath(new URL('corpora-splitter.ts', import.meta.url));
const contestants = ['postern', 'email-reply-parser', 'planer', '@postalsys/email-text-tools'];

/** So long a hostile mail may take. */
export const capMs = 10_000;

/** Texts that bring careless regular expressions and recursion to their knees. */
const hostile: Record<string, string> = {
  '300 KB of “On ”': 'On '.repeat(100_000),
  '300 KB of white space': `Hello${' '.repeat(150_000)}${'\n'.repeat(150_000)}end`,
  '20,000 broken introductions': 'On Monday, 3 March 2026, at 10:00, somebody <a@example.com>\n'.repeat(
    20_000,
  ),
  '5,000 levels of quoting': Array.from({ length: 5000 }, (_, n) => `${'>'.repeat(n % 500)} a`).join('\n'),
  'one line of 1 MB': `${'a-_:'.repeat(250_000)}`,
};

/** Milliseconds; or why there was no answer. */
type Took = number | 'time over' | 'broke down';

export interface ReplyScore {
  readonly library: string;
  readonly exact: Cell;
  readonly recall: Cell;
  readonly precision: Cell;
  /** The cases that say only what must and must not stand in the reply. */
  readonly contains: Cell;
  readonly wordsLost: number;
  readonly mailsWithLosses: number;
  /** The hostile mail that took longest, or the first without an answer. */
  readonly slowest: { readonly what: string; readonly took: Took };
}

/** Scores all libraries on the replies. `misses`: folder for what they got wrong. */
export async function scoreReplies(
  corpora: string,
  libraries: string,
  misses: string,
): Promise<ReplyScore[]> {
  const labels = contestants.map((library) => [library.replace(/^@.*\//, ''), library] as const);
  const commands = labels.map(([label, library]) => [label, command(library, libraries)] as const);
  const only = 'replies-a,replies-b,reply-by-mail';
  const scored = await score({ corpora, misses, only, commands: Object.fromEntries(commands) });
  const rows: ReplyScore[] = [];
  for (const [label, library] of labels) {
    const one = scored.get(label);
    if (one === undefined) throw new Error(`${library} has no score`);
    const losses = repliesWithLosses(one.misses);
    rows.push({
      library,
      exact: sumOf(one.run, ['reply.exact']),
      recall: sumOf(one.run, ['reply.recall']),
      precision: sumOf(one.run, ['reply.precision']),
      contains: sumOf(one.run, ['reply.contains']),
      wordsLost: losses.reduce((sum, { lost }) => sum + lost, 0),
      mailsWithLosses: losses.filter(({ lost }) => lost > 0).length,
      slowest: await hostileTime(library, libraries),
    });
  }
  return rows;
}

const command = (library: string, libraries: string): string =>
  [...[process.execPath, splitter, library, libraries].map((word) => `'${word}'`), '{path}'].join(' ');

async function hostileTime(library: string, libraries: string): Promise<ReplyScore['slowest']> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-hostile-'));
  try {
    let worst: { what: string; took: number } = { what: '', took: -1 };
    for (const [what, body] of Object.entries(hostile)) {
      const file = join(folder, 'mail.eml');
      const lines = Buffer.from(body).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
      await writeFile(file, `${head}\r\n\r\n${lines}`);
      const took = await timeOf([library, libraries, file]);
      if (typeof took === 'string') return { what, took };
      if (took > worst.took) worst = { what, took };
    }
    return worst;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const head = [
  'From: Ana <ana@example.net>',
  'Subject: Re: Your question',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: base64',
].join('\r\n');

const answer = z.object({ ms: z.number() });

/** How long splitting took, in a process that is ended when its time is over. */
async function timeOf(args: readonly string[]): Promise<Took> {
  const child = spawn(process.execPath, [splitter, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: capMs,
  });
  const [printed, [, signal]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (printed.trim() === '') return signal === 'SIGTERM' ? 'time over' : 'broke down';
  return answer.parse(JSON.parse(printed)).ms;
}
