import { expect } from 'chai';
import fc from 'fast-check';
import { ByteBudget, type Reservation } from '../../src/ingest/budget.ts';

const long = 60_000;

describe('the budget of bytes in flight', () => {
  it('gives at once what there is', () => {
    const budget = new ByteBudget(10);
    expect(budget.open().grow(10, long)).to.equal(true);
    expect(budget.used).to.equal(10);
  });

  it('makes wait who asks for more, until others give back', async () => {
    const budget = new ByteBudget(10);
    const [first, second] = [budget.open(), budget.open()];
    void first.grow(8, long);
    const granted = second.grow(5, long);
    expect(granted).to.be.a('promise');
    expect(budget.waiting).to.equal(1);
    first.release();
    expect(await granted).to.equal(true);
    expect(budget.used).to.equal(5);
  });

  it('refuses when the wait is over, and serves the next', async () => {
    const budget = new ByteBudget(10);
    const [holder, big, small] = [budget.open(), budget.open(), budget.open()];
    void holder.grow(8, long);
    const refused = big.grow(5, 1);
    const granted = small.grow(2, long);
    expect(await refused).to.equal(false);
    expect(await granted).to.equal(true);
    expect(budget.used).to.equal(10);
  });

  it('lets nobody overtake those who wait', () => {
    const budget = new ByteBudget(10);
    const [holder, big, small] = [budget.open(), budget.open(), budget.open()];
    void holder.grow(8, long);
    void big.grow(5, long);
    expect(small.grow(1, long)).to.be.a('promise');
    expect(budget.waiting).to.equal(2);
    small.release();
    big.release();
  });

  it('takes who is released while waiting out of the queue', async () => {
    const budget = new ByteBudget(10);
    const [holder, gone] = [budget.open(), budget.open()];
    void holder.grow(10, long);
    const granted = gone.grow(5, long);
    gone.release();
    expect(await granted).to.equal(false);
    holder.release();
    expect([budget.used, budget.waiting]).to.deep.equal([0, 0]);
  });

  it('releases once, however often it is asked to', () => {
    const budget = new ByteBudget(10);
    const [one, other] = [budget.open(), budget.open()];
    void one.grow(4, long);
    void other.grow(4, long);
    one.release();
    one.release();
    expect(budget.used).to.equal(4);
  });

  it('is never overdrawn, and empty when all have released', async () => {
    const step = fc.record({ who: fc.nat(4), bytes: fc.integer({ min: 1, max: 12 }), release: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const budget = new ByteBudget(20);
        const mails = Array.from({ length: 5 }, () => budget.open());
        const waiting = new Set<Reservation>();
        for (const { who, bytes, release } of steps) {
          const mail = mails[who];
          if (!mail) continue;
          if (release) mail.release();
          else if (!waiting.has(mail)) {
            const granted = mail.grow(bytes, long);
            if (granted !== true) {
              waiting.add(mail);
              void granted.then(() => waiting.delete(mail));
            }
          }
          await Promise.resolve();
          expect(budget.used).to.be.within(0, 20);
          expect(budget.used).to.equal(mails.reduce((sum, { bytes }) => sum + bytes, 0));
        }
        // Who gives back may thereby let another in, so each does twice.
        for (const mail of [...mails, ...mails]) mail.release();
        expect([budget.used, budget.waiting]).to.deep.equal([0, 0]);
      }),
    );
  });
});
