import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { Group, type GroupLimits } from '../../src/store/group.ts';

const limits: GroupLimits = { count: 10, bytes: 1000, inFlight: 2, waitMs: 2 };

describe('a group of calls', () => {
  it('gives each call its own result, within the limits of a batch', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 1500 }), { maxLength: 80 }),
        fc.integer({ min: 1, max: 3 }),
        async (sizes, inFlight) => {
          const batches: number[][] = [];
          let running = 0;
          let most = 0;
          const group = new Group<number, string>({
            limits: { ...limits, inFlight },
            size: (item) => item,
            concernsAll: () => false,
            async run(items) {
              running += 1;
              most = Math.max(most, running);
              batches.push([...items]);
              await sleep(0);
              running -= 1;
              return items.map(String);
            },
          });
          const results = await Promise.all(sizes.map((size) => group.add(size)));
          expect(results).to.deep.equal(sizes.map(String));
          expect(most).to.be.at.most(inFlight);
          for (const batch of batches) {
            expect(batch.length).to.be.at.most(limits.count);
            const bytes = batch.reduce((sum, size) => sum + size, 0);
            expect(batch.length === 1 || bytes <= limits.bytes).to.equal(true);
          }
          await group.drained();
          expect(group.busy).to.equal(false);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('shares a batch among calls of the same turn', async () => {
    const batches: number[] = [];
    const group = new Group<number, number>({
      limits,
      size: () => 1,
      concernsAll: () => false,
      run: async (items) => {
        batches.push(items.length);
        return items;
      },
    });
    await Promise.all([1, 2, 3].map((item) => group.add(item)));
    expect(batches).to.deep.equal([3]);
  });

  function failing(concernsAll: boolean) {
    let runs = 0;
    const group = new Group<number, number>({
      limits,
      size: () => 1,
      concernsAll: () => concernsAll,
      run: async (items) => {
        runs += 1;
        if (items.includes(2)) throw new Error('two is bad');
        return items;
      },
    });
    return { group, runs: () => runs };
  }

  it('repeats a failing batch one by one, so that only the bad call fails', async () => {
    const { group } = failing(false);
    const results = await Promise.allSettled([1, 2, 3].map((item) => group.add(item)));
    expect(results.map(({ status }) => status)).to.deep.equal(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('repeats nothing when the whole store is in trouble', async () => {
    const { group, runs } = failing(true);
    const results = await Promise.allSettled([1, 2, 3].map((item) => group.add(item)));
    expect(results.every(({ status }) => status === 'rejected')).to.equal(true);
    expect(runs()).to.equal(1);
  });
});
