/** Marks at the beginning of quoted lines: `>`, `|`, `AB>`. */

const styles = [/^\s{0,4}>/, /^\s?\|(?:\s|$)/, /^\s?\p{Lu}[\p{Lu}\p{Ll}]{0,3}>/u] as const;

/** How the lines from here are marked as quoted, judged by the first with text within four; null where they are not. */
export function quoteStyle(lines: readonly string[], from: number): RegExp | null {
  const line = lines.slice(from, from + 4).find((one) => one.trim() !== '') ?? '';
  return styles.find((style) => style.test(line)) ?? null;
}

/** True where a line begins with `>`. */
export function isQuoted(line: string): boolean {
  return styles[0].test(line);
}

/** Lines without the `>` that a mailbox file put before a `From ` (RFC 4155, appendix A): no quote stands around them. */
export function withoutEscapes(lines: readonly string[]): string[] {
  return lines.map((line, at) => (/^>From /.test(line) && isAlone(lines, at) ? line.slice(1) : line));
}

function isAlone(lines: readonly string[], at: number): boolean {
  const before = lines.slice(Math.max(0, at - 4), at).findLast((line) => line.trim() !== '') ?? '';
  const after = lines.slice(at + 1, at + 5).find((line) => line.trim() !== '') ?? '';
  return !isQuoted(before) && !/[:：]\W{0,4}$/.test(before) && !isQuoted(after);
}

/** The end of a quoted line that some program on the way wrapped, so that it lost its mark. */
export function isLeftOver(lines: readonly string[], at: number): boolean {
  const before = lines[at - 1] ?? '';
  const wrapped =
    before.length < 500 && isQuoted(before) && before.trim().length > 60 && !/[.!?:;]$/.test(before.trim());
  return wrapped && isQuoted(lines[at + 1] ?? '') && /^\p{Ll}/u.test(lines[at] ?? '');
}

/**
 * True where lines with `>` are what the writer shows, not what he quotes: prompts (`>>> import x`) and the output of
 * diff. `from` is the first of such lines in a row.
 */
export function isShown(lines: readonly string[], from: number): boolean {
  const before = lines.slice(Math.max(0, from - 2), from);
  if (/^---\s*$/.test(before[1] ?? '') && /^<(?:\s|$)/.test(before[0] ?? '')) return true;
  if (/^\d+(?:,\d+)?[acd]\d+(?:,\d+)?\s*$/.test(before[1] ?? '')) return true;
  return (
    /^>>> \S/.test(lines[from] ?? '') &&
    !lines.slice(Math.max(0, from - 500), from).some((line) => /^\s{0,4}>{1,2}(?!>)/.test(line))
  );
}
