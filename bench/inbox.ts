/** `npm run bench:inbox`: pages of the inbox over HTTP, and the queries behind them, in a store of 100,000 tickets. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import mongoose, { type mongo } from 'mongoose';
import { ticketLists } from '../src/model/inbox.ts';
import { startMongod } from '../src/store/mongod.ts';
import { startInbox, type TestInbox } from '../test/support/inbox.ts';
import { silentLog } from '../test/support/log.ts';
import { stopTestServer } from '../test/support/mongod.ts';
import { cpuSeconds } from './cpu.ts';
import { writeSection } from './document.ts';
import { describeMachine } from './machine.ts';
import { seed } from './search-seed.ts';
import { median, percentile, table, whole } from './statistics.ts';

const help = `npm run bench:inbox -- [options]
  --tickets N   in the store (100000)
  --each N      requests of each page (60)
  --write       put the tables into docs/performance.md
`;

const { values: options } = parseArgs({
  options: {
    tickets: { type: 'string', default: '100000' },
    each: { type: 'string', default: '60' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string) => void process.stderr.write(`${line}\n`);
const database = 'bench';
/** Messages of a ticket, on average, as the seed makes them. */
const perTicket = 3.3;
/** Requests before those that count. */
const warmUp = 5;
/** What a list may take at the server, and a page with all it loads. */
const goals = { listMs: 50, pageOctets: 200_000 } as const;

if (options.help) process.stdout.write(help);
else await run();

