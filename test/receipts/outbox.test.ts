import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import type {
  ClaimedOutgoing,
  OutboxStore,
  OutgoingEntry,
  OutgoingState,
  Settled,
} from '../../src/model/outbox-store.ts';
import type { Transport } from '../../src/model/ports.ts';
import { deliveryFailure } from '../../src/receipts/delivery-failure.ts';
import { type Outbox, type OutboxOptions, startOutbox } from '../../src/receipts/outbox.ts';
import { now } from '../support/facts.ts';
import { keptLog } from '../support/log.ts';
import { anEntry } from '../support/outgoing.ts';

const refusedConnection = () =>
  deliveryFailure({ message: 'connect ECONNREFUSED', code: 'ESOCKET', command: 'CONN' });
const comeBack = () =>
  deliveryFailure({ message: 'x', command: 'DATA', response: '451 later', responseCode: 451 });
const noSuchUser = () =>
  deliveryFailure({ message: 'x', command: 'RCPT TO', response: '550 no', responseCode: 550 });

/** Rows in memory, claimed in order when due; the outbox uses no more of a store than this. */
class Rows implements Pick<OutboxStore, 'claim' | 'sent' | 'deferred' | 'failed'> {
  readonly rows: {
    entry: OutgoingEntry;
    state: OutgoingState;
    due: number;
    answer: string;
    tries: number;
  }[] = [];
  readonly claims: number[] = [];
  clock = () => now;
  broken = false;

  add(...entries: Partial<OutgoingEntry>[]): void {
    for (const entry of entries) {
      this.rows.push({ entry: anEntry(entry), state: 'queued', due: 0, answer: '', tries: 0 });
    }
  }

  async claim(limit: number): Promise<ClaimedOutgoing[]> {
    if (this.broken) throw new Failure('store-unavailable', 'the store is away');
    const due = this.rows.filter(({ state, due }) => /queued|deferred/.test(state) && due <= +this.clock());
    this.claims.push(limit);
    return due.slice(0, limit).map((row) => {
      row.state = 'sending';
      row.tries += 1;
      return { claim: { owner: 'me', epoch: 1 }, entry: { ...row.entry, attempts: row.tries - 1 } };
    });
  }

  sent = (row: ClaimedOutgoing, answer: string) => this.#settle(row, 'sent', answer, 0);
  deferred = (row: ClaimedOutgoing, until: Date, answer: string) =>
    this.#settle(row, 'deferred', answer, +until);
  failed = (row: ClaimedOutgoing, answer: string) => this.#settle(row, 'failed', answer, 0);

  async #settle(
    { entry }: ClaimedOutgoing,
    state: OutgoingState,
    answer: string,
    due: number,
  ): Promise<boolean> {
    const row = this.rows.find((one) => one.entry.id === entry.id);
    if (row === undefined) return false;
    Object.assign(row, { state, due, answer });
    return true;
  }

  states(): OutgoingState[] {
    return this.rows.map(({ state }) => state);
  }
}

