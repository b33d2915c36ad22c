/** Settings of the shared mail folder, beside those of mailboxes that are fetched from. */
import { expect } from 'chai';
import { loadSettings } from '../../src/config/load.ts';
import { Failure } from '../../src/failure.ts';

const load = (text: string) =>
  loadSettings({ file: undefined, env: {}, cwd: '/here', readFile: () => text }).settings;
const faultOf = (text: string): string => {
  try {
    load(text);
    return '';
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
};
const account = (mailbox: string, user = 'team') =>
  `imap:\n  - { name: team, host: mail.example, user: ${user}, password: x, mailbox: ${mailbox} }\n`;
const mirror = (more = '') => `mirror: { host: Mail.example, user: team, password: x${more} }\n`;

describe('the settings of the shared mail folder', () => {
  it('are off, and have defaults once there is a mailbox', () => {
    expect(load('smtp: { port: 25 }\n').mirror).to.equal(undefined);
    expect(load(mirror()).mirror).to.include({
      name: 'mirror',
      root: '',
      language: 'en',
      notes: false,
      pollSeconds: 15,
    });
  });

  it('may share a mailbox with what is fetched, but not a folder', () => {
    expect(faultOf(account('INBOX') + mirror())).to.equal('');
    expect(faultOf(account('Support/Open') + mirror())).to.include(
      'imap[0].mailbox: expected a folder outside',
    );
    expect(faultOf(account('Tickets') + mirror(', root: Tickets'))).to.include('imap[0].mailbox');
    expect(faultOf(account('Support/Open') + mirror(', root: Tickets'))).to.equal('');
    expect(faultOf(account('Support/Open', 'else') + mirror())).to.equal('');
  });

  it('ask for one secret', () => {
    expect(faultOf('mirror: { host: mail.example, user: team }\n')).to.include(
      'either `password` or `oauth2`',
    );
  });
});
