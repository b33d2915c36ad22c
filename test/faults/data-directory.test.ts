/** Data directories that cannot be used: clear words, an exit code, and nothing is changed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { findMongod, startMongod } from '../../src/store/mongod.ts';
import { freePort, listens } from '../../src/store/mongod-process.ts';
import { eventually } from '../support/gateway.ts';
import { silentLog } from '../support/log.ts';
import { makeSmallDisk, smallDiskMissing } from '../support/small-disk.ts';

const main = join(import.meta.dirname, '../../src/main.ts');
const path = process.env['PATH'] ?? '';

describe('a data directory that cannot be used', function () {
  this.timeout(120_000);
  let dataDir: string;
  let mongod: string;
  const db = (file = '') => join(dataDir, 'db', file);

  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'postern-data-'));
    mongod = await findMongod(process.env['POSTERN_STORE__MONGOD'], path);
    const database = await startMongod({ dataDir, port: 0, program: mongod, path, log: silentLog });
    await database.stop();
    // Preallocated and empty: mongod makes them anew.
    const journal = await readdir(db('journal'));
    for (const file of journal.filter((name) => name.includes('Preplog')))
      await rm(db(join('journal', file)));
  });

  after(() => rm(dataDir, { recursive: true, force: true }));

  /** `postern run`, which is expected to end: its exit code and what it told. */
  async function run(on = dataDir): Promise<{ code: number | null; words: string }> {
    const child = spawn(process.execPath, [main, 'run'], {
      cwd: tmpdir(),
      env: {
        PATH: path,
        POSTERN_STORE__MONGOD: mongod,
        POSTERN_DATA_DIR: on,
        POSTERN_SMTP__PORT: '0',
        POSTERN_HTTP__PORT: '0',
        POSTERN_METRICS__PORT: '0',
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const deadline = setTimeout(() => child.kill('SIGTERM'), 60_000);
    const [words] = await Promise.all([text(child.stderr), once(child, 'exit')]);
    clearTimeout(deadline);
    return { code: child.exitCode, words };
  }

  const damages: Record<string, { file: string; damage(file: string): Promise<void>; says: RegExp }> = {
    'a file that names the others is overwritten': {
      file: 'WiredTiger.turtle',
      damage: (file) => writeFile(file, 'garbage'),
      says: /data is damaged.*WiredTiger\.turtle/,
    },
    'a block of a table is overwritten': {
      file: 'WiredTiger.wt',
      damage: (file) => overwrite(file, 8192, 20_480),
      says: /data is damaged.*WiredTiger\.wt.*checksum/,
    },
    'a table is cut short': {
      file: 'WiredTiger.wt',
      damage: (file) => writeFile(file, 'short'),
      says: /data is damaged.*WiredTiger\.wt/,
    },
    'the journal is overwritten': {
      file: 'journal/WiredTigerLog.0000000001',
      damage: (file) => overwrite(file, 0, 65_536),
      says: /data is damaged.*journal/,
    },
    'its description is overwritten': {
      file: 'storage.bson',
      damage: (file) => writeFile(file, 'xx'),
      says: /data is damaged.*metadata/,
    },
    'it was written by a newer version': {
      file: 'WiredTiger.turtle',
      damage: async (file) => {
        const old = await readFile(file, 'utf8');
        await writeFile(file, old.replace(/version=\(major=\d+/, 'version=(major=99'));
      },
      says: /of another version of MongoDB/,
    },
  };

  for (const [what, { file, damage, says }] of Object.entries(damages)) {
    it(`is told of, and left as it is, where ${what}`, async () => {
      const kept = join(dataDir, 'kept');
      await copyFile(db(file), kept);
      await damage(db(file));
      const before = await sums(db());
      const { code, words } = await run();
      expect(words).to.match(says);
      expect(code).to.equal(69);
      expect(await sums(db())).to.deep.equal(before);
      await rename(kept, db(file));
    });
  }

  it('is told of where another program works on it, which goes on', async () => {
    const other = await startAlone();
    const before = (await sums(db())).filter(([file]) => file === 'storage.bson' || file === 'WiredTiger');
    const { code, words } = await run();
    expect(words).to.match(/another program works on this data directory/);
    expect(code).to.equal(69);
    expect(await sums(db())).to.deep.include.members(before);
    expect(other.exitCode).to.equal(null);
    other.kill('SIGTERM');
    await once(other, 'exit');
  });

  async function startAlone(): Promise<ChildProcess> {
    const port = await freePort();
    const args = ['--dbpath', db(), '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', 'postern'];
    const child = spawn(mongod, args, { stdio: 'ignore' });
    await eventually('the other program', () => listens(port));
    return child;
  }

  it('is told of where the database is gone that was there, and nothing is begun anew', async () => {
    await rename(db(), join(dataDir, 'elsewhere'));
    const { code, words } = await run();
    expect(words).to.match(/the database that was in .* is missing: mount it or restore a backup/);
    expect(code).to.equal(69);
    expect(await readdir(dataDir))
      .to.include('elsewhere')
      .and.not.include('db');
    await rename(join(dataDir, 'elsewhere'), db());
  });

  it('is told of where it holds the files of something else', async () => {
    const foreign = await mkdtemp(join(tmpdir(), 'postern-foreign-'));
    await mkdir(join(foreign, 'db', 'base'), { recursive: true });
    await writeFile(join(foreign, 'db', 'PG_VERSION'), '15\n');
    const { code, words } = await run(foreign);
    expect(words).to.match(/holds files that are no database/);
    expect(code).to.equal(78);
    expect(await readdir(foreign, { recursive: true })).to.have.members(['db', 'db/base', 'db/PG_VERSION']);
    await rm(foreign, { recursive: true });
  });

  it('is told of where nothing can be written to it (needs the right to mount)', async function () {
    if ((await smallDiskMissing()) !== null) return this.skip();
    const disk = await makeSmallDisk(1_048_576);
    disk.makeReadOnly();
    const { code, words } = await run(join(disk.folder, 'data'));
    await disk.remove();
    expect(words).to.match(/dataDir: .* cannot be written to/);
    expect(code).to.equal(78);
  });

  it('works again once all is as it was', async () => {
    const database = await startMongod({ dataDir, port: 0, program: mongod, path, log: silentLog });
    expect(database.owned).to.equal(true);
    await database.stop();
  });
});

async function overwrite(file: string, from: number, octets: number): Promise<void> {
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(octets, 0x5a), 0, octets, from);
  await handle.close();
}

/** All files below a folder, with their SHA-256. */
async function sums(folder: string): Promise<[file: string, sum: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const sum = async (file: string) =>
    createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  return Promise.all(
    files.sort().map(async (file): Promise<[string, string]> => [file.slice(folder.length), await sum(file)]),
  );
}
