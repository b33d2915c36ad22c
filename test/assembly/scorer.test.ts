/** Which scorer the settings name, and mail on its way past each of them. */
import { expect } from 'chai';
import { engineOf, rspamdOptions } from '../../src/assembly/scorer.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { compose } from '../support/mail.ts';
import { gtube, type Rspamd, rspamdMissing, startRspamd } from '../support/rspamd.ts';
import { sendMail } from '../support/smtp-client.ts';
import { type Spamd, spamdMissing, startSpamd } from '../support/spamd.ts';

const account = { name: 'box', host: 'imap.example', user: 'u', password: 'p' };
const settingsOf = (settings: Record<string, unknown>) => settingsSchema.parse(settings);

describe('the scorer of the settings', () => {
  const engine = (screening: object, imap: object[] = []) => engineOf(settingsOf({ screening, imap }));
  const rspamd = { url: 'http://127.0.0.1:11333' };
  const spamd = { host: '127.0.0.1' };

  it('is the one that is set, rspamd before the others', () => {
    expect(engine({})).to.equal('none');
    expect(engine({}, [account])).to.equal('none');
    expect(engine({}, [{ ...account, scoredBy: ['microsoft'] }])).to.equal('upstream');
    expect(engine({ spamd }, [{ ...account, scoredBy: ['microsoft'] }])).to.equal('spamd');
    expect(engine({ spamd: { socket: '/run/spamd.sock' } })).to.equal('spamd');
    expect(engine({ spamd, rspamd })).to.equal('rspamd');
  });

  it('is the one that is named', () => {
    expect(engine({ engine: 'none', rspamd })).to.equal('none');
    expect(engine({ engine: 'spamd', rspamd })).to.equal('spamd');
  });

  it('tells rspamd of the department behind a reply address', () => {
    const departments = [
      { name: 'a', addresses: ['a@x.example'], screening: { quarantineAt: 3 } },
      { name: 'b', addresses: ['b@x.example'] },
    ];
    const laneOf = (recipient: string) => recipient.replace(/\+[^@]*/, '');
    const { settingsOf: told } = rspamdOptions(settingsOf({ departments }), 'desk.example', laneOf);
    const thresholds = (quarantineAt: number) => ({
      kind: 'thresholds',
      thresholds: { quarantineAt, rejectAt: 15 },
    });
    expect(told?.(['a+48213.k7qf@x.example'])).to.deep.equal(thresholds(3));
    expect(told?.(['a@x.example', 'b@x.example'])).to.deep.equal(thresholds(6));
    expect(told?.(['b@x.example'])).to.equal(null);
  });
});

describe('mail for departments with thresholds of their own', function () {
  this.timeout(60_000);
  let rspamd: Rspamd;
  let inbox: TestInbox;
  before(async function () {
    if (rspamdMissing() !== null) this.skip();
    rspamd = await startRspamd();
    inbox = await startInbox({
      departments: [
        { name: 'support', addresses: ['support@desk.example'] },
        { name: 'billing', addresses: ['billing@desk.example'], screening: { quarantineAt: -20 } },
      ],
      screening: { rspamd: { url: rspamd.url } },
    });
  });
  after(async () => {
    await inbox?.remove();
    await rspamd?.remove();
  });

  const fates = (search: string, count: number) =>
    eventually('decisions', async () => {
      const mails = await inbox.gateway.store.mails.list({ search });
      const done = mails.filter(({ state }) => state === 'filed' || state === 'quarantined');
      return done.length === count && done;
    });
  const action = (scoring: unknown) => (scoring as { score: { action: string } } | null)?.score.action;

  it('is held by the one and filed by the other, and rspamd’s word agrees', async () => {
    expect(await inbox.mail({ subject: 'Walrus' })).to.equal(250);
    expect(await inbox.mail({ subject: 'Osprey' }, { to: 'billing@desk.example' })).to.equal(250);
    const [walrus] = await fates('Walrus', 1);
    const [osprey] = await fates('Osprey', 1);
    expect([walrus?.state, action(walrus?.known.scoring)]).to.deep.equal(['filed', 'no action']);
    expect([osprey?.state, action(osprey?.known.scoring)]).to.deep.equal(['quarantined', 'add header']);
  });

  it('is judged for each of them where it is for both', async () => {
    const to = ['support@desk.example', 'billing@desk.example'];
    const raw = compose({ from: 'Ana <ana@customer.example>', to: 'support@desk.example', subject: 'Lynx' });
    await sendMail(inbox.gateway.smtp.port, { from: 'ana@customer.example', to, raw });
    const states = (await fates('Lynx', 2)).map(({ lane, state }) => [lane, state]);
    expect(states).to.have.deep.members([
      ['support@desk.example', 'filed'],
      ['billing@desk.example', 'quarantined'],
    ]);
  });
});

describe('mail past SpamAssassin', function () {
  this.timeout(90_000);
  let spamd: Spamd;
  let inbox: TestInbox;
  before(async function () {
    if (spamdMissing() !== null) this.skip();
    spamd = await startSpamd();
    const { host, port } = spamd;
    inbox = await startInbox({ screening: { spamd: { host, port }, timeoutMs: 20_000 } });
  });
  after(async () => {
    await inbox?.remove();
    await spamd?.remove();
  });

  it('is filed with its score, or refused', async () => {
    expect(await inbox.mail({ subject: 'Heron' })).to.equal(250);
    expect(await inbox.mail({ subject: 'Stoat', text: `${gtube}\n` })).to.equal(550);
    const heron = await eventually('the mail', async () => {
      const [mail] = await inbox.gateway.store.mails.list({ search: 'Heron' });
      return mail?.state === 'filed' && mail;
    });
    expect(heron.known.scoring).to.nested.include({ kind: 'scored', 'score.engine': 'spamd' });
  });
});
