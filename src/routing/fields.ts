/** What of a mail a routing rule may look at, and how a condition holds. Pure. */
import { RE2JS, RE2JSException } from 're2js';
import type { RoutingRule } from '../config/schema.ts';
import { headerValues } from '../mail/mail.ts';
import type { Facts } from '../model/facts.ts';

/** Characters of a field that rules look at: a long body says what it is about near its beginning. */
const maxText = 100_000;

export type FieldReader = (facts: Pick<Facts, 'delivery' | 'mail'>) => readonly string[];
type Condition = RoutingRule['when'][string];

const readers: ReadonlyMap<string, FieldReader> = new Map<string, FieldReader>([
  ['subject', ({ mail }) => [mail.subject]],
  ['sender', ({ mail }) => (mail.from ? [mail.from.address] : [])],
  ['recipient', ({ delivery }) => [delivery.lane, delivery.recipient]],
  ['body', ({ mail }) => [mail.text]],
]);

/** Reads the values of `subject`, `sender`, `recipient`, `body` or `header.NAME`; null for any other name. */
export function fieldReader(name: string): FieldReader | null {
  const header = /^header\.([\x21-\x39\x3b-\x7e]+)$/.exec(name)?.[1]?.toLowerCase();
  if (header !== undefined) return ({ mail }) => headerValues(mail, header);
  return readers.get(name) ?? null;
}

/**
 * Compiles a condition to a test of one value: all its operators must hold, in any case. Expressions have RE2 syntax and
 * take linear time. Gives the complaint instead where the expression is none.
 */
export function compileCondition(condition: Condition): ((value: string) => boolean) | string {
  const { contains, equals, matches } = condition;
  const tests: ((value: string) => boolean)[] = [];
  if (contains !== undefined) tests.push((value) => fold(value).includes(fold(contains)));
  if (equals !== undefined) tests.push((value) => fold(value).trim() === fold(equals).trim());
  if (matches !== undefined) {
    const expression = compileExpression(matches);
    if (typeof expression === 'string') return expression;
    tests.push((value) => expression.test(value.slice(0, maxText)));
  }
  return tests.length === 0
    ? 'no `contains`, `equals` or `matches`'
    : (value) => tests.every((holds) => holds(value));
}

function compileExpression(text: string): RE2JS | string {
  try {
    return RE2JS.compile(text, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    if (error instanceof RE2JSException) return error.message;
    throw error;
  }
}

function fold(text: string): string {
  return text.slice(0, maxText).normalize('NFC').toLowerCase();
}
