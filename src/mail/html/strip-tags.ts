/** HTML to text by hand: for pages too large or too deep for a parser. */

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Text of a page that no parser should see. One pass from bracket to bracket; each kind of close is missed once at most. */
export function stripTags(html: string): string {
  const lower = html.toLowerCase();
  const unclosed = new Set<string>();
  const out: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const stop = open < 0 ? html.length : open;
    out.push(html.slice(at, stop));
    const close = open < 0 ? -1 : html.indexOf('>', open);
    if (close < 0) break;
    const tag = lower.slice(open, Math.min(close + 1, open + 12));
    if (/^<(?:br|\/?(?:p|div|tr|li|h\d|table|blockquote))\b/.test(tag)) out.push('\n');
    const skipped = /^<(style|script|head)\b/.exec(tag)?.[1] ?? '';
    const end = skipped === '' || unclosed.has(skipped) ? -1 : lower.indexOf(`</${skipped}`, close);
    if (end < 0) unclosed.add(skipped);
    at = (end < 0 ? close : Math.max(close, html.indexOf('>', end))) + 1;
  }
  return out
    .join('')
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .replace(/[ \t]+/g, ' ')
    .replace(/(?: ?\n){3,}/g, '\n\n')
    .trim();
}