async function run(): Promise<void> {
  const machine = await describeMachine(['npm run bench:inbox --', ...process.argv.slice(2)].join(' '));
  const dataDir = await mkdtemp(join(tmpdir(), 'postern-bench-inbox-'));
  const path = process.env['PATH'] ?? '';
  const program = process.env['POSTERN_STORE__MONGOD'];
  const mongod = await startMongod({ dataDir, port: 0, program, path, log: silentLog });
  const client = await mongoose.mongo.MongoClient.connect(mongod.uri);
  try {
    const db = client.db(database);
    say('seeding …');
    const { tickets } = await seed(db, Math.round(Number(options.tickets) * perTicket), () => undefined);
    await backlog(db, tickets);
    say('indexing …');
    const inbox = await startInbox({ store: { uri: mongod.uri, database, leaseSeconds: 30 } });
    const markdown = [machine, about(tickets), await measured(inbox, db, tickets)].join('\n\n');
    await inbox.remove();
    await stopTestServer();
    process.stdout.write(`${markdown}\n`);
    if (options.write) await writeSection('inbox', markdown);
  } finally {
    await client.close();
    await mongod.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** A bad month: the newest eighth is open, most of it nobody’s. */
async function backlog(db: mongo.Db, tickets: number): Promise<void> {
  const rows = db.collection('tickets');
  const newest = { number: { $gt: tickets - Math.round(tickets / 8) } };
  await rows.updateMany(newest, { $set: { state: 'open', owner: null } });
  await rows.updateMany(
    { number: { $gt: tickets - Math.round(tickets / 100) } },
    { $set: { owner: 'bob@desk.example' } },
  );
}

function about(tickets: number): string {
  return `${whole(tickets)} tickets, of which an eighth is open. Times are those of whole requests over loopback: session, counts, query and page.`;
}

interface Row {
  readonly name: string;
  readonly times: readonly number[];
  /** Processor time of one request: gateway, database and who asked. */
  readonly cpuMs: number;
  readonly octets: number;
}

async function measured(inbox: TestInbox, db: mongo.Db, tickets: number): Promise<string> {
  const { kim, bob } = inbox.people;
  const cookies = { admin: await inbox.cookie(kim), 'agent of one department': await inbox.cookie(bob) };
  const rows: Row[] = [];
  for (const [who, cookie] of Object.entries(cookies)) {
    for (const list of ticketLists)
      rows.push(await page(`list ${list}, ${who}`, `${inbox.base}/inbox?list=${list}`, cookie));
    rows.push(await page(`lists and counts alone, ${who}`, `${inbox.base}/inbox/lists?q=`, cookie));
  }
  const cookie = cookies.admin;
  rows.push(await page('list all, 1,000 tickets on', await farPage(inbox, cookie), cookie));
  rows.push(await page('a ticket', `${inbox.base}/inbox/${tickets - 10}-K7QF`, cookie));
  return [
    pagesTable(rows),
    '### Queries of the lists',
    await explained(db, inbox.base, cookies),
    '### Goals of the inbox',
    goalsOf(rows),
  ].join('\n\n');
}

async function page(name: string, url: string, cookie: string): Promise<Row> {
  const times: number[] = [];
  let octets = 0;
  let before = 0;
  for (let n = 0; n < Number(options.each) + warmUp; n += 1) {
    // The first ones compile and fill caches.
    if (n === warmUp) before = await cpuSeconds(process.pid);
    const began = performance.now();
    const answer = await fetch(url, { headers: { cookie } });
    octets = (await answer.arrayBuffer()).byteLength;
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    if (n >= warmUp) times.push(performance.now() - began);
  }
  say(`${name}: ${whole(median(times))} ms`);
  const cpuMs = (1000 * ((await cpuSeconds(process.pid)) - before)) / times.length;
  return { name, times, cpuMs, octets };
}

/** Twenty pages on. */
async function farPage({ base }: TestInbox, cookie: string): Promise<string> {
  let url = `${base}/inbox?list=all`;
  for (let n = 0; n < 20; n += 1) {
    const text = await (await fetch(url, { headers: { cookie } })).text();
    const next = /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
    if (next !== undefined) url = `${base}${next}`;
  }
  return url;
}

function pagesTable(rows: readonly Row[]): string {
  const cells = rows.map(({ name, times, cpuMs, octets }) => [
    name,
    whole(median(times)),
    whole(percentile(times, 0.95)),
    whole(cpuMs),
    whole(octets / 1000),
  ]);
  return table(['page', 'p50, ms', 'p95, ms', 'processor time, ms', 'KB'], cells);
}

/** What the database says of the queries of each list: the plan, and how much it looked at for a page of fifty. */
async function explained(
  db: mongo.Db,
  base: string,
  cookies: Readonly<Record<string, string>>,
): Promise<string> {
  const rows: string[][] = [];
  for (const [who, cookie] of Object.entries(cookies))
    for (const list of ticketLists) {
      await db.command({ profile: 2 });
      await (await fetch(`${base}/inbox?list=${list}`, { headers: { cookie } })).text();
      await db.command({ profile: 0 });
      const seen = db.collection('system.profile');
      const found = await seen.findOne({ ns: `${database}.tickets`, 'command.find': 'tickets' });
      await seen.drop();
      const { planSummary, keysExamined, docsExamined, nreturned } = found ?? ({} as mongo.Document);
      rows.push([
        `${list}, ${who}`,
        planOf(String(planSummary)),
        ...[keysExamined, docsExamined, nreturned].map(String),
      ]);
    }
  return table(['list', 'plan', 'keys', 'documents', 'given'], rows);
}

/** Without the repetition for each state. */
function planOf(summary: string): string {
  return [...new Set(summary.split(/,\s*(?=IXSCAN|COLLSCAN)/))].join(', ').replaceAll('|', '\\|');
}

function goalsOf(rows: readonly Row[]): string {
  const lists = rows.filter(({ name }) => name.startsWith('list '));
  const slowest = Math.max(...lists.map(({ times }) => median(times)));
  const heaviest = Math.max(...rows.map(({ octets }) => octets));
  const cells = [
    ['slowest list, p50, ms', slowest, goals.listMs],
    ['heaviest page without what browsers keep, octets', heaviest, goals.pageOctets],
  ] as const;
  return table(
    ['goal', 'measured', 'at most', 'met'],
    cells.map(([name, value, most]) => [name, whole(value), whole(most), value <= most ? 'yes' : 'no']),
  );
}
