import { expect } from 'chai';
import { baseSubject, subjectMark } from '../../src/mail/subject.ts';

describe('the base subject', () => {
  const marked = [
    'Re: ',
    'AW: ',
    'SV: ',
    'Antw: ',
    '回复：',
    'RE[2]: ',
    'Fwd: ',
    'WG: Re: ',
    '[list] Re: ',
    'R: ',
    'Odp: ',
    'RE : ',
    'Отв: ',
    '답장: ',
    '[EXTERNAL] FW: ',
  ];
  for (const mark of marked) {
    it(`is found behind "${mark}"`, () => {
      expect(baseSubject(`${mark}Printer on fire`)).to.equal('Printer on fire');
    });
  }

  it('keeps a tag that may hold a ticket ID', () => {
    expect(baseSubject('Re: [Acme #48213-K7QF] Printer')).to.equal('[Acme #48213-K7QF] Printer');
  });

  it('loses (fwd) and white space', () => {
    expect(baseSubject('Printer \n on fire (fwd)')).to.equal('Printer on fire');
    expect(baseSubject('[Fwd: Printer on fire]')).to.equal('Printer on fire');
  });

  it('leaves words alone that only look like marks', () => {
    for (const subject of ['Regarding: fire', 'I: robot'.slice(3), 'Result of the test', 'Return label'])
      expect(baseSubject(subject)).to.equal(subject.trim());
  });

  it('is found behind a hundred marks, and looked for in no more than 2000 characters', () => {
    expect(baseSubject('Re: '.repeat(50_000))).to.equal('Re: '.repeat(400).trim());
  });
});

describe('the mark of a subject', () => {
  it('tells answers from forwards', () => {
    expect(['Re: a', 'AW: a', 'Fwd: a', 'WG: a', '[x] Fw: a', 'a'].map(subjectMark)).to.deep.equal([
      'reply',
      'reply',
      'forward',
      'forward',
      'forward',
      null,
    ]);
  });
});
