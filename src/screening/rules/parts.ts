/** Fields of several parts: a header and its name, an attachment, a symbol of the scorer, a rate. */
import type { Rate } from '../../model/circumstances.ts';
import type { Compile, Condition } from './fields.ts';
import { compileNumber, compileTexts, type TextsTest, textOperators } from './operators.ts';
import { type Complain, isMapping, type Mapping, unknown } from './problems.ts';
import { Text } from './text.ts';

/** The days of the longest rate in minutes: nodes count in memory. */
const longestRate = 1440;

/** `{name: X-Mailer, contains: bulk}`: a field of that name for which the operators hold. */
export const compileHeader: Compile = (value, path, complain, { names }) => {
  const { name, ...operators } = mapping(value, path, complain, 'name and an operator');
  if (typeof name !== 'string' || !/^[!-9;-~]{1,100}$/.test(name))
    complain(`${path}.name`, 'expects the name of a header field, such as List-Id');
  const test = compileTexts(operators, path, complain, names);
  const field = String(name).toLowerCase();
  return (reading) => test(reading.header(field), reading);
};

/** `{name, type, size, sha256}`: one attachment for which all that is given holds. */
export const compileAttachment: Compile = (value, path, complain, { names }) => {
  const { exists, ...parts } = mapping(value, path, complain, 'name, type, size or sha256');
  const texts = partsOf(parts, path, complain, ['name', 'type', 'sha256', 'size'], (part, wanted) =>
    part === 'size' ? null : compileTexts(wanted, `${path}.${part}`, complain, names),
  );
  const size = 'size' in parts ? compileNumber(parts['size'], `${path}.size`, complain) : null;
  if (exists !== undefined && typeof exists !== 'boolean')
    complain(`${path}.exists`, 'expects true or false');
  return (reading) => {
    const { attachments } = reading.facts.mail;
    const fitting = attachments.some((file) => {
      const known: Record<string, string> = {
        name: file.filename ?? '',
        type: file.contentType,
        sha256: file.sha256,
      };
      const holds = ([part, test]: readonly [string, TextsTest]) => test(textsOf(known[part] ?? ''), reading);
      return texts.every(holds) && (size === null || size(file.size));
    });
    return exists === false ? !fitting : fitting;
  };
};

/** `{name: BAYES_SPAM, score: {above: 3}, option: {contains: …}}`: one symbol for which all that is given holds. */
export const compileSymbol: Compile = (value, path, complain, { names }) => {
  const parts = mapping(value, path, complain, 'name, and perhaps score and option');
  if (!('name' in parts)) complain(path, 'expects the name of a symbol');
  const texts = partsOf(parts, path, complain, ['name', 'score', 'option'], (part, wanted) =>
    part === 'score' ? null : compileTexts(wanted, `${path}.${part}`, complain, names),
  );
  const score = 'score' in parts ? compileNumber(parts['score'], `${path}.score`, complain) : null;
  return (reading) => {
    const { scored } = reading;
    if (scored === undefined) return null;
    return (scored?.symbols ?? []).some((symbol) => {
      const known: Record<string, readonly string[]> = { name: [symbol.name], option: symbol.options };
      const holds = ([part, test]: readonly [string, TextsTest]) =>
        test((known[part] ?? []).flatMap(textsOf), reading);
      return texts.every(holds) && (score === null || score(symbol.score));
    });
  };
};

/** `{of: sender, within: 10, above: 20}`: this is at least the 21st mail of that envelope sender within ten minutes. */
export const compileRate: Compile = (value, path, complain, { rates }) => {
  const { of, within, above, ...others } = mapping(value, path, complain, 'of, within and above');
  for (const other of Object.keys(others))
    complain(`${path}.${other}`, unknown('part', other, ['of', 'within', 'above']));
  if (!isRated(of)) {
    complain(`${path}.of`, 'expects sender, address or domain');
    return never;
  }
  if (typeof within !== 'number' || !(within >= 1 && within <= longestRate) || !Number.isInteger(within)) {
    complain(`${path}.within`, `expects minutes, 1 to ${longestRate}`);
    return never;
  }
  if (typeof above !== 'number' || !(above >= 0)) {
    complain(`${path}.above`, 'expects a number of mails');
    return never;
  }
  rates.push({ of, minutes: within });
  return ({ facts }) => {
    const counted = facts.circumstances.rates.find((rate) => rate.of === of && rate.minutes === within);
    return (counted?.count ?? 0) > above;
  };
};

const never: Condition = () => false;

function isRated(of: unknown): of is Rate['of'] {
  return of === 'sender' || of === 'address' || of === 'domain';
}

function textsOf(text: string): Text[] {
  return text === '' ? [] : [new Text(text)];
}

function mapping(value: unknown, path: string, complain: Complain, expected: string): Mapping {
  if (isMapping(value) && Object.keys(value).length > 0) return value;
  complain(path, `expects ${expected}`);
  return {};
}

/** The compiled text parts; `compile` gives null for those that are none. */
function partsOf(
  parts: Mapping,
  path: string,
  complain: Complain,
  known: readonly string[],
  compile: (part: string, wanted: unknown) => TextsTest | null,
): (readonly [string, TextsTest])[] {
  return Object.entries(parts).flatMap(([part, wanted]) => {
    if (!known.includes(part)) {
      const words = textOperators.some((operator) => operator === part) ? `; write name: {${part}: …}` : '';
      complain(`${path}.${part}`, `${unknown('part', part, known)}${words}`);
      return [];
    }
    const test = compile(part, wanted);
    return test === null ? [] : [[part, test] as const];
  });
}
