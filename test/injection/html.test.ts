import { expect } from 'chai';
import fc from 'fast-check';
import { sanitise, textToHtml } from '../../src/mail/html/html.ts';
import { hostile } from './hostile.ts';

/** HTML as attackers write it: tags and attributes in pieces, nested wrongly, closed too early or never. */
const pieces = [
  ...'<div <a <img <svg <math <style> <script <iframe <object <form <base <meta <link <template <noscript <textarea <title <xmp'.split(
    ' ',
  ),
  ...'> /> </div> </a> </style> </script> </svg> </math> </title> </textarea> --> <!-- <![CDATA[ ]]> <? <!'.split(
    ' ',
  ),
  ...[
    ' href="',
    " href='",
    ' href=',
    ' src="',
    ' style="',
    ' onerror="',
    ' onload=',
    ' srcdoc="',
    ' xlink:href="',
  ],
  ...[
    ' formaction="',
    ' background="',
    ' data-src="',
    ' title="',
    ' target="_self"',
    ' id="x"',
    ' class="x"',
  ],
  ...[
    '"',
    "'",
    '`',
    '=',
    '&quot;',
    '&#x22;',
    '&lt;',
    '&#60;',
    '&colon;',
    '&Tab;',
    '&NewLine;',
    '\u0000',
    '\t',
    '\n',
    ' ',
  ],
  ...[
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'JaVaScRiPt&colon;alert(1)',
    'vbscript:x',
    'data:text/html,<script>',
  ],
  ...[
    'data:image/svg+xml;base64,PHN2Zz4=',
    'data:image/png;base64,iVBORw0KGgo=',
    '//x.example/p',
    'http://x.example/p.gif',
  ],
  ...[
    '\\\\x.example',
    'cid:1',
    'mailto:a@x.example',
    'https://x.example/?a=b&c=d',
    '#top',
    'logout',
    '/api/v1/tickets',
  ],
  ...[
    'color:red',
    'width:expression(alert(1))',
    'list-style:url(logout)',
    'background-color:image-set("x")',
    'position:fixed',
  ],
  ...[
    '-moz-binding:url(x)',
    'font:url(//x)',
    '@import "x"',
    'b\\65havior:x',
    'text',
    '<p>',
    '<b>',
    '<table><tr><td>',
    '<li>',
    '<br>',
  ],
  ...[
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  ],
  ...[
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<noscript><p title="</noscript><img src=x onerror=x>">',
  ],
];
const attribute = fc.tuple(
  fc.constantFrom(
    ...'href src data-src style title background srcdoc onclick target name xlink:href poster action'.split(
      ' ',
    ),
  ),
  fc.oneof(fc.constantFrom(...pieces), hostile),
);
/** Well-formed, so that what stands in the attribute gets as far as it can. */
const element = fc
  .tuple(
    fc.constantFrom(...'a img div td p svg math style iframe form input font blockquote'.split(' ')),
    fc.array(attribute, { maxLength: 3 }),
  )
  .map(
    ([name, list]) =>
      `<${name}${list.map(([key, value]) => ` ${key}="${value.replaceAll('"', '&quot;')}"`).join('')}>`,
  );
const html = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...pieces) },
      { weight: 3, arbitrary: element },
      { weight: 1, arbitrary: hostile },
    ),
    { maxLength: 25 },
  )
  .map((some) => some.join(''));

const tags =
  'a abbr address article b bdi bdo big blockquote br caption center cite code col colgroup dd del details div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr';
const known = new Set(tags.split(' '));
const attributes =
  'align alt bgcolor border cellpadding cellspacing cite color colspan data-src dir face height href lang name rel rowspan scope size src start style target title type valign width';
const allowed = new Set(attributes.split(' '));
/** The strictest reading: every parser reads such a tag alike, so that no browser finds another one in it. */
const tag = /<(?:\/([a-z0-9]+)|([a-z0-9]+)((?: [a-z-]+(?:="[^"<>]*")?)*)(?: \/)?)>/g;

function expectTame(page: string): void {
  expect(page.replace(tag, ''), 'something between the tags').not.to.match(/[<>]/);
  for (const [, closed, opened, list = ''] of page.matchAll(tag)) {
    expect(known.has(closed ?? opened ?? ''), `<${closed ?? opened}>`).to.equal(true);
    for (const [, name = '', escaped = ''] of list.matchAll(/ ([a-z-]+)(?:="([^"]*)")?/g)) {
      expect(allowed.has(name), `${opened} ${name}`).to.equal(true);
      expectTameValue(opened ?? '', name, unescaped(escaped));
    }
  }
}

function unescaped(text: string): string {
  const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}

function expectTameValue(element: string, name: string, value: string): void {
  const address = value.replace(/[\x00-\x20]/g, '').toLowerCase();
  if (name === 'href') expect(address).to.match(/^(?:https?|mailto|tel):/);
  if (name === 'src') expect(address).to.match(/^(?:cid:|data:image\/(?:png|jpe?g|gif|webp|bmp);base64,)/);
  if (name === 'data-src') expect(address).to.match(/^https?:\/\//);
  if (name === 'target') expect(element === 'a' && value).to.equal('_blank');
  if (name === 'style')
    expect(value).not.to.match(/url|expression|image|import|binding|position|behaviou?r|\\|@/i);
}

describe('what a stranger writes, in HTML that we show', () => {
  it('is made of harmless tags and attributes, as any parser reads it', () => {
    fc.assert(
      fc.property(html, (page) => expectTame(sanitise(page))),
      { numRuns: 2000 },
    );
  }).timeout(60_000);

  it('sends nobody to a page of ours: a link without a scheme, a picture of a list', () => {
    expect(sanitise('<a href="/inbox/48213/close">x</a>')).not.to.include('href');
    expect(sanitise('<ul style="list-style: url(logout)"><li>x</li></ul>')).not.to.include('logout');
    expect(sanitise('<p style="color: rgb(1, 2, 3)">x</p>')).to.include('rgb(1, 2, 3)');
  });

  it('is text where it was text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const inner = textToHtml(text).slice('<div>'.length, -'</div>'.length);
        expect(inner.replaceAll('<br>', '')).not.to.match(/[<>"]/);
      }),
    );
  });
});
