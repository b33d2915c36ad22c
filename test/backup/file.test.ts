import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { openBackup, writeBackup } from '../../src/backup/file.ts';
import { type BackupSecret, readKey } from '../../src/backup/key.ts';
import { type Row, Tally } from '../../src/backup/records.ts';
import { describe as describeFailure } from '../../src/failure.ts';

/** A BSON document of a binary: its length, one element, and the end. */
function document(bytes: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeInt32LE(bytes.byteLength + 5 + 8);
  const size = Buffer.alloc(4);
  size.writeInt32LE(bytes.byteLength);
  return Buffer.concat([length, Buffer.of(5, 0x62, 0), size, Buffer.of(0), bytes, Buffer.of(0)]);
}

describe('the file of a backup', () => {
  let folder: string;
  const key: BackupSecret = { kind: 'key', key: randomBytes(32) };
  const rows: Row[] = [
    { collection: 'mails', bson: document(randomBytes(10)) },
    { collection: 'mails', bson: document(randomBytes(300_000)) },
    { collection: 'raw.chunks', bson: document(randomBytes(1)) },
  ];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-backup-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function* all(): AsyncGenerator<Row> {
    yield* rows;
  }

  async function read(file: string, secret: BackupSecret | null): Promise<Row[]> {
    const found: Row[] = [];
    const opened = await openBackup(file, secret);
    for await (const row of opened.rows(new Tally(), () => undefined)) found.push(row);
    return found.map(({ collection, bson }) => ({ collection, bson: Uint8Array.from(bson) }));
  }

  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'none',
      (error: unknown) => (error as { code?: string }).code,
    );
  const plain = (some: Row[]) => some.map(({ collection, bson }) => [collection, Buffer.from(bson)]);

  for (const [name, secret] of [
    ['in clear', null],
    ['under a key', key],
    ['under a passphrase', { kind: 'passphrase', passphrase: 'correct horse' }],
  ] as const) {
    it(`gives back, ${name}, what was written, and lets nobody else read it`, async () => {
      const file = join(folder, `${name}.backup`);
      const manifest = await writeBackup(file, all(), secret);
      expect(manifest.collections['mails']).to.include({ rows: 2 });
      expect(plain(await read(file, secret))).to.deep.equal(plain(rows));
      expect((await stat(file)).mode & 0o777).to.equal(0o600);
    });

    it(`refuses, ${name}, what was cut off anywhere`, async () => {
      const file = join(folder, `cut ${name}.backup`);
      const whole = await readFile(join(folder, `${name}.backup`));
      const { length } = whole;
      const fast =
        name === 'under a passphrase' ? [length - 1] : [0, 20, 200, length >> 1, length - 9, length - 1];
      for (const at of fast) {
        await writeFile(file, whole.subarray(0, at));
        expect(await codeOf(read(file, secret)), String(at)).to.equal('unreadable');
      }
      await writeFile(file, Buffer.concat([whole, Buffer.from('more')]));
      expect(await codeOf(read(file, secret)), 'longer').to.equal('unreadable');
    });
  }

  it('refuses what was damaged anywhere behind its header', async () => {
    for (const [name, secret] of [
      ['in clear', null],
      ['under a key', key],
    ] as const) {
      const whole = await readFile(join(folder, `${name}.backup`));
      const body = whole.indexOf('}\n') + 2;
      const file = join(folder, 'damaged.backup');
      // The gzip header has octets that mean nothing (RFC 1952, 2.3.1): time, flags and system.
      for (let at = body + 12; at < whole.length; at += Math.ceil(whole.length / 25)) {
        const changed = Buffer.from(whole);
        changed[at] = (changed[at] ?? 0) ^ 0x10;
        await writeFile(file, changed);
        expect(await codeOf(read(file, secret)), `${name} ${at}`).to.equal('unreadable');
      }
    }
  });

  it('says which secret it needs, and that another one is wrong', async () => {
    const file = join(folder, 'under a key.backup');
    expect(await codeOf(openBackup(file, null))).to.equal('bad-settings');
    expect(await codeOf(openBackup(file, { kind: 'passphrase', passphrase: 'x' }))).to.equal('bad-settings');
    expect(await codeOf(read(file, { kind: 'key', key: randomBytes(32) }))).to.equal('unreadable');
  });

  it('encrypts the same rows otherwise each time', async () => {
    const [one, two] = [join(folder, 'one.backup'), join(folder, 'two.backup')];
    await writeBackup(one, all(), key);
    await writeBackup(two, all(), key);
    const [a, b] = [await readFile(one), await readFile(two)];
    expect(a.subarray(-300_000).equals(b.subarray(-300_000))).to.equal(false);
  });

  it('writes over nothing, and leaves nothing of a copy that failed', async () => {
    const file = join(folder, 'in clear.backup');
    expect(await codeOf(writeBackup(file, all(), null))).to.equal('conflict');
    const before = await readdir(folder);
    const broken = async function* (): AsyncGenerator<Row> {
      yield* rows;
      throw new Error('the database went away');
    };
    const error = await writeBackup(join(folder, 'broken.backup'), broken(), key).catch((caught) => caught);
    expect(error.message).to.equal('the database went away');
    expect(await readdir(folder)).to.deep.equal(before);
  });

  it('knows what is no backup, and what is one of the future', async () => {
    const file = join(folder, 'other.txt');
    await writeFile(file, 'From ana@client.example');
    expect(await codeOf(openBackup(file, null))).to.equal('unreadable');
    await writeFile(file, 'POSTERN BACKUP\n{"format":2,"shape":"unheard of"}\n');
    expect(await codeOf(openBackup(file, null))).to.equal('unreadable');
    expect(await codeOf(openBackup(join(folder, 'none'), null))).to.equal('bad-usage');
    expect(await codeOf(openBackup(folder, null)), 'a folder').to.equal('bad-usage');
  });

  it('says in words what is wrong with a header or a place', async () => {
    const wordsOf = (work: Promise<unknown>) => work.catch((error: unknown) => describeFailure(error));
    const file = join(folder, 'header.backup');
    await writeFile(file, 'POSTERN BACKUP\n{"format":2,"shape":"unheard of"}\n');
    expect(await wordsOf(openBackup(file, null))).to.equal(
      'the backup was made by a newer Postern (format 2)',
    );
    await writeFile(file, 'POSTERN BACKUP\n{"format":1,"madeAt":"yesterday","sealed":null}\n');
    expect(await wordsOf(openBackup(file, null))).to.equal(
      'the first lines of the backup were changed: it is damaged',
    );
    const nowhere = join(folder, 'nowhere', 'x.backup');
    expect(await wordsOf(writeBackup(nowhere, all(), null))).to.equal(
      `there is no folder ${join(folder, 'nowhere')}`,
    );
    expect(await codeOf(writeBackup(nowhere, all(), null))).to.equal('bad-usage');
    expect(await wordsOf(openBackup(folder, null))).to.equal(`${folder} is a folder; name a file`);
  });

  it('takes a key file of 64 hex digits or of base64, and nothing shorter', () => {
    const hex = 'ab'.repeat(32);
    expect(readKey(`${hex}\n`)).to.deep.equal({ kind: 'key', key: Buffer.alloc(32, 0xab) });
    expect(readKey(Buffer.alloc(32, 0xab).toString('base64'))).to.deep.equal(readKey(hex));
    for (const bad of ['', 'secret', 'ab'.repeat(31), `${hex} ${hex}`])
      expect(() => readKey(bad), bad).to.throw('64 hex digits');
  });
});
