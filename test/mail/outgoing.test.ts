import { expect } from 'chai';
import fc from 'fast-check';
import {
  echoedSubject,
  oneLine,
  plainSubject,
  replyFields,
  ticketTag,
  titleOf,
  validRecipient,
} from '../../src/mail/outgoing.ts';

const any = fc.string({ unit: 'binary', maxLength: 300 });

describe('validRecipient', () => {
  const good = [
    ['ana@example.com', 'ana@example.com'],
    ['Ana.B+tag@EXAMPLE.com', 'Ana.B+tag@example.com'],
    ['support@localhost', 'support@localhost'],
    ['bounces=ana=example.com@x-y.example', 'bounces=ana=example.com@x-y.example'],
    ['jörg@bücher.example', 'jörg@bücher.example'],
  ] as const;
  for (const [text, address] of good) {
    it(`takes ${text}`, () => expect(validRecipient(text)).to.equal(address));
  }

  const bad = [
    '',
    'ana',
    '@example.com',
    'ana@',
    'ana@example.com\r\nRCPT TO:<evil@x.example>',
    'ana@example.com\n',
    'u@example.com>\r\nRCPT TO:<evil@x.y',
    '<ana@example.com>',
    'ana@example.com, evil@x.example',
    'ana@example.com;evil@x.example',
    '"ana x"@example.com',
    'Ana <ana@example.com>',
    'ana @example.com',
    'ana@[192.0.2.1]',
    'ana@@example.com',
    'ana@example..com',
    '.ana@example.com',
    'ana@-example.com',
    'ana\u0000@example.com',
    'ana\u202e@example.com',
    `${'a'.repeat(65)}@example.com`,
    `ana@${'a.'.repeat(130)}com`,
  ];
  for (const text of bad) {
    it(`refuses ${JSON.stringify(text).slice(0, 60)}`, () => expect(validRecipient(text)).to.equal(null));
  }
});

describe('oneLine', () => {
  it('gives one line of bounded length, whatever comes', () => {
    fc.assert(
      fc.property(any, (text) => {
        const line = oneLine(text, 40);
        expect(line).not.to.match(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect([...line].length).to.be.at.most(40);
      }),
    );
  });
});

describe('echoedSubject', () => {
  const cases = [
    ['Printer does not print', 'Printer does not print'],
    ['Re: AW: Printer', 'Printer'],
    ['version 10.6.0 crashes', 'version 10.6.0 crashes'],
    ['win at https://evil.example/x?y=1 now', 'win at evil dot example/x?y=1 now'],
    ['see www.evil.example', 'see www dot evil dot example'],
    ['HTTP error', 'hxxp error'],
    ['write to win@evil.example', 'write to win at evil dot example'],
    ['call 192.0.2.1', 'call 192 dot 0 dot 2 dot 1'],
    ['ｈｔｔｐ：／／evil。example', 'evil dot example'],
    ['[#99999-ABCD] hello', '(99999 ABCD) hello'],
    ['a\r\nBcc: x@y.example', 'a Bcc: x at y dot example'],
  ] as const;
  for (const [from, to] of cases) {
    it(`makes “${to}” of ${JSON.stringify(from)}`, () => expect(echoedSubject(from)).to.equal(to));
  }

  const pieces = fc.constantFrom(
    ...[
      'http',
      'https',
      'HtTp',
      '://',
      ':',
      '/',
      '.',
      '。',
      '．',
      'www',
      'evil',
      'example',
      'com',
      'a',
      '-',
      '_',
    ],
    ...[
      '1',
      '99999',
      '48213',
      'K7QF',
      '#',
      '[',
      ']',
      '@',
      ' ',
      '\u200b',
      '\u00ad',
      'é',
      'ß',
      '中',
      '℀',
      '\n',
      'Re:',
    ],
  );
  const made = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((list) => list.join('')),
    any,
  );

  it('leaves nothing that a mail program makes a link of, and no line break', () => {
    fc.assert(
      fc.property(made, (text) => {
        const echoed = echoedSubject(text);
        expect(echoed).not.to.match(/http|:\/\/|\/\/|@/i);
        expect(echoed).not.to.match(/[\p{L}\p{N}][.。．][\p{L}]/u);
        expect(echoed).not.to.match(/\d\.\d+\.\d+\.\d/);
        expect(echoed).not.to.match(/[\p{C}]/u);
        expect([...echoed].length).to.be.at.most(80);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves nothing that reads as the ID of a ticket', () => {
    fc.assert(
      fc.property(made, (text) => {
        for (const subject of [echoedSubject(text), plainSubject(text)]) {
          expect(subject).not.to.match(/#\s*\d|\d-(?=[0-9]*[A-Z])[0-9A-Z]{4}(?![0-9A-Z])/i);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('replyFields', () => {
  it('gives nothing under a mail without Message-ID', () => {
    expect(replyFields({ messageId: null, references: ['a@b'] })).to.deep.equal([]);
  });

  it('keeps the first four and the last six of a long chain', () => {
    const references = Array.from({ length: 20 }, (_, n) => `m${n}@x.example`);
    const [, [, chain] = []] = replyFields({ messageId: 'last@x.example', references });
    expect(chain?.split(' ')).to.deep.equal(
      ['m0', 'm1', 'm2', 'm3', 'm15', 'm16', 'm17', 'm18', 'm19', 'last'].map((id) => `<${id}@x.example>`),
    );
  });

  it('leaves out what is no plain identifier', () => {
    const references = ['a b@x', 'a>\r\nBcc: x@y', 'ö@x', 'x'.repeat(300), 'good@x.example'];
    expect(replyFields({ messageId: 'me@x.example', references })).to.deep.equal([
      ['In-Reply-To', '<me@x.example>'],
      ['References', '<good@x.example> <me@x.example>'],
    ]);
  });
});

describe('names', () => {
  it('writes the tag of a ticket with and without a prefix', () => {
    expect(ticketTag('', '48213-K7QF')).to.equal('[#48213-K7QF]');
    expect(ticketTag('Acme', '48213-K7QF')).to.equal('[Acme #48213-K7QF]');
  });

  it('calls a department by its title, else by its name', () => {
    expect(titleOf({ name: 'customer-care' })).to.equal('Customer care');
    expect(titleOf({ name: 'x', title: 'Sales' })).to.equal('Sales');
  });
});
