import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import { composeAlarm } from '../../src/receipts/alarm.ts';
import { type AlarmWord, alarms as known, makeAlarms } from '../../src/watching/alarms.ts';
import { now } from '../support/facts.ts';
import { keptLog } from '../support/log.ts';
import { countingIds, deskSettings, plainSigner } from '../support/outgoing.ts';

const minute = 60_000;

describe('alarms', () => {
  let log: ReturnType<typeof keptLog>;
  let mailed: AlarmWord[];
  let counted: number;
  let clock: Date;
  let away: boolean;
  beforeEach(() => {
    log = keptLog();
    mailed = [];
    counted = 0;
    clock = now;
    away = false;
  });
  const make = () =>
    makeAlarms({
      log,
      clock: () => clock,
      count: () => {
        counted += 1;
      },
      mail: async (word) => {
        if (away) throw new Failure('store-unavailable', 'the store is away');
        mailed.push(word);
      },
    });
  const pass = (minutes: number) => {
    clock = new Date(clock.getTime() + minutes * minute);
  };
  const logged = () => log.entries.filter(({ event }) => event === 'alarm').length;

  it('count each raise, and are logged and mailed once an hour', async () => {
    const alarms = make();
    for (let n = 0; n < 130; n += 1) {
      await alarms.raise('receipt-late', 'one');
      pass(1);
    }
    expect([counted, logged(), mailed.length]).to.deep.equal([130, 3, 3]);
  });

  it('keep apart what has different names', async () => {
    const alarms = make();
    await alarms.raise('receipt-late', '');
    await alarms.raise('store-full', '');
    expect(mailed.map(({ name }) => name)).to.deep.equal(['receipt-late', 'store-full']);
  });

  it('are one mail for all nodes within an hour', async () => {
    await make().raise('receipt-late', 'by one node');
    pass(5);
    await make().raise('receipt-late', 'by another');
    expect(new Set(mailed.map(({ cause }) => cause)).size).to.equal(1);
  });

  it('are said to be over once, when nothing raised them for a while', async () => {
    const alarms = make();
    await alarms.raise('receipt-flood', '');
    pass(14);
    await alarms.sweep();
    expect(mailed).to.have.length(1);
    pass(2);
    await alarms.sweep();
    await alarms.sweep();
    expect(mailed.map(({ over }) => over)).to.deep.equal([false, true]);
    expect(log.entries.map(({ event }) => event)).to.deep.equal(['alarm', 'alarm over']);
  });

  it('are mailed later where the store was away, and said to be over only where they were told of', async () => {
    away = true;
    const alarms = make();
    await alarms.raise('store-away', '');
    expect(logged()).to.equal(1);
    away = false;
    pass(2);
    await alarms.raise('store-away', '');
    expect([logged(), mailed.length]).to.deep.equal([1, 1]);
    away = true;
    await alarms.raise('receipt-late', '');
    away = false;
    pass(20);
    await alarms.sweep();
    expect(mailed.map(({ name, over }) => [name, over])).to.deep.equal([
      ['store-away', false],
      ['store-away', true],
    ]);
  });
});

describe('the mail of an alarm', () => {
  const settings = { ...deskSettings, alarms: { to: ['admin@ops.example', 'support@desk.example'] } };
  const letter = {
    name: 'receipt-flood',
    words: known['receipt-flood'],
    over: false,
    detail: 'many\r\nBcc: x@y.example',
    at: now,
    cause: 'alarm:receipt-flood:2026-03-03T10',
  };
  const composer = {
    settings,
    signer: plainSigner,
    hostname: 'desk.example',
    newId: countingIds(),
    isOurs: (address: string) => address.endsWith('@desk.example'),
  };

  it('goes to the operator and never to an address of ours, as automatic mail', () => {
    const rows = composeAlarm(composer, letter);
    expect(rows.map(({ to, kind, ticket }) => [to, kind, ticket])).to.deep.equal([
      ['admin@ops.example', 'alarm', null],
    ]);
    expect(new Map(rows[0]?.headers).get('Auto-Submitted')).to.equal('auto-generated');
    expect(rows[0]?.subject).to.equal('[Postern] alarm: receipt-flood');
    expect(rows[0]?.text.split('\n')[2]).to.equal('many Bcc: x@y.example');
  });

  it('says that it is over', () => {
    const [row] = composeAlarm(composer, { ...letter, over: true, detail: '' });
    expect(row?.text).to.match(/^The alarm receipt-flood is over\./);
  });
});
