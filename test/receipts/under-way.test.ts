import { expect } from 'chai';
import { UnderWay } from '../../src/receipts/under-way.ts';

const at = (seconds: number) => new Date(1_000_000_000 + seconds * 1000);
const ana = 'ana@customer.example';

describe('receipts under way', () => {
  it('count until they were in the store when it was looked into', () => {
    const underWay = new UnderWay();
    const end = underWay.begin(ana, at(0));
    expect(underWay.count(ana, at(1))).to.equal(1);
    expect(underWay.count('bob@customer.example', at(1))).to.equal(0);
    end(at(5));
    expect(underWay.count(ana, at(4)), 'the look came before its end').to.equal(1);
    expect(underWay.count(ana, at(6))).to.equal(0);
  });

  it('are forgotten in time, however many there were', () => {
    const underWay = new UnderWay();
    for (let n = 0; n < 100; n += 1) underWay.begin(`kim${n}@customer.example`, at(0))(at(1));
    underWay.begin(ana, at(300));
    expect(underWay.count('kim7@customer.example', at(0))).to.equal(0);
  });
});
