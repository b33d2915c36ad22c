/** The search box: forgiving, whatever is pasted into it. */
import { expect } from 'chai';
import fc from 'fast-check';
import { isCut, parseQuery, partsOf, soleTicket } from '../../src/desk/search.ts';
import { highlight } from '../../src/desk/search-highlight.ts';
import { printQuery } from '../../src/desk/search-print.ts';
import type { Term } from '../../src/model/inbox.ts';
import { priorities, ticketStates } from '../../src/model/ticket.ts';

/** A Sunday. */
const now = new Date('2026-11-22T16:00:00Z');
const terms = (text: string) => parseQuery(text, now).terms;
const word = (value: string, not = false): Term => ({ field: 'words', value, phrase: false, not });
const phrase = (value: string, not = false): Term => ({ field: 'words', value, phrase: true, not });

describe('a search', () => {
  it('takes pasted text for words', () => {
    expect(terms('[ABC-123]')).to.deep.equal([word('[ABC-123]')]);
    expect(terms("it's broken")).to.deep.equal([word("it's"), word('broken')]);
    expect(terms('what? (help')).to.deep.equal([word('what?'), word('(help')]);
    expect(terms('C++ error: foo')).to.deep.equal([word('C++'), word('error:'), word('foo')]);
    expect(terms('http://x.example/?a=b -- :-) "')).to.deep.equal([word('http://x.example/?a=b')]);
    expect(terms('')).to.deep.equal([]);
  });

  it('knows phrases, in the quotation marks of several languages, and what must not be there', () => {
    expect(terms('"out of paper" -toner -"no ink"')).to.deep.equal([
      phrase('out of paper'),
      word('toner', true),
      phrase('no ink', true),
    ]);
    expect(terms('„kein Papier“ «pas de papier»')).to.deep.equal([
      phrase('kein Papier'),
      phrase('pas de papier'),
    ]);
    expect(terms('"never closed')).to.deep.equal([word('never'), word('closed')]);
    expect(terms('e-mail - x')).to.deep.equal([word('e-mail'), word('x')]);
  });

  it('knows who, what and where', () => {
    expect(terms('from:bob to:ann@x.example subject:"two words" body:ink -from:eve')).to.deep.equal([
      { field: 'from', value: 'bob', not: false },
      { field: 'to', value: 'ann@x.example', not: false },
      { field: 'subject', value: 'two words', not: false },
      { field: 'body', value: 'ink', not: false },
      { field: 'from', value: 'eve', not: true },
    ]);
    expect(terms('is:open is:pending is:unassigned state:closed has:attachment tag:VIP')).to.deep.equal([
      { field: 'is', value: 'open', not: false },
      { field: 'state', value: 'waiting', not: false },
      { field: 'is', value: 'unassigned', not: false },
      { field: 'state', value: 'closed', not: false },
      { field: 'has', value: 'attachment', not: false },
      { field: 'tag', value: 'vip', not: false },
    ]);
    expect(terms('assigned:me assigned:nobody assigned:"Bob Smith" priority:high')).to.deep.equal([
      { field: 'is', value: 'mine', not: false },
      { field: 'is', value: 'unassigned', not: false },
      { field: 'assigned', value: 'Bob Smith', not: false },
      { field: 'priority', value: 'high', not: false },
    ]);
  });

  it('knows German names', () => {
    expect(terms('von:bob ist:offen hat:anhang priorität:dringend status:gelöst')).to.deep.equal([
      { field: 'from', value: 'bob', not: false },
      { field: 'is', value: 'open', not: false },
      { field: 'has', value: 'attachment', not: false },
      { field: 'priority', value: 'urgent', not: false },
      { field: 'state', value: 'solved', not: false },
    ]);
  });

  const days: readonly (readonly [typed: string, day: string])[] = [
    ['2026-11-01', '2026-11-01'],
    ['2026-11', '2026-11-01'],
    ['2025', '2025-01-01'],
    ['1.11.2026', '2026-11-01'],
    ['7d', '2026-11-15'],
    ['2w', '2026-11-08'],
    ['1m', '2026-10-22'],
    ['today', '2026-11-22'],
    ['yesterday', '2026-11-21'],
    ['gestern', '2026-11-21'],
    ['last week', '2026-11-09'],
    ['"last month"', '2026-10-01'],
  ];
  for (const [typed, day] of days) {
    it(`takes ${typed} for ${day}`, () => {
      expect(terms(`after:${typed} ink`)).to.deep.equal([
        { field: 'after', value: new Date(`${day}T00:00:00Z`), not: false },
        word('ink'),
      ]);
    });
  }

  it('says what it took for words though it looks like an operator', () => {
    const query = parseQuery('is:blue before:2026-02-31 from: ink error:5', now);
    expect(query.notUnderstood).to.deep.equal(['is:blue', 'before:2026-02-31']);
    expect(query.terms).to.deep.equal([
      word('is:blue'),
      word('before:2026-02-31'),
      word('from:'),
      word('ink'),
      word('error:5'),
    ]);
  });

  it('knows that it was cut', () => {
    expect(isCut('ink '.repeat(30).trim())).to.equal(false);
    expect(isCut('ink '.repeat(31))).to.equal(true);
    expect(isCut('i'.repeat(500))).to.equal(false);
    expect(isCut('i'.repeat(501))).to.equal(true);
  });

  it('opens a ticket by its bare number or ID, and takes a number among words for a word', () => {
    for (const text of ['48213', '#48213', '[#48213-K7QF]', ' 48213-k7qf ', 'id:48213', 'number:#48213']) {
      expect(soleTicket(parseQuery(text, now)), text).to.equal(48_213);
    }
    for (const text of ['48213 ink', '0221-1234', '00123', '"48213"', '-48213', '1.5', 'K7QF']) {
      expect(soleTicket(parseQuery(text, now)), text).to.equal(null);
    }
    expect(terms('Re: [#48213-K7QF] ink')).to.deep.equal([
      word('Re:'),
      { field: 'id', value: 48_213, not: false },
      word('ink'),
    ]);
  });

  it('never fails, and says where each term stands', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '"',
        '“',
        '„',
        '-',
        ':',
        'from:',
        'is:',
        'after:last ',
        '-"',
        '«',
        ' ',
        '#1-A',
        '__proto__:',
      ),
    );
    const pasted = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(pasted, (text) => {
        const query = parseQuery(text, now);
        const parts = partsOf(text, now);
        expect(parts.map(({ term }) => term)).to.deep.equal(query.terms);
        for (const [at, { from, to }] of parts.entries()) {
          expect(from).to.be.lessThan(to);
          expect(from).to.be.at.least(parts[at - 1]?.to ?? 0);
        }
      }),
    );
  });

  const text = fc.stringMatching(/^[a-zé]{1,6}[0-9]{0,2}( [a-zü]{1,5}){0,2}$/);
  const single = fc.stringMatching(/^[a-zäé]{2,8}$/);
  const not = fc.boolean();
  const term: fc.Arbitrary<Term> = fc.oneof(
    fc.record({ field: fc.constant('words' as const), value: single, phrase: fc.constant(false), not }),
    fc.record({ field: fc.constant('words' as const), value: text, phrase: fc.constant(true), not }),
    fc.record({ field: fc.constantFrom('from', 'to', 'subject', 'body'), value: text, not }),
    fc.record({ field: fc.constantFrom('tag', 'department'), value: text, not }),
    fc.record({ field: fc.constant('id' as const), value: fc.integer({ min: 1, max: 999_999_999 }), not }),
    fc.record({ field: fc.constant('state' as const), value: fc.constantFrom(...ticketStates), not }),
    fc.record({ field: fc.constant('priority' as const), value: fc.constantFrom(...priorities), not }),
    fc.record({
      field: fc.constant('has' as const),
      value: fc.constantFrom('attachment', 'note', 'bounce'),
      not,
    }),
    fc.record({ field: fc.constant('is' as const), value: fc.constantFrom('open', 'mine', 'overdue'), not }),
    fc.record({
      field: fc.constantFrom('before', 'after'),
      value: fc.integer({ min: 0, max: 30_000 }).map((day) => new Date(day * 86_400_000)),
      not,
    }),
  );

  it('is understood as the same after it was written anew', () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 6 }), (all) => {
        expect(terms(printQuery({ terms: all }))).to.deep.equal(all);
      }),
    );
  });
});

describe('the words of a search in a text', () => {
  const marked = (text: string, search: string) =>
    highlight(text, parseQuery(search, now))
      .map((piece) => (piece.found ? `<${piece.text}>` : piece.text))
      .join('');

  it('are marked in any case, with or without accents, and where they begin a word', () => {
    expect(marked('Der Drucker von Herrn Müller raucht', 'muller drucker')).to.equal(
      'Der <Drucker> von Herrn <Müller> raucht',
    );
    expect(marked('Printers print', 'print')).to.equal('<Printers> <print>');
  });

  it('leave the text as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, search) => {
        const pieces = highlight(text, parseQuery(search, now));
        expect(pieces.map((piece) => piece.text).join('')).to.equal(text);
      }),
    );
  });

  it('are not marked where they must not be there', () => {
    expect(marked('no ink', '-ink from:no')).to.equal('no ink');
  });
});
