import { expect } from 'chai';
import fc from 'fast-check';
import { backoffMs, usualBackoff } from '../../src/ingest/imap-backoff.ts';
import { planBatches, settledUpTo, startFrom, uidSet } from '../../src/ingest/imap-plan.ts';

const uidList = fc.uniqueArray(fc.integer({ min: 1, max: 300 })).map((uids) => uids.sort((a, b) => a - b));
const mails = fc
  .array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 })
  .map((sizes) => sizes.map((size, index) => ({ uid: index + 1, size, date: null })));

describe('the plan of what to fetch', () => {
  it('keeps order and misses nothing, within both limits', () => {
    fc.assert(
      fc.property(mails, (list) => {
        const batches = planBatches(list, { count: 5, bytes: 1000 }, () => false);
        expect(batches.flat()).to.deep.equal(list);
        for (const batch of batches) {
          expect(batch.length).to.be.within(1, 5);
          expect(batch.reduce((sum, { size }) => sum + size, 0)).to.be.at.most(1000);
        }
      }),
    );
  });

  it('puts a mail that is larger than a batch, or under suspicion, by itself', () => {
    const list = [1, 2, 3, 4, 5].map((uid) => ({ uid, size: uid === 2 ? 9999 : 10, date: null }));
    const batches = planBatches(list, { count: 50, bytes: 1000 }, (uid) => uid === 4);
    expect(batches.map((batch) => batch.map(({ uid }) => uid))).to.deep.equal([[1], [2], [3], [4], [5]]);
  });

  it('writes UIDs as the shortest sequence set', () => {
    expect(uidSet([1, 2, 3, 7, 9, 10])).to.equal('1:3,7,9:10');
    fc.assert(
      fc.property(uidList, (uids) => {
        const read = uidSet(uids)
          .split(',')
          .filter((range) => range !== '')
          .flatMap((range) => {
            const [first = 0, last = first] = range.split(':').map(Number);
            return Array.from({ length: last - first + 1 }, (_, index) => first + index);
          });
        expect(read).to.deep.equal(uids);
      }),
    );
  });

  it('lets the cursor pass no mail that is not settled', () => {
    fc.assert(
      fc.property(uidList, fc.func(fc.boolean()), (uids, isSettled) => {
        const settled = new Set(uids.filter((uid) => isSettled(uid)));
        const upTo = settledUpTo(uids, settled, 0);
        expect(uids.filter((uid) => uid <= upTo).every((uid) => settled.has(uid))).to.equal(true);
        expect(settled.has(uids.find((uid) => uid > upTo) ?? 0)).to.equal(false);
      }),
    );
  });

  it('goes on from the cursor only under the same UIDVALIDITY', () => {
    const stored = { uidValidity: '7', lastUid: 40 };
    expect(startFrom(null, { uidValidity: '7', uidNext: 1 })).to.deep.equal({
      cursor: { uidValidity: '7', lastUid: 0 },
      epoch: 'first',
    });
    expect(startFrom(stored, { uidValidity: '7', uidNext: 41 })).to.deep.equal({
      cursor: stored,
      epoch: 'same',
    });
    expect(startFrom(stored, { uidValidity: '7', uidNext: null }).epoch).to.equal('same');
    expect(startFrom(stored, { uidValidity: '8', uidNext: 41 })).to.deep.equal({
      cursor: { uidValidity: '8', lastUid: 0 },
      epoch: 'uidvalidity-changed',
    });
    expect(startFrom(stored, { uidValidity: '7', uidNext: 3 }).epoch).to.equal('uids-fell-back');
  });

  it('waits longer after each failure, up to a limit, and never the same time for all', () => {
    const waits = [1, 2, 3, 100].map((failures) => backoffMs(failures, usualBackoff, () => 1));
    expect(waits).to.deep.equal([1000, 2000, 4000, 300_000]);
    expect(backoffMs(3, usualBackoff, () => 0)).to.equal(2000);
  });
});
