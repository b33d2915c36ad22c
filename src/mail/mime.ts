/**
 * The MIME tree of a message (RFC 2045, 2046). Own code rather than a parser library, because every part's undecoded
 * octets and header octets are needed, in bounded and synchronous time, and each repair is to be named.
 */

import type { Octets } from './encoding/octets.ts';
import { parseStructured, type Structured } from './encoding/parameters.ts';
import { firstValue, parseHead } from './headers.ts';
import type { HeaderField } from './mail.ts';

export interface Part {
  readonly fields: readonly HeaderField[];
  readonly type: Structured;
  readonly disposition: Structured;
  /** Content-Transfer-Encoding, lower case; `''` where none is given. */
  readonly encoding: string;
  /** Without angle brackets. */
  readonly contentId: string | null;
  /** The body, transfer encoding still on. */
  readonly body: Octets;
  readonly children: readonly Part[];
}

/** More than any honest mail has; mailparser's limit is 1000 parts, postal-mime's 256 levels. */
const maxParts = 1000;
const maxDepth = 40;

interface Budget {
  parts: number;
  readonly defects: Set<string>;
}

export interface Tree {
  readonly root: Part;
  readonly defects: readonly string[];
}

/** Reads a whole message. What is broken is read as well as it can be, and named. Never throws. */
export function parseTree(octets: Octets): Tree {
  const budget: Budget = { parts: 0, defects: new Set() };
  const root = parsePart(octets, 'text/plain', 0, budget);
  return { root, defects: [...budget.defects] };
}

/** All parts of a tree, parents before children. */
export function allParts(root: Part): Part[] {
  return [root, ...root.children.flatMap(allParts)];
}

function parsePart(octets: Octets, defaultType: string, depth: number, budget: Budget): Part {
  budget.parts += 1;
  const head = parseHead(octets);
  for (const defect of head.defects) budget.defects.add(defect);
  const type = contentType(firstValue(head.fields, 'content-type'), defaultType, budget);
  const body = octets.slice(head.bodyAt);
  return {
    fields: head.fields,
    type,
    disposition: parseStructured(firstValue(head.fields, 'content-disposition') ?? ''),
    encoding: transferEncoding(firstValue(head.fields, 'content-transfer-encoding')),
    contentId: contentId(firstValue(head.fields, 'content-id')),
    body,
    children: type.value.startsWith('multipart/') ? parseChildren(body, type, depth, budget) : [],
  };
}

/** A malformed type is text/plain (RFC 2045, 5.2), unless its parameters say that there are parts. */
function contentType(value: string | null, defaultType: string, budget: Budget): Structured {
  const given = parseStructured(value ?? '');
  if (/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(given.value)) return given;
  if (given.parameters.has('boundary')) return { ...given, value: 'multipart/mixed' };
  const shorthand: Readonly<Record<string, string>> = {
    text: 'text/plain',
    html: 'text/html',
    multipart: 'multipart/mixed',
  };
  const guess = shorthand[given.value.replace(/\/.*$/, '')] ?? defaultType;
  if (value !== null && value.trim() !== '')
    budget.defects.add(`a Content-Type is malformed; it was read as ${guess}`);
  return { ...given, value: guess };
}

function transferEncoding(value: string | null): string {
  const plain = (value ?? '').toLowerCase().replace(/\([^()]*\)/g, '');
  return /[\w-]+/.exec(plain)?.[0] ?? '';
}

function contentId(value: string | null): string | null {
  const id = (value ?? '').trim().replace(/^<|>.*$/g, '');
  return id === '' ? null : id;
}

function parseChildren(body: Octets, type: Structured, depth: number, budget: Budget): Part[] {
  if (depth >= maxDepth) {
    budget.defects.add(
      `parts are nested deeper than ${maxDepth} levels; the inner ones were left in one piece`,
    );
    return [];
  }
  const declared = type.parameters.get('boundary') ?? '';
  const pieces = split(body, declared) ?? splitByGuess(body, budget);
  if (pieces === null) {
    if (body.trim() !== '') budget.defects.add('a multipart holds no boundary; it was read as one text');
    return [];
  }
  if (!pieces.closed) budget.defects.add('the last boundary of a multipart is missing');
  const childType = type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const children: Part[] = [];
  for (const piece of pieces.parts) {
    if (budget.parts >= maxParts) {
      budget.defects.add(`the mail has more than ${maxParts} parts; the rest was left out`);
      break;
    }
    children.push(parsePart(piece, childType, depth + 1, budget));
  }
  return children;
}

interface Pieces {
  readonly parts: readonly Octets[];
  readonly closed: boolean;
}

/** RFC 2046, 5.1.1. The line end before a delimiter belongs to it. Null where the boundary does not occur. */
function split(body: Octets, boundary: string): Pieces | null {
  if (boundary === '') return null;
  const delimiter = `--${boundary}`;
  const parts: Octets[] = [];
  let start = -1;
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const after = at + delimiter.length;
    const lf = body.indexOf('\n', after);
    const lineEnd = lf < 0 ? body.length : lf;
    const tail = lineEnd - after > 200 ? 'x' : body.slice(after, lineEnd).trim();
    const isLine = (at === 0 || body[at - 1] === '\n') && (tail === '' || tail === '--');
    if (isLine) {
      if (start >= 0) parts.push(body.slice(start, endBefore(body, at, start)));
      if (tail === '--') return { parts: withStragglers(parts, body, lineEnd + 1, delimiter), closed: true };
      start = lineEnd + 1;
    }
    at = body.indexOf(delimiter, isLine ? lineEnd : after);
  }
  if (start < 0) return null;
  const last = body.slice(start).trimEnd();
  // Some programs do not end the last line before the closing delimiter.
  if (last.endsWith(`${delimiter}--`))
    return { parts: [...parts, last.slice(0, -delimiter.length - 2)], closed: true };
  return { parts: [...parts, body.slice(start)], closed: false };
}

function endBefore(body: Octets, at: number, start: number): number {
  const lf = body[at - 1] === '\n' ? at - 1 : at;
  return Math.max(start, body[lf - 1] === '\r' ? lf - 1 : lf);
}

/** Some programs go on with more parts after the closing delimiter. They are shown too. */
function withStragglers(parts: readonly Octets[], body: Octets, from: number, delimiter: string): Octets[] {
  if (!body.startsWith(delimiter, from) && !body.includes(`\n${delimiter}`, from)) return [...parts];
  const rest = split(body.slice(from), delimiter.slice(2));
  return [...parts, ...(rest?.parts ?? [])];
}

/** The delimiter where the declared boundary is missing or wrong: a line of two hyphens before a header field. */
function splitByGuess(body: Octets, budget: Budget): Pieces | null {
  const guess = /^--([^\s-][^\r\n]{0,80}|-[^\r\n]{1,80})\r?\nContent-[\w-]{2,30}:/im
    .exec(body)?.[1]
    ?.trimEnd();
  if (guess === undefined || guess === '') return null;
  budget.defects.add('the declared boundary does not occur; another one was found in the body');
  return split(body, guess);
}
