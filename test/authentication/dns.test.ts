import { expect } from 'chai';
import { budgeted, cached, guarded, systemResolver } from '../../src/authentication/dns.ts';
import type { Resolver } from '../../src/model/ports.ts';
import { fakeResolver } from '../support/dns.ts';

const zone = {
  'a.example': { TXT: ['one'], MX: [{ priority: 1, exchange: 'mx.a.example' }] },
  'slow.example': 'ETIMEOUT',
  'ill.example': 'ESERVFAIL',
} as const;

/** Records, or the code of the error. */
const outcome = (work: Promise<unknown[]>) =>
  work.then(
    (records) => records,
    (error: { code?: string }) => error.code,
  );

const silent: Resolver = () => new Promise(() => {});

describe('the budget of a mail', () => {
  it('ends after so many look-ups', async () => {
    const resolver = fakeResolver(zone);
    const lookup = budgeted(resolver, { lookups: 2, perLookupMs: 1000, totalMs: 1000 });
    const found = [];
    for (let index = 0; index < 4; index += 1) found.push(await outcome(lookup('a.example', 'TXT')));
    expect(found).to.deep.equal([[['one']], [['one']], 'EBUDGET', 'EBUDGET']);
    expect(resolver.asked.length).to.equal(2);
  });

  it('calls a slow look-up a timeout, and one for which no time is left a matter of the budget', async () => {
    const lookup = budgeted(silent, { lookups: 9, perLookupMs: 30, totalMs: 45 });
    expect(await outcome(lookup('a.example', 'TXT'))).to.equal('ETIMEOUT');
    expect(await outcome(lookup('a.example', 'TXT'))).to.equal('EBUDGET');
  });

  it('counts the time of look-ups, and not what is done between them', async () => {
    let time = 0;
    const slow: Resolver = async () => {
      time += 40;
      return ['one'];
    };
    const lookup = budgeted(slow, { lookups: 9, perLookupMs: 1000, totalMs: 100 }, () => time);
    const found = [];
    for (let index = 0; index < 4; index += 1) {
      time += 10_000;
      found.push(await outcome(lookup('a.example', 'TXT')));
    }
    expect(found).to.deep.equal([['one'], ['one'], ['one'], 'EBUDGET']);
  });
});

describe('the cache of look-ups', () => {
  it('asks once for what was asked lately, in whatever case, the negative answer too', async () => {
    const resolver = fakeResolver(zone);
    const lookup = cached(resolver, { entries: 10, keepMs: 1000, now: () => 0 });
    for (const name of ['a.example', 'A.Example', 'no.example', 'no.example'])
      await outcome(lookup(name, 'TXT'));
    expect(resolver.asked).to.deep.equal(['TXT a.example', 'TXT no.example']);
    expect(await outcome(lookup('no.example', 'TXT'))).to.equal('ENOTFOUND');
  });

  it('shares equal look-ups under way, and gives each caller a list of its own', async () => {
    const resolver = fakeResolver(zone);
    const lookup = cached(resolver, { entries: 10, keepMs: 1000 });
    const [one, other] = await Promise.all([lookup('a.example', 'MX'), lookup('a.example', 'MX')]);
    expect(resolver.asked.length).to.equal(1);
    expect(one).to.deep.equal(other);
    expect(one).to.not.equal(other);
  });

  it('forgets after its time', async () => {
    const resolver = fakeResolver(zone);
    let time = 0;
    const lookup = cached(resolver, { entries: 10, keepMs: 1000, now: () => time });
    await lookup('a.example', 'TXT');
    time = 1001;
    await lookup('a.example', 'TXT');
    expect(resolver.asked.length).to.equal(2);
  });

  it('forgets the least used where it is full', async () => {
    const resolver = fakeResolver(zone);
    const lookup = cached(resolver, { entries: 2, keepMs: 1000 });
    for (const name of ['1.example', '2.example', '1.example', '3.example', '1.example', '2.example'])
      await outcome(lookup(name, 'TXT'));
    expect(resolver.asked).to.deep.equal([
      'TXT 1.example',
      'TXT 2.example',
      'TXT 3.example',
      'TXT 2.example',
    ]);
  });

  it('keeps no faults', async () => {
    const resolver = fakeResolver(zone);
    const lookup = cached(resolver, { entries: 10, keepMs: 1000 });
    await outcome(lookup('ill.example', 'TXT'));
    expect(await outcome(lookup('ill.example', 'TXT'))).to.equal('ESERVFAIL');
    expect(resolver.asked.length).to.equal(2);
  });
});

describe('the guard against a dead resolver', () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 60));

  it('answers at once for a while after timeouts in a row, then tries again', async () => {
    let time = 0;
    let asked = 0;
    const dead: Resolver = (name, type) => {
      asked += 1;
      return silent(name, type);
    };
    const lookup = guarded(dead, { lookupMs: 20, timeouts: 3, pauseMs: 1000, now: () => time });
    for (let index = 0; index < 3; index += 1) await outcome(lookup('a.example', 'TXT'));
    await settled();
    const before = asked;
    expect(await outcome(lookup('a.example', 'TXT'))).to.equal('ETIMEOUT');
    expect(asked).to.equal(before);
    time = 1000;
    await outcome(lookup('a.example', 'TXT'));
    expect(asked).to.equal(before + 1);
  });

  it('stays open where only one sender’s name servers are silent', async () => {
    const resolver = fakeResolver(zone);
    const lookup = guarded(resolver, { lookupMs: 1000, timeouts: 3, pauseMs: 1000 });
    for (let index = 0; index < 5; index += 1) await outcome(lookup('slow.example', 'TXT'));
    await settled();
    expect(resolver.asked).to.include('NS .');
    expect(await outcome(lookup('a.example', 'TXT'))).to.deep.equal([['one']]);
  });
});

describe('the machine’s resolver', () => {
  it('calls a name that no zone can hold unknown: the sender wrote it, the name service is not ill', async () => {
    expect(await outcome(systemResolver()(`${'a'.repeat(70)}.example`, 'TXT'))).to.equal('ENOTFOUND');
  });
});
