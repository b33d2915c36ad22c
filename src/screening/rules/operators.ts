/** Operators, and how what stands behind them is compiled to a test. */
import { BlockList, isIP } from 'node:net';
import { compileExpression, compileWildcard, type Expression } from './expression.ts';
import { type Complain, isMapping, type Mapping, unknown } from './problems.ts';
import type { Reading } from './reading.ts';
import { fold, type Text } from './text.ts';
import type { Truth } from './truth.ts';

export const textOperators = [
  'equals',
  'contains',
  'starts',
  'ends',
  'wildcard',
  'matches',
  'in',
  'exists',
] as const;
type TextOperator = (typeof textOperators)[number];

/** Does it hold for a field with these values? */
export type TextsTest = (texts: readonly Text[], reading: Reading) => boolean;
export type NumberTest = (value: number) => boolean;

const mostWritten = 1000;

/** What stands behind a field: a mapping of operators, or a value alone, which means `equals`. */
function operatorsIn(value: unknown): Mapping {
  return isMapping(value) ? value : { equals: value };
}

/** Several operators: each must hold for one of the values. `names` gets the captures of expressions. */
export function compileTexts(
  value: unknown,
  path: string,
  complain: Complain,
  names: Set<string>,
): TextsTest {
  const tests = Object.entries(operatorsIn(value)).flatMap(([operator, wanted]) => {
    const at = isMapping(value) ? `${path}.${operator}` : path;
    if (isTextOperator(operator)) return [compileText(operator, wanted, at, complain, names)];
    complain(at, unknown('operator', operator, textOperators));
    return [];
  });
  if (isMapping(value) && Object.keys(value).length === 0)
    complain(path, 'expects an operator, such as contains');
  return (texts, reading) => tests.every((test) => test(texts, reading));
}

function isTextOperator(operator: string): operator is TextOperator {
  return textOperators.some((known) => known === operator);
}

function compileText(
  operator: TextOperator,
  wanted: unknown,
  path: string,
  complain: Complain,
  names: Set<string>,
): TextsTest {
  if (operator === 'exists') return compileExists(wanted, path, complain);
  const values = textsIn(wanted, path, complain);
  if (operator === 'matches' || operator === 'wildcard') {
    const compile = operator === 'matches' ? compileExpression : compileWildcard;
    const expressions = values.flatMap((written) => {
      const compiled = compile(written);
      if (typeof compiled === 'object') return [compiled];
      complain(path, compiled);
      return [];
    });
    for (const name of expressions.flatMap((expression) => expression.names)) names.add(name);
    return (texts, reading) => texts.some((text) => expressions.some((one) => matches(one, text, reading)));
  }
  const folded = values.map(fold);
  const compare = comparisons[operator];
  return (texts) => texts.some((text) => folded.some((one) => compare(text.folded, one)));
}

const comparisons: Record<
  'equals' | 'contains' | 'starts' | 'ends' | 'in',
  (text: string, wanted: string) => boolean
> = {
  equals: (text, wanted) => text.trim() === wanted.trim(),
  in: (text, wanted) => text.trim() === wanted.trim(),
  contains: (text, wanted) => text.includes(wanted),
  starts: (text, wanted) => text.startsWith(wanted),
  ends: (text, wanted) => text.endsWith(wanted),
};

function matches(expression: Expression, text: Text, reading: Reading): boolean {
  reading.spend(expression.cost * text.matched.length);
  const captured = expression.match(text);
  for (const [name, value] of captured ?? []) {
    if (!reading.captured.has(name)) reading.captured.set(name, value);
  }
  return captured !== null;
}

function compileExists(wanted: unknown, path: string, complain: Complain): TextsTest {
  if (typeof wanted !== 'boolean') complain(path, 'expects true or false');
  return (texts) => texts.length > 0 === wanted;
}

/** A text, or a list of which one must do; numbers are taken as texts. */
export function textsIn(wanted: unknown, path: string, complain: Complain): string[] {
  const values = Array.isArray(wanted) ? wanted : [wanted];
  if (values.length === 0) complain(path, 'expects a text, or a list of texts');
  return values.flatMap((value, i) => {
    const at = Array.isArray(wanted) ? `${path}[${i}]` : path;
    const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    if (typeof text === 'string' && text.trim() !== '' && text.length <= mostWritten) return [text];
    complain(at, `expects a text of 1 to ${mostWritten} characters`);
    return [];
  });
}

