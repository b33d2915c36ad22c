import { expect } from 'chai';
import { parseStructured } from '../../src/mail/encoding/parameters.ts';
import { answeredId, messageIds, parseHead } from '../../src/mail/headers.ts';

describe('the head of a mail', () => {
  it('is unfolded, with names in lower case and encoded words left alone', () => {
    const { fields, bodyAt } = parseHead('Subject: =?utf-8?Q?a?=\r\n b\r\nX-Empty:\r\n\r\nbody');
    expect(fields).to.deep.equal([
      { name: 'subject', value: '=?utf-8?Q?a?= b' },
      { name: 'x-empty', value: '' },
    ]);
    expect(bodyAt).to.equal(40);
  });

  it('ends at the first line that cannot be a field, and says so', () => {
    const { fields, bodyAt, defects } = parseHead('Subject: a\nnot a field\nmore\n');
    expect(fields).to.have.length(1);
    expect(bodyAt).to.equal(11);
    expect(defects).to.deep.equal(['the header is not followed by an empty line']);
  });

  it('begins behind the From line of a mailbox file', () => {
    const { fields, bodyAt } = parseHead('From ann@b.example  Sun Mar 02 23:30:00 2019\nSubject: a\n\nb');
    expect(fields).to.deep.equal([{ name: 'subject', value: 'a' }]);
    expect(bodyAt).to.equal(57);
    expect(parseHead('From: a@b\n\n').fields).to.have.length(1);
  });

  it('takes an unindented parameter as part of the field before', () => {
    const { fields } = parseHead('Content-Type: multipart/mixed;\nboundary="x"\n\n');
    expect(fields[0]?.value).to.equal('multipart/mixed;boundary="x"');
  });

  it('gives message identifiers without brackets and white space', () => {
    expect(messageIds('<a@b>\t<c @d>')).to.deep.equal(['a@b', 'c@d']);
    expect(messageIds('a@b')).to.deep.equal(['a@b']);
    expect(messageIds('Your message of Tuesday')).to.deep.equal([]);
    expect(messageIds("ann@b.example's message of Tuesday")).to.deep.equal([]);
  });
});

describe('the mail that is answered', () => {
  it('is named in the manner of MH, of Mutt and of others', () => {
    expect(answeredId('Message from Ann <ann@b.example> of "Mon, 2 Mar 2026" <1@b.example>')).to.equal(
      '1@b.example',
    );
    expect(answeredId('<1@b.example>; from ann@b.example on Mon, Mar 02, 2026')).to.equal('1@b.example');
    expect(answeredId('<1@b.example>')).to.equal('1@b.example');
    expect(answeredId("ann@b.example's message of Tuesday")).to.equal(null);
  });
});

describe('parameters', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['a/b; name=x', 'name', 'x'],
    ['a/b; NAME="x; y"', 'name', 'x; y'],
    ["a/b; name*=utf-8'de'%C3%A4%20b", 'name', 'ä b'],
    ['a/b; name*1="c"; name*0*=iso-8859-1\'\'%E4', 'name', 'äc'],
    ['a/b; name="=?utf-8?Q?=C3=A4?="', 'name', 'ä'],
    ['a/b; charset=utf-8; charset=koi8-r', 'charset', 'utf-8'],
    ['a/b; name=report (1).pdf', 'name', 'report (1).pdf'],
    ['a/b; charset=us-ascii (plain text)', 'charset', 'us-ascii'],
    ['a/b; name="never closed; charset=utf-8', 'charset', 'utf-8'],
  ];
  for (const [given, name, wanted] of cases) {
    it(`${name} is read from ${given}`, () => {
      expect(parseStructured(given).parameters.get(name)).to.equal(wanted);
    });
  }
});
