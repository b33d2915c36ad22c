import { expect } from 'chai';
import type { Source } from '../../src/model/facts.ts';
import { makeRspamd } from '../../src/screening/rspamd.ts';
import { requestSettings, settingsHeaders } from '../../src/screening/rspamd-settings.ts';
import { compose } from '../support/mail.ts';
import { gtube, type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';

const standard = { quarantineAt: 6, rejectAt: 15 };

describe('what rspamd is told of departments', () => {
  it('is nothing where they want nothing of their own', () => {
    expect(requestSettings([undefined, {}], standard)).to.equal(null);
    expect(settingsHeaders(null)).to.deep.equal({});
  });

  it('is the ID that all of them name', () => {
    const strict = { settingsId: 'strict', quarantineAt: 3 };
    expect(requestSettings([strict, strict], standard)).to.deep.equal({ kind: 'id', id: 'strict' });
    expect(settingsHeaders({ kind: 'id', id: 'strict' })).to.deep.equal({ 'Settings-ID': 'strict' });
  });

  it('is the highest thresholds of all, so that rspamd goes before nobody', () => {
    const thresholds = { quarantineAt: 8, rejectAt: 20 };
    const departments = [{ quarantineAt: 3, rejectAt: 20, settingsId: 'strict' }, { quarantineAt: 8 }];
    expect(requestSettings(departments, standard)).to.deep.equal({ kind: 'thresholds', thresholds });
    expect(requestSettings([{ quarantineAt: 3 }, undefined], standard)).to.deep.equal({
      kind: 'thresholds',
      thresholds: standard,
    });
  });
});

describe('rspamd with settings of departments', () => {
  let rspamd: Rspamd;
  before(async function () {
    if (rspamdMissing() !== null) this.skip();
    this.timeout(60_000);
    rspamd = await startRspamd();
  });
  after(async () => rspamd?.remove());

  const source: Source = { kind: 'import', file: 'a.mbox' };
  const action = async (quarantineAt: number, rejectAt: number, text = 'Hello\r\n') => {
    const scorer = makeRspamd({
      url: rspamd.url,
      password: null,
      timeoutMs: 5000,
      mtaName: 'gate.example',
      settingsOf: () => requestSettings([{ quarantineAt, rejectAt }], standard),
    });
    const scoring = await scorer.score(
      compose({ text }),
      { sender: '', recipients: ['a@b.example'] },
      source,
      'q',
    );
    return scoring.kind === 'scored' ? scoring.score.action : scoring.kind;
  };

  it('acts as the department’s thresholds say', async () => {
    expect(await action(20, 40)).to.equal('no action');
    expect(await action(-20, 40)).to.equal('add header');
    expect(await action(-40, -20)).to.equal('reject');
  });

  it('refuses GTUBE all the same', async () => {
    expect(await action(50, 90, `${gtube}\r\n`)).to.equal('reject');
  });
});
