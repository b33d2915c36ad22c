import { expect } from 'chai';
import { startMetricsHttp } from '../../src/http/metrics.ts';
import type { Log } from '../../src/model/ports.ts';
import { type Metrics, makeMetrics } from '../../src/watching/metrics.ts';

const silent = () => undefined;
const log: Log = { info: silent, warn: silent, error: silent, debug: silent };

/** The samples of our own metrics, by name and labels. */
async function samples(metrics: Metrics): Promise<Map<string, number>> {
  const lines = (await metrics.render()).split('\n').filter((line) => line.startsWith('postern_'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

describe('metrics', () => {
  it('count what happens', async () => {
    const metrics = makeMetrics();
    metrics.accepted('smtp');
    metrics.accepted('smtp');
    metrics.filed();
    metrics.quarantined();
    metrics.rejected('certain-spam');
    metrics.bypassed();
    metrics.failed();
    metrics.discarded();
    metrics.duplicate();
    metrics.learned('spam');
    metrics.receipt('sent');
    metrics.bytesInFlight(1024);
    metrics.smtpConnections(3);
    const seen = await samples(metrics);
    const expected = {
      'postern_accepted_total{source="smtp"}': 2,
      'postern_accepted_total{source="imap"}': 0,
      postern_filed_total: 1,
      'postern_learned_total{class="spam"}': 1,
      'postern_learned_total{class="ham"}': 0,
      postern_quarantined_total: 1,
      'postern_rejected_total{reason="certain-spam"}': 1,
      postern_bypassed_total: 1,
      postern_failed_total: 1,
      postern_discarded_total: 1,
      postern_duplicates_total: 1,
      'postern_receipts_total{result="sent"}': 1,
      'postern_receipts_total{result="suppressed"}': 0,
      postern_in_flight_bytes: 1024,
      postern_smtp_connections: 3,
    };
    for (const [name, value] of Object.entries(expected)) expect(seen.get(name), name).to.equal(value);
  });

  it('measure durations in seconds', async () => {
    const metrics = makeMetrics();
    metrics.acceptSeconds(0.004);
    metrics.receiptSeconds(42);
    const seen = await samples(metrics);
    expect(seen.get('postern_accept_seconds_bucket{le="0.0025"}')).to.equal(0);
    expect(seen.get('postern_accept_seconds_bucket{le="0.005"}')).to.equal(1);
    expect(seen.get('postern_receipt_seconds_sum')).to.equal(42);
  });

  it('tell of each mailbox whether it is fetched from, and forget those that are no more', async () => {
    const metrics = makeMetrics();
    const states = { support: 'idle', sales: 'fetching', old: 'trouble', other: 'stopped' } as const;
    const statuses = Object.entries(states).map(([account, state]) => ({
      account,
      state,
      detail: '',
      at: new Date(),
    }));
    metrics.watchMailboxes(() => statuses);
    const up = async () =>
      [...(await samples(metrics))].filter(([name]) => name.startsWith('postern_imap_up'));
    expect(await up()).to.deep.equal([
      ['postern_imap_up{account="support"}', 1],
      ['postern_imap_up{account="sales"}', 1],
      ['postern_imap_up{account="old"}', 0],
      ['postern_imap_up{account="other"}', 0],
    ]);
    metrics.watchMailboxes(() => statuses.slice(0, 1));
    expect(await up()).to.deep.equal([['postern_imap_up{account="support"}', 1]]);
  });

  it('look up queue depths when they are read, and leave out those that cannot be', async () => {
    const metrics = makeMetrics();
    let away = false;
    let queued = 7;
    const depth = <T>(answer: T) => (away ? Promise.reject(new Error('away')) : Promise.resolve(answer));
    metrics.watch({
      mails: () => depth({ accepted: 2, processing: 1, filed: 9, quarantined: 0, discarded: 0, failed: 0 }),
      outbox: () => depth({ queued, sending: 0, sent: 1, deferred: 0, failed: 0, bounced: 0, cancelled: 0 }),
      learning: () => depth({ queued: 3, learning: 0, learned: 5, nothing: 0, failed: 0, kept: 0, none: 0 }),
      oldestUnsettled: () => depth(1500),
    });
    const before = await samples(metrics);
    expect(before.get('postern_mails{state="accepted"}')).to.equal(2);
    expect(before.get('postern_outbox_mails{state="queued"}')).to.equal(7);
    expect(before.get('postern_learning_mails{state="queued"}')).to.equal(3);
    expect(before.get('postern_oldest_unsettled_seconds')).to.equal(1.5);
    queued = 0;
    expect((await samples(metrics)).get('postern_outbox_mails{state="queued"}')).to.equal(0);
    away = true;
    const during = await samples(metrics);
    expect([...during.keys()].filter((name) => /mails\{|oldest/.test(name))).to.deep.equal([]);
    expect(during.get('postern_filed_total')).to.equal(0);
    away = false;
    expect((await samples(metrics)).get('postern_oldest_unsettled_seconds')).to.equal(1.5);
  });

  it('keep two gateways in one process apart', async () => {
    const [one, other] = [makeMetrics(), makeMetrics()];
    one.filed();
    expect((await samples(other)).get('postern_filed_total')).to.equal(0);
  });

  it('have a help text, and names by the rules: counters end with _total, durations with _seconds', async () => {
    const text = await makeMetrics().render();
    const types = [...text.matchAll(/^# TYPE (postern_\S+) (\S+)$/gm)];
    expect(types.length).to.be.greaterThan(15);
    for (const [, name, type] of types) {
      expect(text).to.match(new RegExp(`^# HELP ${name} [A-Z].*\\.$`, 'm'));
      if (type === 'counter') expect(name).to.match(/_total$/);
      if (type === 'histogram') expect(name).to.match(/_seconds$/);
    }
    expect(text).to.include('nodejs_eventloop_lag_seconds');
  });
});

describe('/metrics', () => {
  it('is served on a port of its own, and nothing else is there', async () => {
    const metrics = makeMetrics();
    metrics.filed();
    const server = await startMetricsHttp({ host: '127.0.0.1', port: 0, metrics, log });
    try {
      const url = `http://127.0.0.1:${server.port}`;
      const answer = await fetch(`${url}/metrics`);
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('content-type')).to.match(/^text\/plain; version=0\.0\.4/);
      expect(await answer.text()).to.include('\npostern_filed_total 1\n');
      expect((await fetch(`${url}/healthz`)).status).to.equal(404);
    } finally {
      await server.close();
    }
  });
});
