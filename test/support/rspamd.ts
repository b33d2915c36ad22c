/** A real rspamd, cut off from the network: it scores by what stands in the mail, and GTUBE makes it say reject. */
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/store/mongod-process.ts';
import { account, findProgram, type Program, startProgram } from './program.ts';

export interface Rspamd {
  /** Of the normal worker. */
  readonly url: string;
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

/** Starts one with its own ports and files. Throws where there is none. */
export async function startRspamd(): Promise<Rspamd> {
  const missing = rspamdMissing();
  const file = findProgram('rspamd');
  if (missing !== null || file === null) throw new Error(missing ?? '');
  const folder = await mkdtemp(join(tmpdir(), 'postern-rspamd-'));
  const port = await freePort();
  await writeFolder(folder, port, await freePort(), await freePort());
  const variables = {
    LOCAL_CONFDIR: folder,
    DBDIR: join(folder, 'db'),
    RUNDIR: join(folder, 'run'),
    LOGDIR: join(folder, 'log'),
  };
  const args = [
    ...['-f', '-u', user, '-g', user, '-c', '/etc/rspamd/rspamd.conf'],
    ...Object.entries(variables).map(([name, value]) => `--var=${name}=${value}`),
  ];
  const url = `http://127.0.0.1:${port}`;
  const start = () => startProgram(file, args, () => answers(url));
  let program: Program = await start();
  return {
    url,
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

async function writeFolder(folder: string, port: number, controller: number, deadDns: number): Promise<void> {
  const files: Record<string, string> = {
    'worker-normal.inc': `bind_socket = "127.0.0.1:${port}"; count = 1;`,
    'worker-controller.inc': `bind_socket = "127.0.0.1:${controller}"; secure_ip = ["127.0.0.1"];`,
    'worker-proxy.inc': 'enabled = false;',
    'logging.inc': 'type = "console"; level = "notice";',
    'options.inc': [
      `dns { nameserver = ["127.0.0.1:${deadDns}"]; timeout = 0.1s; retransmits = 1; }`,
      'filters = "chartable,regexp"; rrd = "";',
      // Compiling Debian's list of 9,628 suffixes takes most of the start, and minutes on a busy machine.
      `url_tld = "${join(folder, 'suffixes')}";`,
    ].join('\n'),
    'fuzzy_check.conf': 'enabled = false; rule "rspamd.com" { servers = "127.0.0.1:1"; enabled = false; }',
    'classifier-bayes.conf': 'enabled = false;',
    ...Object.fromEntries(switchedOff.map((name) => [`${name}.conf`, 'enabled = false;'])),
  };
  await mkdir(join(folder, 'local.d'));
  await writeFile(join(folder, 'suffixes'), 'com\norg\nnet\nexample\n');
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, 'local.d', name), `${text}\n`);
  await chmod(folder, 0o755);
  const owner = await account(user);
  for (const name of ['db', 'run', 'log']) {
    await mkdir(join(folder, name));
    if (owner) await chown(join(folder, name), owner.uid, owner.gid);
  }
}
