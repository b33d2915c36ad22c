/** Where mail programs put the mail that is answered and the signature, told by the structure of their HTML. */
import type { DomNode, FormatCallback } from 'html-to-text';

/** Marks in the text that HTML gives (Unicode noncharacters): quoted matter follows to the end; a signature. */
export const restIsQuoted = '\ufdd0';
export const signatureBegins = '\ufdd1';
export const signatureEnds = '\ufdd2';
const anyMark = /[\ufdd0-\ufdd2]/g;

/** Text without the marks. */
export function unmarked(text: string): string {
  return text.replace(anyMark, '');
}

/** Around the mail that is answered, or before it. Never a blockquote: its lines are marked one by one. */
const quotes = [
  // Outlook, on the web and mobile, and its forerunners; `x_` is what Outlook puts before names in what it quotes.
  '[id$="divRplyFwdMsg"]',
  '[id$="appendonsend"]',
  '#OLK_SRC_BODY_SECTION',
  '#mail-editor-reference-message-container',
  '#ms-outlook-mobile-body-separator-line',
  'div.ms-outlook-mobile-reference-message',
  'div.OutlookMessageHeader',
  '#stopSpelling',
  // Gmail, and the many that follow it
  'div.gmail_quote',
  'div.gmail_quote_container',
  'div.gmail_quote_attribution',
  // Thunderbird, Roundcube, Airmail: the attribution
  'div.moz-cite-prefix',
  '#reply-intro',
  '.airmail_on',
  'div[class*="yahoo_quoted"]',
  'div.protonmail_quote',
  'div.zmail_extra',
  'div.iPhoneMailQuote',
  'div.missive_quote',
  // QQ and NetEase
  'includetail',
  'div.qmbox',
  '.ntes-mailmaster-quote',
  'div#isReplyContent',
  // Zimbra, GMX, Spark
  '#zwchr',
  '[data-marker="__HEADERS__"]',
  '[data-marker="__QUOTED_TEXT__"]',
  'div[name="quote"]',
  '[name="messageReplySection"]',
];

const simple = /^(\w*)(?:#([\w-]+)|\.([\w-]+)|\[([\w-]+)([$*^]?)="([^"]+)"\])?$/;

interface Matcher {
  readonly tag: string;
  readonly attribute: string | null;
  readonly fits: (value: string) => boolean;
}

const quoteMatchers = quotes.map(matcherOf);

/** Of a selector of one element and at most one attribute. */
function matcherOf(selector: string): Matcher {
  const parts = simple.exec(selector);
  if (parts === null) throw new Error(`no simple selector: ${selector}`);
  const [, tag = '', id, name, attribute = null, how = '', value = ''] = parts;
  if (id !== undefined) return { tag, attribute: 'id', fits: (given) => given === id };
  if (name !== undefined)
    return { tag, attribute: 'class', fits: (given) => given.split(/\s+/).includes(name) };
  return { tag, attribute, fits: fitsBy(how, value) };
}

function fitsBy(how: string, value: string): Matcher['fits'] {
  if (how === '$') return (given) => given.endsWith(value);
  if (how === '^') return (given) => given.startsWith(value);
  return how === '*' ? (given) => given.includes(value) : (given) => given === value;
}

/** True for an element that begins the mail that is answered. */
export function beginsQuote(tag: string, attribs: Readonly<Record<string, string>>): boolean {
  return quoteMatchers.some((one) => {
    if (one.tag !== '' && one.tag !== tag) return false;
    return one.attribute === null || one.fits(attribs[one.attribute] ?? '');
  });
}

const signatures = [
  '.gmail_signature',
  '.x_gmail_signature',
  '.moz-signature',
  '.front-signature',
  '.protonmail_signature_block',
  '[class^="-x-evo-signature"]',
  '#Signature',
  '#x_Signature',
  '#_rc_sig',
  '#AppleMailSignature',
  '#composer_signature',
  '#x_AppleMailSignature',
  '[id*="ymail_android_signature"]',
  '[class*="mailspring-signature"]',
  '.k9mail-signature',
  '.edo-signature',
  '#ntes-pcmac-signature',
  '[id$="ms-outlook-mobile-signature"]',
  '[name="messageSignatureSection"]',
];

/** Samsung's program says it in a comment only; here it becomes an element, as Outlook's. */
export function withElements(html: string): string {
  return html.replaceAll('<!-- originalMessage -->', '<div id="appendonsend"></div>');
}

/** Outlook and Windows Mail rule off the header of the mail that is answered; others rule off anything. */
const ruled = ['div[style*="border-top:" i]', 'div[style*="border-top-style:" i]'];

/** Of an element only so many nodes are looked at. */
const maxNodes = 200;
const breaks = /^(?:br|p|div|tr|li)$/;

/** The text that an element begins with, in lines. */
function beginningOf(elem: DomNode): string {
  let text = '';
  const waiting: DomNode[] = [elem];
  for (let seen = 0; seen < maxNodes; seen++) {
    const node = waiting.pop();
    if (node === undefined) break;
    if (node.type === 'text') text += (node.data ?? '').replace(/\s+/g, ' ');
    else if (breaks.test(node.name ?? '')) text += '\n';
    waiting.push(...(node.children ?? []).toReversed());
  }
  return text.trim();
}

/** As Word writes the paddings of an Outlook header; for a rule that somebody draws it writes 1.0pt. */
const outlookPadding = /border-top:\s*(?:1(?:\.0)?pt\s+)?solid[^;]*;\s*padding:\s*3(?:\.0)?pt 0/i;
const labelled = /^[\s*]*[^\s:：][^:：]{0,30}[:：]/;
const addressOrDate =
  /\S@[\w-]+\.|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[:.]\d{2}|\d{4} ?[年년]|(?<!\d)(?:19|20|25)\d\d(?!\d)/;

/** True where lines such as `From: Ann <ann@example.com>` stand first, in whatever language. */
function isHeader(elem: DomNode, style: string): boolean {
  const lines = beginningOf(elem)
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 6);
  const told = lines.findIndex((line) => !labelled.test(line));
  const fields = told < 0 ? lines : lines.slice(0, told);
  if (outlookPadding.test(style)) return fields.length > 0;
  return fields.length >= 3 && fields.filter((line) => addressOrDate.test(line)).length >= 2;
}

