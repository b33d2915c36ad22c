import { expect } from 'chai';
import { ImapFlow } from 'imapflow';
import { type Dovecot, dovecotMissing, startDovecot } from './dovecot.ts';
import { compose } from './mail.ts';

describe('the Dovecot of the tests', () => {
  let dovecot: Dovecot;

  before(async function () {
    if (dovecotMissing()) return this.skip();
    dovecot = await startDovecot({ support: 'secret', sales: 'other' });
  });
  after(() => dovecot?.remove());

  async function login(user = dovecot.user, pass = dovecot.password): Promise<ImapFlow> {
    const client = new ImapFlow({
      host: dovecot.host,
      port: dovecot.port,
      secure: false,
      auth: { user, pass },
      logger: false,
    });
    client.on('error', () => {});
    await client.connect();
    return client;
  }

  it('gives out what was delivered, and moves it', async () => {
    const raw = compose({ subject: 'one' });
    await dovecot.deliver(raw);
    const client = await login();
    const inbox = await client.mailboxOpen('INBOX');
    expect(inbox.exists).to.equal(1);
    const mail = await client.fetchOne('1', { source: true });
    expect(mail).to.have.property('source').that.deep.equals(raw);
    await client.messageMove('1', 'Processed');
    await client.logout();
    expect(await dovecot.mails()).to.have.length(0);
    expect((await dovecot.mails('Processed')).map((moved) => moved.raw.equals(raw))).to.deep.equal([true]);
  });

  it('tells an idle client of new mail', async () => {
    const client = await login();
    await client.mailboxOpen('INBOX');
    const told = new Promise((resolve) => client.once('exists', resolve));
    void client.idle();
    await dovecot.deliver(compose());
    expect(await told).to.include({ count: 1 });
    await client.logout();
  });

  it('keeps users apart', async () => {
    await dovecot.deliver(compose(), 'INBOX', 'sales');
    const client = await login('sales', 'other');
    expect((await client.mailboxOpen('INBOX')).exists).to.equal(1);
    await client.logout();
    expect(await login('sales', 'secret').catch(() => 'refused')).to.equal('refused');
  });

  it('gives a mailbox a new UIDVALIDITY', async () => {
    const validity = async () => {
      const client = await login();
      const { uidValidity } = await client.mailboxOpen('INBOX');
      await client.logout();
      return uidValidity;
    };
    const before = await validity();
    await dovecot.renumber();
    expect(await validity()).not.to.equal(before);
  });

  it('cuts connections, changes passwords, and comes back after a crash', async () => {
    const client = await login();
    const closed = new Promise((resolve) => client.once('close', resolve));
    await dovecot.disconnect();
    await closed;
    await dovecot.setPassword('changed');
    expect(await login().catch(() => 'refused')).to.equal('refused');
    await dovecot.kill();
    await dovecot.start();
    await (await login('support', 'changed')).logout();
  });
});
