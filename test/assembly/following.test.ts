import { expect } from 'chai';
import { type Followed, follow } from '../../src/assembly/following.ts';
import { keptLog } from '../support/log.ts';

describe('following what the store has', () => {
  let wake: (what: 'rules' | 'lists') => void;
  let listening: boolean;
  let reading: PromiseWithResolvers<void>[];
  let followed: Followed;
  const log = keptLog();
  const store = {
    onWork(listener: (what: 'rules' | 'lists') => void) {
      wake = listener;
      listening = true;
      return () => {
        listening = false;
      };
    },
  };

  beforeEach(() => {
    reading = [];
    const read = () => {
      const one = Promise.withResolvers<void>();
      reading.push(one);
      return one.promise;
    };
    followed = follow({ store, log, what: 'rules', failed: 'rules could not be read', read });
  });
  afterEach(() => followed.stop());

  it('reads where that changed, and nothing else', () => {
    wake('lists');
    expect(reading).to.have.lengthOf(0);
    wake('rules');
    expect(reading).to.have.lengthOf(1);
  });

  it('reads once more after a reading that was under way, however often it changed', async () => {
    wake('rules');
    wake('rules');
    wake('rules');
    expect(reading).to.have.lengthOf(1);
    const all = followed.read();
    reading[0]?.resolve();
    while (reading.length < 2) await Promise.resolve();
    reading[1]?.resolve();
    await all;
    expect(reading).to.have.lengthOf(2);
  });

  it('goes on after a reading that failed, and says so in the log', async () => {
    const first = followed.read();
    reading[0]?.reject(new Error('the store is away'));
    await first;
    expect(log.entries.at(-1)).to.deep.include({ event: 'rules could not be read' });
    wake('rules');
    expect(reading).to.have.lengthOf(2);
  });

  it('listens no more once it is stopped', () => {
    followed.stop();
    expect(listening).to.equal(false);
  });
});
