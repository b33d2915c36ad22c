/** Plain text on a page. */
import { expect } from 'chai';
import { linked, restOf, withTickets } from '../../../src/http/views/message-text.ts';

const shown = async (text: string) => String(await linked(text));

describe('plain text', () => {
  it('escapes what looks like HTML', async () => {
    expect(await shown('<script>alert(1)</script> & "x"')).to.equal(
      '&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;',
    );
  });

  it('links addresses without the full stop behind them', async () => {
    expect(await shown('See https://a.example/b?c=1&d=2.')).to.include(
      'href="https://a.example/b?c=1&amp;d=2" target="_blank" rel="noopener noreferrer nofollow">',
    );
    expect(await shown('(https://a.example/b)')).to.include('b</a>)');
    expect(await shown('https://a.example/b_(c)')).to.include('href="https://a.example/b_(c)"');
  });

  it('links no other scheme', async () => {
    expect(await shown('javascript:alert(1) data:text/html,x')).to.not.include('<a');
  });

  it('links tickets that an event names', async () => {
    expect(String(await withTickets('merged into 48213-K7QF'))).to.include('href="/inbox/48213-K7QF"');
  });

  it('folds what follows the words of the author, or else shows the whole', () => {
    expect(restOf({ text: 'Yes.\n\n> No?\n', replyText: 'Yes.' })).to.deep.equal({
      kind: 'quoted',
      text: '> No?',
    });
    expect(restOf({ text: '> No?\nYes.', replyText: 'Yes.' })).to.include({ kind: 'whole' });
    expect(restOf({ text: 'Yes. ', replyText: 'Yes.' })).to.include({ kind: 'none' });
  });
});