describe('the outbox', () => {
  let rows: Rows;
  let log: ReturnType<typeof keptLog>;
  let outbox: Outbox | undefined;
  let sent: string[];
  let settled: Settled[];
  let wakeOnSettled: () => void;
  beforeEach(() => {
    rows = new Rows();
    log = keptLog();
    sent = [];
    settled = [];
    wakeOnSettled = () => {};
  });
  afterEach(() => outbox?.stop());

  const start = (
    send: (entry: OutgoingEntry) => Promise<string> | string,
    change: Partial<OutboxOptions> = {},
  ) => {
    const transport: Transport = {
      async send(entry) {
        const answer = await send(entry);
        sent.push(entry.id);
        return answer;
      },
      close: async () => {},
    };
    outbox = startOutbox({
      store: rows as unknown as OutboxStore,
      transport,
      log,
      giveUpHours: 120,
      random: () => 0.5,
      clock: rows.clock,
      concurrency: 2,
      pollMs: 2,
      breaker: { firstPauseMs: 5, longestPauseMs: 20 },
      onSettled: (_entry, result) => {
        settled.push(result);
        wakeOnSettled();
      },
      ...change,
    });
    return outbox;
  };
  const settledOf = (count: number) =>
    new Promise<void>((resolve) => {
      wakeOnSettled = () => settled.length >= count && resolve();
      wakeOnSettled();
    });

  it('sends what is due, and says how long it took', async () => {
    rows.add(
      { id: 'a', acceptedAt: new Date(+now - 1500) },
      { id: 'b', kind: 'reply', acceptedAt: null },
      { id: 'c' },
    );
    start(() => '250 kept');
    await settledOf(3);
    expect(sent).to.deep.equal(['a', 'b', 'c']);
    expect(rows.states()).to.deep.equal(['sent', 'sent', 'sent']);
    expect(settled[0]).to.deep.equal({ state: 'sent', answer: '250 kept', ms: 1500 });
    expect(settled[1]?.ms).to.equal(null);
    expect(log.entries.map(({ event }) => event))
      .to.include('receipt sent')
      .and.include('reply sent');
  });

  it('has no more under way than it may, and claims no more than it can send', async () => {
    let underWay = 0;
    let most = 0;
    rows.add(...Array.from({ length: 20 }, (_, n) => ({ id: `r${n}` })));
    start(async () => {
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return '250';
    });
    await settledOf(20);
    expect(most).to.equal(2);
    expect(Math.max(...rows.claims)).to.equal(2);
  });

  it('tries again later what was put off, with the server’s words', async () => {
    rows.add({ id: 'a' });
    start(() => Promise.reject(comeBack()));
    await settledOf(1);
    expect(rows.rows[0]).to.include({ state: 'deferred', due: +now + 60_000, answer: '451 later' });
  });

  it('gives up at once what was refused for good, and sends the next', async () => {
    rows.add({ id: 'a', to: 'gone@x.example' }, { id: 'b' });
    start(({ id }) => (id === 'a' ? Promise.reject(noSuchUser()) : '250'));
    await settledOf(2);
    expect(rows.rows.map(({ state, answer }) => [state, answer])).to.deep.equal([
      ['failed', '550 no'],
      ['sent', '250'],
    ]);
  });

  it('gives up after the days that the settings give', async () => {
    rows.add({ id: 'a', createdAt: new Date(+now - 121 * 3_600_000) });
    start(() => Promise.reject(comeBack()));
    await settledOf(1);
    expect(rows.states()).to.deep.equal(['failed']);
  });

  it('stops knocking while the smarthost is away, and then sends all, without long delays', async () => {
    let knocks = 0;
    const started = Date.now();
    rows.clock = () => new Date(+now + (Date.now() - started));
    rows.add(...Array.from({ length: 50 }, (_, n) => ({ id: `r${n}` })));
    start(() => (++knocks <= 6 ? Promise.reject(refusedConnection()) : '250'));
    const { promise, resolve } = Promise.withResolvers<void>();
    wakeOnSettled = () => rows.states().every((state) => state === 'sent') && resolve();
    await promise;
    // Six refusals cost six tries (two at once, then one at a time), not fifty.
    expect(settled.filter(({ state }) => state === 'deferred')).to.have.length(6);
    const words = log.entries.map(({ event }) => event);
    expect(words.filter((event) => event === 'smarthost is away').length).to.be.within(4, 6);
    expect(words.filter((event) => event === 'smarthost is back')).to.have.length(1);
  });

  it('leaves everything queued where there is no smarthost', async () => {
    rows.add({ id: 'a' });
    await start(() => '250', { transport: null }).stop();
    expect(rows.claims).to.deep.equal([]);
    expect(rows.states()).to.deep.equal(['queued']);
  });

  it('goes on when the store comes back', async () => {
    rows.broken = true;
    rows.add({ id: 'a' });
    const running = start(() => '250');
    while (log.entries.length === 0) await new Promise((resolve) => setImmediate(resolve));
    rows.broken = false;
    running.wake();
    await settledOf(1);
    expect(rows.states()).to.deep.equal(['sent']);
    expect(log.entries[0]).to.include({ level: 'warn', event: 'outbox not readable' });
  });

  it('sends nothing twice where the store was away when the smarthost took it', async () => {
    rows.add({ id: 'a' });
    const write = rows.sent;
    let tries = 0;
    rows.sent = async (row, answer) => {
      tries += 1;
      if (tries > 1) return write(row, answer);
      // By the time that the store is back, the lease has run out.
      Object.assign(rows.rows[0] ?? {}, { state: 'queued' });
      throw new Failure('store-unavailable', 'the store is away');
    };
    start(() => '250 ok');
    await settledOf(1);
    expect(rows.states()).to.deep.equal(['sent']);
    expect(tries).to.equal(2);
    expect(sent).to.deep.equal(['a']);
  });

  it('goes on after what nobody expected', async () => {
    rows.add({ id: 'a' }, { id: 'b' });
    start(({ id }) => (id === 'a' ? Promise.reject(new TypeError('a bug')) : '250'));
    await settledOf(2);
    expect(rows.states()).to.deep.equal(['deferred', 'sent']);
  });

  it('wakes when told of work', async () => {
    let tell: () => void = () => {};
    let unsubscribed = false;
    const running = start(() => '250', {
      pollMs: 600_000,
      onWork: (wake) => {
        tell = wake;
        return () => {
          unsubscribed = true;
        };
      },
    });
    while (rows.claims.length === 0) await new Promise((resolve) => setImmediate(resolve));
    rows.add({ id: 'a' });
    tell();
    await settledOf(1);
    await running.stop();
    expect(unsubscribed).to.equal(true);
  });

  it('lets what is under way end when it stops', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    rows.add({ id: 'a' });
    const running = start(() => promise);
    while (rows.states()[0] !== 'sending') await new Promise((go) => setImmediate(go));
    const stopped = running.stop();
    resolve('250');
    await stopped;
    expect(rows.states()).to.deep.equal(['sent']);
  });
});
