/** Runs the corpora’s own scorer, which defines what is right, and reads its figures. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const cell = z.object({ right: z.number(), of: z.number(), mean: z.number().nullable() });
const run = z.object({
  figures: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  /** By `quality/field`. */
  fields: z.record(z.string(), cell),
  /** By `corpus/quality/field`. */
  corpora: z.record(z.string(), cell),
});
export type Cell = z.output<typeof cell>;
export type Run = z.output<typeof run>;

const miss = z.object({
  corpus: z.string(),
  case: z.string(),
  field: z.string(),
  score: z.number(),
  expected: z.unknown(),
  got: z.unknown(),
});
export type Miss = z.output<typeof miss>;

export interface Scored {
  readonly run: Run;
  readonly misses: readonly Miss[];
}

export interface Scoring {
  /** Folder of the corpora and the scorer. */
  readonly corpora: string;
  /** Where the misses go, one file each: `label/corpus/number-field.json`. */
  readonly misses: string;
  /** Names of corpora, with commas; empty: all. */
  readonly only: string;
  /** Command by label; `{path}` stands for a folder of mails. */
  readonly commands: Readonly<Record<string, string>>;
}

/** Scores each command. Its words about progress go to standard error. Throws where the scorer fails. */
export async function score({ corpora, misses, only, commands }: Scoring): Promise<Map<string, Scored>> {
  await rm(misses, { recursive: true, force: true });
  await mkdir(misses, { recursive: true });
  const figures = join(misses, 'figures.json');
  const runs = Object.entries(commands).flatMap(([label, command]) => ['--run', `${label}=${command}`]);
  const args = [join(corpora, 'score.py'), '--corpora', corpora, '--json', figures, '--misses', misses];
  const child = spawn('python3', [...args, ...(only === '' ? [] : ['--only', only]), ...runs], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the scorer ended with ${code}`);
  const told = z.record(z.string(), run).parse(JSON.parse(await readFile(figures, 'utf8')));
  const read = Object.entries(told).map(
    async ([label, one]) => [label, { run: one, misses: await readMisses(join(misses, label)) }] as const,
  );
  return new Map(await Promise.all(read));
}

async function readMisses(folder: string): Promise<Miss[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(files.sort().map(async (file) => miss.parse(JSON.parse(await readFile(file, 'utf8')))));
}

/** Right and total of some fields, gold and silver together. */
export function sumOf({ fields }: Run, names: readonly string[]): Cell {
  const cells = Object.entries(fields)
    .filter(([key]) => names.includes(key.slice(key.indexOf('/') + 1)))
    .map(([, one]) => one);
  const right = cells.reduce((sum, one) => sum + one.right, 0);
  const of = cells.reduce((sum, one) => sum + one.of, 0);
  return { right, of, mean: of === 0 ? null : right / of };
}
