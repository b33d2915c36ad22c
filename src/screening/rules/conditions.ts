/** What stands behind `when`, compiled to one test: fields, and `all`, `any` and `not` around them. */
import { type Condition, type FieldName, fieldCompilers } from './fields.ts';
import { type Complain, isMapping, unknown } from './problems.ts';
import { allOf, anyOf, notOf } from './truth.ts';
import type { Uses } from './uses.ts';

const joints = ['all', 'any', 'not'];
/** Deeper nesting no reader understands. */
const mostDepth = 20;
/** Conditions of one rule. */
const mostConditions = 500;

/** Compiles the conditions of one rule; all that is wrong is complained of, and what it looks at noted in `uses`. */
export function compileWhen(value: unknown, path: string, complain: Complain, uses: Uses): Condition {
  let left = mostConditions;
  const compile = (given: unknown, at: string, negated: boolean, depth: number): Condition => {
    if (depth > mostDepth) return fault(at, `nests deeper than ${mostDepth} levels`);
    if (!isMapping(given))
      return fault(at, 'expects fields with their operators, such as subject: {contains: …}');
    const tests = Object.entries(given).map(([key, inner]): Condition => {
      const place = at === '' ? key : `${at}.${key}`;
      if (--left < 0) return left === -1 ? fault(at, `more than ${mostConditions} conditions`) : never;
      if (key === 'not') {
        const test = compile(inner, place, !negated, depth + 1);
        return (reading) => notOf(test(reading));
      }
      if (key === 'all' || key === 'any') return joined(key, inner, place, negated, depth);
      if (!isField(key)) return fault(place, unknown('field', key, [...fieldCompilers.keys(), ...joints]));
      uses.fields.add(key);
      return fieldCompilers.get(key)?.(inner, place, complain, uses, negated) ?? never;
    });
    return (reading) => allOf(lazily(tests, reading));
  };
  const joined = (
    joint: 'all' | 'any',
    given: unknown,
    at: string,
    negated: boolean,
    depth: number,
  ): Condition => {
    if (!Array.isArray(given) || given.length === 0) return fault(at, 'expects a list of conditions');
    const tests = given.map((one, i) => compile(one, `${at}[${i}]`, negated, depth + 1));
    const join = joint === 'all' ? allOf : anyOf;
    return (reading) => join(lazily(tests, reading));
  };
  const fault = (at: string, problem: string): Condition => {
    complain(at, problem);
    return never;
  };
  return compile(value, path, false, 0);
}

const never: Condition = () => false;

function isField(name: string): name is FieldName {
  return fieldCompilers.has(name as FieldName);
}

/** Conditions after the one that settles it are not looked at. */
function* lazily(tests: readonly Condition[], reading: Parameters<Condition>[0]) {
  for (const test of tests) yield test(reading);
}
