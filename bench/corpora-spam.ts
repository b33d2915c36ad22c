/** Spam: what a real rspamd says of each mail, cut off from the network and untrained. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { settingsSchema } from '../src/config/schema.ts';
import { makeRspamd } from '../src/screening/rspamd.ts';
import { rspamdMissing, startRspamd } from '../test/support/rspamd.ts';

const casesSchema = z.object({
  cases: z.array(z.object({ file: z.string(), label: z.enum(['easy_ham', 'hard_ham', 'spam']) })),
});
type Label = z.output<typeof casesSchema>['cases'][number]['label'];

export interface SpamScore {
  /** The ham that the spam was told from. */
  readonly ham: string;
  readonly hams: number;
  readonly spams: number;
  readonly auc: number;
  /** Share of the spam found where at most so much of the ham is called spam. */
  readonly at: readonly { readonly falsePositives: number; readonly recall: number }[];
  /** At the shipped quarantine threshold. */
  readonly shipped: { readonly threshold: number; readonly recall: number; readonly falsePositives: number };
}

const bounds = [0.005, 0.02];

/** Scores of all mails, easy and hard ham apart and together; a text where there is no rspamd here. */
export async function scoreSpam(corpora: string): Promise<SpamScore[] | string> {
  const missing = rspamdMissing();
  if (missing !== null) return missing;
  const root = join(corpora, 'spam');
  const { cases } = casesSchema.parse(JSON.parse(await readFile(join(root, 'expected.json'), 'utf8')));
  const rspamd = await startRspamd();
  try {
    const scorer = makeRspamd({ url: rspamd.url, password: null, timeoutMs: 30_000, mtaName: 'localhost' });
    const scores = new Map<Label, number[]>();
    for (const { file, label } of cases) {
      const raw = withoutSeparator(await readFile(join(root, file)));
      const scoring = await scorer.score(raw, { sender: '', recipients: [] }, { kind: 'import', file }, '');
      if (scoring.kind !== 'scored') throw new Error(`${file} was not scored`);
      scores.set(label, [...(scores.get(label) ?? []), scoring.score.score]);
    }
    const [easy = [], hard = [], spam = []] = [
      scores.get('easy_ham'),
      scores.get('hard_ham'),
      scores.get('spam'),
    ];
    const { quarantineAt } = settingsSchema.parse({}).screening;
    return [
      compare('easy ham', easy, spam, quarantineAt),
      compare('hard ham', hard, spam, quarantineAt),
      compare('all ham', [...easy, ...hard], spam, quarantineAt),
    ];
  } finally {
    await rspamd.remove();
  }
}

/** A mail cut out of a mailbox file may still have its `From ` line. */
function withoutSeparator(raw: Buffer): Buffer {
  return raw.toString('latin1', 0, 5) === 'From ' ? raw.subarray(raw.indexOf('\n') + 1) : raw;
}

function compare(
  name: string,
  ham: readonly number[],
  spam: readonly number[],
  threshold: number,
): SpamScore {
  const share = (scores: readonly number[]) =>
    scores.filter((score) => score >= threshold).length / scores.length;
  return {
    ham: name,
    hams: ham.length,
    spams: spam.length,
    auc: areaUnderCurve(ham, spam),
    at: bounds.map((falsePositives) => ({ falsePositives, recall: recallAt(ham, spam, falsePositives) })),
    shipped: { threshold, recall: share(spam), falsePositives: share(ham) },
  };
}

/** Chance that a spam mail scores higher than a ham mail; equal scores count half. */
export function areaUnderCurve(ham: readonly number[], spam: readonly number[]): number {
  const wins = spam.reduce(
    (sum, score) =>
      sum + ham.reduce((won, other) => won + (score > other ? 1 : score === other ? 0.5 : 0), 0),
    0,
  );
  return wins / (ham.length * spam.length);
}

/** Share of the spam above the lowest threshold that calls at most that share of the ham spam. */
export function recallAt(ham: readonly number[], spam: readonly number[], falsePositives: number): number {
  const allowed = Math.floor(ham.length * falsePositives);
  const limit = ham.toSorted((a, b) => b - a)[allowed] ?? Number.NEGATIVE_INFINITY;
  return spam.filter((score) => score > limit).length / spam.length;
}
