import { expect } from 'chai';
import { compose } from './mail.ts';
import { gtube, type Rspamd, rspamdMissing, startRspamd } from './rspamd.ts';

describe('the rspamd of the tests', () => {
  let rspamd: Rspamd;

  before(async function () {
    if (rspamdMissing()) return this.skip();
    rspamd = await startRspamd();
  });
  after(() => rspamd?.remove());

  async function check(text: string): Promise<{ action: string; score: number }> {
    const headers = { Hostname: 'client.example', IP: '192.0.2.1', From: 'a@client.example' };
    const body = new Uint8Array(compose({ text }));
    const response = await fetch(`${rspamd.url}/checkv2`, { method: 'POST', headers, body });
    return (await response.json()) as { action: string; score: number };
  }

  it('passes a plain mail and rejects GTUBE', async () => {
    expect((await check('The printer is on fire.\n')).action).to.equal('no action');
    expect((await check(`${gtube}\n`)).action).to.equal('reject');
  });

  it('is away when killed and back when started', async () => {
    await rspamd.kill();
    expect(await check('x').catch(() => 'away')).to.equal('away');
    await rspamd.start();
    expect((await check(`${gtube}\n`)).action).to.equal('reject');
  });
});
