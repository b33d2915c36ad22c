import { expect } from 'chai';
import { makeBreaker } from '../../src/screening/breaker.ts';

describe('the circuit breaker', () => {
  const broken = () => {
    const clock = { time: 0 };
    const breaker = makeBreaker({ failures: 2, pauseMs: 100, now: () => clock.time });
    breaker.report(false);
    breaker.report(false);
    return { clock, breaker };
  };

  it('lets all pass until failures come in a row', () => {
    const breaker = makeBreaker({ failures: 2, pauseMs: 100, now: () => 0 });
    for (const success of [false, true, false]) breaker.report(success);
    expect(breaker.allows()).to.equal(true);
  });

  it('stops all for the pause, then lets one probe through', () => {
    const { clock, breaker } = broken();
    clock.time = 99;
    expect(breaker.allows()).to.equal(false);
    clock.time = 100;
    expect([breaker.allows(), breaker.allows()]).to.deep.equal([true, false]);
  });

  it('opens again when the probe succeeds, and pauses again when it fails', () => {
    const { clock, breaker } = broken();
    clock.time = 100;
    breaker.allows();
    breaker.report(false);
    clock.time = 199;
    expect(breaker.allows()).to.equal(false);
    clock.time = 200;
    breaker.allows();
    breaker.report(true);
    expect([breaker.allows(), breaker.allows()]).to.deep.equal([true, true]);
  });
});
