import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import type { ClaimedOutgoing } from '../../src/model/outbox-store.ts';
import { InHand } from '../../src/receipts/in-hand.ts';
import { anEntry } from '../support/outgoing.ts';

const away = () => new Failure('store-unavailable', 'the store is away');
const claimed = (epoch: number): ClaimedOutgoing => ({
  claim: { owner: 'me', epoch },
  entry: anEntry({ id: 'a' }),
});
const noClaiming = async () => {};

describe('a row of the outbox that is under way', () => {
  let inHand: InHand;
  beforeEach(() => {
    inHand = new InHand(1);
    inHand.take(claimed(1));
  });

  it('is written down when the store is back, so that it is not sent again', async () => {
    let tries = 0;
    const write = async () => {
      tries += 1;
      if (tries < 5) throw away();
      return true;
    };
    expect(await inHand.settle(claimed(1), write, noClaiming)).to.equal(true);
    expect(tries).to.equal(5);
  });

  it('is not begun again where its lease ran out and this node claimed it anew', () => {
    expect(inHand.take(claimed(2))).to.equal(false);
    inHand.drop(claimed(2));
    expect(inHand.take(claimed(3))).to.equal(true);
  });

  it('is settled by the claim that this node took meanwhile', async () => {
    const epochs: number[] = [];
    const write = async ({ claim }: ClaimedOutgoing) => {
      epochs.push(claim.epoch);
      return claim.epoch === 2;
    };
    // The round of claiming that made the first claim void ends after the write that failed for it.
    const claiming = async () => void inHand.take(claimed(2));
    expect(await inHand.settle(claimed(1), write, claiming)).to.equal(true);
    expect(epochs).to.deep.equal([1, 2]);
  });

  it('is left to another node that took it', async () => {
    expect(await inHand.settle(claimed(1), async () => false, noClaiming)).to.equal(false);
  });

  it('waits for no store that is away once we stop, nor for what waiting cannot mend', async () => {
    const settle = (error: Error) =>
      inHand.settle(claimed(1), () => Promise.reject(error), noClaiming).catch((thrown: unknown) => thrown);
    const fault = new TypeError('a fault of ours');
    expect(await settle(fault)).to.equal(fault);
    inHand.stop();
    expect(await settle(away())).to.be.instanceOf(Failure);
  });
});
