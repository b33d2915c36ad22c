import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import { Failure } from '../../src/failure.ts';
import type { Store } from '../../src/model/ports.ts';
import type { Alarms } from '../../src/watching/alarms.ts';
import { Seen } from '../../src/watching/seen.ts';
import { makeWatch, standing } from '../../src/watching/watch.ts';
import { accept, decision, newOutgoing, openOne, queue } from '../store/samples.ts';
import { evidenceOf, someFacts } from '../support/facts.ts';

const settings = settingsSchema.parse({
  outbox: { smtp: { host: 'relay.example' } },
  receipts: { floodPerHour: 3 },
  limits: { wrongIdsPerHour: 2 },
});

describe('the watch', () => {
  let raised: string[];
  const alarms: Alarms = {
    async raise(name) {
      raised.push(name);
    },
    async sweep() {},
  };
  beforeEach(() => {
    raised = [];
  });
  const watch = () => makeWatch(() => settings, alarms, new Seen(settings.limits));

  it('raises an alarm for a receipt that took too long, and for no other mail', () => {
    const { sent } = watch();
    const entry = { id: 'a', kind: 'receipt', ticketId: '1-ABCD' } as const;
    sent(entry, 9 * 60_000);
    sent(entry, null);
    sent({ ...entry, kind: 'notice' }, 11 * 60_000);
    expect(raised).to.deep.equal([]);
    sent(entry, 11 * 60_000);
    expect(raised).to.deep.equal(['receipt-late']);
  });

  it('raises one where too many tickets come from authors whom nothing proves', () => {
    const { decided } = watch();
    for (let n = 0; n < 9; n += 1) decided(someFacts({ evidence: evidenceOf('authenticated') }), decision);
    for (let n = 0; n < 2; n += 1) decided(someFacts(), decision);
    expect(raised).to.deep.equal([]);
    decided(someFacts(), decision);
    expect(raised).to.deep.equal(['receipt-flood']);
  });

  it('raises one for guesses at ticket IDs', () => {
    const wrong = { stage: 'match', reason: 'claim-invalid', detail: '48213-AAAA' } as const;
    watch().decided(someFacts({ guessing: true }), { ...decision, reasons: [wrong] });
    watch().decided(someFacts({ guessing: true }), decision);
    watch().decided(someFacts(), { ...decision, reasons: [wrong] });
    expect(raised).to.deep.equal(['claims-guessing']);
  });
});

describe('how things stand', () => {
  let store: Store;
  let close: () => Promise<void>;
  beforeEach(async () => {
    const one = await openOne();
    ({ store } = one);
    close = () => one.nodes.close();
  });
  afterEach(() => close());
  const names = async (of: Pick<Store, 'ping' | 'mails' | 'outbox'> = store, by = settings) =>
    (await standing(of, by)).map(({ name }) => name);

  it('is well at first', async () => expect(await names()).to.deep.equal([]));

  it('tells of mail that could not be filed', async () => {
    const { claim } = await accept(store, 'k', true);
    if (claim === null) throw new Error('no claim');
    await store.mails.fail(claim, { reason: 'unexpected', detail: 'x' });
    expect(await names()).to.deep.equal(['failed-not-empty']);
  });

  it('tells of an outbox that does not empty, where there is a smarthost', async () => {
    await queue(store, [newOutgoing(store)]);
    expect(await names()).to.deep.equal([]);
    const later = { ...store.outbox, lag: async () => (await store.outbox.lag()) + 11 * 60_000 };
    const late = { ping: () => store.ping(), mails: store.mails, outbox: later };
    expect(await names(late)).to.deep.equal(['outbox-stuck']);
    expect(await names(late, settingsSchema.parse({}))).to.deep.equal([]);
  });

  for (const [code, name] of [
    ['store-full', 'store-full'],
    ['store-unavailable', 'store-away'],
  ] as const) {
    it(`tells of a ${code}`, async () => {
      const ping = () => Promise.reject(new Failure(code, 'x'));
      expect(await names({ ...store, ping })).to.deep.equal([name]);
    });
  }

  it('measures how long mail has been due, and queues a mail once for its cause', async () => {
    expect(await store.outbox.lag()).to.equal(0);
    const due = { notBefore: new Date(Date.now() - 60_000) };
    const row = newOutgoing(store, { kind: 'alarm', cause: 'alarm:x:2026-03-03T10', ...due });
    expect(await store.outbox.add(row)).to.equal(true);
    expect(await store.outbox.add({ ...row, id: store.newId() })).to.equal(false);
    expect(await store.outbox.lag()).to.be.at.least(60_000);
    expect(await store.outbox.list({ kind: 'alarm' })).to.have.length(1);
  });
});
