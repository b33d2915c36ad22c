import { mock } from 'node:test';
import { expect } from 'chai';
import { inRounds } from '../../src/assembly/rounds.ts';
import { keptLog } from '../support/log.ts';

describe('work in rounds', () => {
  const minute = 60_000;
  let free: boolean;
  let released: string[];
  const leases = {
    hold: async () => free,
    release: async (name: string) => void released.push(name),
  };
  const log = keptLog();
  const start = (work: () => Promise<void>) =>
    inRounds({ leases, log, lease: 'waker', failed: 'tickets could not be woken', work });
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  beforeEach(() => {
    [free, released] = [true, []];
    mock.timers.enable({ apis: ['setInterval'] });
  });
  afterEach(() => mock.timers.reset());

  it('is done each minute by the node that holds the lease, which is given back at the end', async () => {
    let done = 0;
    const stop = start(async () => {
      done += 1;
    });
    mock.timers.tick(minute);
    await settle();
    free = false;
    mock.timers.tick(minute);
    await settle();
    expect(done).to.equal(1);
    await stop();
    expect(released).to.deep.equal(['waker']);
  });

  it('never overlaps, and what is under way ends before the lease is given back', async () => {
    const open = Promise.withResolvers<void>();
    let begun = 0;
    const stop = start(() => {
      begun += 1;
      return open.promise;
    });
    mock.timers.tick(minute);
    mock.timers.tick(minute);
    await settle();
    expect(begun).to.equal(1);
    const stopped = stop();
    await settle();
    expect(released).to.deep.equal([]);
    open.resolve();
    await stopped;
    expect(released).to.deep.equal(['waker']);
  });

  it('goes on in the next minute where it failed, and says so in the log', async () => {
    let tries = 0;
    const stop = start(async () => {
      tries += 1;
      throw new Error('the store is away');
    });
    mock.timers.tick(minute);
    await settle();
    mock.timers.tick(minute);
    await settle();
    await stop();
    expect(tries).to.equal(2);
    expect(log.entries.at(-1)).to.deep.include({ event: 'tickets could not be woken' });
  });
});
