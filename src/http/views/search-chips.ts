/** What a search was understood as, part by part, in the words of the reader. */
import { partsOf } from '../../desk/search.ts';
import type { Term } from '../../model/inbox.ts';
import type { Priority } from '../../model/ticket.ts';
import { wordsOf } from '../words/words.ts';

/** Each part in words, with the search that is left without it. */
export function describeQuery(
  language: string,
  text: string,
  now: Date,
): { readonly text: string; readonly without: string }[] {
  return partsOf(text, now).map(({ term, from, to }) => ({
    text: termText(language, term),
    without: `${text.slice(0, from)} ${text.slice(to)}`.replace(/\s+/g, ' ').trim(),
  }));
}

function termText(language: string, term: Term): string {
  const words = wordsOf(language).finding;
  const text = plainText(language, term);
  return term.not ? words.terms.not.replace('{x}', () => text) : text;
}

function plainText(language: string, term: Term): string {
  const { finding, states, priorities } = wordsOf(language);
  switch (term.field) {
    case 'is':
      return finding.is[term.value];
    case 'has':
      return finding.has[term.value];
    case 'state':
      return states[term.value];
    default:
      return finding.terms[term.field].replace('{x}', () => valueText(language, term, priorities));
  }
}

function valueText(
  language: string,
  { field, value }: Term,
  priorities: Readonly<Record<Priority, string>>,
): string {
  if (field === 'priority') return priorities[value as Priority];
  if (value instanceof Date)
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(value);
  return String(value);
}
