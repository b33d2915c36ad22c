/** The grammar of Authentication-Results fields (RFC 8601, 2.2): text to results. Pure, linear. */

/** Longer fields are hostile; nothing of them is believed. */
const maxLength = 16_384;

export interface MethodResult {
  /** `spf`, `dkim`, `dmarc`, `arc`, …; lower case. */
  readonly method: string;
  /** As given, lower case. */
  readonly result: string;
  /** `smtp.mailfrom`, `header.d`, …: names in lower case, values as given. The first of each name counts. */
  readonly properties: ReadonlyMap<string, string>;
  /** Texts of the comments, without the outer parentheses. */
  readonly comments: readonly string[];
}

export interface AuthenticationResults {
  /** Lower case; `''` where the field names nobody, as Microsoft 365 writes it. */
  readonly authservId: string;
  readonly results: readonly MethodResult[];
}

interface Statement {
  readonly words: readonly string[];
  readonly comments: readonly string[];
}

/** Parses one field value. Never throws: what does not follow the grammar is left out. */
export function parseAuthenticationResults(value: string): AuthenticationResults {
  if (value.length > maxLength) return { authservId: '', results: [] };
  const [first, ...rest] = statements(value);
  const unnamed = first?.words[0]?.includes('=') ?? false;
  const results = (unnamed && first ? [first, ...rest] : rest)
    .map(methodResult)
    .filter((one) => one !== null);
  return { authservId: unnamed ? '' : (first?.words[0] ?? '').toLowerCase(), results };
}

function methodResult({ words, comments }: Statement): MethodResult | null {
  const [head, ...rest] = words;
  const [method, result] = pair(head ?? '');
  if (!/^[a-z][a-z0-9-]*(\/[0-9]+)?$/.test(method) || result === '') return null;
  const properties = new Map<string, string>();
  for (const word of rest) {
    const [name, value] = pair(word);
    if (name !== '' && !properties.has(name)) properties.set(name, value);
  }
  // A method may carry its version: `dkim/1=pass` (RFC 8601, 2.2).
  return { method: method.split('/')[0] ?? '', result: result.toLowerCase(), properties, comments };
}

function pair(word: string): [name: string, value: string] {
  const at = word.indexOf('=');
  return at < 0 ? ['', ''] : [word.slice(0, at).toLowerCase(), word.slice(at + 1)];
}

/**
 * Statements between semicolons, as words and comments. Quoted strings lose their quotes and keep what is inside; white
 * space and comments around `=`, `/` and `.` belong to the word (RFC 8601, 2.2). What is never closed runs to the end.
 */
function statements(value: string): Statement[] {
  const all: { words: string[]; comments: string[] }[] = [{ words: [], comments: [] }];
  // The next text belongs to the last word: because nothing stands between, or because a delimiter asks for more.
  let adjacent = false;
  let joint = false;
  for (let at = 0; at < value.length; ) {
    const token = tokenAt(value, at);
    at += token.length;
    const { words, comments } = all.at(-1) ?? { words: [], comments: [] };
    if (token === ';') {
      all.push({ words: [], comments: [] });
      [adjacent, joint] = [false, false];
    } else if (/^[ \t\r\n(]/.test(token)) {
      if (token.startsWith('(')) comments.push(token.slice(1, -1));
      adjacent = false;
    } else {
      const delimiter = /^[=/.]$/.test(token);
      const before: string = adjacent || joint || delimiter ? (words.pop() ?? '') : '';
      words.push(before + (token.startsWith('"') ? unquote(token) : token));
      adjacent = true;
      joint = delimiter && !before.includes('=');
    }
  }
  return all;
}

/** White space, quoted string, delimiter, or text. No alternative can fail after its first character: linear. */
const tokenPattern = /[ \t\r\n]+|"(?:[^"\\]|\\[\s\S])*"?|[;()=\\]|[^ \t\r\n";()=\\]+/y;

function tokenAt(value: string, at: number): string {
  if (value[at] === '(') return value.slice(at, commentEnd(value, at));
  tokenPattern.lastIndex = at;
  return tokenPattern.exec(value)?.[0] ?? value.slice(at);
}

/** Index behind the comment that opens at `start`; comments nest, and a backslash takes the next character along. */
function commentEnd(value: string, start: number): number {
  let depth = 0;
  for (let at = start; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1;
    else if (value[at] === '(') depth += 1;
    else if (value[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return value.length;
}

function unquote(quoted: string): string {
  const inner = quoted.slice(1, quoted.length > 1 && quoted.endsWith('"') ? -1 : undefined);
  return inner.replace(/\\([\s\S])/g, '$1');
}
