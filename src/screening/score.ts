/** What the scorer's answer means: against the thresholds, and where it found malware. Pure. */
import type { Finding } from '../decision.ts';
import type { Score, Scoring, Screened } from '../model/facts.ts';
import type { Thresholds } from '../model/rules.ts';
import { finding, screened } from './screened.ts';
import { fits, readWildcard } from './wildcard.ts';

/** Actions of rspamd's `force_actions` that ask to keep the mail back, whatever the score. */
const keepBack: ReadonlySet<string> = new Set(['quarantine', 'discard']);

/** A refusal where the scorer gave a symbol that stands for malware; the bypass does not spare it (DESIGN 3.3). */
export function malwareIn(scoring: Scoring, { malware }: { malware: readonly string[] }): Screened | null {
  if (scoring.kind !== 'scored') return null;
  const wildcards = malware.map((name) => readWildcard(name.toUpperCase()));
  const found = scoring.score.symbols.find(({ name }) =>
    wildcards.some((one) => fits(one, name.toUpperCase())),
  );
  if (found === undefined) return null;
  return screened('reject', 'malware', [found.name, ...found.options.slice(0, 3)].join(', '));
}

/** The verdict of score and thresholds. `score`: what rules added; without a scorer it stands alone. */
export function byScore(
  { scoring }: { readonly scoring: Scoring },
  thresholds: Thresholds,
  { score: added }: { readonly score: number },
): Screened {
  if (scoring.kind === 'unavailable') return screened('hold', 'unscreened', scoring.why);
  if (scoring.kind === 'off' && added === 0) return screened('pass', 'not-scored', '');
  const score = scoring.kind === 'scored' ? scoring.score : nothing;
  const { verdict, found } = ofScore(score, thresholds, added);
  return { verdict, bypass: false, findings: [found], ...sumOf(scoring, added) };
}

/** The scorer’s points with what was added; nothing where there are neither. */
export function sumOf(scoring: Scoring, added: number): Pick<Screened, 'score'> {
  if (scoring.kind === 'scored') return { score: round(scoring.score.score + added) };
  return scoring.kind === 'off' && added !== 0 ? { score: round(added) } : {};
}

const nothing = { score: 0, action: '', symbols: [] };

/** Where the score lies, what rules added counted in. */
export function ofScore(
  score: Pick<Score, 'score' | 'action' | 'symbols'>,
  { quarantineAt, rejectAt }: Thresholds,
  added: number,
): { verdict: Screened['verdict']; found: Finding } {
  const sum = round(score.score + added);
  const against = (limit: number) => `score ${sum} of ${limit}${symbols(score)}`;
  if (sum >= rejectAt || score.action === 'reject')
    return { verdict: 'reject', found: finding('certain-spam', against(rejectAt)) };
  if (sum >= quarantineAt || keepBack.has(score.action))
    return { verdict: 'quarantine', found: finding('spam', against(quarantineAt)) };
  return { verdict: 'pass', found: finding('clean', against(quarantineAt)) };
}

/** Names of the symbols that weigh most, at most ten. */
function symbols(score: Pick<Score, 'symbols'>): string {
  const weighty = score.symbols.filter((symbol) => symbol.score !== 0);
  const names = weighty
    .toSorted((one, other) => Math.abs(other.score) - Math.abs(one.score))
    .slice(0, 10)
    .map((symbol) => symbol.name);
  return names.length === 0 ? '' : `: ${names.join(', ')}`;
}

function round(score: number): number {
  return Math.round(score * 100) / 100;
}
