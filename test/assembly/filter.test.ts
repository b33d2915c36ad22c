/** What admins see and tune of the filter, beside what test/browser/filter.test.ts shows of rspamd. */
import { expect } from 'chai';
import { makeFilterDesk } from '../../src/assembly/filter.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import { Failure } from '../../src/failure.ts';
import type { AuditEntry, NewAudit } from '../../src/model/audit-store.ts';
import { makeController } from '../../src/screening/rspamd-controller.ts';
import { type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';
import { type Spamd, spamdMissing, startSpamd } from '../support/spamd.ts';

function deskOf(screening: object) {
  const trail: AuditEntry[] = [];
  const record = async (entry: NewAudit) => {
    const whole = { detail: {}, ...entry, seq: trail.length + 1, at: new Date(0), prev: '', hash: '' };
    trail.unshift(whole);
    return whole;
  };
  const audit = { record, list: async () => trail };
  const settings = settingsSchema.parse({ screening });
  return { desk: makeFilterDesk({ store: { audit }, settings: () => settings }), trail };
}

const refusal = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof Failure ? error.code : String(error)),
  );

describe('the desk of the filter', () => {
  it('has nobody to ask where no scorer is set', async () => {
    const { desk } = deskOf({});
    expect(await desk.status()).to.deep.equal({
      engine: 'none',
      place: '',
      answer: null,
      controller: null,
      tunable: false,
    });
    expect(await refusal(desk.weights())).to.equal('not-found');
  });

  it('tells in words that a filter is away', async () => {
    const { desk } = deskOf({ rspamd: { url: 'http://127.0.0.1:1', controller: 'http://127.0.0.1:1' } });
    const { answer, controller } = await desk.status();
    expect(answer).to.have.property('trouble').that.includes('ECONNREFUSED');
    expect(controller).to.have.property('trouble').that.includes('ECONNREFUSED');
  });
});

describe('the desk of SpamAssassin', function () {
  this.timeout(60_000);
  let spamd: Spamd;
  before(async function () {
    if (spamdMissing() !== null) this.skip();
    spamd = await startSpamd();
  });
  after(() => spamd?.remove());

  it('tells that it answers, and has nothing to tune', async () => {
    const { desk } = deskOf({ spamd: { host: spamd.host, port: spamd.port } });
    const { engine, place, answer, controller } = await desk.status();
    expect({ engine, place, controller }).to.deep.equal({
      engine: 'spamd',
      place: `127.0.0.1:${spamd.port}`,
      controller: null,
    });
    expect(answer).to.include({ version: 'spamd' }).and.have.property('ms').that.is.above(0);
  });
});

describe('tuning rspamd', function () {
  this.timeout(60_000);
  let rspamd: Rspamd;
  before(async function () {
    if (rspamdMissing() !== null) this.skip();
    rspamd = await startRspamd();
  });
  after(() => rspamd?.remove());

  const weight = { kind: 'weight', name: 'FORGED_SENDER' } as const;
  const deskWith = (tune: boolean) =>
    deskOf({ rspamd: { url: rspamd.url, controller: rspamd.controller, tune } });
  const set = (value: number) =>
    makeController({ url: rspamd.controller, password: null, timeoutMs: 5000 }).setWeight(
      'FORGED_SENDER',
      value,
    );

  it('is forbidden where the settings say nothing of it', async () => {
    const { desk, trail } = deskWith(false);
    const from = (await desk.current(weight)) ?? Number.NaN;
    expect(await refusal(desk.tune({ ...weight, from, to: 5 }, 'kim'))).to.equal('forbidden');
    expect([await desk.current(weight), trail]).to.deep.equal([from, []]);
  });

  it('changes nothing, and records nothing, for what is not there or not as it was', async () => {
    const { desk, trail } = deskWith(true);
    const unknown = { kind: 'weight', name: 'NO_SUCH_SYMBOL', from: 0, to: 1 } as const;
    expect(await refusal(desk.tune(unknown, 'kim'))).to.equal('not-found');
    const off = { kind: 'threshold', name: 'soft reject', from: 0, to: 1 } as const;
    expect(await refusal(desk.tune(off, 'kim'))).to.equal('not-found');
    await set(2);
    expect(await refusal(desk.tune({ ...weight, from: 1, to: 5 }, 'kim'))).to.equal('conflict');
    expect([await desk.current(weight), trail]).to.deep.equal([2, []]);
  });

  it('offers to undo the last change, until something else is set', async () => {
    const { desk } = deskWith(true);
    expect(await desk.undo()).to.equal(null);
    await set(4);
    await desk.tune({ ...weight, from: 4, to: 5 }, 'kim');
    expect(await desk.undo()).to.deep.equal({ ...weight, from: 5, to: 4 });
    await set(3);
    expect(await desk.undo()).to.equal(null);
  });
});
