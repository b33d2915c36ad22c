import { expect } from 'chai';
import fc from 'fast-check';
import { trustedResults } from '../../src/authentication/results.ts';
import { parseAuthenticationResults } from '../../src/authentication/syntax.ts';
import { trustOf } from '../../src/authentication/trust.ts';

const google = `mx.google.com;\r
       dkim=pass header.i=@customer.example header.s=s1 header.b=AbCd/12=;\r
       arc=pass (i=1 spf=pass spfdomain=customer.example dkim=pass dkdomain=customer.example);\r
       spf=pass (google.com: domain of kim@customer.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=kim@customer.example;\r
       dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from=Customer.Example`;

const microsoft =
  'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customer.example; dkim=pass (signature was verified) header.d=customer.example;dmarc=bestguesspass action=none header.from=customer.example;compauth=pass reason=109';

const headers = (...values: string[]) => ({
  headers: values.map((value) => ({ name: 'authentication-results', value })),
});

/** Method, result and properties, as one line each. */
const lines = (value: string) =>
  parseAuthenticationResults(value).results.map(({ method, result, properties }) =>
    [`${method}=${result}`, ...[...properties].map(([name, text]) => `${name}=${text}`)].join(' '),
  );

describe('Authentication-Results', () => {
  const cases: readonly (readonly [name: string, value: string, id: string, results: readonly string[]])[] = [
    ['with nothing checked', 'example.org 1; none', 'example.org', []],
    [
      'with one result',
      'example.com; spf=pass smtp.mailfrom=example.net',
      'example.com',
      ['spf=pass smtp.mailfrom=example.net'],
    ],
    ['with a trailing semicolon', 'example.com; spf=fail;', 'example.com', ['spf=fail']],
    [
      'with the ID in capitals and a comment',
      'EXAMPLE.com (us; "really") ; spf=pass',
      'example.com',
      ['spf=pass'],
    ],
    [
      'with a version at ID and method, and comments nested everywhere (RFC 8601, B.7)',
      "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) = (wait for it) fail policy (A dot can go here) . (like that) expired (this surprised me) = (as I wasn't expecting it) 1362471462",
      'foo.example.net',
      ['dkim=fail policy.expired=1362471462'],
    ],
    [
      'with a value that ends in equals signs',
      'a.example; dkim=pass header.b=AbC== header.d=b.example.',
      'a.example',
      ['dkim=pass header.b=AbC== header.d=b.example.'],
    ],
    [
      'with space around the equals sign',
      'a.example; dkim = pass header.d = b.example',
      'a.example',
      ['dkim=pass header.d=b.example'],
    ],
    [
      'with a quoted value that holds delimiters',
      'a.example; spf=pass reason="x; dmarc=pass (\\"y\\")" smtp.mailfrom="a b"@c.example',
      'a.example',
      ['spf=pass reason=x; dmarc=pass ("y") smtp.mailfrom=a b@c.example'],
    ],
    [
      'with a semicolon inside a comment',
      'a.example; spf=fail (dmarc=pass; dkim=pass) smtp.helo=x.example',
      'a.example',
      ['spf=fail smtp.helo=x.example'],
    ],
    [
      'with a lone quote inside a comment',
      'a.example; spf=fail (5" wide) smtp.helo=x.example; dkim=none',
      'a.example',
      ['spf=fail smtp.helo=x.example', 'dkim=none'],
    ],
    [
      'with a comment that is never closed',
      'a.example; spf=fail (oh ; dmarc=pass',
      'a.example',
      ['spf=fail'],
    ],
    [
      'with a string that is never closed',
      'a.example; spf=fail reason="oh ; dmarc=pass',
      'a.example',
      ['spf=fail reason=oh ; dmarc=pass'],
    ],
    ['without an ID', 'spf=pass smtp.mailfrom=a.example', '', ['spf=pass smtp.mailfrom=a.example']],
    ['that is empty', '', '', []],
    ['of nothing but delimiters', ';;=;(;"', '', []],
  ];
  for (const [name, value, id, results] of cases) {
    it(`is read ${name}`, () => {
      expect(parseAuthenticationResults(value).authservId).to.equal(id);
      expect(lines(value)).to.deep.equal(results);
    });
  }

  it('gives what Google found, its policy from the comment', () => {
    const found = trustedResults(headers(google), ['MX.google.com']);
    expect(found).to.deep.equal({
      spf: { result: 'pass', domain: 'customer.example' },
      dkim: [{ result: 'pass', domain: 'customer.example', selector: 's1' }],
      dmarc: { result: 'pass', policy: 'reject', domain: 'customer.example' },
      arc: { result: 'pass', sealer: null },
    });
    expect(found && trustOf(found, 'customer.example')).to.equal('authenticated');
  });

  it('gives what Microsoft found, who does not say who they are, only where that is asked for', () => {
    const found = trustedResults(headers(microsoft), ['']);
    expect(found?.dmarc).to.deep.equal({ result: 'none', policy: null, domain: 'customer.example' });
    expect(found && trustOf(found, 'customer.example')).to.equal('aligned');
    expect(trustedResults(headers(microsoft), ['mx.google.com'])).to.equal(null);
  });

  const pass = (id: string) => `${id}; dmarc=pass header.from=bank.example`;
  const fail = (id: string) => `${id}; dmarc=fail header.from=bank.example`;

  it('of strangers is not believed', () => {
    expect(trustedResults(headers(pass('evil.example')), ['mx.desk.example'])).to.equal(null);
    expect(trustedResults(headers(pass('mx.desk.example.evil.example')), ['mx.desk.example'])).to.equal(null);
    expect(trustedResults(headers(pass('mx.desk.example')), [])).to.equal(null);
    expect(trustedResults(headers('', ';'), [''])).to.equal(null);
  });

  it('counts where it stands topmost: the one below may be forged', () => {
    const found = trustedResults(
      headers(pass('evil.example'), fail('mx.desk.example'), pass('mx.desk.example')),
      ['mx.desk.example'],
    );
    expect(found?.dmarc.result).to.equal('fail');
  });

  it('that contradicts itself proves nothing', () => {
    const value = 'a.example; dmarc=fail header.from=x.example; dmarc=pass header.from=x.example';
    const found = trustedResults(headers(value), ['a.example']);
    expect(found && trustOf(found, 'x.example')).to.equal('unproven');
  });

  it('longer than any real one is not believed', () => {
    const value = `a.example; dmarc=pass header.from=x.example (${'x'.repeat(20_000)})`;
    expect(trustedResults(headers(value), ['a.example'])).to.equal(null);
  });

  it('of any text is read without fault, and invents no method', () => {
    const piece = fc.constantFrom(
      'a.example',
      ';',
      '=',
      '(',
      ')',
      '"',
      '\\',
      ' ',
      '\r\n\t',
      'spf',
      'pass',
      'dmarc',
      '\0',
      'é',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (value) => {
        for (const { method, result } of parseAuthenticationResults(value).results) {
          expect(method).to.not.match(/[;\s]/);
          // Quotes and comments fall out of a name: its characters are all there is to compare.
          const given = value.toLowerCase();
          expect([...method].every((character) => given.includes(character))).to.equal(true);
          expect(result).to.not.equal('');
        }
      }),
    );
  });

  it('written from results is read back as those results', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const quotable = fc.stringMatching(/^[ -~]{0,12}$/);
    const statement = fc.record({ method: word, result: word, comment: quotable, reason: quotable });
    const quote = (value: string, marks: RegExp) => value.replace(marks, '\\$&');
    fc.assert(
      fc.property(word, fc.array(statement, { maxLength: 5 }), (id, statements) => {
        const written = statements.map(
          ({ method, result, comment, reason }) =>
            `; ${method}=${result} (${quote(comment, /[()\\]/g)}) reason="${quote(reason, /["\\]/g)}"`,
        );
        const read = parseAuthenticationResults(`${id}${written.join('')}`);
        expect(read.authservId).to.equal(id);
        expect(
          read.results.map(({ method, result, properties }) => [method, result, properties.get('reason')]),
        ).to.deep.equal(statements.map(({ method, result, reason }) => [method, result, reason]));
      }),
    );
  });
});
