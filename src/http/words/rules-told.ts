/** A rule as a sentence: what it asks of a mail, and what it does. What it does not know it writes as it stands. Pure. */
import { filled, type RuleTerms, ruleTerms } from './rules.ts';

type Keys = Readonly<Record<string, unknown>>;

/** “subject contains “prize” and kind of mail is “person””. */
export function toldWhen(language: string, when: unknown): string {
  const terms = ruleTerms(language);
  return conditions(terms, when) || terms.always;
}

/** “put into quarantine and tag “prize””. */
export function toldThen(language: string, then: unknown): string {
  const terms = ruleTerms(language);
  // What is not done is not told; but that no receipt is sent is done.
  const done = Object.entries(keysOf(then)).filter(([name, value]) => value !== false || name === 'receipt');
  const each = done.map(([name, value]) => action(terms, name, value));
  return each.join(terms.and) || terms.nothing;
}

function keysOf(value: unknown): Keys {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function conditions(terms: RuleTerms, when: unknown): string {
  return Object.entries(keysOf(when))
    .map(([name, value]) => condition(terms, name, value))
    .filter((text) => text !== '')
    .join(terms.and);
}

function condition(terms: RuleTerms, name: string, value: unknown): string {
  switch (name) {
    case 'all':
      return group(terms, value, terms.and);
    case 'any':
      return group(terms, value, terms.or);
    case 'not':
      return filled(terms.not, { value: bracketed(terms, value) });
    case 'rate':
      return rate(terms, keysOf(value));
    default:
      return ofField(terms, terms.fields[name] ?? name, value);
  }
}

function group(terms: RuleTerms, list: unknown, joint: string): string {
  const each = (Array.isArray(list) ? list : [list]).map((one) => conditions(terms, one));
  return each.length === 1 ? (each[0] ?? '') : `(${each.join(joint)})`;
}

/** What stands in brackets anyhow gets no others. */
function bracketed(terms: RuleTerms, when: unknown): string {
  const [only, ...others] = Object.entries(keysOf(when));
  const isGroup =
    (only?.[0] === 'any' || only?.[0] === 'all') && Array.isArray(only[1]) && only[1].length > 1;
  const text = conditions(terms, when);
  return isGroup && others.length === 0 ? text : `(${text})`;
}

function rate(terms: RuleTerms, given: Keys): string {
  const of = String(given['of'] ?? '');
  return filled(terms.rate, {
    of: terms.rateOf[of] ?? of,
    above: String(given['above'] ?? '?'),
    within: String(given['within'] ?? '?'),
  });
}

/** Of header fields and symbols `name` says which one is meant; of attachments it is a condition of its own. */
function ofField(terms: RuleTerms, field: string, value: unknown): string {
  const { name, ...rest } = keysOf(value);
  const whole = typeof name === 'string' ? `${field} ${name}` : field;
  const inner = typeof name === 'string' || name === undefined ? rest : { name, ...rest };
  const each = Object.entries(inner).map(([operator, operand]) => {
    const form = terms.operators[operator];
    if (form !== undefined) return filled(form, { field: whole, value: toldValue(terms, operand) });
    return ofField(terms, `${whole} ${terms.parts[operator] ?? operator}`, operand);
  });
  if (each.length > 0) return each.join(terms.and);
  const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isMapping
    ? whole
    : filled(terms.operators['equals'] ?? '', { field, value: toldValue(terms, value) });
}

function action(terms: RuleTerms, name: string, value: unknown): string {
  const form = terms.actions[name];
  if (name === 'score' && typeof value === 'number') {
    const scored = terms.actions[value < 0 ? 'scoreDown' : 'scoreUp'] ?? name;
    return filled(scored, { value: Math.abs(value) });
  }
  if (form === undefined) return `${name} ${toldValue(terms, value)}`;
  if (value === true) return terms.actions[`${name}Plain`] ?? filled(form, { value: terms.yes });
  return filled(form, { value: toldValue(terms, value) });
}

function toldValue(terms: RuleTerms, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => toldValue(terms, one)).join(terms.or);
  if (typeof value === 'boolean') return value ? terms.yes : terms.no;
  if (typeof value === 'number') return String(value);
  return filled(terms.quoted, { value: typeof value === 'string' ? value : JSON.stringify(value) });
}
