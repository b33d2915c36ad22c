/** A real rspamd, cut off from the network: it scores by what stands in the mail, and GTUBE makes it say reject. */
import { chmod, chown, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from '../../src/store/mongod-process.ts';
import { account, findProgram, type Program, startProgram } from './program.ts';
import { type Redis, redisMissing, startRedis } from './redis.ts';

export interface Rspamd {
  /** Of the normal worker. */
  readonly url: string;
  /** Of the controller, which asks loopback for no password. */
  readonly controller: string;
  /** Of its files. */
  readonly folder: string;
  /** With `bayes`: where it keeps what it learned. */
  readonly redis: Redis | null;
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

/** Body line, to be followed by a line end, that every spam filter must call spam. Written in two so that this file is no such mail. */
export const gtube = ['XJS*C4JDBQADN1.NSBN3*2IDNEN*', 'GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'].join('');

const user = '_rspamd';

/** Why there is no rspamd here, or null where there is one. */
export function rspamdMissing(): string | null {
  if (findProgram('rspamd') === null) return 'rspamd is not installed';
  return process.getuid?.() === 0 ? null : 'only root can start rspamd under its own account';
}

export interface RspamdTestOptions {
  /** The set-up that we ship (config/rspamd), with a Redis of its own, instead of the bare one. */
  readonly bayes?: boolean;
  /** Mails of each class after which Bayes has its say; the set-up that we ship wants 200. */
  readonly minLearns?: number;
  /** With `bayes`: laid over local.d, by file name. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts one with its own ports and files. Throws where there is none. */
export async function startRspamd(options: RspamdTestOptions = {}): Promise<Rspamd> {
  const missing = rspamdMissing() ?? (options.bayes ? redisMissing() : null);
  const file = findProgram('rspamd');
  if (missing !== null || file === null) throw new Error(missing ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'postern-rspamd-'));
  const ports = { normal: await freePort(), controller: await freePort(), deadDns: await freePort() };
  const redis = options.bayes ? await startRedis() : null;
  if (redis === null) await writeFiles(join(folder, 'local.d'), bareFiles(folder, ports));
  else await writeShipped(folder, ports, redis.port, options);
  await writeFolders(folder);
  const args = ['-f', '-u', user, '-g', user, '-c', '/etc/rspamd/rspamd.conf', ...rspamdVariables(folder)];
  const url = `http://127.0.0.1:${ports.normal}`;
  const controller = `http://127.0.0.1:${ports.controller}`;
  const start = () =>
    startProgram(file, args, async () => (await answers(url)) && (await answers(controller)));
  let program: Program = await start();
  return {
    url,
    controller,
    folder,
    redis,
    stop: () => program.stop(),
    kill: () => program.kill(),
    async start() {
      program = await start();
    },
    pause: () => program.pause(),
    resume: () => program.resume(),
    async remove() {
      await program.kill();
      await redis?.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What makes rspamd and rspamadm use the files of a folder. */
export function rspamdVariables(folder: string): string[] {
  const places = { LOCAL_CONFDIR: folder, DBDIR: 'db', RUNDIR: 'run', LOGDIR: 'log' };
  return Object.entries(places).map(([name, place]) => `--var=${name}=${resolve(folder, place)}`);
}

const answers = (url: string) =>
  fetch(`${url}/ping`).then(
    (response) => response.ok,
    () => false,
  );

/** Parts that ask the network or a database. */
const switchedOff = [
  ...[
    'rbl',
    'surbl',
    'spf',
    'dmarc',
    'dkim',
    'arc',
    'dkim_signing',
    'hfilter',
    'mx_check',
    'asn',
    'phishing',
  ],
  ...['rspamd_update', 'url_redirector', 'p0f', 'greylist', 'ratelimit', 'history_redis', 'neural'],
  ...['reputation', 'replies', 'whitelist', 'clickhouse', 'elastic'],
];

interface Ports {
  readonly normal: number;
  readonly controller: number;
  /** Where a name server would be, were there one. */
  readonly deadDns: number;
}

function bareFiles(folder: string, ports: Ports): Record<string, string> {
  return {
    ...surroundings(folder, ports),
    'worker-proxy.inc': 'enabled = false;',
    'options.inc': `${options(folder, ports)} filters = "chartable,regexp";`,
    'fuzzy_check.conf': 'enabled = false; rule "rspamd.com" { servers = "127.0.0.1:1"; enabled = false; }',
    'classifier-bayes.conf': 'enabled = false;',
    ...Object.fromEntries(switchedOff.map((name) => [`${name}.conf`, 'enabled = false;'])),
  };
}

/** Ports and files that a test has for itself. */
function surroundings(folder: string, ports: Ports): Record<string, string> {
  return {
    'worker-normal.inc': `bind_socket = "127.0.0.1:${ports.normal}"; count = 1;`,
    'worker-controller.inc': `bind_socket = "127.0.0.1:${ports.controller}"; secure_ip = ["127.0.0.1"];`,
    'logging.inc': 'type = "console"; level = "notice";',
    'options.inc': options(folder, ports),
  };
}

const options = (folder: string, { deadDns }: Ports) =>
  [
    `dns { nameserver = ["127.0.0.1:${deadDns}"]; timeout = 0.1s; retransmits = 1; }`,
    'rrd = "";',
    // A change of weights reaches the scanner by this file, which it looks at so often.
    'map_watch_interval = 5s;',
    // Compiling Debian's list of 9,628 suffixes takes most of the start, and minutes on a busy machine.
    `url_tld = "${join(folder, 'suffixes')}";`,
  ].join('\n');

const shipped = join(import.meta.dirname, '../../config/rspamd');

/** Exactly the files that we ship; what a test has for itself is laid over them. */
async function writeShipped(folder: string, ports: Ports, redis: number, given: RspamdTestOptions) {
  await cp(join(shipped, 'local.d'), join(folder, 'local.d'), { recursive: true });
  await cp(join(shipped, 'offline.d'), join(folder, 'override.d'), { recursive: true });
  const ours = surroundings(folder, ports);
  await writeFiles(join(folder, 'override.d'), {
    ...ours,
    'options.inc': `${ours['options.inc']}\nfilters = "chartable,regexp";`,
    'redis.conf': `servers = "127.0.0.1:${redis}";`,
    ...(given.minLearns === undefined ? {} : { 'classifier-bayes.conf': `min_learns = ${given.minLearns};` }),
    ...given.files,
  });
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), `${text}\n`);
}

/** What rspamd writes into, under its own account. */
async function writeFolders(folder: string): Promise<void> {
  await writeFile(join(folder, 'suffixes'), 'com\norg\nnet\nexample\n');
  await chmod(folder, 0o755);
  const owner = await account(user);
  for (const name of ['db', 'run', 'log']) {
    await mkdir(join(folder, name));
    if (owner) await chown(join(folder, name), owner.uid, owner.gid);
  }
}
