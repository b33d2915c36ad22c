import { expect } from 'chai';
import type { ImapAccount } from '../../src/config/schema.ts';
import { Failure } from '../../src/failure.ts';
import { nameTrouble } from '../../src/ingest/imap-trouble.ts';

const account: ImapAccount = {
  name: 'support',
  host: 'imap.example.com',
  port: 993,
  secure: true,
  user: 'support@example.com',
  password: 'hush',
  mailbox: 'INBOX',
  pollSeconds: 60,
  longestPauseSeconds: 300,
};
const thrown = (fields: object) => Object.assign(new Error('Command failed'), fields);
const kindOf = (error: unknown, bye: string | null = null) => nameTrouble(error, account, bye).kind;

describe('the name of a mailbox’s trouble', () => {
  it('tells a wrong login from one that works later', () => {
    const refused = {
      authenticationFailed: true,
      response: 'A1 NO [AUTHENTICATIONFAILED] Invalid credentials',
    };
    expect(kindOf(thrown(refused))).to.equal('login-refused');
    expect(kindOf(thrown({ ...refused, serverResponseCode: 'UNAVAILABLE' }))).to.equal('login-postponed');
    expect(kindOf(thrown({ ...refused, response: 'User is authenticated but not connected.' }))).to.equal(
      'login-postponed',
    );
  });

  it('repeats the server’s words in one short line', () => {
    const { message } = nameTrouble(
      thrown({ authenticationFailed: true, response: `Web login\r\nrequired ${'x'.repeat(500)}` }),
      account,
      null,
    );
    expect(message).to.contain('(Web login required x').and.contain('check user and password');
    expect(message.length).to.be.below(400);
    expect(message).not.to.match(/[\r\n]|hush/);
  });

  it('tells how a connection ended', () => {
    expect(kindOf(thrown({ code: 'NoConnection' }))).to.equal('dropped');
    expect(kindOf(thrown({ code: 'NoConnection' }), 'Server shutting down.')).to.equal('said-bye');
    expect(kindOf(thrown({ code: 'GREETING_TIMEOUT' }))).to.equal('silent');
    expect(kindOf(thrown({ code: 'ENOTFOUND' }))).to.equal('unreachable');
    expect(kindOf(thrown({ code: 'CERT_HAS_EXPIRED' }))).to.equal('no-tls');
    expect(kindOf(thrown({ mailboxMissing: true, responseStatus: 'NO' }))).to.equal('mailbox-missing');
    expect(kindOf(thrown({ responseStatus: 'NO', responseText: 'no' }))).to.equal('refused');
    expect(kindOf('what?')).to.equal('unexpected');
  });

  it('tells the store from the provider', () => {
    expect(kindOf(new Failure('store-unavailable', 'away'))).to.equal('store');
    expect(kindOf(new Failure('overloaded', 'busy'))).to.equal('store');
    expect(kindOf(new Failure('bad-settings', 'authorise again'))).to.equal('not-authorised');
    expect(kindOf(new Failure('mailbox-unavailable', 'later'))).to.equal('login-postponed');
  });
});
