/** What is said of operators that were not understood. */
import { expect } from 'chai';
import { parseQuery } from '../../../src/desk/search.ts';
import { notUnderstood } from '../../../src/http/views/search-unknown.ts';
import { wordsOf } from '../../../src/http/words/words.ts';

const now = new Date('2026-11-22T12:00:00Z');
const said = async (language: string, text: string) =>
  String(await notUnderstood(language, parseQuery(text, now))).replace(/<[^>]+>/g, '');

describe('an operator that was not understood', () => {
  it('is told with what it takes, by the name that was typed', async () => {
    expect(await said('de', 'ist:ungelesen drucker')).to.match(
      /^ist:ungelesen ist keine Suche, die Postern kennt.* ist: kennt offen, .*So wird gesucht$/,
    );
    expect(await said('en', 'since:2026-99-99')).to.include('since: takes 2026-11-01');
  });

  it('is told without values where it takes any', async () => {
    expect(await said('en', 'from:((('))
      .to.include('from:(((')
      .and.not.include('takes');
  });

  it('is nothing to tell where all was understood', async () => {
    expect(await said('en', 'is:open printer error:5')).to.equal('');
  });

  for (const language of ['en', 'de']) {
    it(`is offered no value that is not understood itself (${language})`, () => {
      const operators = {
        is: 'is',
        has: 'has',
        state: 'state',
        priority: 'priority',
        day: 'after',
        id: 'id',
      };
      for (const [kind, values] of Object.entries(wordsOf(language).finding.values)) {
        const operator = operators[kind as keyof typeof operators];
        for (const value of values.split(', '))
          expect(parseQuery(`${operator}:${value}`, now).notUnderstood, value).to.deep.equal([]);
      }
    });
  }
});
