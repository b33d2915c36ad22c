import { randomBytes } from 'node:crypto';
import { open, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { openArchive } from '../../src/store/archive.ts';
import { acceptHeld, newFiling, newMail } from '../store/samples.ts';
import { type TestDatabase, testDatabase } from '../support/mongod.ts';
import { type Desk, openDesk, type Ran, run } from './cli.ts';

const { MongoClient } = mongoose.mongo;

/** All rows and indexes of a database, row by row as BSON; what belongs to the moment is left out. */
async function contents({ uri, database }: TestDatabase): Promise<Record<string, string[]>> {
  const client = await MongoClient.connect(uri);
  const found: Record<string, string[]> = {};
  for (const { name } of await client.db(database).listCollections().toArray()) {
    if (name === 'leases') continue;
    const rows: AsyncIterable<unknown> = client
      .db(database)
      .collection(name)
      .find({}, { raw: true, sort: { _id: 1 } });
    found[name] = [];
    for await (const row of rows) found[name].push(Buffer.from(row as Uint8Array).toString('base64'));
    const indexes = await client.db(database).collection(name).indexes();
    found[`${name} indexes`] = indexes.map((index) => JSON.stringify(index)).sort();
  }
  await client.close();
  return found;
}

const decoded = (row: string | undefined) =>
  mongoose.mongo.BSON.deserialize(Buffer.from(row ?? '', 'base64'));

describe('postern backup and restore', function () {
  this.timeout(120_000);
  let desk: Desk;
  let targets: TestDatabase[];
  const source = (): TestDatabase => ({
    uri: desk.env['POSTERN_STORE__URI'] ?? '',
    database: desk.env['POSTERN_STORE__DATABASE'] ?? '',
    drop: async () => undefined,
  });

  before(async () => {
    desk = await openDesk();
    targets = [];
    for (let i = 0; i < 30; i += 1)
      await desk.store.mails.file(await newFiling(desk.store, await acceptHeld(desk.store, `m${i}`)));
    // Beyond what one document holds: in GridFS.
    await desk.store.mails.accept([newMail(desk.store, 'large')], randomBytes(15_000_000), false);
    const open = [
      'ticket',
      'open',
      '--from',
      'ana@client.example',
      '--subject',
      'Printer on fire',
      'It burns.',
    ];
    const { id } = await desk.json(...open);
    await desk.json('ticket', 'note', id, 'Called her.');
    await desk.json('ticket', 'list', '--search', 'burns');
  });
  after(async () => {
    await Promise.all(targets.map((target) => target.drop()));
    await desk.close();
  });

  /** A database that nobody has used yet, and commands on it. */
  async function elsewhere(): Promise<{ target: TestDatabase; postern(...args: string[]): Promise<Ran> }> {
    const target = await testDatabase();
    targets.push(target);
    const env = { ...desk.env, POSTERN_STORE__DATABASE: target.database };
    return { target, postern: (...args) => run(args, { env }) };
  }

  it('gives back every document and every index, to the octet', async () => {
    const file = join(desk.folder, 'whole.backup');
    const before = await contents(source());
    const made = await desk.json('backup', file);
    expect(made.collections.tickets.rows).to.equal(31);
    expect(made.collections['raw.chunks'].rows).to.be.greaterThan(50);
    const { target, postern } = await elsewhere();
    const restored = await postern('restore', file, '--skip-numbers', '0');
    expect(restored).to.deep.include({ code: 0, stderr: '' });
    const { audit = [], ...others } = await contents(target);
    const { audit: auditBefore = [], ...othersBefore } = before;
    expect(Object.keys(others).sort()).to.deep.equal(Object.keys(othersBefore).sort());
    for (const [name, rows] of Object.entries(othersBefore)) expect(others[name], name).to.deep.equal(rows);
    expect(audit.slice(0, -1)).to.deep.equal(auditBefore);
    expect(decoded(audit.at(-1))).to.include({ action: 'store.restore', subject: file });
    expect((await postern('verify')).stdout).to.match(/^\d+ rows looked at, 0 findings\.\n$/);
    expect((await postern('audit', 'verify')).code).to.equal(0);
  });

  it('warns of secrets that came back sealed under a key that is not here, and finds them', async () => {
    const sealing = { ...desk.env, POSTERN_SECRETS__KEY: randomBytes(32).toString('base64') };
    const { target } = await elsewhere();
    const sealed = (key: Record<string, string>) => ({ ...key, POSTERN_STORE__DATABASE: target.database });
    const file = join(desk.folder, 'sealing.backup');
    await desk.postern('backup', join(desk.folder, 'clear.backup'));
    await run(['restore', join(desk.folder, 'clear.backup')], { env: sealed(sealing) });
    await run(['config', 'rotate-keys'], { env: sealed(sealing) });
    expect((await run(['verify'], { env: sealed(sealing) })).code).to.equal(0);
    expect((await run(['backup', file], { env: sealed(sealing) })).code).to.equal(0);
    const { postern } = await elsewhere();
    const restored = await postern('restore', file);
    expect(restored.code).to.equal(0);
    expect(restored.stderr).to.match(/^Warning: 2 sealed secrets cannot be opened: .* put that key back/);
    const { code, stdout } = await postern('verify', '--json');
    expect(code).to.equal(1);
    const { findings } = JSON.parse(stdout);
    expect(findings.map(({ what }: { what: string }) => what)).to.deep.equal(['key', 'key']);
    const checked = await postern('check', '--json');
    expect(checked.code).to.equal(78);
    const store = JSON.parse(checked.stdout).find(({ part }: { part: string }) => part === 'store');
    expect(store.advice).to.include('secrets.key');
  });

  it('ends with 64 where a file cannot be written or read', async () => {
    const { code, stderr } = await desk.postern('backup', join(desk.folder, 'nowhere', 'x.backup'));
    expect(code, stderr).to.equal(64);
    expect(stderr).to.equal(`postern: there is no folder ${join(desk.folder, 'nowhere')}\n`);
    expect((await desk.postern('verify', desk.folder)).code).to.equal(64);
    expect((await desk.postern('restore', join(desk.folder, 'none.backup'))).code).to.equal(64);
  });

  it('goes on with ticket numbers that nobody was given', async () => {
    const file = join(desk.folder, 'numbers.backup');
    await desk.json('backup', file);
    const after = await desk.store.tickets.nextNumber();
    const { postern } = await elsewhere();
    await postern('restore', file);
    const opened = await postern('ticket', 'open', '--from', 'a@b.example', '--subject', 'x', '--json');
    expect(JSON.parse(opened.stdout).number).to.be.greaterThan(after + 9000);
  });

  it('restores into no store that holds something', async () => {
    const file = join(desk.folder, 'whole.backup');
    const before = await contents(source());
    const { code, stdout, stderr } = await desk.postern('restore', file);
    expect({ code, stdout }).to.deep.equal({ code: 1, stdout: '' });
    expect(stderr).to.include('not empty');
    expect(await contents(source())).to.deep.equal(before);
  });

  it('writes nothing of a backup that was damaged, cut off, or has another key', async () => {
    const keyFile = join(desk.folder, 'backup.key');
    await writeFile(keyFile, randomBytes(32).toString('hex'));
    const file = join(desk.folder, 'sealed.backup');
    const made = await desk.json('backup', file, '--encrypt', '--key-file', keyFile);
    expect(made.encrypted).to.equal(true);
    expect((await readFile(file)).includes('client.example')).to.equal(false);
    const { target, postern } = await elsewhere();
    const refused = async (name: string, key: string, why: string) => {
      const { code, stderr } = await postern('restore', name, '--key-file', key);
      expect(code, stderr).to.equal(1);
      expect(stderr).to.include(why);
      expect(await contents(target)).to.deep.equal({});
    };
    const other = join(desk.folder, 'other.key');
    await writeFile(other, randomBytes(32).toString('hex'));
    await refused(file, other, 'the key is not that of this backup');
    const copy = join(desk.folder, 'copy.backup');
    await writeFile(copy, await readFile(file));
    const { size } = await stat(copy);
    const handle = await open(copy, 'r+');
    await handle.write(Buffer.from('X'), 0, 1, size >> 1);
    await handle.close();
    await refused(copy, keyFile, 'was changed');
    await writeFile(copy, await readFile(file));
    await truncate(copy, size - 1);
    await refused(copy, keyFile, 'missing');
    expect((await postern('restore', file)).code, 'without a key').to.equal(78);
    expect((await postern('restore', file, '--key-file', keyFile)).code).to.equal(0);
    expect((await postern('verify')).code).to.equal(0);
  });

  it('encrypts under the passphrase of the settings, and refuses to be asked for what it cannot', async () => {
    const file = join(desk.folder, 'words.backup');
    const env = { ...desk.env, POSTERN_BACKUP__PASSPHRASE: 'correct horse' };
    expect((await run(['backup', file], { env })).stdout).to.include(', encrypted.');
    expect((await run(['verify', file], { env })).code).to.equal(0);
    expect((await desk.postern('backup', join(desk.folder, 'x.backup'), '--encrypt')).code).to.equal(64);
    expect((await desk.postern('backup', file)).stderr).to.include('there already');
  });

  it('empties the store again where a restore fails half way', async () => {
    const { target } = await elsewhere();
    const archive = await openArchive(target);
    const bson = mongoose.mongo.BSON.serialize({ _id: 'tickets', value: 7 });
    const broken = async function* () {
      yield { collection: 'counters', bson };
      yield { collection: 'tickets', bson: mongoose.mongo.BSON.serialize({ number: 1 }) };
      throw new Error('the disk fell off');
    };
    const error = await archive.fill(broken(), 0).catch((caught: unknown) => caught);
    expect(error).to.have.property('message', 'the disk fell off');
    expect(await contents(target)).to.deep.equal({});
    await archive.close();
  });

  it('lets nobody work on a store that a killed restore left, and begins anew there', async () => {
    const { target, postern } = await elsewhere();
    const client = await MongoClient.connect(target.uri);
    const db = client.db(target.database);
    await db
      .collection<{ _id: string; at: Date }>('settings')
      .insertOne({ _id: 'restoring', at: new Date(0) });
    await db.collection('tickets').insertOne({ number: 1 });
    await client.close();
    const { code, stderr } = await postern('ticket', 'list');
    expect(code).to.equal(69);
    expect(stderr).to.include('did not finish');
    expect((await postern('restore', join(desk.folder, 'whole.backup'))).code).to.equal(0);
    expect((await postern('verify')).code).to.equal(0);
  });

  it('makes no empty copy of a database that is not there', async () => {
    const { target, postern } = await elsewhere();
    const { code, stderr } = await postern('backup', join(desk.folder, 'empty.backup'));
    expect(code).to.equal(1);
    expect(stderr).to.include('no store');
    expect(await contents(target)).to.deep.equal({});
  });

  it('keeps nothing where it is stopped before the end', async () => {
    const file = join(desk.folder, 'stopped.backup');
    const stopped = Promise.resolve();
    expect((await run(['backup', file], { env: desk.env, stopped })).code).to.equal(75);
    expect((await readdir(desk.folder)).filter((name) => name.startsWith('stopped'))).to.deep.equal([]);
    const { target } = await elsewhere();
    const env = { ...desk.env, POSTERN_STORE__DATABASE: target.database };
    const restored = await run(['restore', join(desk.folder, 'whole.backup')], { env, stopped });
    expect(restored.code).to.equal(75);
    expect(await contents(target)).to.deep.equal({});
  });

  it('takes a whole copy while mail comes in', async () => {
    let stopped = false;
    let filed = 0;
    const load = async (name: string) => {
      for (let i = 0; !stopped; i += 1) {
        await desk.store.mails.file(
          await newFiling(desk.store, await acceptHeld(desk.store, `${name} ${i}`)),
        );
        filed += 1;
      }
    };
    const loads = Array.from({ length: 8 }, (_, i) => load(`load${i}`));
    const before = filed;
    const files = [1, 2, 3].map((n) => join(desk.folder, `load${n}.backup`));
    for (const file of files) expect((await desk.postern('backup', file)).code).to.equal(0);
    stopped = true;
    await Promise.all(loads);
    expect(filed).to.be.greaterThan(before);
    const client = await MongoClient.connect(source().uri);
    const past = { getParameter: 1, minSnapshotHistoryWindowInSeconds: 1 };
    const { minSnapshotHistoryWindowInSeconds: seconds } = await client.db('admin').command(past);
    await client.close();
    expect(seconds, 'how long the database remembers, as it was').to.equal(300);
    for (const file of files) {
      const { postern } = await elsewhere();
      expect((await postern('restore', file)).code).to.equal(0);
      const { code, stdout } = await postern('verify', '--json');
      expect(JSON.parse(stdout).findings).to.deep.equal([]);
      expect(code).to.equal(0);
    }
  });
});
