/** format=flowed text (RFC 3676): paragraphs joined again. */

/** Joins flowed lines of one quote depth; `delSp` drops the space at each soft break. Linear. */
export function unflow(text: string, delSp: boolean): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let depth = -1;
  const flush = (): void => {
    if (paragraph.length === 0) return;
    out.push((depth > 0 ? `${'>'.repeat(depth)} ` : '') + paragraph.join(''));
    paragraph = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const quote = /^>+/.exec(line)?.[0].length ?? 0;
    const content = line.slice(quote).replace(/^ /, '');
    if (quote !== depth) flush();
    depth = quote;
    const soft = content.endsWith(' ') && content !== '-- ';
    if (content === '-- ') flush();
    paragraph.push(soft && delSp ? content.slice(0, -1) : content);
    if (!soft) flush();
  }
  flush();
  return out.join('\n');
}
