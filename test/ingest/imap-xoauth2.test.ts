import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ImapAccount } from '../../src/config/schema.ts';
import { freePort, listens } from '../../src/store/mongod-process.ts';
import { dovecotMissing } from '../support/dovecot.ts';
import { findProgram, type Program, startProgram } from '../support/program.ts';
import { eventually, makeRig, type Rig } from './imap-rig.ts';

/** A provider: gives tokens, and tells Dovecot which of them hold (RFC 7662). */
class Provider {
  given = 0;
  lifetimeS = 3600;
  granting = true;
  /** True: the tokens it gives do not hold. */
  stillborn = false;
  readonly valid = new Set<string>();
  private readonly server: Server = createServer((request, response) => {
    request.resume();
    response.setHeader('content-type', 'application/json');
    const token = new URL(request.url ?? '', 'http://localhost').searchParams.get('token');
    if (token !== null)
      return response.end(JSON.stringify({ active: this.valid.has(token), username: 'support' }));
    if (!this.granting) return response.writeHead(400).end('{"error":"invalid_grant"}');
    const next = `access-${++this.given}`;
    if (!this.stillborn) this.valid.add(next);
    return response.end(JSON.stringify({ access_token: next, expires_in: this.lifetimeS }));
  });
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  async start(): Promise<void> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
  }
  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe('logging in with OAuth 2.0', function () {
  this.timeout(30_000);
  const provider = new Provider();
  let folder: string;
  let port: number;
  let dovecot: Program;
  let rig: Rig;

  before(async function () {
    const file = findProgram('dovecot');
    if (dovecotMissing() !== null || file === null) return this.skip();
    await provider.start();
    folder = await mkdtemp(join(tmpdir(), 'postern-xoauth2-'));
    await chmod(folder, 0o755);
    await mkdir(join(folder, 'home'));
    await chmod(join(folder, 'home'), 0o777);
    port = await freePort();
    await writeFile(join(folder, 'oauth2.conf'), introspection(provider.url));
    await writeFile(join(folder, 'dovecot.conf'), configuration(folder, port));
    dovecot = await startProgram(file, ['-c', join(folder, 'dovecot.conf'), '-F'], () => listens(port));
  });
  after(async () => {
    await dovecot?.stop();
    provider.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    rig = makeRig();
    provider.granting = true;
    provider.lifetimeS = 3600;
  });
  afterEach(() => rig.close());

  const account = (): ImapAccount => ({
    name: 'support',
    host: '127.0.0.1',
    port,
    secure: false,
    user: 'support',
    oauth2: { clientId: 'postern', refreshToken: 'refresh', tokenUrl: `${provider.url}/token` },
    mailbox: 'INBOX',
    pollSeconds: 1,
    longestPauseSeconds: 300,
  });
  const last = () => rig.mailboxes.said.at(-1);

  it('gets in, and comes back with a fresh token before the old one ends', async () => {
    provider.lifetimeS = 2;
    const before = provider.given;
    rig.start(account());
    await eventually('it came back twice', () => provider.given >= before + 3);
    await eventually('it waits', () => last()?.state === 'idle');
    expect(rig.mailboxes.said.map(({ state }) => state)).not.to.include('trouble');
  });

  it('asks for another token when the server refuses one', async () => {
    provider.stillborn = true;
    rig.start(account());
    await eventually('it is named', () => last()?.detail.includes('refuses the login') === true);
    provider.stillborn = false;
    await eventually('it waits', () => last()?.state === 'idle');
  });

  it('says when the mailbox has to be authorised again, and goes on when it was', async () => {
    provider.granting = false;
    rig.start(account());
    await eventually('it is named', () => last()?.detail.includes('authorise the mailbox again') === true);
    provider.granting = true;
    await eventually('it waits', () => last()?.state === 'idle');
    const kept = JSON.stringify([rig.log.entries, rig.mailboxes.said]);
    expect(kept).not.to.match(/access-\d|"refresh"/);
  });
});

const introspection = (url: string) => `
introspection_mode = get
introspection_url = ${url}/introspect?token=
username_attribute = username
active_attribute = active
active_value = true
`;

const configuration = (folder: string, port: number) => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = xoauth2 oauthbearer
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:~/Maildir
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${folder}/home/%u
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
namespace inbox {
  inbox = yes
  separator = /
}
`;
