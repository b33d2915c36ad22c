import { expect } from 'chai';
import fc from 'fast-check';
import { foldKnown } from '../../../src/mail/reply/known-text.ts';

/** The words of a text, sorted: what is the same for two texts where nothing was lost or made up. */
const words = (text: string): string => (text.match(/\S+/g) ?? []).sort().join(' ');

const ours = [
  'Hello Ann,',
  '',
  'thank you for writing to Support. Did you pull the plug of the printer before you opened its lid?',
  'Is it still warm?',
  'Which model is it?',
  '',
  '-- ',
  'Bob, Support',
].join('\n');

describe('folding our own text', () => {
  it('folds it without marks, below what is new', () => {
    const { replyText, quotedText } = foldKnown(`It works again.\n\n${ours}`, [ours]);
    expect(replyText).to.equal('It works again.');
    expect(quotedText).to.equal(ours);
  });

  it('folds it above what is new', () => {
    expect(foldKnown(`${ours}\n\nIt works again.`, [ours]).replyText).to.equal('It works again.');
  });

  it('does not mind marks, wrapping and case', () => {
    const wrapped =
      '>> THANK YOU for writing to *Support*. Did you\n>> pull the plug of the printer before you opened\n>> its lid?';
    expect(foldKnown(`Yes.\n${wrapped}`, [ours]).replyText).to.equal('Yes.');
  });

  it('keeps answers between our lines', () => {
    const answered = ours
      .replace('its lid?', 'its lid?\nI did.')
      .replace('warm?', 'warm?\nNo, cold.')
      .replace('model is it?', 'model is it?\nThe big one.');
    const { replyText, quotedText } = foldKnown(answered, [ours]);
    expect(replyText).to.equal('I did.\nNo, cold.\nThe big one.');
    expect(quotedText).to.include('Is it still warm?').and.include('Which model is it?');
  });

  it('keeps an answer that stands in one of our lines', () => {
    const answered = ours.replace('its lid?', 'its lid? I did, yes.');
    expect(foldKnown(answered, [ours]).replyText).to.include('its lid? I did, yes.');
  });

  it('folds the line that introduces our text, in a language that nobody knows', () => {
    const text = `Yes.\n\nQa 3.3.2026, 10:00 Support <support@example.net> zud:\n\n${ours}`;
    expect(foldKnown(text, [ours]).replyText).to.equal('Yes.');
  });

  it('keeps a few words that we wrote as well', () => {
    const text = 'Hello Bob, thank you for writing. Is it still warm? I cannot tell.';
    expect(foldKnown(text, [ours])).to.deep.equal({ replyText: text, quotedText: '' });
  });

  it('finds which of several texts is quoted', () => {
    const other = 'Your order number seven has left our house today and will be with you on Monday at noon.';
    expect(foldKnown(`Thanks.\n\n> ${other}`, [ours, other]).replyText).to.equal('Thanks.');
  });

  it('gives the whole text where nothing is new', () => {
    expect(foldKnown(ours, [ours])).to.deep.equal({ replyText: ours, quotedText: '' });
  });

  it('folds Chinese and Japanese too, where one line is one word', () => {
    const written = '请重启。\n然后打开盖子。\n型号是什么？\n还热吗？\n谢谢您的来信。';
    expect(foldKnown(`好了。\n${written}`, [written]).replyText).to.equal('好了。');
  });

  it('loses no word, whatever the texts', () => {
    const line = fc.constantFrom('a b c d e', 'f g', '> a b c d e', '', 'h i j k l m n o p q', '---', 'x');
    const text = fc.array(line, { maxLength: 20 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (written, known) => {
        const { replyText, quotedText } = foldKnown(written, [known]);
        expect(words(`${replyText}\n${quotedText}`)).to.equal(words(written));
      }),
    );
  });

  it('takes moments for long texts that repeat themselves', () => {
    const long = 'a '.repeat(60_000);
    expect(foldKnown(`${long}\nb`, [long])).to.deep.equal({ replyText: 'b', quotedText: long });
    const lines = 'a b a b c\n'.repeat(20_000);
    const { replyText, quotedText } = foldKnown(lines, ['a b a b c '.repeat(9000)]);
    expect(words(`${replyText}\n${quotedText}`)).to.equal(words(lines));
  }).timeout(10_000);
});
