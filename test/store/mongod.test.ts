import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { describe as words } from '../../src/failure.ts';
import { type EmbeddedDatabase, findMongod, startMongod } from '../../src/store/mongod.ts';
import { freePort } from '../../src/store/mongod-process.ts';
import { eventually } from '../support/gateway.ts';
import { keptLog, silentLog } from '../support/log.ts';

describe('the embedded database', () => {
  let dataDir: string;
  const running: EmbeddedDatabase[] = [];

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'postern-embedded-'));
  });

  afterEach(async () => {
    for (const database of running.splice(0)) await database.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const path = process.env['PATH'] ?? '';
  const program = process.env['POSTERN_STORE__MONGOD'];

  async function start(options: { dataDir?: string; port?: number; program?: string } = {}) {
    const database = await startMongod({ dataDir, port: 0, program, path, log: silentLog, ...options });
    running.push(database);
    return database;
  }

  /** Starts it in a process of its own, which ends it at SIGTERM. */
  async function startElsewhere() {
    const source = new URL('../../src/store/mongod.ts', import.meta.url);
    const code = `import { startMongod } from '${source}';
      const log = { info() {}, warn() {}, error() {}, debug() {} };
      const database = await startMongod({ ...JSON.parse(process.argv[1]), log });
      process.on('SIGTERM', () => database.stop().then(() => process.exit()));
      console.log(database.uri);`;
    const options = JSON.stringify({ dataDir, port: 0, program, path });
    const postern = spawn(process.execPath, ['--input-type=module', '-e', code, options]);
    const [uri] = await once(postern.stdout.setEncoding('utf8'), 'data');
    return { postern, uri: String(uri).trim() };
  }

  async function fault(starting: Promise<unknown>): Promise<string> {
    return starting.then(
      () => 'it started',
      (error: unknown) => words(error),
    );
  }

  it('keeps its data and its port over a restart', async () => {
    const first = await start();
    await withClient(first.uri, (client) => client.db('t').collection('c').insertOne({ word: 'kept' }));
    await first.stop();
    const second = await start();
    expect(second.uri).to.equal(first.uri);
    await withClient(second.uri, async (client) => {
      const found = await client.db('t').collection('c').findOne();
      expect(found?.['word']).to.equal('kept');
    });
  });

  it('keeps its data when the port changes', async () => {
    const first = await start();
    await withClient(first.uri, (client) => client.db('t').collection('c').insertOne({ word: 'kept' }));
    await first.stop();
    const second = await start({ port: await freePort() });
    expect(second.uri).not.to.equal(first.uri);
    await withClient(second.uri, async (client) => {
      expect(await client.db('t').collection('c').countDocuments()).to.equal(1);
    });
  });

  it('lets nobody else read its files', async () => {
    await start();
    expect((await stat(join(dataDir, 'db'))).mode & 0o777).to.equal(0o700);
  });

  it('is joined, not started twice, by a second Postern on the same data directory', async () => {
    const first = await start();
    const second = await start();
    expect(second).to.include({ uri: first.uri, owned: false });
    await second.stop();
    await withClient(first.uri, (client) => client.db('admin').command({ ping: 1 }));
  });

  it('is started again when it ends alone', async () => {
    const log = keptLog();
    const database = await startMongod({ dataDir, port: 0, program, path, log });
    running.push(database);
    await withClient(database.uri, async (client) => {
      const { pid } = await client.db('admin').command({ serverStatus: 1 });
      process.kill(Number(pid), 'SIGKILL');
    });
    await withClient(database.uri, (client) => client.db('t').collection('c').insertOne({}));
    expect(log.entries.map((entry) => entry.event)).to.include('database-ended');
  });

  it('ends with a Postern that is killed, and the next one starts at once', async () => {
    const { postern, uri } = await startElsewhere();
    postern.kill('SIGKILL');
    await once(postern, 'exit');
    expect(await start()).to.include({ uri, owned: true });
  });

  for (const end of ['SIGKILL', 'SIGTERM'] as const) {
    it(`is started again, once, by those who joined it when its Postern ends (${end})`, async () => {
      const { postern, uri } = await startElsewhere();
      const joined = [await start(), await start()];
      expect(joined.map(({ owned }) => owned)).to.deep.equal([false, false]);
      await withClient(uri, (client) => client.db('t').collection('c').insertOne({ word: 'kept' }));
      postern.kill(end);
      await once(postern, 'exit');
      await eventually('a new owner', async () => joined.some(({ owned }) => owned), 60_000);
      await withClient(uri, async (client) => {
        expect(await client.db('t').collection('c').countDocuments()).to.equal(1);
      });
      expect(joined.filter(({ owned }) => owned)).to.have.length(1);
      const owner = joined.find(({ owned }) => owned);
      await owner?.stop();
      const heir = joined.find((database) => database !== owner);
      await eventually('its heir', async () => heir?.owned === true, 60_000);
      await withClient(uri, (client) => client.db('admin').command({ ping: 1 }));
    });
  }

  it('is left to its own Postern where that one still runs', async () => {
    const { postern, uri } = await startElsewhere();
    const joined = await start();
    await withClient(uri, async (client) => {
      const { pid } = await client.db('admin').command({ serverStatus: 1 });
      process.kill(Number(pid), 'SIGKILL');
    });
    await withClient(uri, (client) => client.db('t').collection('c').insertOne({}));
    expect(joined.owned).to.equal(false);
    postern.kill('SIGTERM');
    await once(postern, 'exit');
  });

  it('says that the directory is locked where another program works on it', async () => {
    const first = await start();
    await rm(join(dataDir, 'mongod.json'));
    expect(await fault(start())).to.match(/DBPathInUse/);
    await first.stop();
  });

  it('says what to do where there is no program', async () => {
    expect(await fault(start({ program: '/nowhere/mongod' }))).to.match(/no program at \/nowhere\/mongod/);
  });

  it('says what the program said where it cannot run', async () => {
    const broken = join(dataDir, 'mongod');
    await writeFile(broken, '#!/bin/sh\necho "a library is missing" >&2\nexit 127\n', { mode: 0o755 });
    expect(await fault(start({ program: broken }))).to.match(/mongod ended: a library is missing/);
  });

  it('says that the data directory cannot be written to', async () => {
    const file = join(dataDir, 'file');
    await writeFile(file, '');
    expect(await fault(start({ dataDir: join(file, 'data') }))).to.match(/cannot be written to/);
  });

  it('says what is damaged', async () => {
    await mkdir(join(dataDir, 'db'));
    await writeFile(join(dataDir, 'db', 'WiredTiger.wt'), 'not a table');
    await writeFile(join(dataDir, 'db', 'storage.bson'), 'not an object');
    expect(await fault(start())).to.match(/mongod ended: .*(corrupt|storage\.bson|metadata)/i);
  });

  it('finds the program on PATH before any other', async () => {
    const own = join(dataDir, 'mongod');
    await writeFile(own, '', { mode: 0o755 });
    expect(await findMongod(undefined, `/nowhere:${dataDir}`)).to.equal(own);
  });
});

async function withClient<T>(
  uri: string,
  use: (client: mongoose.mongo.MongoClient) => Promise<T>,
): Promise<T> {
  const client = await mongoose.mongo.MongoClient.connect(uri);
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}
