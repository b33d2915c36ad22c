/** A database that hangs while much large mail comes: memory stays bounded, and clients are asked to come again. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findMongod } from '../../src/store/mongod.ts';
import { eventually } from '../support/gateway.ts';
import { startNode, type TestNode } from '../support/node.ts';
import { makeLoad } from './load.ts';

const MiB = 1_048_576;
const budget = 32 * MiB;
const size = 8 * MiB;
const clients = 48;
/** A mail is in memory a few times while it is received, parsed and written: far less than all that is sent. */
const bound = 6 * budget;

describe('a gateway whose database hangs under much large mail', function () {
  this.timeout(180_000);
  let dataDir: string;
  let node: TestNode;
  let mongod = 0;

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'postern-memory-'));
    node = await startNode({
      POSTERN_DATA_DIR: dataDir,
      POSTERN_SMTP__BYTES_IN_FLIGHT: String(budget),
      POSTERN_STORE__MONGOD: await findMongod(
        process.env['POSTERN_STORE__MONGOD'],
        process.env['PATH'] ?? '',
      ),
    });
    mongod = Number.parseInt(await readFile(join(dataDir, 'db', 'mongod.lock'), 'utf8'), 10);
  });

  after(async () => {
    if (mongod > 0) process.kill(mongod, 'SIGCONT');
    await node?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const load = makeLoad('large', { port: () => node.smtpPort, size, silenceMs: 60_000 });

  it('keeps to its budget of octets in flight, and answers 4yz', async () => {
    expect((await load.send('large-first')).code).to.equal(250);
    const before = await memory(node);
    process.kill(mongod, 'SIGSTOP');
    const subjects = Array.from({ length: clients }, (_, i) => `large-${i}`);
    const replies = await Promise.all(subjects.map((subject) => load.send(subject)));
    const peak = await memory(node);
    expect(peak.most - before.now, 'growth').to.be.lessThan(bound);
    expect(bound, 'all that was sent').to.be.lessThan(clients * size);
    for (const { code, text } of replies) expect(code, text).to.be.within(400, 499);
  });

  it('takes the mail when the database goes on', async () => {
    process.kill(mongod, 'SIGCONT');
    await eventually('a mail', async () => (await load.send('large-0')).code === 250, 60_000);
  });
});

/** Resident memory of the process, in octets: now, and at most (proc(5)). */
async function memory({ process: { pid } }: TestNode): Promise<{ now: number; most: number }> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]);
  return { now: field('VmRSS'), most: field('VmHWM') };
}
