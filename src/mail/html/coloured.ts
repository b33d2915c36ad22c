/** What stands in a colour of its own in a page: so people set their answers off from the mail that they answer. */
import { compile, type FormatCallback } from 'html-to-text';
import { isTame } from './html.ts';

const begins = '\ufdd3';
const ends = '\ufdd4';

/** Red, green, blue: further apart than in any black, grey or white. */
const leastHue = 80;
const greys =
  /^(?:black|white|(?:dark|dim|light|slate|darkslate|lightslate)?gr[ae]y|silver|gainsboro|whitesmoke|(?:window|button|canvas)text|inherit|initial|unset|auto|transparent|currentcolor|var\(.*)$/i;

function isHue(colour: string): boolean {
  const hex = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(colour)?.[1];
  const parts =
    hex === undefined
      ? /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})/i.exec(colour)?.slice(1).map(Number)
      : (hex.match(hex.length === 3 ? /./g : /../g) ?? []).map((one) =>
          Number.parseInt(one.padEnd(2, one), 16),
        );
  if (parts === undefined) return /^[a-z]{3,30}$/i.test(colour) && !greys.test(colour);
  return Math.max(...parts) - Math.min(...parts) >= leastHue;
}

const set: FormatCallback = (elem, walk, builder) => {
  const attribs: Record<string, string> = elem.attribs ?? {};
  const styled = /(?:^|;)\s*color\s*:\s*([^;!]{1,60})/i.exec(attribs['style'] ?? '')?.[1];
  const hue = isHue((styled ?? attribs['color'] ?? 'inherit').trim());
  builder.openBlock({ leadingLineBreaks: 1 });
  if (hue) builder.addLiteral(begins);
  walk(elem.children, builder);
  if (hue) builder.addLiteral(ends);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const convert = compile({
  wordwrap: false,
  formatters: { set },
  selectors: [
    { selector: '[style*="color" i]', format: 'set' },
    { selector: 'font[color]', format: 'set' },
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'blockquote', format: 'block' },
  ],
});

/** The lines of a page that are in a colour, white space collapsed; none where the page is too large. Never throws. */
export function colouredLines(html: string): string[] {
  if (!/color\s*[:=]/i.test(html) || !isTame(html)) return [];
  try {
    return linesWithin(convert(html.replace(/[\ufdd3\ufdd4]/g, '')));
  } catch {
    return [];
  }
}

function linesWithin(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  for (const piece of text.split(/([\ufdd3\ufdd4])/)) {
    if (piece === begins) depth++;
    else if (piece === ends) depth--;
    else if (depth > 0) found.push(...piece.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()));
  }
  return found.filter((line) => /[\p{L}\p{N}]/u.test(line));
}
