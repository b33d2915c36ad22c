/** Threading: what ends in one ticket, against what belongs together. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeBench } from '../src/assembly/assembly.ts';
import { mailsIn } from '../src/commands/mails.ts';
import { settingsSchema } from '../src/config/schema.ts';
import { silentLog } from '../test/support/log.ts';
import { fileAll, type NamedMail } from './corpora-desk.ts';
import { type PairScore, pairScore, shuffled } from './corpora-pairs.ts';

const caseSchema = z.object({
  id: z.string(),
  file: z.string(),
  dir: z.string().optional(),
  expect: z.object({
    algorithm: z.string().optional(),
    imapThread: z.string().optional(),
    threadCount: z.number().optional(),
  }),
});
const threadsSchema = z.object({ threads: z.array(z.array(z.string())) });

export interface ThreadScore {
  readonly name: string;
  readonly mails: number;
  /** What is in one ticket. */
  readonly together: PairScore;
  /** What is in one ticket, or in a new one that is linked to it. */
  readonly linked: PairScore;
}

/** The RFC 5256 cases, and the mailing lists of `spam` in three orders. `seed` decides the shuffling. */
export async function scoreThreads(corpora: string, seed: number): Promise<ThreadScore[]> {
  const bench = makeBench({
    settings: settingsSchema.parse({}),
    log: silentLog,
  });
  const read = async (path: string): Promise<NamedMail[]> => {
    const items: NamedMail[] = [];
    for await (const { file, raw } of mailsIn(path, '/', process.stdin))
      items.push({ name: file, mail: await bench.reader.read(raw, null) });
    return items;
  };
  try {
    return [...(await smallCases(corpora, read)), ...(await mailingLists(corpora, seed, read))];
  } finally {
    await bench.reader.close();
  }
}

async function smallCases(
  corpora: string,
  read: (path: string) => Promise<NamedMail[]>,
): Promise<ThreadScore[]> {
  const root = join(corpora, 'threading');
  const text = await readFile(join(root, 'expected.json'), 'utf8');
  const { cases } = z.object({ cases: z.array(caseSchema) }).parse(JSON.parse(text));
  const scores: ThreadScore[] = [];
  for (const { id, file, dir, expect } of cases) {
    const items = await read(join(root, dir ?? file));
    const names = items.map(({ name }) => name);
    const answer =
      expect.imapThread === undefined
        ? [names]
        : groupsOf(expect.imapThread).map((group) => group.map((number) => names[number - 1] ?? ''));
    const kind = expect.algorithm === undefined ? '' : ` (${expect.algorithm})`;
    scores.push(await scoreOne(`${id}${kind}`, inOrder(items), answer));
  }
  return scores;
}

/** Message numbers of each thread of a RFC 5256 answer: `(1)(2 (7)(12))` gives [[1], [2, 7, 12]]. */
export function groupsOf(answer: string): number[][] {
  const groups: number[][] = [];
  let depth = 0;
  for (const [token] of answer.matchAll(/[()]|\d+/g)) {
    if (token === '(' && depth++ === 0) groups.push([]);
    else if (token === ')') depth--;
    else if (token !== '(') groups.at(-1)?.push(Number(token));
  }
  return groups;
}

async function mailingLists(corpora: string, seed: number, read: (path: string) => Promise<NamedMail[]>) {
  const root = join(corpora, 'spam');
  const { threads } = threadsSchema.parse(JSON.parse(await readFile(join(root, 'threads.json'), 'utf8')));
  const answer = threads.map((thread) => thread.map((file) => join(root, file)));
  const items = inOrder(await read(join(root, 'messages', 'easy_ham')));
  const without = items.map(({ name, mail }) => ({ name, mail: { ...mail, references: [] } }));
  return [
    await scoreOne('mailing lists, by date', items, answer),
    await scoreOne(`mailing lists, shuffled (seed ${seed})`, shuffled(items, seed), answer),
    await scoreOne('mailing lists, by date, without References', without, answer),
  ];
}

const inOrder = (items: readonly NamedMail[]): NamedMail[] =>
  items.toSorted((a, b) => (a.mail.date?.getTime() ?? 0) - (b.mail.date?.getTime() ?? 0));

async function scoreOne(name: string, items: readonly NamedMail[], answer: string[][]): Promise<ThreadScore> {
  const { tickets, roots } = await fileAll(items);
  const names = items.map((item) => item.name);
  return {
    name,
    mails: items.length,
    together: pairScore(names, answer, tickets),
    linked: pairScore(names, answer, roots),
  };
}
