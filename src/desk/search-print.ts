/** A query as somebody would type it. Pure. */
import type { Query, Term } from '../model/inbox.ts';

/** `parseQuery` understands it as the same query, whose words hold no quotation marks. */
export function printQuery({ terms }: Pick<Query, 'terms'>): string {
  return terms.map(printTerm).join(' ');
}

function printTerm(term: Term): string {
  const minus = term.not ? '-' : '';
  if (term.field === 'words') return `${minus}${term.phrase ? `"${term.value}"` : term.value}`;
  const value = term.value instanceof Date ? term.value.toISOString().slice(0, 10) : String(term.value);
  return `${minus}${term.field}:${/\s/.test(value) ? `"${value}"` : value}`;
}
