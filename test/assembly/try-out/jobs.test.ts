import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { makeTryOutJobs } from '../../../src/assembly/try-out/jobs.ts';
import { Failure } from '../../../src/failure.ts';
import type { Forecast, TryOut } from '../../../src/model/rules.ts';
import { silentLog } from '../../support/log.ts';

const forecast: Forecast = {
  mails: 3,
  changed: 0,
  changes: [],
  falsePositives: { before: 0, after: 0 },
  falseNegatives: { before: 0, after: 0 },
};
const draft = { rules: [], thresholds: null };
const span = { since: new Date(0), until: new Date() };

/** One that tells how far it is and goes on when it is let, or is aborted. */
function heldBack() {
  let go: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const tryOut: TryOut = async (_draft, { signal, progress }) => {
    progress?.(1, 3);
    signal?.throwIfAborted();
    await Promise.race([gate, aborted(signal)]);
    signal?.throwIfAborted();
    return forecast;
  };
  return { tryOut, go };
}

const aborted = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));

function jobsOf(tryOut: TryOut, time = { now: Date.now() }) {
  return makeTryOutJobs({ tryOut, log: silentLog, now: () => new Date(time.now) });
}

describe('try-outs that a page follows', () => {
  it('tell how far they are, and then what they found', async () => {
    const { tryOut, go } = heldBack();
    const jobs = jobsOf(tryOut);
    const id = jobs.start(draft, span, 'kim@desk.example');
    await sleep(0);
    expect(jobs.find(id)).to.deep.include({ state: 'running', done: 1, all: 3, by: 'kim@desk.example' });
    go();
    expect(await jobs.ended(id)).to.deep.include({ state: 'done', forecast });
    expect(jobs.find(id)).to.deep.include({ state: 'done', draft });
  });

  it('are one at a time', async () => {
    const { tryOut, go } = heldBack();
    const jobs = jobsOf(tryOut);
    const id = jobs.start(draft, span, 'kim@desk.example');
    expect(() => jobs.start(draft, span, 'bob@desk.example'))
      .to.throw(Failure)
      .with.property('code', 'overloaded');
    go();
    await jobs.ended(id);
    await jobs.ended(jobs.start(draft, span, 'bob@desk.example'));
  });

  it('can be cancelled, once', async () => {
    const jobs = jobsOf(heldBack().tryOut);
    const id = jobs.start(draft, span, 'kim@desk.example');
    expect(jobs.cancel(id)).to.equal(true);
    expect(await jobs.ended(id)).to.deep.include({ state: 'cancelled', forecast: null });
    expect(jobs.cancel(id)).to.equal(false);
  });

  it('tell what went wrong', async () => {
    const failure = new Failure('store-unavailable', 'the store is away');
    const jobs = jobsOf(async () => {
      throw failure;
    });
    const id = jobs.start(draft, span, 'kim@desk.example');
    expect(await jobs.ended(id)).to.deep.include({ state: 'failed', failure });
  });

  it('are forgotten an hour after they ended', async () => {
    const time = { now: Date.now() };
    const jobs = jobsOf(async () => forecast, time);
    const id = jobs.start(draft, span, 'kim@desk.example');
    await jobs.ended(id);
    time.now += 3_500_000;
    expect(jobs.find(id)).to.not.equal(null);
    time.now += 200_000;
    expect(jobs.find(id)).to.equal(null);
    expect(jobs.cancel('nothing')).to.equal(false);
  });

  it('end with their node', async () => {
    const jobs = jobsOf(heldBack().tryOut);
    const id = jobs.start(draft, span, 'kim@desk.example');
    await jobs.close();
    expect(jobs.find(id)?.state).to.equal('cancelled');
  });
});
