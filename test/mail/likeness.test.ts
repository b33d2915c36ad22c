import { expect } from 'chai';
import { saysAgain, subjectWords, words } from '../../src/mail/likeness.ts';

describe('likeness', () => {
  for (const [one, other] of [
    ['Your request T-1001 was received', 'Re: Your request T-1002 was received'],
    ['[Acme #48213-K7QF] Printer on fire', 'AW: printer on fire'],
    ['[#48213-K7QF] Case 17: open', 'Case 18: open'],
    ['回复: 打印机 7', '打印机'],
  ] as const) {
    it(`sees the same subject in "${one}" and "${other}"`, () =>
      expect(subjectWords(one)).to.equal(subjectWords(other)));
  }

  it('sees another one in another matter', () =>
    expect(subjectWords('Printer on fire')).not.to.equal(subjectWords('Scanner on fire')));

  it('has nothing to say where there are numbers alone', () => expect(words('17 / 4711 -- #5')).to.equal(''));

  it('counts texts that hold the same words, whatever stands around them', () => {
    const said = [
      'Hello,\nI am in  the mountains (T-17).\nYours',
      'Hello',
      'hello, I am in the mountains: T-18!',
    ].map((text) => ({ text }));
    expect(saysAgain({ replyText: 'I am in the mountains (T-99)' }, said)).to.equal(2);
  });
});
