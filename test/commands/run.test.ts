/** `postern run` as a process: who it is, what it is handed, how it is told of new settings, and how it ends. */
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { eventually } from '../support/gateway.ts';
import { compose } from '../support/mail.ts';
import { type TestDatabase, testDatabase } from '../support/mongod.ts';
import { account } from '../support/program.ts';
import { conversation, sendMail, sendOver } from '../support/smtp-client.ts';
import { type Daemon, freePorts, main, newFolder, startDaemon, writeSettings } from './daemon.ts';

const call = promisify(execFile);
const isRoot = process.getuid?.() === 0;

/** A listening socket, and its descriptor. */
async function listening(): Promise<{ server: Server; port: number; fd: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return { server, fd, port: (server.address() as AddressInfo).port };
}

/** A port below 1024 that nobody listens on. */
async function lowPort(): Promise<number> {
  for (let port = 900; port < 1024; port++) {
    const server = createServer().listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    server.close();
    if (free) return port;
  }
  throw new Error('no low port is free');
}

describe('a started Postern', function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let store: Record<string, unknown>;
  const daemons: Daemon[] = [];
  const start = async (...options: Parameters<typeof startDaemon>) => {
    const daemon = await startDaemon(...options);
    daemons.push(daemon);
    return daemon;
  };

  before(async () => {
    database = await testDatabase();
    store = { uri: database.uri, database: database.database };
  });
  afterEach(() => Promise.all(daemons.splice(0).map((daemon) => daemon.remove())));
  after(() => database.drop());

  it('opens a low port as root, then is another user for good, with a data directory of its own', async function () {
    const nobody = await account('nobody');
    if (!isRoot || nobody === null) return this.skip();
    const port = await lowPort();
    const settings = { smtp: { port }, dataDir: 'data', run: { user: 'nobody' } };
    const daemon = await start({ settings });
    expect(daemon.smtpPort).to.equal(port);
    const data = join(daemon.folder, 'data');
    const mongod = Number.parseInt(await readFile(join(data, 'db', 'mongod.lock'), 'utf8'), 10);
    const four = (id: number) => `\t${id}\t${id}\t${id}\t${id}\n`;
    for (const pid of [daemon.pid, mongod]) {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      expect(status)
        .to.include(`Uid:${four(nobody.uid)}`)
        .and.include(`Gid:${four(nobody.gid)}`);
      expect(status).to.match(new RegExp(`Groups:\\t${nobody.gid} ?\n`));
      expect(status).to.match(/CapEff:\t0+\n/);
    }
    expect((await stat(data)).mode & 0o777).to.equal(0o700);
    expect((await stat(data)).uid).to.equal(nobody.uid);
    expect((await stat(join(data, 'secret.key'))).mode & 0o777).to.equal(0o600);
    const { port: databasePort } = JSON.parse(await readFile(join(data, 'mongod.json'), 'utf8'));
    const elsewhere = await once(connect(databasePort, '127.0.0.2'), 'connect').catch(
      (error: unknown) => error,
    );
    expect(elsewhere, 'the database listens on 127.0.0.1 alone').to.include({ code: 'ECONNREFUSED' });
    const answer = await sendMail(port, { from: 'a@b.example', to: ['support@localhost'], raw: compose({}) });
    expect(answer.code, answer.text).to.equal(250);
    // Commands by that user, who may not look at a process that was root, find the same database.
    const asUser = { cwd: daemon.folder, env: { PATH: process.env['PATH'] ?? '' }, ...nobody };
    const { stdout } = await call(process.execPath, [main, 'ticket', 'list', '--json'], asUser);
    expect(JSON.parse(stdout)).to.have.length(1);
  });

  it('makes a data directory that root has filled the user’s, and follows no link in it', async function () {
    const nobody = await account('nobody');
    if (!isRoot || nobody === null) return this.skip();
    const folder = await newFolder();
    const data = join(folder, 'data');
    await mkdir(join(data, 'tls'), { recursive: true });
    await writeFile(join(folder, 'victim'), 'root’s');
    await call('ln', ['-s', join(folder, 'victim'), join(data, 'tls', 'link')]);
    const daemon = await start({
      settings: { store, dataDir: data, run: { user: 'nobody', group: 'nogroup' } },
    });
    expect((await stat(join(data, 'tls'))).uid).to.equal(nobody.uid);
    expect((await stat(join(folder, 'victim'))).uid).to.equal(0);
    expect(await readFile(`/proc/${daemon.pid}/status`, 'utf8')).to.include(`Uid:\t${nobody.uid}\t`);
    await daemon.remove();
    await rm(folder, { recursive: true });
  });

  it('is refused a user that there is not, and one that it cannot become', async function () {
    if (!isRoot) return this.skip();
    const unknown = await startDaemon({ settings: { store, run: { user: 'no-such-user' } } }).catch(String);
    expect(unknown).to.include('it ended with 78').and.include('there is no no-such-user');
    const folder = await newFolder();
    await writeSettings(folder, { ...freePorts, store, run: { user: 'root' } });
    await chmod(join(folder, 'postern.yaml'), 0o644);
    const { status, stderr } = spawnSync(process.execPath, [main, 'run'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
      ...(await account('nobody')),
      encoding: 'utf8',
    });
    expect([status, stderr]).to.deep.equal([78, 'postern: run.user: only root can become root\n']);
    await rm(folder, { recursive: true });
  });

  it('listens on a socket that the service manager opened, by its name', async () => {
    const { server, fd, port } = await listening();
    const daemon = await start({
      settings: { store, smtp: { port: 1 } },
      env: { LISTEN_FDS: '2', LISTEN_FDNAMES: 'other:smtp' },
      through: ['/bin/sh', '-c', 'LISTEN_PID=$$ exec "$@"', 'sh'],
      stdio: ['ignore', 'pipe', 'pipe', 'ignore', fd],
    });
    expect(daemon.smtpPort).to.equal(port);
    server.close();
    expect((await conversation(port)).greeting.text).to.include('Postern');
  });

  it('leaves sockets alone that are another process’s', async () => {
    const { server, fd, port } = await listening();
    const daemon = await start({
      settings: { store },
      env: { LISTEN_PID: '1', LISTEN_FDS: '1', LISTEN_FDNAMES: 'smtp' },
      stdio: ['ignore', 'pipe', 'pipe', fd],
    });
    expect(daemon.smtpPort).not.to.equal(port);
    server.close();
  });

  it('tells of a port that is taken before it makes a database', async () => {
    const { server, port } = await listening();
    const folder = await newFolder();
    await writeSettings(folder, { ...freePorts, smtp: { port }, dataDir: 'data' });
    const child = spawnSync(process.execPath, [main, 'run'], {
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
      encoding: 'utf8',
    });
    expect(child.status).to.equal(78);
    expect(child.stderr).to.include(`smtp: cannot listen on 127.0.0.1:${port}`);
    expect(
      await access(join(folder, 'data')).then(
        () => 'made',
        () => 'not made',
      ),
    ).to.equal('not made');
    server.close();
    await rm(folder, { recursive: true });
  });

  it('ends with 78 where the key of its secrets is lost, changes nothing, and goes on when it is back', async () => {
    const folder = await newFolder();
    const dataDir = join(folder, 'data');
    const first = await start({ settings: { dataDir } });
    first.process.kill('SIGTERM');
    expect(await first.ended).to.equal(0);
    const key = join(dataDir, 'secret.key');
    const kept = await readFile(key);
    await rm(key);
    const lost = await startDaemon({ settings: { dataDir } }).catch(String);
    expect(lost)
      .to.include('it ended with 78')
      .and.match(/sealed with key [0-9a-f]{12} \(none is given\)/);
    expect(
      await access(key).then(
        () => 'made anew',
        () => 'not there',
      ),
    ).to.equal('not there');
    await writeFile(key, kept, { mode: 0o600 });
    const again = await start({ settings: { dataDir } });
    expect((await conversation(again.smtpPort)).greeting.code).to.equal(220);
    await again.remove();
    await rm(folder, { recursive: true });
  });

  it('tells the service manager when it is ready, reloads and stops', async () => {
    const folder = await newFolder();
    const told = join(folder, 'told');
    const program = join(folder, 'systemd-notify');
    await writeFile(program, `#!/bin/sh\necho "$NOTIFY_SOCKET $*" >> ${told}\n`, { mode: 0o755 });
    const PATH = `${folder}:${process.env['PATH']}`;
    const daemon = await start({ settings: { store }, env: { PATH, NOTIFY_SOCKET: '/run/x' } });
    await daemon.reload();
    await eventually('the end of it', async () => (await readFile(told, 'utf8')).split('\n').length > 3);
    daemon.process.kill('SIGTERM');
    expect(await daemon.ended).to.equal(0);
    const words = ['READY=1', 'RELOADING=1', 'READY=1', 'STOPPING=1'];
    expect(await readFile(told, 'utf8')).to.equal(words.map((word) => `/run/x ${word}\n`).join(''));
    await rm(folder, { recursive: true });
  });

  describe('told to stop', () => {
    it('finishes the mail that is being sent, answers 250 for it, and ends with 0', async () => {
      const daemon = await start({ settings: { store } });
      const idle = await conversation(daemon.smtpPort);
      const talk = await conversation(daemon.smtpPort);
      for (const line of ['EHLO a.example', 'MAIL FROM:<a@b.example>', 'RCPT TO:<support@localhost>', 'DATA'])
        await talk.say(line);
      talk.write('Subject: under way\r\n');
      daemon.process.kill('SIGTERM');
      expect((await idle.reply()).code).to.equal(421);
      await once(idle.socket, 'close');
      expect((await talk.say('\r\nhalf a mail, and the other half\r\n.')).code).to.equal(250);
      expect(await daemon.ended).to.equal(0);
      expect(daemon.log().map(({ event }) => event)).to.include.members(['stopping', 'stopped']);
    });

    it('waits no longer than it may', async () => {
      const daemon = await start({ settings: { store, run: { stopSeconds: 1 } } });
      const talk = await conversation(daemon.smtpPort);
      for (const line of ['EHLO a.example', 'MAIL FROM:<a@b.example>', 'RCPT TO:<support@localhost>', 'DATA'])
        await talk.say(line);
      daemon.process.kill('SIGTERM');
      expect(await daemon.ended).to.equal(0);
      await talk.closed;
    });

    it('ends at once when it is told twice', async () => {
      const daemon = await start({ settings: { store } });
      const talk = await conversation(daemon.smtpPort);
      for (const line of ['EHLO a.example', 'MAIL FROM:<a@b.example>', 'RCPT TO:<support@localhost>', 'DATA'])
        await talk.say(line);
      daemon.process.kill('SIGTERM');
      await daemon.logged('stopping');
      daemon.process.kill('SIGTERM');
      expect(await daemon.ended).to.equal(130);
    });
  });

  describe('told of new settings (SIGHUP)', () => {
    const desk = (...addresses: string[]) => ({
      ...freePorts,
      store,
      log: { format: 'json' },
      authentication: { enabled: false },
      departments: [{ name: 'support', addresses }],
    });
    const mail = (to: string) => ({ from: 'kim@customer.example', to: [to], raw: compose({ subject: to }) });

    it('goes on with all of them, without a break, and names what needs a restart', async () => {
      const daemon = await start({ settings: desk('support@one.example') });
      const talk = await conversation(daemon.smtpPort);
      expect((await sendMail(daemon.smtpPort, mail('support@two.example'))).code).to.equal(550);
      await writeSettings(daemon.folder, {
        ...desk('support@two.example'),
        log: { format: 'json', level: 'debug' },
        smtp: { port: 0, maxSize: 2048 },
      });
      expect(await daemon.reload()).to.deep.include({
        event: 'settings reloaded',
        changed: ['departments[0]', 'log.level'],
      });
      expect((await daemon.logged('settings changed that need a restart'))['settings']).to.deep.equal([
        'smtp.maxSize',
      ]);
      expect((await sendOver(talk, mail('support@two.example'))).code, 'on the old connection').to.equal(250);
      expect((await sendMail(daemon.smtpPort, mail('support@one.example'))).code).to.equal(550);
    });

    it('keeps the old ones, lists all problems and loses no mail where any is no good', async () => {
      const daemon = await start({ settings: desk('support@one.example') });
      let sending = true;
      const codes: number[] = [];
      const load = Array.from({ length: 4 }, async () => {
        while (sending) codes.push((await sendMail(daemon.smtpPort, mail('support@one.example'))).code);
      });
      const file = join(daemon.folder, 'postern.yaml');
      const good = await readFile(file, 'utf8');
      await writeFile(file, 'departments: [\n  broken: {');
      const broken = await daemon.reload();
      await writeSettings(daemon.folder, {
        ...desk('support@two.example', 'support@two.example'),
        screening: { quarantineAt: 'many' },
        routing: [{ name: 'x', when: { subject: { matches: '(' } }, then: {} }],
      });
      const wrong = await daemon.reload();
      await writeSettings(daemon.folder, {
        ...desk('support@two.example'),
        receipts: { templates: '/nowhere' },
      });
      const templates = await daemon.reload();
      await writeSettings(daemon.folder, {
        ...desk('support@two.example'),
        smtp: { port: 0, tls: { certificate: '/nowhere/c.pem', key: '/nowhere/k.pem' } },
      });
      const certificate = await daemon.reload();
      sending = false;
      await Promise.all(load);
      expect(codes.length).to.be.greaterThan(0);
      expect(codes.filter((code) => code !== 250)).to.deep.equal([]);
      for (const line of [broken, wrong, templates, certificate]) {
        expect(line['event'], JSON.stringify(line)).to.equal('settings not reloaded, the old ones stay');
      }
      expect((wrong['problems'] as string[]).join('\n'))
        .to.include('departments[0].addresses[1]')
        .and.include('screening.quarantineAt')
        .and.include('routing[0].when.subject.matches');
      expect((await sendMail(daemon.smtpPort, mail('support@two.example'))).code).to.equal(550);
      await writeFile(file, good.replaceAll('support@one.example', 'support@two.example'));
      expect((await daemon.reload())['event']).to.equal('settings reloaded');
      expect((await sendMail(daemon.smtpPort, mail('support@two.example'))).code).to.equal(250);
    });

    it('keeps the old ones where the file is gone or empty', async () => {
      const daemon = await start({ settings: desk('support@one.example') });
      const file = join(daemon.folder, 'postern.yaml');
      await writeFile(file, '');
      expect((await daemon.reload())['event']).to.equal('settings not reloaded, the old ones stay');
      await rm(file);
      expect((await daemon.reload())['event']).to.equal('settings not reloaded, the old ones stay');
      expect((await sendMail(daemon.smtpPort, mail('support@one.example'))).code).to.equal(250);
      await writeSettings(daemon.folder, desk('support@two.example'));
      expect((await daemon.reload())['event']).to.equal('settings reloaded');
    });

    it('reads templates anew', async () => {
      const folder = await newFolder();
      await cp(join(import.meta.dirname, '../../config/templates'), folder, { recursive: true });
      const receipts = { templates: folder };
      const daemon = await start({ settings: { ...desk('support@one.example'), receipts } });
      const template = join(folder, 'en', 'receipt.txt.liquid');
      const before = await readFile(template, 'utf8');
      await writeFile(template, `${before}\n{% if %}`);
      expect((await daemon.reload())['event']).to.equal('settings not reloaded, the old ones stay');
      await writeFile(template, `${before}\nRead anew.`);
      expect((await daemon.reload())['event']).to.equal('settings reloaded');
      await rm(folder, { recursive: true });
    });
  });
});
