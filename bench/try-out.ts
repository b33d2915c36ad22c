/** `npm run bench:try-out`: rules tried on past mail. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import mongoose, { type mongo } from 'mongoose';
import { makeTryOut } from '../src/assembly/try-out/try-out.ts';
import { settingsSchema } from '../src/config/schema.ts';
import type { Store } from '../src/model/ports.ts';
import type { RuleDraft } from '../src/model/rules.ts';
import { startMongod } from '../src/store/mongod.ts';
import { openStore } from '../src/store/store.ts';
import { silentLog } from '../test/support/log.ts';
import { writeSection } from './document.ts';
import { describeMachine } from './machine.ts';
import { table, whole } from './statistics.ts';
import { seedPast } from './try-out-seed.ts';

const help = `npm run bench:try-out -- [options]
  --mails N    in the store (100000)
  --threads N  that read and decide (as many as there are processors)
  --write      put the table into docs/performance.md
`;

const { values: options } = parseArgs({
  options: {
    mails: { type: 'string', default: '100000' },
    threads: { type: 'string', default: String(availableParallelism()) },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string) => void process.stderr.write(`${line}\n`);

/** What admins try: another threshold, what the rows tell, and what only the bytes tell. */
const drafts: Readonly<Record<string, RuleDraft>> = {
  thresholds: { rules: [], thresholds: { quarantineAt: 4, rejectAt: 12 } },
  'rules on sender, score and subject': {
    rules: [
      { name: 'sender', when: { sender: { ends: '.net' }, score: { above: 3 } }, then: { quarantine: true } },
      { name: 'subject', when: { subject: { contains: 'printer 7' } }, then: { quarantine: true } },
    ],
    thresholds: null,
  },
  'rules on the body': {
    rules: [
      { name: 'words', when: { body: { contains: 'zirconium' } }, then: { quarantine: true } },
      { name: 'expression', when: { body: { matches: 'lamp.{0,40}invoice' } }, then: { score: 3 } },
      { name: 'links', when: { domain: { ends: '.example' } }, then: { score: 2 } },
    ],
    thresholds: null,
  },
};

if (options.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const machine = await describeMachine(['npm run bench:try-out --', ...process.argv.slice(2)].join(' '));
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-bench-try-out-'));
  const path = process.env['PATH'] ?? '';
  const program = process.env['POSTERN_STORE__MONGOD'];
  const mongod = await startMongod({ dataDir, port: 0, program, path, log: silentLog });
  try {
    await seeded(mongod.uri);
    const { uri } = mongod;
    const store = await openStore({
      uri,
      database: 'bench',
      owner: 'bench',
      leaseSeconds: 30,
      log: silentLog,
    });
    const markdown = [machine, await measured(store)].join('\n\n');
    await store.close();
    process.stdout.write(`${markdown}\n`);
    if (options.write) await writeSection('try-out', markdown);
  } finally {
    await mongod.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function seeded(uri: string): Promise<void> {
  const client: mongo.MongoClient = await mongoose.mongo.MongoClient.connect(uri, {
    writeConcern: { w: 1, j: false },
  });
  say(`seeding ${options.mails} mails …`);
  await seedPast(client.db('bench'), Number(options.mails));
  await client.close();
}

async function measured(store: Store): Promise<string> {
  const tryOut = makeTryOut({
    store,
    settings: () => settingsSchema.parse({}),
    staff: () => [],
    now: () => new Date(),
    threads: Number(options.threads),
  });
  const rows: string[][] = [];
  for (const [name, draft] of Object.entries(drafts)) {
    const watch = watchProcess();
    const span = { since: new Date(0), until: new Date() };
    const { mails, changed } = await tryOut(draft, { ...span, progress: watch.look });
    const { seconds, cpuSeconds, mebibytes, delayMs } = watch.end();
    say(`${name}: ${whole(mails / seconds)} mails/s`);
    rows.push([
      name,
      whole(mails),
      whole(changed),
      seconds.toFixed(1),
      whole(mails / seconds),
      whole(mails / cpuSeconds),
      whole(mebibytes),
      whole(delayMs),
    ]);
  }
  const head = [
    'tried',
    'mails',
    'of another fate',
    'seconds',
    'mails/s',
    'mails for a second of processor time',
    'memory, MiB more',
    'longest that the main thread was held up, ms (99 %)',
  ];
  return [`${options.threads} threads.`, table(head, rows)].join('\n\n');
}

/** What a try-out takes of its process, the threads counted in. */
function watchProcess() {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const before = process.memoryUsage().rss;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  let highest = before;
  return {
    look: () => {
      highest = Math.max(highest, process.memoryUsage().rss);
    },
    end() {
      delay.disable();
      const { user, system } = process.cpuUsage(cpu);
      return {
        seconds: (performance.now() - began) / 1000,
        cpuSeconds: (user + system) / 1e6,
        mebibytes: (highest - before) / 2 ** 20,
        delayMs: delay.percentile(99) / 1e6,
      };
    },
  };
}
