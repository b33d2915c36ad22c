import { expect } from 'chai';
import type { Finding } from '../../src/decision.ts';
import { Failure } from '../../src/failure.ts';
import type { Count } from '../../src/model/counts.ts';
import type { Refusal } from '../../src/model/trace.ts';
import { makeTally } from '../../src/watching/tally.ts';
import { decision } from '../store/samples.ts';
import { aDelivery, someFacts } from '../support/facts.ts';
import { keptLog } from '../support/log.ts';

const hour = new Date('2026-03-03T10:00:00Z');

describe('the tally', () => {
  let written: Count[];
  let refused: Refusal[];
  let clock: Date;
  let away: boolean;
  let ids: number;
  beforeEach(() => {
    written = [];
    refused = [];
    clock = new Date('2026-03-03T10:20:00Z');
    away = false;
    ids = 0;
  });
  const make = () =>
    makeTally({
      counts: {
        async add(counts) {
          if (away) throw new Failure('store-unavailable', 'the store is away');
          written.push(...counts);
        },
      },
      traces: {
        async refuse(refusals) {
          if (!away) refused.push(...refusals);
        },
      },
      log: keptLog(),
      clock: () => clock,
      newId() {
        ids += 1;
        return String(ids).padStart(24, '0');
      },
    });
  const decided = (reasons: Finding[]) => ({ ...decision, reasons });
  const told = (kind: Count['kind']) =>
    written.filter((count) => count.kind === kind).map(({ name, n, bad }) => [name, n, bad]);

  it('counts the score that decided, where rules changed that of the scorer', async () => {
    const tally = make();
    tally.decided('quarantined', someFacts({ scoring: scored(0.9) }), { ...decided([]), score: 8.9 });
    await tally.flush();
    expect(told('score')).to.deep.equal([['8', 1, 0]]);
  });

  it('writes sums by the hour, where nothing was written before', async () => {
    const tally = make();
    const facts = someFacts({ scoring: scored(7.4) });
    tally.decided('quarantined', facts, decided([{ stage: 'screen', reason: 'spam', detail: '7.4' }]));
    tally.decided('quarantined', facts, decided([{ stage: 'screen', reason: 'spam', detail: '7.4' }]));
    await tally.flush();
    expect(told('fate')).to.deep.equal([['quarantined', 2, 0]]);
    expect(told('score')).to.deep.equal([['7', 2, 0]]);
    expect(told('screen')).to.deep.equal([['spam', 2, 0]]);
    expect(told('address')).to.deep.equal([['ana@customer.example', 2, 2]]);
    expect(told('domain')).to.deep.equal([['customer.example', 2, 2]]);
    expect(told('network')).to.deep.equal([['192.0.2.1/32', 2, 2]]);
    expect(new Set(written.map(({ at }) => at.getTime()))).to.deep.equal(new Set([hour.getTime()]));
    written = [];
    await tally.flush();
    expect(written).to.deep.equal([]);
  });

  it('counts rules by their names, and claims that earned nothing', async () => {
    const tally = make();
    tally.decided(
      'rejected',
      someFacts({}),
      decided([
        { stage: 'match', reason: 'claim-invalid', detail: '48213-AAAA' },
        { stage: 'screen', reason: 'rule-rejected', detail: 'No crypto (version 3): coins' },
      ]),
    );
    await tally.flush();
    expect(told('rule')).to.deep.equal([['No crypto', 1, 0]]);
    expect(told('claim')).to.deep.equal([['claim-invalid', 1, 0]]);
    expect(told('screen')).to.deep.equal([]);
  });

  it('keeps the hours apart, also where the clock passes one between two writings', async () => {
    const tally = make();
    tally.decided('filed', someFacts({}), decision);
    clock = new Date('2026-03-03T11:00:01Z');
    tally.decided('filed', someFacts({}), decision);
    await tally.flush();
    const hours = written.filter(({ kind }) => kind === 'address').map(({ at }) => at.toISOString());
    expect(hours).to.have.members(['2026-03-03T10:00:00.000Z', '2026-03-03T11:00:00.000Z']);
  });

  it('loses nothing while the store is away', async () => {
    const tally = make();
    away = true;
    tally.failed();
    await tally.flush();
    tally.failed();
    away = false;
    await tally.flush();
    expect(told('fate')).to.deep.equal([['failed', 2, 0]]);
  });

  it('keeps fifty refusals of one client in an hour, and still those of others', async () => {
    const tally = make();
    for (let n = 0; n < 200; n += 1) tally.turnedDown(refusal('192.0.2.66'));
    tally.turnedDown(refusal('192.0.2.7'));
    await tally.flush();
    expect(refused).to.have.length(51);
    expect(told('limit')).to.deep.equal([['550 5.1.1', 201, 0]]);
    expect(told('network')).to.deep.equal([
      ['192.0.2.66/32', 200, 200],
      ['192.0.2.7/32', 1, 1],
    ]);
  });

  it('keeps a thousand refusals in an hour, whoever comes', async () => {
    const tally = make();
    for (let n = 0; n < 3000; n += 1) tally.turnedDown(refusal(`10.0.${n >> 8}.${n & 255}`));
    await tally.flush();
    expect(refused).to.have.length(1000);
  });
});

function refusal(address: string) {
  const { source } = aDelivery();
  return {
    source: { ...source, address } as typeof source,
    envelope: { sender: 'x@spam.example', recipients: ['nobody@desk.example'] },
    reply: '550 5.1.1 No such address here',
    limit: null,
  };
}

function scored(score: number) {
  return {
    kind: 'scored',
    score: { engine: 'rspamd', score, action: 'no action', symbols: [], ms: 3 },
  } as const;
}
