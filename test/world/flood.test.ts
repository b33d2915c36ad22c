/** A flood in the names of others: each of them gets one receipt at most, and the operator is told. */
import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import type { NewOutgoing } from '../../src/model/outbox-store.ts';
import type { Store } from '../../src/model/ports.ts';
import { receiptPolicy } from '../../src/receipts/policy.ts';
import { newOutgoing, openOne, queue } from '../store/samples.ts';
import { aMail, evidenceOf, someFacts } from '../support/facts.ts';
import { eventually, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { compose } from '../support/mail.ts';

const lane = 'support@desk.example';
const admin = 'admin@ops.example';

describe('a flood of forged senders', function () {
  this.timeout(180_000);

  describe('at the gateway', () => {
    let gateway: TestGateway;
    const floodPerHour = 200;

    before(async () => {
      gateway = await startTestGateway({
        departments: [{ name: 'support', addresses: [lane], members: [] }],
        receipts: { floodPerHour },
        alarms: { to: [admin] },
      });
    });
    after(() => gateway?.remove());

    const forge = (from: string, n: number) => {
      const raw = compose({
        from: `<${from}>`,
        to: lane,
        subject: `Number ${n} of its sort`,
        text: `${n}\n`,
      });
      return gateway.intake.take({
        raw,
        envelope: { sender: from, recipients: [lane] },
        source: { kind: 'smtp', address: '203.0.113.66', helo: 'x', hostname: null, tls: false, user: null },
        acceptedAt: new Date(),
        lanes: [{ lane, recipient: lane }],
      });
    };

    it('confirms one of two mails in the same moment, and none that fails DMARC', async () => {
      const victims = Array.from({ length: 300 }, (_, n) => `kim@v${n}.example`);
      for (let n = 0; n < victims.length; n += 50) {
        const some = victims.slice(n, n + 50);
        await Promise.all(some.flatMap((victim) => [forge(victim, 1), forge(victim, 2)]));
        // Its policy asks for nothing, but says who may write in its name.
        await Promise.all(some.slice(0, 10).map((_, at) => forge(`a${n + at}@customer.example`, 1)));
      }
      const receipts = await gateway.store.outbox.list({ kind: 'receipt', limit: 10_000 });
      const perVictim = Map.groupBy(receipts, ({ to }) => to);
      expect(Math.max(...[...perVictim.values()].map((rows) => rows.length))).to.equal(1);
      expect(perVictim.size).to.equal(victims.length);
      expect(receipts.filter(({ to }) => to.endsWith('@customer.example'))).to.deep.equal([]);
    });

    it('tells the operator once', async () => {
      const alarms = await eventually('the alarm', async () => {
        const rows = await gateway.store.outbox.list({ kind: 'alarm' });
        return rows.length > 0 && rows;
      });
      expect(alarms.map(({ to, subject }) => [to, subject])).to.deep.equal([
        [admin, '[Postern] alarm: receipt-flood'],
      ]);
      const logged = gateway.log.entries.filter(({ event }) => event === 'alarm');
      expect(logged.map(({ level, fields }) => [level, fields['alarm']])).to.deep.equal([
        ['error', 'receipt-flood'],
      ]);
      const metrics = await (await fetch(`http://127.0.0.1:${gateway.metrics.port}/metrics`)).text();
      expect(metrics).to.match(/postern_alarms_total\{alarm="receipt-flood"\} [1-9]/);
    });
  });

  describe('of 10,000 mails in the names of 5,000', () => {
    let store: Store;
    let close: () => Promise<void>;
    before(async () => {
      const one = await openOne();
      ({ store } = one);
      close = () => one.nodes.close();
    });
    after(() => close?.());

    it('makes one receipt for each, over hours and with a domain for each', async () => {
      const { receipts: settings } = settingsSchema.parse({});
      const victims = Array.from({ length: 5000 }, (_, n) => `kim@v${n}.example`);
      const start = Date.now() - 6 * 3_600_000;
      let asked = 0;
      for (let wave = 0; wave < 10; wave += 1) {
        const now = new Date(start + wave * 30 * 60_000);
        // Each in the first half, and once more hours later.
        const some = victims.slice((wave % 5) * 1000, (wave % 5) * 1000 + 1000);
        const rows = await Promise.all(
          some.map(async (to): Promise<NewOutgoing | null> => {
            const recent = await store.outbox.recentAutomatic(to, now);
            const mail = aMail({ from: { name: '', address: to }, subject: `Wave ${wave}` });
            // A thousand in half an hour.
            const facts = someFacts({
              mail,
              recent,
              now,
              unprovenTickets: 2000,
              evidence: evidenceOf('unproven'),
            });
            const question = {
              facts,
              outcome: 'file',
              opensTicket: true,
              ruleSaysNo: false,
              spared: false,
            } as const;
            asked += 1;
            const { send } = receiptPolicy({ ...question, settings, ownAddresses: new Set() });
            return send ? newOutgoing(store, { to, createdAt: now, subject: `Wave ${wave}` }) : null;
          }),
        );
        const due = rows.filter((row) => row !== null);
        if (due.length > 0) await queue(store, due);
      }
      expect(asked).to.equal(10_000);
      const receipts = await store.outbox.list({ kind: 'receipt', limit: 20_000 });
      expect(receipts).to.have.length(5000);
      expect(new Set(receipts.map(({ to }) => to)).size).to.equal(5000);
    });
  });
});
