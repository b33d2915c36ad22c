import { expect } from 'chai';
import { fileAll } from '../../bench/corpora-desk.ts';
import { pairScore, shuffled } from '../../bench/corpora-pairs.ts';
import { areaUnderCurve, recallAt } from '../../bench/corpora-spam.ts';
import { groupsOf } from '../../bench/corpora-threads.ts';
import { lostSentences, lostWords } from '../../bench/corpora-words.ts';
import { aMail } from '../support/facts.ts';

describe('the scores of the corpora', () => {
  it('reads the threads of a RFC 5256 answer', () => {
    expect(groupsOf('(1)(2 (7)(12)(13))(3 (5)(11))(9 10)')).to.deep.equal([
      [1],
      [2, 7, 12, 13],
      [3, 5, 11],
      [9, 10],
    ]);
  });

  it('counts pairs, and takes what the answer leaves out as alone', () => {
    const got = new Map([
      ['a', '1'],
      ['b', '1'],
      ['c', '2'],
      ['d', '2'],
    ]);
    expect(pairScore(['a', 'b', 'c', 'd'], [['a', 'b', 'c']], got)).to.deep.equal({
      precision: 0.5,
      recall: 1 / 3,
      f1: 0.4,
      wanted: 3,
    });
  });

  it('shuffles alike for the same seed, and keeps all', () => {
    const items = Array.from({ length: 50 }, (_, index) => index);
    const once = shuffled(items, 7);
    expect(once).to.deep.equal(shuffled(items, 7)).and.not.deep.equal(items);
    expect(once).to.have.members(items);
    expect(shuffled(items, 8)).not.to.deep.equal(once);
  });

  it('gives the area under the curve with ties at half', () => {
    expect(areaUnderCurve([0, 1], [1, 2])).to.equal(0.875);
  });

  it('finds no spam that scores like ham beyond the allowed share', () => {
    const ham = [9, ...Array.from({ length: 99 }, () => 0)];
    expect(recallAt(ham, [9, 10], 0.005)).to.equal(0.5);
    expect(recallAt(ham, [1, 0], 0.02)).to.equal(0.5);
  });

  it('names lost words as often as they are missing, and the sentences they make up', () => {
    expect(lostWords('yes, yes and no', 'Yes. No!')).to.equal(2);
    expect(
      lostSentences('I agree.\n> quoted matter here\nPlease call me tomorrow.', 'I agree.'),
    ).to.deep.equal(['Please call me tomorrow.']);
  });

  it('lets the requester join by a reference, and links what a stranger sends', async () => {
    const answers = { inReplyTo: 'first@customer.example' };
    const stranger = { name: '', address: 'eve@elsewhere.example' };
    const { tickets, roots } = await fileAll([
      { name: 'first', mail: aMail() },
      { name: 'own', mail: aMail({ ...answers, messageId: 'second@customer.example' }) },
      { name: 'other', mail: aMail({ ...answers, messageId: 'third@elsewhere.example', from: stranger }) },
    ]);
    expect(tickets.get('own')).to.equal(tickets.get('first'));
    expect(tickets.get('other')).not.to.equal(tickets.get('first'));
    expect(roots.get('other')).to.equal(tickets.get('first'));
  });

  it('brings answers to a mail that was never seen together, whichever comes first', async () => {
    const references = ['never-here@customer.example'];
    const third = { messageId: 'third@customer.example', references: ['second@customer.example'] };
    const { tickets } = await fileAll([
      { name: 'first', mail: aMail({ references }) },
      { name: 'third', mail: aMail(third) },
      { name: 'second', mail: aMail({ references, messageId: 'second@customer.example' }) },
      { name: 'another', mail: aMail({ references, messageId: 'x@customer.example' }) },
    ]);
    expect(tickets.get('third')).to.equal(tickets.get('second'));
    expect(tickets.get('another')).to.equal(tickets.get('second'));
  });
});