const rest: FormatCallback = (elem, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addLiteral(restIsQuoted);
  walk(elem.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const ruledOff: FormatCallback = (elem, walk, builder, options) => {
  const attribs: Record<string, string> = elem.attribs ?? {};
  if (isHeader(elem, attribs['style'] ?? '')) {
    rest(elem, walk, builder, options);
    return;
  }
  builder.openBlock({ leadingLineBreaks: 1 });
  walk(elem.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

/** An empty one says nothing: the writer's own may stand beside it. */
const signature: FormatCallback = (elem, walk, builder) => {
  const empty = beginningOf(elem) === '';
  builder.openBlock({ leadingLineBreaks: 1 });
  if (!empty) builder.addLiteral(signatureBegins);
  walk(elem.children, builder);
  if (!empty) builder.addLiteral(signatureEnds);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

/** The button for more indentation makes a blockquote without a border: the writer's own words. */
const indented: FormatCallback = (elem, walk, builder) => {
  const attribs: Record<string, string> = elem.attribs ?? {};
  const cited = attribs['type'] === 'cite' || attribs['class'] !== undefined;
  builder.openBlock({ leadingLineBreaks: 2, ...(cited ? { reservedLineLength: 2 } : {}) });
  walk(elem.children, builder);
  const mark = (text: string): string => text.trim().replace(/^/gm, '> ');
  builder.closeBlock({ trailingLineBreaks: 2, ...(cited ? { blockTransform: mark } : {}) });
};

const borderless = ['blockquote[style*="border:none" i]', 'blockquote[style*="border: none" i]'];

/** For html-to-text: how the marks are set. */
export const markFormatters = { rest, ruledOff, signature, indented };

/** For html-to-text: where the marks are set. */
export const markSelectors = [
  ...ruled.map((selector) => ({ selector, format: 'ruledOff' })),
  ...borderless.map((selector) => ({ selector, format: 'indented' })),
  ...quotes.map((selector) => ({ selector, format: 'rest' })),
  ...signatures.map((selector) => ({ selector, format: 'signature' })),
];
