import { expect } from 'chai';
import fc from 'fast-check';
import type { ListDefaults, ListFormat } from '../../src/model/sender-lists.ts';
import { listText } from '../../src/screening/list-export.ts';
import { readList } from '../../src/screening/list-import.ts';

const now = new Date('2026-03-01T12:00:00Z');
const rules = { exempt: ['127.0.0.0/8', '::1/128'], now };
const read = (text: string, format: ListFormat = 'auto', change: Partial<ListDefaults> = {}) =>
  readList(text, format, { list: 'deny', reason: '', expiresAt: null, ...change }, rules);
const told = (text: string, format: ListFormat = 'auto', change: Partial<ListDefaults> = {}) => {
  const { format: found, lines, faults } = read(text, format, change);
  return {
    format: found,
    lines: lines.map(({ line, list, pattern, reason }) => `${line} ${list} ${pattern} ${reason}`.trim()),
    faults: faults.map(({ line, problem }) => `${line} ${problem}`),
  };
};

describe('lists of other programs', () => {
  it('are read one entry a line, with comments and reasons', () => {
    const text = `\ufeff# spammers
kim@bad.example  sends invoices

bad.example # since May
*.worse.example
"Pills" <pills@shop.example>
192.0.2.0/24 ; SBL123
example.org 5.0
not a pattern at all
`;
    expect(told(text)).to.deep.equal({
      format: 'plain',
      lines: [
        '2 deny kim@bad.example sends invoices',
        '4 deny @bad.example since May',
        '5 deny *@*.worse.example',
        '6 deny pills@shop.example Pills',
        '7 deny 192.0.2.0/24 SBL123',
        '8 deny @example.org',
      ],
      faults: ['9 no-pattern'],
    });
  });

  it('are read from a table with a header, whatever its columns are called', () => {
    const text =
      'Email;Type;Note;Expires\r\nkim@bad.example;block;"a ""bad""; one";2026-12-01\r\nbo@good.example;whitelist;;\r\nx@y.example;maybe;;\r\n;deny;;\r\nz@y.example;deny;;soon\r\n';
    expect(told(text)).to.deep.equal({
      format: 'csv',
      lines: ['2 deny kim@bad.example a "bad"; one', '3 allow bo@good.example'],
      faults: ['4 no-action', '5 no-pattern', '6 bad-date'],
    });
    expect(read(text).lines[0]?.expiresAt?.toISOString()).to.equal('2026-12-01T00:00:00.000Z');
  });

  it('are read from SpamAssassin', () => {
    const text = `whitelist_from *@good.example joe@mail.example
welcomelist_from_rcvd bo@shop.example relay.example
blacklist_from *@bad.example  # pills
whitelist_auth kim@shop.example
required_score 5
blacklist_from a?b@bad.example
`;
    expect(told(text)).to.deep.equal({
      format: 'spamassassin',
      lines: [
        '1 allow @good.example',
        '1 allow joe@mail.example',
        '2 allow bo@shop.example',
        '3 deny @bad.example pills',
        '4 allow kim@shop.example',
      ],
      faults: ['5 no-action', '6 no-pattern'],
    });
  });

  it('are read from Postfix', () => {
    const text = `# access(5)
kim@bad.example   REJECT
bad.example       550 5.7.1 no more of this
192.0.2           REJECT
good.example      OK
relay.example     RELAY
bo@shop.example   10
who@shop.example  DUNNO
/^x@/             REJECT
`;
    expect(told(text)).to.deep.equal({
      format: 'postfix',
      lines: [
        '2 deny kim@bad.example',
        '3 deny @bad.example no more of this',
        '4 deny 192.0.2.0/24',
        '5 allow @good.example',
        '6 allow @relay.example',
        '7 allow bo@shop.example',
      ],
      faults: ['8 no-action', '9 expression'],
    });
  });

  it('are read from maps of rspamd', () => {
    expect(told('bad.example 3\nkim@worse.example -1.5\n10.0.0.0/8\n/news-\\d+@/i\n')).to.deep.equal({
      format: 'plain',
      lines: ['1 deny @bad.example', '2 deny kim@worse.example', '3 deny 10.0.0.0/8'],
      faults: ['4 expression'],
    });
  });

  it('are read from hosts files and zones of rbldnsd', () => {
    expect(told('127.0.0.1 localhost\n0.0.0.0 bad.example worse.example # pills\n')).to.deep.equal({
      format: 'hosts',
      lines: ['2 deny @bad.example pills', '2 deny @worse.example pills'],
      faults: [],
    });
    const zone = ':127.0.0.2:listed\n192.0.2.1 :127.0.0.2:sends spam\n.bad.example :127.0.0.2:\n!192.0.2.2\n';
    expect(told(zone, 'hosts')).to.deep.equal({
      format: 'hosts',
      lines: ['2 deny 192.0.2.1 sends spam', '3 deny @.bad.example'],
      faults: ['4 no-pattern'],
    });
  });

  it('are read from JSON', () => {
    const text = JSON.stringify([
      { list: 'allow', pattern: 'Kim@Shop.example', reason: 'partner', expiresAt: '2026-04-01T00:00:00Z' },
      'bad.example',
      7,
    ]);
    expect(told(text)).to.deep.equal({
      format: 'json',
      lines: ['1 allow kim@shop.example partner', '2 deny @bad.example'],
      faults: ['3 no-pattern'],
    });
    expect(told('[1', 'json').faults).to.deep.equal(['0 no-json']);
  });

  it('never stand for everybody, and hold nothing that is over', () => {
    const wide = told('8.0.0.0/7\n2000::/15\n', 'plain');
    expect(wide).to.deep.include({ lines: [], faults: ['1 everybody', '2 everybody'] });
    expect(told('10.0.0.0/8\n2001::/16\n', 'plain').faults).to.deep.equal([]);
    const { lines, faults } = told('*@*\n0.0.0.0/0\n@*.*\n*\n', 'plain');
    expect(lines).to.deep.equal([]);
    expect(faults).to.deep.equal(['1 everybody', '2 everybody', '3 everybody', '4 no-pattern']);
    expect(told('bad.example', 'plain', { expiresAt: now }).faults).to.deep.equal(['1 over']);
    expect(told('entry,until\nbad.example,2027-02-31\n', 'csv').faults).to.deep.equal(['2 bad-date']);
  });

  it('block networks alone, for a while, and none of ours', () => {
    const day = new Date(now.getTime() + 86_400_000);
    const text = '192.0.2.7\nkim@bad.example\n127.0.0.5\n10.0.0.0/8\n';
    expect(told(text, 'plain', { list: 'block', expiresAt: day })).to.deep.include({
      lines: ['1 block 192.0.2.7'],
      faults: ['2 no-network', '3 exempt', '4 too-wide'],
    });
    const blocked = (expiresAt: Date | null) =>
      told('192.0.2.7', 'plain', { list: 'block', expiresAt }).faults;
    expect(blocked(null)).to.deep.equal(['1 no-end']);
    expect(blocked(new Date(now.getTime() + 31 * 86_400_000))).to.deep.equal(['1 too-long-block']);
  });

  it('take no line that is too long, and the first of those that say the same', () => {
    const { lines, faults } = told(`${'x'.repeat(3000)}\nbad.example one\n@bad.example two\n`);
    expect(lines).to.deep.equal(['2 deny @bad.example one']);
    expect(faults).to.deep.equal(['1 too-long']);
  });

  it('are read without fault, whatever they hold', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.emailAddress(),
            fc.ipV4(),
            fc.constantFrom('whitelist_from', '"', ';', '#', '<@>'),
          ),
        ),
        fc.constantFrom('auto', 'plain', 'csv', 'json', 'spamassassin', 'postfix', 'hosts'),
        (words, format) => {
          const text = words.join(words.length % 2 === 0 ? ' ' : '\n');
          for (const { pattern } of read(text, format as ListFormat).lines)
            expect(read(pattern, 'plain').lines.map((line) => line.pattern)).to.deep.equal([pattern]);
        },
      ),
      { numRuns: 500 },
    );
  });

  const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const domain = fc.tuple(label, label).map(([one, other]) => `${one}.${other}`);
  const pattern = fc.oneof(
    fc.tuple(label, domain).map(([local, at]) => `${local}@${at}`),
    domain.map((at) => `@${at}`),
    domain.map((at) => `@.${at}`),
    fc.tuple(label, domain).map(([local, at]) => `${local}*@*.${at}`),
    fc.ipV4(),
  );
  const entry = fc.record({
    list: fc.constantFrom('allow' as const, 'deny' as const),
    pattern,
    reason: fc.stringMatching(/^(?:[\w#;,"<>@.][\w #;,"<>@.-]{0,20}[\w#;"])?$/),
    expiresAt: fc.option(
      fc.date({ min: new Date('2027-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
    ),
  });
  const entries = fc.uniqueArray(entry, { selector: ({ list, pattern: p }) => `${list} ${p}` });

  it('come back from their own export as JSON', () => {
    fc.assert(
      fc.property(entries, (some) => {
        const { lines, faults } = read(JSON.stringify(some), 'json');
        expect(lines.map(({ line: _, ...rest }) => rest)).to.deep.equal(some);
        expect(faults).to.deep.equal([]);
      }),
    );
  });

  it('come back from their own export as text', () => {
    fc.assert(
      fc.property(entries, (some) => {
        const unique = some.filter(({ list }) => list === 'deny');
        const { lines, faults } = read(listText(unique), 'plain');
        expect(lines.map(({ pattern: p, reason }) => [p, reason])).to.deep.equal(
          unique.map(({ pattern: p, reason }) => [p, reason.trim().replace(/\s+/g, ' ')]),
        );
        expect(faults).to.deep.equal([]);
      }),
    );
  });
});
