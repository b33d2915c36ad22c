/** Postfix with a durable queue, whose deliveries are discarded: it does all that accepting a mail takes, and no more. */
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, listens } from '../src/store/mongod-process.ts';
import { account, findProgram } from '../test/support/program.ts';

export interface Postfix {
  readonly pid: number;
  readonly port: number;
  /** Resolves when its queue is empty. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Why there is no Postfix here, or null where there is one. */
export function postfixMissing(): string | null {
  if (findProgram('postfix') === null) return 'Postfix is not installed';
  return process.getuid?.() === 0 ? null : 'only root can start Postfix';
}

/** Starts one with its own settings, queue and port; that of the machine is not touched. */
export async function startPostfix(): Promise<Postfix> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-postfix-'));
  await chmod(folder, 0o755);
  const port = await freePort();
  const settings = join(folder, 'etc');
  for (const name of ['etc', 'queue', 'data']) await mkdir(join(folder, name));
  const owner = await account('postfix');
  if (owner) await chown(join(folder, 'data'), owner.uid, owner.gid);
  await writeFile(join(settings, 'main.cf'), mainCf(folder));
  await writeFile(join(settings, 'master.cf'), masterCf(port));
  const postfix = (command: string) => run(findProgram('postfix') ?? 'postfix', ['-c', settings, command]);
  await postfix('start');
  for (let tries = 0; !(await listens(port)); tries += 1) {
    if (tries > 200) throw new Error('Postfix does not listen');
    await sleep(50);
  }
  const pid = Number(await readFile(join(folder, 'queue/pid/master.pid'), 'utf8'));
  return {
    pid,
    port,
    async quiet() {
      while ((await queued(join(folder, 'queue'))) > 0) await sleep(50);
    },
    async stop() {
      await postfix('abort');
      await sleep(500); // Its children end behind the master.
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function queued(folder: string): Promise<number> {
  const names = ['incoming', 'active', 'deferred', 'maildrop'];
  const files = await Promise.all(
    names.map((name) => readdir(join(folder, name), { recursive: true, withFileTypes: true })),
  );
  return files.flat().filter((file) => file.isFile()).length;
}

function mainCf(folder: string): string {
  return `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = bench.example
mydestination = localhost
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
local_recipient_maps =
alias_maps =
alias_database =
local_transport = discard:
default_transport = discard:
relay_transport = discard:
virtual_transport = discard:
default_process_limit = 120
maillog_file = ${folder}/log
maillog_file_prefixes = ${tmpdir()}
`;
}

function masterCf(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`;
}
