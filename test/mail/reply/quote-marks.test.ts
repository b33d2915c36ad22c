import { expect } from 'chai';
import { withoutEscapes } from '../../../src/mail/reply/quote-marks.ts';
import { splitReply } from '../../../src/mail/reply/reply-text.ts';

describe('a line `>From ` of a mailbox file', () => {
  it('is the writer’s own, without its mark', () => {
    const { replyText } = splitReply(
      'the lamp is broken.\n>From my point of view it is a warranty case.',
      '',
    );
    expect(replyText).to.equal('the lamp is broken.\nFrom my point of view it is a warranty case.');
  });

  it('is his above a quote, too', () => {
    const quote = 'On Mon, Mar 2, 2026 at 3:04 PM Ann <ann@example.com> wrote:\n> Hello\n> >From us';
    const split = splitReply(`>From Monday on we are closed.\n\n${quote}`, '');
    expect(split.replyText).to.equal('From Monday on we are closed.');
    expect(split.quotedText).to.equal(quote);
  });

  it('is quoted next to what is quoted, and below what introduces it', () => {
    for (const lines of [
      ['>Hello', '', '>From us'],
      ['>From us', '>all'],
      ['Ann wrote:', '>From us'],
    ])
      expect(withoutEscapes(lines)).to.deep.equal(lines);
  });
});
