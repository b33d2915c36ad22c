/** Where the words of a search stand in a text, to mark them. Pure. */

import { folded, searchWords } from '../mail/search-words.ts';
import type { Query } from '../model/inbox.ts';

/** A piece of a text. */
export interface Stretch {
  readonly text: string;
  readonly found: boolean;
}

/** Fields whose words are shown where they stand. */
const shown: ReadonlySet<string> = new Set(['words', 'subject', 'body']);

/** The text in pieces, which joined are the text again. Words that begin like one that was asked for are found. */
export function highlight(text: string, query: Query | null): Stretch[] {
  const wanted = (query?.terms ?? []).flatMap((term) =>
    !term.not && shown.has(term.field) ? searchWords(String(term.value)) : [],
  );
  if (wanted.length === 0) return [{ text, found: false }];
  const pieces = text.split(/([\p{L}\p{N}\p{M}]+)/u).map((piece) => ({
    text: piece,
    found: wanted.some((word) => folded(piece).startsWith(word)),
  }));
  return pieces.filter((piece) => piece.text !== '').reduce<Stretch[]>(joined, []);
}

function joined(all: Stretch[], piece: Stretch): Stretch[] {
  const last = all.at(-1);
  if (last === undefined || last.found || piece.found) return [...all, piece];
  return [...all.slice(0, -1), { text: last.text + piece.text, found: false }];
}
