/** What is measured against each other. Each gets the same load; none runs while another does. */
import mongoose from 'mongoose';
import { makeRspamd } from '../src/screening/rspamd.ts';
import { freePort, listens } from '../src/store/mongod-process.ts';
import { findProgram, startProgram } from '../test/support/program.ts';
import { cpuSeconds } from './cpu.ts';
import type { Gateway } from './gateway.ts';
import type { Postfix } from './postfix.ts';
import { type Load, sendLoad } from './source.ts';

/** Per second. `filed` where accepting is not all: accepted and filed, up to the last one. */
export interface Rates {
  readonly accepted: number;
  readonly filed?: number;
  /** Processor time for one mail, ms, of the server and all it runs. */
  readonly cpu?: number;
}

export interface Contestant {
  readonly name: string;
  run(load: Load): Promise<Rates>;
  /** Waits until it does nothing any more. */
  quiet(): Promise<void>;
  stop(): Promise<void>;
}

const settledMs = 120_000;

/** Throws where tickets and mails sent differ: identical mails would be one, and make the rest look fast. */
export function postern(name: string, gateway: Gateway): Contestant {
  return {
    name,
    async run(load) {
      const cpuBefore = await cpuSeconds(gateway.pid);
      const before = await gateway.counts.totals();
      const started = performance.now();
      const seconds = await sendLoad(gateway.smtpPort, load);
      await gateway.counts.settled(settledMs);
      const filedSeconds = (performance.now() - started) / 1000;
      const after = await gateway.counts.totals();
      const tickets = after.tickets - before.tickets;
      if (tickets !== load.mails)
        throw new Error(`${load.mails} mails were sent, and ${tickets} tickets came of them`);
      const cpu = (1000 * ((await cpuSeconds(gateway.pid)) - cpuBefore)) / load.mails;
      return { accepted: load.mails / seconds, filed: load.mails / filedSeconds, cpu };
    },
    quiet: () => gateway.counts.quiet(settledMs),
    stop: () => gateway.stop(),
  };
}

export function postfixQueue(postfix: Postfix): Contestant {
  return {
    name: 'Postfix, durable queue',
    async run(load) {
      const cpuBefore = await cpuSeconds(postfix.pid);
      const accepted = load.mails / (await sendLoad(postfix.port, load));
      await postfix.quiet();
      return { accepted, cpu: (1000 * ((await cpuSeconds(postfix.pid)) - cpuBefore)) / load.mails };
    },
    quiet: async () => {},
    stop: () => postfix.stop(),
  };
}

/** The sink of Postfix: takes mail and forgets it. The most that SMTP and smtp-source give on this machine. */
export async function startSmtpSink(): Promise<Contestant> {
  const port = await freePort();
  const file = findProgram('smtp-sink') ?? 'smtp-sink';
  const args = [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), `127.0.0.1:${port}`, '1000'];
  const program = await startProgram(file, args, () => listens(port));
  return {
    name: 'smtp-sink, discards',
    run: async (load) => ({ accepted: load.mails / (await sendLoad(port, load)) }),
    quiet: async () => {},
    stop: () => program.kill(),
  };
}

/** The least that any durable store of mail in MongoDB does: one document, on a majority and in the journal. */
export async function bareInserts(uri: string): Promise<Contestant> {
  const client = await mongoose.mongo.MongoClient.connect(uri, {
    writeConcern: { w: 'majority', j: true },
    maxPoolSize: 100,
  });
  const collection = client.db('bare').collection('mails');
  return {
    name: 'insertOne, majority and journal',
    async run({ connections, mails, size }) {
      const body = Buffer.alloc(size, 'X');
      return { accepted: await pace(connections, mails, () => collection.insertOne({ body })) };
    },
    quiet: async () => {},
    async stop() {
      await client.db('bare').dropDatabase();
      await client.close();
    },
  };
}

/** rspamd asked as Postern asks it, and nothing else. */
export function rspamdAlone(url: string): Contestant {
  const scorer = makeRspamd({ url, password: null, timeoutMs: 10_000, mtaName: 'bench.example' });
  const source = {
    kind: 'smtp',
    address: '127.0.0.1',
    helo: 'bench.example',
    hostname: null,
    tls: false,
    user: null,
  } as const;
  const envelope = { sender: 'ana@example.net', recipients: ['support@localhost'] };
  return {
    name: 'rspamd alone',
    async run({ connections, mails, size }) {
      const body = `${'X'.repeat(78)}\r\n`.repeat(Math.ceil(size / 80));
      const raw = (n: number) =>
        Buffer.from(`From: ana@example.net\r\nMessage-ID: <${n}@bench.example>\r\n\r\n${body}`);
      const ask = async (n: number) => {
        const { kind } = await scorer.score(raw(n), envelope, source, String(n));
        if (kind !== 'scored') throw new Error('rspamd did not score');
      };
      return { accepted: await pace(connections, mails, ask) };
    },
    quiet: async () => {},
    stop: async () => {},
  };
}

/** Does the work `total` times, so many at once; gives how often a second. */
async function pace(atOnce: number, total: number, work: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  const worker = async () => {
    while (next < total) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (total / (performance.now() - started)) * 1000;
}
