/** A real IMAP server with mailboxes of its own. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, listens } from '../../src/store/mongod-process.ts';
import { account, findProgram, type Program, startProgram } from './program.ts';

export interface Dovecot {
  readonly host: string;
  readonly port: number;
  /** The first user and his password. */
  readonly user: string;
  readonly password: string;
  /** Puts a mail into a mailbox as a delivery agent does; gives its file name. */
  deliver(raw: string | Uint8Array, mailbox?: string, user?: string): Promise<string>;
  /** The mails of a mailbox, oldest first; `flags` are Maildir's letters. */
  mails(mailbox?: string, user?: string): Promise<{ flags: string; raw: Buffer }[]>;
  /** Gives the mailbox a new UIDVALIDITY. */
  renumber(mailbox?: string, user?: string): Promise<void>;
  removeMailbox(mailbox: string, user?: string): Promise<void>;
  setPassword(password: string, user?: string): Promise<void>;
  /** Cuts the connections of a user. */
  disconnect(user?: string): Promise<void>;
  /** Ends it; `start` brings it back on the same port. */
  stop(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Stops it in its tracks; `resume` lets it go on. */
  pause(): void;
  resume(): void;
  /** Ends it for good and removes its files. */
  remove(): Promise<void>;
}

/** Owner of the mailboxes: an account that every Debian has. */
const owner = 'mail';
const run = promisify(execFile);

/** Why there is no Dovecot here, or null where there is one. */
export function dovecotMissing(): string | null {
  if (findProgram('dovecot') === null) return 'Dovecot is not installed';
  return process.getuid?.() === 0 ? null : 'only root can start Dovecot for several users';
}

/** Starts one with these users (name → password), each with INBOX, Processed and Failed. */
export async function startDovecot(
  users: Readonly<Record<string, string>> = { support: 'secret' },
): Promise<Dovecot> {
  const missing = dovecotMissing();
  const file = findProgram('dovecot');
  if (missing !== null || file === null) throw new Error(missing ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'postern-dovecot-'));
  await chmod(folder, 0o755);
  const port = await freePort();
  const config = join(folder, 'dovecot.conf');
  await writeFile(config, configuration(folder, port));
  const passwords = new Map(Object.entries(users));
  await writePasswords(folder, passwords);
  for (const name of passwords.keys()) await makeMailboxes(folder, name);
  const start = () => startProgram(file, ['-c', config, '-F'], () => listens(port));
  let program: Program = await start();
  const [user = '', password = ''] = Object.entries(users)[0] ?? [];
  const at = (mailbox = 'INBOX', name = user) => mailboxFolder(folder, name, mailbox);
  return {
    host: '127.0.0.1',
    port,
    user,
    password,
    deliver: (raw, mailbox, name) => deliver(at(mailbox, name), raw),
    mails: (mailbox, name) => readMails(at(mailbox, name)),
    renumber: (mailbox, name) => renumber(at(mailbox, name)),
    removeMailbox: (mailbox, name) => rm(at(mailbox, name), { recursive: true, force: true }),
    async setPassword(next, name = user) {
      passwords.set(name, next);
      await writePasswords(folder, passwords);
      await sleep(1100); // Dovecot looks at the file once in a second of its clock.
    },
    async disconnect(name = user) {
      await run(findProgram('doveadm') ?? 'doveadm', ['-c', config, 'kick', name]);
    },
    stop: () => program.stop(),
    kill: () => program.kill(),
    async start() {
      program = await start();
    },
    pause: () => program.pause(),
    resume: () => program.resume(),
    async remove() {
      await program.kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function configuration(folder: string, port: number): string {
  return `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
auth_cache_size = 0
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_max_userip_connections = 100
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${owner} gid=${owner} home=${folder}/home/%u
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
namespace inbox {
  inbox = yes
  separator = /
}
`;
}

async function writePasswords(folder: string, passwords: ReadonlyMap<string, string>): Promise<void> {
  const lines = [...passwords].map(([name, password]) => `${name}:{PLAIN}${password}\n`);
  const next = join(folder, 'users.new');
  await writeFile(next, lines.join(''), { mode: 0o644 });
  await rename(next, join(folder, 'users'));
}

/** Maildir++: INBOX is the folder itself, the others lie in it behind a dot. */
function mailboxFolder(folder: string, user: string, mailbox: string): string {
  const inbox = join(folder, 'home', user, 'Maildir');
  return mailbox === 'INBOX' ? inbox : join(inbox, `.${mailbox.replaceAll('/', '.')}`);
}

async function makeMailboxes(folder: string, user: string): Promise<void> {
  for (const mailbox of ['INBOX', 'Processed', 'Failed']) {
    const at = mailboxFolder(folder, user, mailbox);
    for (const part of ['cur', 'new', 'tmp']) await mkdir(join(at, part), { recursive: true });
  }
  await run('chown', ['-R', `${owner}:${owner}`, join(folder, 'home')]);
}

let delivered = 0;

async function deliver(at: string, raw: string | Uint8Array): Promise<string> {
  delivered += 1;
  const order = String(delivered).padStart(6, '0');
  const name = `${Math.floor(Date.now() / 1000)}.M${order}.${randomBytes(4).toString('hex')}`;
  const draft = join(at, 'tmp', name);
  await writeFile(draft, raw);
  const ids = await account(owner);
  if (ids) await chown(draft, ids.uid, ids.gid);
  await rename(draft, join(at, 'new', name));
  return name;
}

async function readMails(at: string): Promise<{ flags: string; raw: Buffer }[]> {
  const found = await Promise.all(
    ['new', 'cur'].map(async (part) => (await readdir(join(at, part))).map((name) => ({ part, name }))),
  );
  const oldestFirst = found.flat().sort((one, other) => (one.name < other.name ? -1 : 1));
  return Promise.all(
    oldestFirst.map(async ({ part, name }) => ({
      flags: name.split(':2,')[1] ?? '',
      raw: await readFile(join(at, part, name)),
    })),
  );
}

/** Without its index and list of UIDs a Maildir is new to Dovecot. */
async function renumber(at: string): Promise<void> {
  const names = await readdir(at);
  const known = names.filter((name) => name === 'dovecot-uidlist' || name.startsWith('dovecot.index'));
  for (const name of known) await rm(join(at, name));
}
