/** `postern agent`, and the first way into a fresh installation. */
import { expect } from 'chai';
import { type TestDatabase, testDatabase } from '../support/mongod.ts';
import { type Desk, openDesk, run } from './cli.ts';
import { type Daemon, startDaemon } from './daemon.ts';

const password = 'violet harbour seven';
const linkIn = (text: string) => /(http:\/\/\S+\/login\/link\/[\w-]{43})/.exec(text)?.[1] ?? '';
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? '';
const choose = (link: string) =>
  fetch(link, { method: 'POST', body: new URLSearchParams({ password }), redirect: 'manual' });

describe('postern agent', function () {
  this.timeout(60_000);
  let desk: Desk;
  before(async () => {
    desk = await openDesk();
  });
  after(() => desk.close());

  it('adds somebody and prints a link; without a smarthost no mail waits in the outbox', async () => {
    const { code, stdout } = await desk.postern(
      'agent',
      'add',
      'Kim@desk.example',
      '--name',
      'Kim',
      '--role',
      'admin',
    );
    expect(code).to.equal(0);
    expect(stdout).to.match(/^kim@desk\.example is an agent now\. The link works once, until /);
    expect(linkIn(stdout)).not.to.equal('');
    expect(await desk.store.outbox.list({})).to.deep.equal([]);
    const kim = await desk.store.agents.byAddress('kim@desk.example');
    expect(kim).to.include({ role: 'admin', name: 'Kim', enabled: true });
    const [entry] = await desk.store.audit.list({ subject: 'kim@desk.example' });
    expect(entry?.action).to.equal('agent.add');
    expect(entry?.actor).to.match(/^command:/);
  });

  it('takes no address twice, no department that there is not, and no other mistakes', async () => {
    expect((await desk.postern('agent', 'add', 'kim@desk.example')).code).to.equal(1);
    const lost = await desk.postern('agent', 'add', 'a@desk.example', '--department', 'lost');
    expect(lost.code).to.equal(64);
    expect(lost.stderr).to.include('there are: support, billing');
    expect((await desk.postern('agent', 'add', 'no address')).code).to.equal(64);
    expect((await desk.postern('agent', 'add', 'a@desk.example', '--role', 'king')).code).to.equal(64);
    expect((await desk.postern('agent', 'disable', 'nobody@desk.example')).code).to.equal(1);
  });

  it('lists them as a table and as JSON, without anything to log in with', async () => {
    await desk.postern('agent', 'add', 'bob@desk.example', '--tier', '2', '--department', 'support');
    const found = await desk.json('agent', 'list');
    expect(found).to.have.length(2);
    const bob = found.find(({ address }: { address: string }) => address === 'bob@desk.example');
    expect(bob).to.deep.include({ tier: 2, departments: ['support'], hasPassword: false, hasFactor: false });
    expect(bob.id).to.match(/^[0-9a-f]{24}$/);
    expect(JSON.stringify(found)).not.to.match(/passwordHash|totp|credentials/);
    const { stdout } = await desk.postern('agent', 'list');
    expect(stdout)
      .to.match(/ADDRESS\s+NAME\s+ROLE/)
      .and.match(/bob@desk\.example.*invited/);
  });

  it('gives new links by address and by ID, disables and enables, and keeps the last admin', async () => {
    const { id, link } = await desk.json('agent', 'reset', 'bob@desk.example');
    expect(linkIn(link)).to.equal(link);
    expect((await desk.json('agent', 'disable', id)).enabled).to.equal(false);
    expect((await desk.postern('agent', 'reset', id)).code).to.equal(1);
    expect((await desk.postern('agent', 'enable', id)).stdout).to.equal(
      'bob@desk.example can log in again.\n',
    );
    const last = await desk.postern('agent', 'disable', 'kim@desk.example');
    expect(last.code).to.equal(1);
    expect(last.stderr).to.include('last admin');
  });
});

describe('the first start', function () {
  this.timeout(120_000);
  let target: TestDatabase;
  let daemon: Daemon;
  const env = () => ({ POSTERN_STORE__URI: target.uri, POSTERN_STORE__DATABASE: target.database });
  const start = () => startDaemon({ settings: {}, env: env() });

  before(async () => {
    target = await testDatabase();
    daemon = await start();
  });
  after(async () => {
    await daemon.remove();
    await target.drop();
  });

  const inbox = () => /Inbox\s+(http:\S+)/.exec(daemon.output())?.[1] ?? '';
  const statusOf = async (cookie: string) =>
    (await fetch(inbox(), { headers: { cookie }, redirect: 'manual' })).status;
  let cookie = '';

  it('prints a link that lets the first admin choose a password, once', async () => {
    const link = linkIn(daemon.output());
    expect(daemon.output()).to.include('Log in as admin@localhost, within 30 minutes');
    expect(await (await fetch(link)).text()).to.include('name="password"');
    expect(
      (await fetch(link, { method: 'POST', body: new URLSearchParams({ password: 'short' }) })).status,
    ).to.equal(422);
    const answer = await choose(link);
    expect(answer.status).to.equal(303);
    cookie = cookieOf(answer);
    expect(await statusOf(cookie)).to.equal(200);
    expect((await choose(link)).status).to.equal(410);
  });

  it('prints none any more once he was in', async () => {
    const other = await start();
    expect(other.output()).to.include('Inbox').and.not.include('Log in as');
    await other.remove();
  });

  it('is followed by a command that ends the sessions of a running Postern at once', async () => {
    await run(['agent', 'add', 'second@localhost', '--role', 'admin'], { env: env() });
    expect(await statusOf(cookie)).to.equal(200);
    const { code } = await run(['agent', 'disable', 'admin@localhost'], { env: env() });
    expect(code).to.equal(0);
    expect(await statusOf(cookie)).to.equal(303);
    await run(['agent', 'enable', 'admin@localhost'], { env: env() });
    expect(await statusOf(cookie)).to.equal(303);
    const { stdout } = await run(['agent', 'reset', 'admin@localhost'], { env: env() });
    const path = new URL(linkIn(stdout)).pathname;
    expect((await choose(new URL(path, inbox()).href)).status).to.equal(303);
  });
});
