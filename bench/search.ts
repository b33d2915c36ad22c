/** `npm run bench:search`: searches and similar tickets in a store of a million messages. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import mongoose, { type mongo } from 'mongoose';
import type { Store } from '../src/model/ports.ts';
import { startMongod } from '../src/store/mongod.ts';
import { openStore } from '../src/store/store.ts';
import { silentLog } from '../test/support/log.ts';
import { writeSection } from './document.ts';
import { describeMachine } from './machine.ts';
import { measure, searchGoals, searchTable, type Timed, timedAll } from './search-measure.ts';
import { kindsOf } from './search-queries.ts';
import { type Seeded, seed, seededBefore } from './search-seed.ts';
import { median, percentile, whole } from './statistics.ts';

const help = `npm run bench:search -- [options]
  --messages N   in the store (1000000)
  --each N       searches of each kind (12)
  --uri URI      a database server of your own, instead of the embedded one
  --database DB  there (bench); it is measured as it is, or seeded where it is empty
  --write        put the tables into docs/performance.md
`;

const { values: options } = parseArgs({
  options: {
    messages: { type: 'string', default: '1000000' },
    each: { type: 'string', default: '12' },
    uri: { type: 'string' },
    database: { type: 'string', default: 'bench' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string) => void process.stderr.write(`${line}\n`);
const { database } = options;

if (options.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const machine = await describeMachine(['npm run bench:search --', ...process.argv.slice(2)].join(' '));
  const { uri, end } =
    options.uri === undefined ? await ownServer() : { uri: options.uri, end: async () => {} };
  const client = await mongoose.mongo.MongoClient.connect(uri, { writeConcern: { w: 1, j: false } });
  try {
    const db = client.db(database);
    const seeded = await seedOnce(db);
    const store = await openStore({ uri, database, owner: 'bench', leaseSeconds: 30, log: silentLog });
    const markdown = [machine, await size(db, seeded), await measured(store, db, seeded)].join('\n\n');
    await store.close();
    process.stdout.write(`${markdown}\n`);
    if (options.write) await writeSection('search', markdown);
  } finally {
    await client.close();
    await end();
  }
}

/** The embedded database as shipped, on a fresh directory. */
async function ownServer(): Promise<{ uri: string; end: () => Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-bench-search-'));
  const path = process.env['PATH'] ?? '';
  const program = process.env['POSTERN_STORE__MONGOD'];
  const mongod = await startMongod({ dataDir, port: 0, program, path, log: silentLog });
  const end = async () => {
    await mongod.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { uri: mongod.uri, end };
}

async function seedOnce(db: mongo.Db): Promise<Seeded> {
  const messages = await db.collection('messages').estimatedDocumentCount();
  if (messages > 0) return seededBefore(messages, await db.collection('tickets').estimatedDocumentCount());
  say('seeding …');
  return seed(db, Number(options.messages), progress());
}

async function measured(store: Store, db: mongo.Db, { vocabulary, tickets }: Seeded): Promise<string> {
  const now = new Date();
  const all: Timed[] = [];
  for (const kind of kindsOf(vocabulary, Number(options.each))) {
    const timed = await measure(store, db, kind, now);
    say(`${kind.name}: ${whole(median(timed.own))} ms`);
    all.push(timed);
  }
  const similar = await similarTimes(store, db, tickets);
  const [p50, p95] = [median(similar.times), percentile(similar.times, 0.95)].map(whole);
  return [
    '### Searches',
    searchTable(all),
    `Similar tickets beside an open one: p50 ${p50} ms, p95 ${p95} ms, processor time ${whole(similar.cpu)} ms.`,
    '### Goals of searching',
    searchGoals(all, similar),
  ].join('\n\n');
}

/** Of the newest tickets, as somebody opens them. */
async function similarTimes(store: Store, db: mongo.Db, tickets: number): ReturnType<typeof timedAll> {
  const everybody = { address: '', departments: 'all' } as const;
  const rows = await db
    .collection('tickets')
    .find({ number: { $gt: tickets - 40 } })
    .toArray();
  const works = rows.map(
    ({ _id }) =>
      () =>
        store.inbox.similar(everybody, String(_id), 5),
  );
  for (const work of works) await work();
  return timedAll(db, works);
}

async function size(db: mongo.Db, { tickets, messages }: Seeded): Promise<string> {
  const { indexSizes, size: octets } = await db.command({ collStats: 'words' });
  const index = Object.entries(indexSizes as Record<string, number>).find(([name]) => name.includes('words'));
  const all = await db.command({ dbStats: 1 });
  const mib = (value: number) => `${whole(value / 2 ** 20)} MiB`;
  return `${whole(messages)} messages in ${whole(tickets)} tickets: ${mib(all['dataSize'])} of data, of which the words are ${mib(octets)}; their index takes ${mib(index?.[1] ?? 0)} on disk.`;
}

function progress(): (done: number) => void {
  let next = 0;
  return (done) => {
    if (done < next) return;
    say(`${whole(done)} messages`);
    next += 100_000;
  };
}
