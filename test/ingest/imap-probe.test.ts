import { expect } from 'chai';
import { probeAccount } from '../../src/ingest/imap-probe.ts';
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts';
import { compose } from '../support/mail.ts';
import { accountOn, memoryMailboxes } from './imap-rig.ts';

describe('trying an account', function () {
  this.timeout(20_000);
  let dovecot: Dovecot;

  before(async function () {
    if (dovecotMissing()) return this.skip();
    dovecot = await startDovecot();
    for (const subject of ['one', 'two']) await dovecot.deliver(compose({ subject }));
  });
  after(() => dovecot?.remove());

  const deps = { mailboxes: memoryMailboxes(), clock: () => new Date(), timeoutMs: 2000 };

  it('says what the server can do and how many mails wait, and changes nothing', async () => {
    const probe = await probeAccount(accountOn(dovecot), deps);
    expect(probe).to.include({ ok: true, messages: 2 });
    expect(probe.detail).to.contain('IDLE, MOVE, 2 waiting');
    expect((await dovecot.mails()).map(({ flags }) => flags)).to.deep.equal(['', '']);
  });

  it('names what is wrong and what to do', async () => {
    const wrong = async (over: Parameters<typeof accountOn>[1]) => {
      const probe = await probeAccount(accountOn(dovecot, over), deps);
      expect(probe.ok).to.equal(false);
      return probe.detail;
    };
    expect(await wrong({ password: 'mistyped' }))
      .to.contain('check user and password')
      .and.not.contain('mistyped');
    expect(await wrong({ mailbox: 'Nowhere' })).to.contain('no mailbox “Nowhere”');
    expect(await wrong({ port: 9 })).to.contain('cannot be reached (ECONNREFUSED)');
    expect(await wrong({ secure: true })).to.contain('no TLS');
  });
});
