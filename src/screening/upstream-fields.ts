/** What scorers before us wrote into the header of a mail. Pure. */

import type { HeaderField } from '../mail/mail.ts';
import type { Score } from '../model/facts.ts';

/** In the order in which they are looked for where an account names several. */
export const upstreamScorers = ['rspamd', 'spamassassin', 'microsoft', 'authentication-results'] as const;
export type UpstreamScorer = (typeof upstreamScorers)[number];

export type UpstreamScore = Pick<Score, 'score' | 'action' | 'symbols'>;

type Read = (value: string) => UpstreamScore | null;

/** Fields of each scorer, the one that tells most first. */
const fieldsOf: Record<
  Exclude<UpstreamScorer, 'authentication-results'>,
  readonly (readonly [string, Read])[]
> = {
  rspamd: [
    ['x-spamd-result', spamdResult],
    ['x-rspamd-score', points],
  ],
  spamassassin: [
    ['x-spam-status', spamStatus],
    ['x-spam-score', points],
    ['x-spam-flag', flag],
  ],
  microsoft: [
    ['x-ms-exchange-organization-scl', scl],
    ['x-forefront-antispam-report', forefront],
  ],
};

/**
 * The score of the first of `believed` that left one. What the provider wrote lies above what came with the mail: only fields
 * from the topmost of any of the scorer’s names down to the next Received count, and of several with one name the topmost;
 * where that cannot be read, none of them does.
 */
export function readUpstream(
  fields: readonly HeaderField[],
  believed: readonly UpstreamScorer[],
  authservIds: readonly string[],
): UpstreamScore | null {
  for (const scorer of upstreamScorers.filter((name) => believed.includes(name))) {
    const found =
      scorer === 'authentication-results'
        ? byResults(fields, authservIds)
        : byFields(fields, fieldsOf[scorer]);
    if (found !== null) return found;
  }
  return null;
}

function byFields(
  fields: readonly HeaderField[],
  known: readonly (readonly [string, Read])[],
): UpstreamScore | null {
  const first = fields.findIndex(({ name }) => known.some(([one]) => one === name));
  const next = fields.findIndex(({ name }, at) => at > first && name === 'received');
  const written = first < 0 ? [] : fields.slice(first, next < 0 ? undefined : next);
  for (const [name, read] of known) {
    const field = written.find((one) => one.name === name);
    const score = field === undefined ? null : read(field.value.slice(0, mostOctets));
    if (score !== null) return score;
  }
  return null;
}

const mostOctets = 20_000;
const mostSymbols = 500;

const number = '([-+]?\\d{1,6}(?:\\.\\d{1,6})?)';

/** SpamAssassin: `Yes, score=7.1 required=5.0 tests=BAYES_99=3.5,HTML_MESSAGE autolearn=no`. */
function spamStatus(value: string): UpstreamScore | null {
  const [, word = '', score] =
    new RegExp(`^\\s*(yes|no)\\b[,\\s]+(?:score|hits)=${number}`, 'i').exec(value) ?? [];
  if (score === undefined) return null;
  const [, tests = ''] = /\btests=\[?(.*)$/s.exec(value) ?? [];
  return { score: Number(score), action: actionOf(/yes/i.test(word)), symbols: tested(tests) };
}

/** Rules, with points where the provider writes them; up to the first word that is none. */
function tested(list: string): UpstreamScore['symbols'] {
  const symbols: UpstreamScore['symbols'][number][] = [];
  for (const test of list.split(/[\s,\]]+/).slice(0, mostSymbols)) {
    const [, name, score = '0'] = testForm.exec(test) ?? [];
    if (name === undefined) break;
    symbols.push({ name, score: Number(score), options: [] });
  }
  return symbols;
}

const testForm = new RegExp(`^([A-Z_][A-Z0-9_]{0,99})(?:=${number})?$`);