const numberOperators = ['equals', 'above', 'below'] as const;

/** `above` and `below` do not hold for the number itself. */
export function compileNumber(value: unknown, path: string, complain: Complain): NumberTest {
  const tests = Object.entries(operatorsIn(value)).flatMap(([operator, wanted]): NumberTest[] => {
    const at = isMapping(value) ? `${path}.${operator}` : path;
    if (typeof wanted !== 'number' || !Number.isFinite(wanted)) complain(at, 'expects a number');
    const limit = Number(wanted);
    if (operator === 'equals') return [(given) => given === limit];
    if (operator === 'above') return [(given) => given > limit];
    if (operator === 'below') return [(given) => given < limit];
    complain(at, unknown('operator', operator, numberOperators));
    return [];
  });
  if (isMapping(value) && Object.keys(value).length === 0)
    complain(path, 'expects above or below, and a number');
  return (given) => tests.every((test) => test(given));
}

/** One of a closed set: `equals` one of them, or `in` a list of them. Gives those that are meant. */
export function compileChoice(
  value: unknown,
  choices: readonly string[],
  path: string,
  complain: Complain,
): ReadonlySet<string> {
  const wanted = Object.entries(operatorsIn(value)).map(([operator, named]) => {
    const at = isMapping(value) ? `${path}.${operator}` : path;
    if (operator !== 'equals' && operator !== 'in')
      complain(at, unknown('operator', operator, ['equals', 'in']));
    const words = textsIn(named, at, complain).map((text) => text.toLowerCase());
    for (const word of words) if (!choices.includes(word)) complain(at, unknown('value', word, choices));
    return new Set(words);
  });
  const [first, ...others] = wanted;
  if (first === undefined) complain(path, `expects equals, and one of ${choices.join(', ')}`);
  return new Set([...(first ?? [])].filter((word) => others.every((some) => some.has(word))));
}

/** True or false, as `equals` or alone. */
export function compileFlag(value: unknown, path: string, complain: Complain): boolean {
  const wanted = Object.entries(operatorsIn(value));
  const flag = wanted[0]?.[1];
  for (const [operator] of wanted) {
    if (operator !== 'equals') complain(`${path}.${operator}`, unknown('operator', operator, ['equals']));
  }
  if (typeof flag !== 'boolean') complain(path, 'expects equals: true, or equals: false');
  return flag === true;
}

/** Networks in CIDR notation, or single addresses: `in` or `equals`. Null: the mail came from no client. */
export function compileNetworks(
  value: unknown,
  path: string,
  complain: Complain,
): (address: string | null) => Truth {
  const tests = Object.entries(operatorsIn(value)).map(([operator, wanted]) => {
    const at = isMapping(value) ? `${path}.${operator}` : path;
    if (operator === 'exists') {
      if (typeof wanted !== 'boolean') complain(at, 'expects true or false');
      return (address: string | null) => (address !== null) === wanted;
    }
    if (operator !== 'in' && operator !== 'equals')
      complain(at, unknown('operator', operator, ['in', 'equals', 'exists']));
    const networks = new BlockList();
    for (const text of textsIn(wanted, at, complain)) {
      if (!addNetwork(networks, text)) complain(at, 'expects IP addresses, or networks such as 192.0.2.0/24');
    }
    return (address: string | null) =>
      address !== null &&
      isIP(address) !== 0 &&
      networks.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');
  });
  if (tests.length === 0) complain(path, 'expects in, and a network such as 192.0.2.0/24');
  return (address) => tests.every((test) => test(address));
}

function addNetwork(networks: BlockList, text: string): boolean {
  const [address = '', prefix, ...rest] = text.trim().split('/');
  const version = isIP(address);
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (version === 0 || rest.length > 0 || !(length <= bits)) return false;
  networks.addSubnet(address, length, version === 4 ? 'ipv4' : 'ipv6');
  return true;
}
