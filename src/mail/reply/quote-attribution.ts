/** Attribution lines: `On 3 March 2026 at 10:00, Ann <ann@example.com> wrote:`. All patterns run in linear time. */
import { opening, quoting, wrote } from './quote-words.ts';

const day =
  /\d{1,4}\. ?\d{1,2}\. ?\d{1,4}|\d{1,4}[/-]\d{1,2}[/-]\d{1,4}|\d{4} ?[年년]|(?<!\d)(?:19|20|25)\d\d(?!\d)/;
const clock = /\d{1,2}[:.h]\d{2}(?!\.?\d{2,4}\b)/;
const address = /[^\s<>@]@[\w.-]+|mailto:/;
/** With the colons of Armenian and Amharic. */
const endsInColon = /[:：։․፦][^\p{L}\p{N}]{0,4}$/u;
/** `to=<ann@example.com>:` is a line of a log. */
const logged = /\w[=:]<|\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG)\b(?!@)/;

const endsWrote = new RegExp(`(?:${wrote})(?:[\\s>]*[^:：\\n]{0,80})?\\s*[:：]\\W{0,4}$`, 'iu');
const endsWroteOn = new RegExp(`(?:${wrote})[^\\n]{0,30}\\d{1,2}[:.]\\d{2}[^\\n]{0,12}:\\W{0,4}$`, 'iu');
const begins = new RegExp(`^[>\\s*_]*(?:${opening}|\\d{1,4}\\s?[./年-]|\\d{1,2}:\\d\\d|\\w{2,4}[.,])`, 'iu');
const endsBareVerb = new RegExp(`^[>\\s]*(?:on|am|le|el|il|em|op|den)\\s.*\\s(?:${wrote})\\s*$`, 'iu');
const quotes = new RegExp(`^[>\\s]*(?:${quoting})\\s.{0,120}[:：]\\s*$`, 'iu');
/** CJK programs: `2026年3月3日(火) 10:00 Ann <a@b>:` and `在 2026-03-03 10:00:00，"Ann" <a@b> 写道：`. */
const cjk =
  /^[>\s]*(?:在\s?)?\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}.{0,120}(?:[:：]|写道|寫道|작성|님|>)\s*[:：]?\s*$/u;
/** GroupWise: `>>> Ann <ann@example.com> 03.03.2026 10:00 >>>`, and its forerunners without the second mark. */
const groupWise = /^\s*>>> .{2,200}\d{1,2}[:.]\d{2}(?::\d{2})?(?: [ap]m)? >>>\s*$/i;
/** Notes: `Ann ---03.03.2026 10:00:00---It burns`. */
const notes = /---\d{1,4}[./-]\d{1,2}[./-]\d{1,4}[ ,]{1,2}\d{1,2}[:.]\d{2}.{0,12}---/;
/** Yahoo's Android program puts the quote into the line of the attribution. */
const openWithText = new RegExp(
  `^(.{10,300}<[^<>\\s]{1,200}@[^<>\\s]{1,200}>\\s(?:${wrote})\\s?:)\\s{2,}\\S`,
  'iu',
);

/** `Ann wrote:`: nothing but a name and a verb. */
const nameWrote = new RegExp(
  `^[>\\s]*(?!(?:i|we|you|he|she|they|it|ich|wir|er|sie|je|il|elle)\\s)(?:[\\p{Lu}"][^\\s:]{0,30}\\s){1,4}(?:${wrote})\\s?[:：]\\s*$`,
  'iu',
);
const startsLarge = /^[>\s]*["\p{Lu}\p{Lo}]/u;

/**
 * What the joined lines are: `sure` introduces quoted mail whatever follows; `weak` could be a sentence as well, and
 * introduces only what is marked as quoted; null is no attribution.
 */
export function attribution(line: string): 'sure' | 'weak' | null {
  if (line.length > 500) return null;
  const whole = openWithText.exec(line)?.[1] ?? line;
  if (notes.test(whole) || groupWise.test(whole)) return 'sure';
  const from = address.test(whole);
  const dated = day.test(whole);
  const timed = clock.test(whole);
  if (cjk.test(whole) && (from || timed)) return logged.test(whole) ? null : 'sure';
  if (!endsInColon.test(whole)) return from && dated && endsBareVerb.test(whole) ? 'sure' : null;
  if (from && dated && timed) return logged.test(whole) ? null : 'sure';
  if (quotes.test(whole)) return from ? 'sure' : 'weak';
  if (!endsWrote.test(whole) && !endsWroteOn.test(whole)) return null;
  if (from || (dated && timed)) return 'sure';
  if ((dated || timed) && begins.test(whole)) return 'weak';
  return nameWrote.test(whole) && startsLarge.test(whole) ? 'weak' : null;
}

/** True where a line is the first of an attribution that may go on behind an empty line. */
export function isDatedOpening(line: string): boolean {
  return line.length < 200 && begins.test(line) && day.test(line);
}

/** True where a line could be the first of an attribution, perhaps wrapped over several. */
export function mayBeginAttribution(line: string): boolean {
  return (
    begins.test(line) ||
    /^[>\s]*-{2,}\s?\w/.test(line) ||
    address.test(line) ||
    day.test(line) ||
    clock.test(line) ||
    endsInColon.test(line)
  );
}