/** rspamd: `default: False [3.20 / 15.00]; BAYES_SPAM(5.10)[100.00%]; MIME_GOOD(-0.10)[text/plain]`. */
function spamdResult(value: string): UpstreamScore | null {
  const [, word = '', score] =
    new RegExp(`^\\s*(?:default:\\s*)?(true|false)\\s*\\[${number}\\s*/\\s*${number}\\]`, 'i').exec(value) ??
    [];
  if (score === undefined) return null;
  const symbols = value
    .split(';')
    .slice(1, 1 + mostSymbols)
    .flatMap((part) => {
      const [, name, weight] = new RegExp(`^\\s*([A-Z_][A-Z0-9_]{0,99})\\(${number}\\)`).exec(part) ?? [];
      return name === undefined ? [] : [{ name, score: Number(weight), options: [] }];
    });
  return { score: Number(score), action: actionOf(/true/i.test(word)), symbols };
}

/** A bare number, as in `X-Spam-Score: 5.3`; what some write behind it is not read. */
function points(value: string): UpstreamScore | null {
  const [, score] = new RegExp(`^\\s*${number}(?:\\s|$|/|\\()`).exec(value) ?? [];
  return score === undefined ? null : { score: Number(score), action: 'scored', symbols: [] };
}

/** `YES` without any number: kept back, whatever the thresholds. */
function flag(value: string): UpstreamScore | null {
  const [word] = /^\s*(?:yes|true|no|false)\b/i.exec(value) ?? [];
  if (word === undefined) return null;
  const isSpam = /yes|true/i.test(word);
  return { score: 0, action: isSpam ? 'quarantine' : 'no action', symbols: [] };
}

/** Microsoft’s spam confidence level: −1 not looked at, 0 and 1 none, 5 and 6 spam, 9 certain spam. As it is. */
function scl(value: string): UpstreamScore | null {
  const [, level] = /^\s*(-1|\d)\s*$/.exec(value) ?? [];
  if (level === undefined) return null;
  return { score: Number(level), action: actionOf(Number(level) >= 5), symbols: [] };
}

/** `CIP:…;SCL:5;SRV:;…` */
function forefront(value: string): UpstreamScore | null {
  const [, level] = /(?:^|;)\s*SCL:(-1|\d)\s*(?:;|$)/.exec(value) ?? [];
  return level === undefined ? null : scl(level);
}

/** `x-spam=fail score=6.1` in the topmost field of a trusted authserv-id (RFC 8601; `x-` methods are private, 2.7.6). */
function byResults(fields: readonly HeaderField[], authservIds: readonly string[]): UpstreamScore | null {
  const trusted = new Set(authservIds.map((id) => id.toLowerCase()).filter((id) => id !== ''));
  const field = fields
    .filter(({ name }) => name === 'authentication-results')
    .map(({ value }) => /^\s*([^\s;]{1,255})[^;]{0,50};(.*)$/s.exec(value.slice(0, mostOctets)))
    .find((match) => trusted.has(match?.[1]?.toLowerCase() ?? ''));
  const spam = plain(field?.[2] ?? '')
    .split(';')
    .find((result) => /^\s*x-spam\s*=/i.test(result));
  if (spam === undefined) return null;
  const [, word = ''] = /^\s*x-spam\s*=\s*([a-z]+)/i.exec(spam) ?? [];
  const [, score] = new RegExp(`\\b(?:policy\\.)?score=${number}(?:\\s|$)`, 'i').exec(spam) ?? [];
  if (!/^(?:pass|fail|spam|ham|yes|no)$/i.test(word)) return null;
  const isSpam = /^(?:fail|spam|yes)$/i.test(word);
  if (score === undefined) return { score: 0, action: isSpam ? 'quarantine' : 'no action', symbols: [] };
  return { score: Number(score), action: actionOf(isSpam), symbols: [] };
}

/** Without comments and quoted strings (RFC 8601, 2.2), which hold what the sender said. */
function plain(text: string): string {
  let kept = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at++;
    else if (char === '"' && depth === 0) quoted = !quoted;
    else if (quoted) continue;
    else if (char === '(') depth++;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) kept += char;
  }
  return kept;
}

const actionOf = (isSpam: boolean) => (isSpam ? 'spam' : 'no action');
