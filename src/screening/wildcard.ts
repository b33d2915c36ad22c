/** Patterns in which `*` stands for any characters, or none. Matched from left to right without going back. Pure. */

export interface Wildcard {
  readonly first: string;
  /** Between the stars, in order. */
  readonly middle: readonly string[];
  /** Null: there is no star, and `first` is the whole text. */
  readonly last: string | null;
}

/** Reads any text: one without a star fits itself alone. Case counts. */
export function readWildcard(pattern: string): Wildcard {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? null;
  return { first, middle: rest.filter((part) => part !== ''), last };
}

/** Each part at the first place where it stands leaves most room for those that follow. */
export function fits({ first, middle, last }: Wildcard, text: string): boolean {
  if (last === null) return text === first;
  const end = text.length - last.length;
  if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
