/** HTML parts: to text, and made safe to show. */
import { compile, type FormatCallback } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';
import { beginsQuote, markFormatters, markSelectors, unmarked, withElements } from './marks.ts';
import { stripTags } from './strip-tags.ts';

/**
 * The parsers below take more than linear time on deep nesting: 2 MB of nested tables hung mailparser for 20 s. What
 * is larger or deeper is turned to text by hand and not shown as HTML.
 */
const maxLength = 524_288;
const maxDepth = 300;
const maxTags = 20_000;
/** Each line of a quote is prefixed once a level. */
const maxQuotes = 40;

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
  let quotes = 0;
  for (const match of html.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9:]*)/g)) {
    if (++tags > maxTags) return false;
    if (voids.has((match[2] ?? '').toLowerCase())) continue;
    const step = match[1] === '/' ? -1 : 1;
    depth = Math.max(0, depth + step);
    if (/^blockquote$/i.test(match[2] ?? '')) quotes = Math.max(0, quotes + step);
    if (depth > maxDepth || quotes > maxQuotes) return false;
  }
  return true;
}

const cell: FormatCallback = (elem, walk, builder) => {
  walk(elem.children, builder);
  builder.addInline(' ');
};

const image: FormatCallback = (elem, _walk, builder) => {
  const attribs: Record<string, string> = elem.attribs ?? {};
  const alt = attribs['alt'] ?? '';
  if (alt !== '' && !/^\S+\.(?:png|gif|jpe?g|bmp)$/i.test(alt)) builder.addInline(alt);
};

const hidden = [
  '[style*="display:none" i]',
  '[style*="display: none" i]',
  '[style*="display : none" i]',
  '[style*="visibility:hidden" i]',
  '[style*="visibility: hidden" i]',
  '[style*="max-height:0px" i]',
  '[style*="max-height: 0px" i]',
  '[style*="max-height:0;" i]',
  '[style*="opacity:0;" i]',
  '[style*="opacity: 0;" i]',
  '[style$="opacity:0" i]',
  '[style$="opacity: 0" i]',
  '[hidden]',
  'head',
  'title',
  'style',
  'script',
  'template',
  'noscript',
  'svg',
];
const lines = ['tr', 'dt', 'dd', 'caption', 'option', 'textarea', 'center'];

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: maxDepth * 2, maxInputLength: maxLength, ellipsis: '' },
  formatters: { ...markFormatters, cell, image },
  selectors: [
    ...markSelectors,
    ...hidden.map((selector) => ({ selector, format: 'skip' })),
    {
      selector: 'a',
      options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true, linkBrackets: ['<', '>'] },
    },
    { selector: 'img', format: 'image' },
    ...lines.map((selector) => ({
      selector,
      format: 'block',
      options: { leadingLineBreaks: 1, trailingLineBreaks: 1 },
    })),
    { selector: 'td', format: 'cell' },
    { selector: 'th', format: 'cell' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The text of a page, with marks where its structure tells quotes and signatures. Never throws; time is bounded. */
export function htmlToText(html: string): string {
  const clean = unmarked(html);
  if (!isTame(clean)) return stripTags(clean);
  try {
    return convert(withElements(clean)).replace(/\u00a0/g, ' ');
  } catch {
    return stripTags(clean);
  }
}

const allowedTags = (
  'a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del details div dl dt em figcaption ' +
  'figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong sub ' +
  'summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
).split(' ');

/** No function but colours: `url(logout)` would be fetched from where the page is shown, in its reader's name. */
const plain = /^(?=[\w\s#%.,()'"-]{1,100}$)(?![\s\S]*\b(?!(?:rgb|hsl)a?\()[\w-]+\()/i;

const sanitiser: sanitizeHtml.IOptions = {
  allowedTags,
  allowedAttributes: {
    '*': [
      'data-quoted',
      'align',
      'dir',
      'lang',
      'style',
      'title',
      'valign',
      'width',
      'height',
      'bgcolor',
      'color',
    ],
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
  transformTags: { a: defuseLink, img: blockImage, '*': markQuote },
};

/** Names are taken off; that what was answered begins here is kept, so that a page can fold it. */
function markQuote(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { 'data-quoted': _, ...others } = attribs;
  return { tagName, attribs: beginsQuote(tagName, attribs) ? { ...others, 'data-quoted': 'rest' } : others };
}

/** A link without a scheme would lead to a page of ours. */
function defuseLink(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { href = '', ...others } = attribs;
  const whole = /^\s*(?:https?|mailto|tel):/i.test(href) ? { href } : {};
  return { tagName, attribs: { ...others, ...whole, rel: 'noopener noreferrer nofollow', target: '_blank' } };
}

/** Remote images tell their sender that and where a mail was opened: their address moves to `data-src`. */
function blockImage(tagName: string, attribs: sanitizeHtml.Attributes): sanitizeHtml.Tag {
  const { src = '', 'data-src': _, ...others } = attribs;
  const address = src.trim();
  if (/^(?:cid:|data:image\/(?:png|jpe?g|gif|webp|bmp);base64,)/i.test(address)) {
    return { tagName, attribs: { ...others, src: address } };
  }
  const remote = /^https?:\/\//i.test(address) && !isPixel(others);
  return { tagName, attribs: remote ? { ...others, 'data-src': address } : others };
}

/** An image that nobody is to see only counts openings: it stays out even where remote images are asked for. */
function isPixel({ width = '', height = '', style = '' }: sanitizeHtml.Attributes): boolean {
  return (
    /^[01](?:px)?$/.test(width) ||
    /^[01](?:px)?$/.test(height) ||
    /(?:^|;)\s*(?:width|height)\s*:\s*[01](?:px)?\s*(?:;|$)/.test(style)
  );
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
