/** The shared mail folder, as the settings ask for it. */
import { expect } from 'chai';
import { type Dovecot, dovecotMissing, startDovecot } from '../support/dovecot.ts';
import { eventually, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { compose } from '../support/mail.ts';
import { sendMail } from '../support/smtp-client.ts';

describe('a gateway with a shared mail folder', function () {
  this.timeout(90_000);
  let dovecot: Dovecot;
  let gateway: TestGateway;

  before(async function () {
    if (dovecotMissing()) return this.skip();
    dovecot = await startDovecot();
    const { host, port, user, password } = dovecot;
    gateway = await startTestGateway({
      departments: [{ name: 'support', addresses: ['support@desk.example'], members: [] }],
      mirror: { host, port, secure: false, user, password, pollSeconds: 1 },
    });
  });
  after(async () => {
    await gateway?.remove();
    await dovecot?.remove();
  });

  it('mirrors what arrives, and says in the list of mailboxes that it does', async () => {
    const from = 'ana@customer.example';
    const raw = compose({ from, to: 'support@desk.example', subject: 'Mirrored', text: 'Please help.' });
    await sendMail(gateway.smtp.port, { from, to: ['support@desk.example'], raw });
    const inside = () => dovecot.mails('Support/Open').catch(() => []);
    await eventually('the copy', async () => (await inside()).length === 1);
    expect((await inside())[0]?.raw.toString()).to.include('Please help.');
    const status = await eventually('the status', async () => {
      const all = await gateway.store.mailboxes.statuses();
      return all.find(({ state }) => state === 'idle') ?? null;
    });
    expect(status.account).to.equal('mirror:mirror');
  });
});
