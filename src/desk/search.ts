/**
 * What somebody typed into the search box, understood. Forgiving: customers’ words get pasted into it, so whatever is no
 * operator is words, and nothing is an error. Pure.
 */
import type { Query, Term } from '../model/inbox.ts';
import { isLast, unitOf } from './search-dates.ts';
import { fieldNamed, numberIn, termOf } from './search-operators.ts';

/** A term, and where it stands in what was typed. */
export interface Part {
  readonly term: Term;
  readonly from: number;
  readonly to: number;
}

interface Piece {
  readonly not: boolean;
  /** Name of the operator; empty where there is none. */
  readonly name: string;
  readonly value: string;
  readonly quoted: boolean;
  /** All of it, without the minus. */
  readonly whole: string;
  readonly from: number;
  readonly to: number;
}

/** Quotation marks that open, and what closes them. */
const pairs: Readonly<Record<string, string>> = { '"': '"“”', '“': '"“”', '„': '"“”', '«': '»', '»': '«' };
const quotes = /["“”„«»]/g;
/** So many characters of a search are looked at. */
export const longestSearch = 500;
const mostTerms = 30;

/** The query that was meant. Never throws. */
export function parseQuery(text: string, now: Date): Query {
  const pieces = piecesOf(text.slice(0, longestSearch));
  const parts = partsOf(text, now);
  const notUnderstood = pieces
    .filter(({ name, value }) => fieldNamed(name) !== null && value !== '')
    .filter(({ from }) => parts.some((part) => part.from === from && part.term.field === 'words'))
    .map(({ whole }) => whole);
  return { terms: parts.map(({ term }) => term), notUnderstood };
}

/** The same with the places of the terms, to take one of them away. */
export function partsOf(text: string, now: Date): Part[] {
  const pieces = tellingPieces(text);
  const [only] = pieces;
  // A number means a ticket where it stands alone; within other words it is one of them.
  const alone = pieces.length === 1 && only !== undefined && only.name === '' && !only.quoted && !only.not;
  return pieces.slice(0, mostTerms).map((piece) => {
    const { from, to } = piece;
    const number = alone || /^\W*#\d+-/.test(piece.whole) ? numberIn(piece.whole) : null;
    const term: Term = number === null ? meaning(piece, now) : { field: 'id', value: number, not: piece.not };
    return { term, from, to };
  });
}

/** Whether a search is longer than what is looked at. */
export function isCut(text: string): boolean {
  return text.length > longestSearch || tellingPieces(text).length > mostTerms;
}

/** The number of the one ticket that was asked for, and nothing else; null else. */
export function soleTicket({ terms }: Query): number | null {
  const [term, ...others] = terms;
  return term?.field === 'id' && !term.not && others.length === 0 ? term.value : null;
}

function meaning({ name, value, quoted, whole, not }: Piece, now: Date): Term {
  const field = fieldNamed(name);
  const term = field === null || value === '' ? null : termOf(field, value, not, now);
  if (term !== null) return term;
  const phrase = quoted && name === '';
  return { field: 'words', value: phrase ? value : whole, phrase, not };
}

/** Those with a letter or a digit: signs alone ask for nothing. */
function tellingPieces(text: string): Piece[] {
  return piecesOf(text.slice(0, longestSearch)).filter(({ whole }) => /[\p{L}\p{N}]/u.test(whole));
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const piece = pieceAt(text, at);
    if (piece.whole !== '') pieces.push(piece);
    at = piece.to;
  }
  return pieces;
}

/** What stands there, with the white space before it. */
function pieceAt(text: string, start: number): Piece {
  const from = start + (/^\s*/.exec(text.slice(start))?.[0].length ?? 0);
  const not = /^-[^\s-]/.test(text.slice(from, from + 2));
  const begin = from + (not ? 1 : 0);
  const [prefix = '', name = ''] = /^([\p{L}\p{M}]{2,20}):/u.exec(text.slice(begin, begin + 22)) ?? [];
  const known = fieldNamed(name) !== null;
  const valueAt = begin + (known ? prefix.length : 0);
  const quoted = quotedAt(text, valueAt);
  const to = quoted === null ? endOfValue(text, valueAt, known ? name : '') : quoted.to;
  const value = tidy(quoted?.value ?? text.slice(valueAt, to));
  const whole = tidy(text.slice(begin, to));
  return { not, name: known ? name : '', value, quoted: quoted !== null, whole, from, to };
}

function quotedAt(text: string, at: number): { value: string; to: number } | null {
  const closing = pairs[text[at] ?? ''];
  if (closing === undefined) return null;
  const end = [...text.slice(at + 1)].findIndex((letter) => closing.includes(letter));
  if (end < 0) return null;
  const value = [...text.slice(at + 1)].slice(0, end).join('');
  return { value, to: at + 1 + value.length + 1 };
}

/** To the next white space; `last week` is one value. */
function endOfValue(text: string, at: number, name: string): number {
  const end = at + (/^\S*/.exec(text.slice(at))?.[0].length ?? 0);
  const field = fieldNamed(name);
  if ((field !== 'before' && field !== 'after') || !isLast(text.slice(at, end))) return Math.max(end, at);
  const [more = '', word = ''] = /^\s+(\p{L}+)/u.exec(text.slice(end)) ?? [];
  return unitOf(word) === null ? end : end + more.length;
}

/** Quotation marks mean nothing within words. */
function tidy(text: string): string {
  return text.replace(quotes, ' ').replace(/\s+/g, ' ').trim();
}
