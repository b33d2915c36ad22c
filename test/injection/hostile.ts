/** What strangers write to get out of the place where their words belong. */
import fc from 'fast-check';

/** Each has ended a field, a line, a tag, a query or a sentence somewhere before. */
export const seeds: readonly string[] = [
  '\r\nBcc: evil@x.example',
  '\nBcc: evil@x.example\n\nbody',
  '\rX-Injected: yes\r',
  '\r\n\r\n<script>alert(1)</script>',
  '\r\n.\r\nMAIL FROM:<evil@x.example>\r\nRCPT TO:<evil@x.example>\r\nDATA\r\n',
  '>\r\nRCPT TO:<evil@x.example',
  '\u0000',
  '\u2028Bcc: evil@x.example\u2029',
  '\u0085X-Injected: yes\u000b\u000c',
  '\u202egnp.exe\u202c\u2066\u2069\u200f\u061c',
  '\u001b[2J\u001b[1;1H\u001b]0;owned\u0007',
  '\u009b31mred\u009d0;owned\u009c',
  '\u0008\u0008\u0008\u007f',
  '"', // a quotation mark closes a display name, an attribute, a JSON string
  "'",
  '\\',
  '" <evil@x.example>, "',
  '<evil@x.example>',
  'a@x.example, evil@x.example',
  'group: evil@x.example;',
  '"evil@x.example>"@y.example',
  'a@x.example>SIZE=1',
  '=?utf-8?Q?=0D=0ABcc:_evil=40x.example?=',
  '=?utf-8?B?DQpCY2M6IGV2aWxAeC5leGFtcGxl?=',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is the attack
  '${7*6}',
  '{{ 7 | times: 6 }}',
  '{% include "/etc/passwd" %}',
  "{% render '../../package.json' %}",
  '{% layout "x" %}{% block content %}{% endblock %}',
  '{%- raw -%}',
  '{"$gt":""}',
  '$where',
  'ticket.$[].x',
  '__proto__',
  '=cmd|"/c calc"!A1',
  '+1+1',
  '@SUM(1)',
  '<script>alert(1)</script>',
  '</title><svg onload=alert(1)>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  'javascript:alert(1)',
  ']]>--><!--',
  '&lt;script&gt;&#60;b&#x3e;',
  '../../../etc/passwd',
  '..\\..\\windows\\system32',
  'CON.txt',
  'a\u0000.png',
  '--=_boundary\r\nContent-Type: text/html\r\n\r\n',
  '[#48213-K7QF]',
  '\ud800',
  'x\udfff\ud83d',
  '\ufeff\ufffe\uffff',
  '%0d%0aBcc:%20evil@x.example',
  '%n%s%x',
];

/** Texts made of such pieces, of any characters between them, and now and then very long. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...seeds) },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
      { weight: 2, arbitrary: fc.string({ maxLength: 12 }) },
      // Half of a surrogate pair, which no UTF-8 can hold.
      {
        weight: 1,
        arbitrary: fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code)),
      },
      { weight: 1, arbitrary: fc.nat(4000).map((times) => 'long\u00e9 '.repeat(times).trimEnd()) },
    ),
    { maxLength: 5 },
  )
  .map((pieces) => pieces.join(''));

/** A value where text is expected: what JSON can carry, operators of a query above all. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(
    { $gt: '' },
    { $ne: null },
    { $exists: true },
    { $regex: '.*' },
    { $where: 'sleep(1000) || true' },
    { $in: ['new', 'open', 'filed'] },
    { $not: { $eq: 'x' } },
    { $expr: { $eq: [1, 1] } },
    { $function: { body: 'function(){return true}', args: [], lang: 'js' } },
    { $or: [{}, {}] },
    ['a', 'b'],
    [{ $gt: '' }],
    { toString: 'x' },
    {},
    [],
    true,
    null,
  ),
  fc.dictionary(fc.constantFrom('$gt', '$ne', '$nin', '$type', '$where'), fc.constantFrom('', null, 0, []), {
    minKeys: 1,
  }),
);
