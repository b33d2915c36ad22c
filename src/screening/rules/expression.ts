/** Regular expressions of admins: RE2 syntax, linear time, any case; and wildcards, which are made into them. */
import { RE2JS, RE2JSException } from 're2js';
import type { Text } from './text.ts';

/** Looks at a text; on a match, gives the named captures. */
export interface Expression {
  /** Instructions for each character at worst. */
  readonly cost: number;
  /** Names of its captures. */
  readonly names: readonly string[];
  /** Null where it does not match. */
  match(text: Text): ReadonlyMap<string, string> | null;
}

/** Characters of an expression. */
const mostWritten = 1000;
/**
 * Instructions of its program. At worst each character costs 75 ns for each instruction (measured with re2js 2.10), so
 * that the 50,000 characters of a text take about a second.
 */
const mostInstructions = 300;

const nothing: ReadonlyMap<string, string> = new Map();

/** The expression, or what is wrong with it in words. */
export function compileExpression(written: string): Expression | string {
  if (written.length > mostWritten) return `expects an expression of at most ${mostWritten} characters`;
  try {
    const expression = RE2JS.compile(written, RE2JS.CASE_INSENSITIVE);
    if (expression.programSize() > mostInstructions)
      return 'this expression repeats too much; a smaller number in {…} is looked at faster';
    return expressionOf(expression);
  } catch (error) {
    if (error instanceof RE2JSException) return `no good expression (RE2 syntax): ${error.message}`;
    throw error;
  }
}

/** `*` stands for any characters, `?` for one; the rest for itself. It must fit the whole text. */
export function compileWildcard(written: string): Expression | string {
  const parts = written
    .split(/([*?])/)
    .map((part) => (part === '*' ? '.*' : part === '?' ? '.' : quoted(part)));
  return compileExpression(`^(?s:${parts.join('')})$`);
}

function quoted(text: string): string {
  return text.replace(/[\\^$.|()[\]{}+]/g, '\\$&');
}

function expressionOf(expression: RE2JS): Expression {
  const names = Object.keys(expression.namedGroups());
  return {
    names,
    cost: expression.programSize(),
    match: (text) => {
      const { matched } = text;
      // The test alone is many times faster than finding where it matched.
      if (!expression.test(matched)) return null;
      return names.length === 0 ? nothing : captures(expression, names, matched);
    },
  };
}

function captures(expression: RE2JS, names: readonly string[], text: string): ReadonlyMap<string, string> {
  const matcher = expression.matcher(text);
  if (!matcher.find()) return nothing;
  return new Map(names.map((name) => [name, matcher.group(name) ?? '']));
}
