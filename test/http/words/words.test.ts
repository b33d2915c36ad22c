/** Languages, regions and numbers of the pages. */
import { expect } from 'chai';
import { de } from '../../../src/http/words/de.ts';
import { en } from '../../../src/http/words/en.ts';
import { counted, languageFor, wordsOf } from '../../../src/http/words/words.ts';

describe('the language of a page', () => {
  for (const [chosen, asked, wanted] of [
    ['', '', 'en'],
    ['', 'en-GB,en;q=0.9', 'en-GB'],
    ['', 'en-US,en;q=0.9', 'en-US'],
    ['', 'de-AT,de;q=0.9,en;q=0.8', 'de-AT'],
    ['', 'de;q=0.1, en-GB;q=0.9', 'en-GB'],
    ['', 'de;q=0, en', 'en'],
    ['', 'fr-CH, de;q=0.5', 'de-CH'],
    ['de', 'en-GB', 'de-GB'],
    ['en', 'de-DE,de', 'en-DE'],
    ['xx', '*', 'en'],
    ['', 'zh-Hans-CN', 'en-CN'],
    ['', '%%%;q=x,,;;', 'en'],
  ] as const) {
    it(`is ${wanted} for "${chosen}" and ${asked || 'a browser that asks for none'}`, () => {
      const language = languageFor(chosen, asked);
      expect(language).to.equal(wanted);
      expect(() => new Intl.DateTimeFormat(language)).not.to.throw();
    });
  }

  it('gives the words of a tag with a region', () => {
    expect(wordsOf('de-AT')).to.equal(de);
    expect(wordsOf('fr')).to.equal(en);
  });

  it('counts as the language does', () => {
    expect(counted('en', en.bulk.tickets, 1)).to.equal('1 ticket');
    expect(counted('de-DE', de.bulk.tickets, 1200)).to.equal('1.200 Tickets');
  });
});
