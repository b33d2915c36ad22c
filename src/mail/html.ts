/** HTML parts: to text, and made safe to show. */
import { compile, type FormatCallback } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';

/**
 * The parsers below take more than linear time on deep nesting: 2 MB of nested tables hung mailparser for 20 s. What
 * is larger or deeper is turned to text by hand and not shown as HTML.
 */
const maxLength = 524_288;
const maxDepth = 300;
const maxTags = 20_000;

/** Marks in the text that HTML gives (Unicode noncharacters): quoted matter follows to the end; a signature. */
export const restIsQuoted = '\ufdd0';
export const signatureBegins = '\ufdd1';
export const signatureEnds = '\ufdd2';
const anyMark = /[\ufdd0-\ufdd2]/g;

/** Text without the marks. */
export function unmarked(text: string): string {
  return text.replace(anyMark, '');
}

const voids = new Set(
  'area base br col embed hr img input link meta param source track wbr p li td tr th tbody option'.split(
    ' ',
  ),
);

/** True where size, number of tags and depth allow a full parser. One cheap pass. */
export function isTame(html: string): boolean {
  if (html.length > maxLength) return false;
  let depth = 0;
  let tags = 0;
  for (const match of html.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9:]*)/g)) {
    if (++tags > maxTags) return false;
    if (voids.has((match[2] ?? '').toLowerCase())) continue;
    depth = Math.max(0, depth + (match[1] === '/' ? -1 : 1));
    if (depth > maxDepth) return false;
  }
  return true;
}

const rest: FormatCallback = (elem, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addLiteral(restIsQuoted);
  walk(elem.children, builder);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const signature: FormatCallback = (elem, walk, builder) => {
  builder.openBlock({ leadingLineBreaks: 1 });
  builder.addLiteral(signatureBegins);
  walk(elem.children, builder);
  builder.addLiteral(signatureEnds);
  builder.closeBlock({ trailingLineBreaks: 1 });
};

const cell: FormatCallback = (elem, walk, builder) => {
  walk(elem.children, builder);
  builder.addInline(' ');
};

const image: FormatCallback = (elem, _walk, builder) => {
  const attribs: Record<string, string> = elem.attribs ?? {};
  const alt = attribs['alt'] ?? '';
  if (alt !== '' && !/^\S+\.(?:png|gif|jpe?g|bmp)$/i.test(alt)) builder.addInline(alt);
};

/** Where mail programs put the mail that is answered. */
const quotes = [
  '#divRplyFwdMsg',
  '#appendonsend',
  '#OLK_SRC_BODY_SECTION',
  '#mail-editor-reference-message-container',
  '#ms-outlook-mobile-body-separator-line',
  'div.ms-outlook-mobile-reference-message',
  'div.OutlookMessageHeader',
  'div.yahoo_quoted',
  'div.protonmail_quote',
  'div.zmail_extra',
  'div.iPhoneMailQuote',
  'div.gmail_quote_container',
];
const signatures = [
  'div.gmail_signature',
  'div.moz-signature',
  'pre.moz-signature',
  'div.protonmail_signature_block',
  'div#Signature',
  'div#AppleMailSignature',
  'div#ms-outlook-mobile-signature',
];
const hidden = [
  '[style*="display:none"]',
  '[style*="display: none"]',
  '[hidden]',
  'head',
  'title',
  'style',
  'script',
  'template',
];

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: maxDepth * 2, maxInputLength: maxLength, ellipsis: '' },
  formatters: { rest, signature, cell, image },
  selectors: [
    ...quotes.map((selector) => ({ selector, format: 'rest' })),
    ...signatures.map((selector) => ({ selector, format: 'signature' })),
    ...hidden.map((selector) => ({ selector, format: 'skip' })),
    {
      selector: 'a',
      options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ['<', '>'] },
    },
    { selector: 'img', format: 'image' },
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The text of a page, with marks where its structure tells quotes and signatures. Never throws; time is bounded. */
export function htmlToText(html: string): string {
  const clean = html.replace(anyMark, '');
  if (!isTame(clean)) return stripTags(clean);
  try {
    return convert(clean).replace(/\u00a0/g, ' ');
  } catch {
    return stripTags(clean);
  }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/** Text of a page that no parser should see. One pass from bracket to bracket. */
function stripTags(html: string): string {
  const out: string[] = [];
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const stop = open < 0 ? html.length : open;
    out.push(html.slice(at, stop));
    const close = open < 0 ? -1 : html.indexOf('>', open);
    if (close < 0) break;
    const tag = html.slice(open, Math.min(close + 1, open + 12)).toLowerCase();
    if (/^<(?:br|\/?(?:p|div|tr|li|h\d|table|blockquote))\b/.test(tag)) out.push('\n');
    const skipped = /^<(style|script|head)\b/.exec(tag)?.[1];
    const end = skipped === undefined ? close : html.indexOf('>', html.indexOf(`</${skipped}`, close));
    at = Math.max(end, close) + 1;
  }
  return out
    .join('')
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n(?: ?\n){2,}/g, '\n\n')
    .trim();
}

const allowedTags = (
  'a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del details div dl dt em figcaption ' +
  'figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong sub ' +
  'summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');

const plain = /^[\w\s#%.,()'"-]{1,100}$/;

const sanitiser: sanitizeHtml.IOptions = {
  allowedTags,
  allowedAttributes: {
    '*': ['align', 'dir', 'lang', 'style', 'title', 'valign', 'width', 'height', 'bgcolor', 'color'],
    a: ['href', 'name', 'rel', 'target'],
    blockquote: ['type', 'cite'],
    font: ['face', 'size'],
    img: ['src', 'data-src', 'alt'],
    ol: ['start', 'type'],
    table: ['border', 'cellpadding', 'cellspacing'],
    td: ['colspan', 'rowspan'],
    th: ['colspan', 'rowspan', 'scope'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  allowedStyles: {
    '*': Object.fromEntries(
      (
        'background-color border border-bottom border-collapse border-left border-right border-spacing border-top color direction ' +
        'font font-family font-size font-style font-weight line-height list-style list-style-type margin margin-bottom margin-left ' +
        'margin-right margin-top padding padding-bottom padding-left padding-right padding-top text-align text-decoration ' +
        'text-indent vertical-align white-space width max-width height'
      )
        .split(' ')
        .map((property) => [property, [plain]]),
    ),
  },
  nestingLimit: maxDepth,
  transformTags: { a: defuseLink, img: blockImage },
};

function defuseLink(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  return { tagName, attribs: { ...attribs, rel: 'noopener noreferrer nofollow', target: '_blank' } };
}

/** Remote images tell their sender that and where a mail was opened: their address moves to `data-src`. */
function blockImage(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { src = '', 'data-src': _, ...others } = attribs;
  const address = src.trim();
  if (/^(?:cid:|data:image\/(?:png|jpe?g|gif|webp|bmp);base64,)/i.test(address)) {
    return { tagName, attribs: { ...others, src: address } };
  }
  const remote = /^https?:\/\//i.test(address);
  return { tagName, attribs: remote ? { ...others, 'data-src': address } : others };
}

/** The page with what may be shown and nothing else: no scripts, forms, frames, styles sheets or remote content. */
export function sanitise(html: string): string {
  if (!isTame(html)) return textToHtml(stripTags(html));
  try {
    return sanitizeHtml(html, sanitiser);
  } catch {
    return textToHtml(stripTags(html));
  }
}

/** Plain text as HTML. */
export function textToHtml(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return `<div>${escaped.replace(/\r?\n/g, '<br>')}</div>`;
}
