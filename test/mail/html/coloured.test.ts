import { expect } from 'chai';
import { colouredLines } from '../../../src/mail/html/coloured.ts';

describe('what a page shows in colour', () => {
  it('is given line by line', () => {
    const page =
      '<p>One?</p><p style="color:red">Yes,<br>of <b>course</b>.</p><p>Two? <font color="#00f">No.</font></p>';
    expect(colouredLines(page)).to.deep.equal(['Yes,', 'of course.', 'No.']);
  });

  it('is not black, white or grey, however it is written', () => {
    for (const colour of [
      'black',
      '#000',
      '#222222',
      'rgb(34, 34, 34)',
      'windowtext',
      'inherit',
      'DimGray',
      '#fff',
    ])
      expect(colouredLines(`<p style="color:${colour}">Yes.</p>`), colour).to.deep.equal([]);
    for (const colour of ['red', '#C00000', '#f00', 'rgb(0, 112, 192)', 'rgba(0,0,255,1)', 'Navy'])
      expect(
        colouredLines(`<p style="font-size:11pt; color: ${colour} !important">Yes.</p>`),
        colour,
      ).to.have.length(1);
  });

  it('is not the colour behind it', () => {
    expect(colouredLines('<p style="background-color:red">Yes.</p>')).to.deep.equal([]);
  });

  it('is nothing where the page is deeper than any that people write', () => {
    expect(colouredLines(`${'<div>'.repeat(5000)}<b style="color:red">Yes.</b>`)).to.deep.equal([]);
  });
});
