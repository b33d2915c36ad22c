import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import { Failure } from '../../src/failure.ts';
import type { Store } from '../../src/model/ports.ts';
import { sealerOf } from '../../src/start/sealing-keys.ts';
import type { Sealer } from '../../src/store/sealing.ts';
import { openStore } from '../../src/store/store.ts';
import { silentLog } from '../support/log.ts';
import { rowsOf, type TestDatabase, testDatabase } from '../support/mongod.ts';

const aKey = () => randomBytes(32).toString('base64');

describe('the keys of secrets', () => {
  let dataDir = '';
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'postern-seal-'));
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const sealer = (settings: Record<string, unknown> = {}) =>
    sealerOf(settingsSchema.parse({ dataDir, ...settings }));
  const file = () => join(dataDir, 'secret.key');

  it('are made beside the embedded database when the first is needed, for its user alone', async () => {
    const one = await sealer();
    await stat(file()).then(
      () => expect.fail('made too early'),
      () => undefined,
    );
    const text = await one.seal(Buffer.from('x'), 'place');
    expect((await stat(file())).mode & 0o777).to.equal(0o600);
    expect((await sealer()).open(text ?? '', 'place').stale).to.equal(false);
  });

  it('are one for all that start at once', async () => {
    const sealers = await Promise.all(Array.from({ length: 8 }, () => sealer()));
    const texts = await Promise.all(sealers.map((one) => one.seal(Buffer.from('x'), 'place')));
    expect(new Set(texts.map((text) => text?.split(':')[2])).size).to.equal(1);
  });

  it('are asked for where other nodes share the store: none is made', async () => {
    const one = await sealer({ store: { uri: 'mongodb://db.example/' } });
    expect(await one.seal(Buffer.from('x'), 'place')).to.equal(null);
  });

  it('come from the settings or a file, the newest first', async () => {
    const [old, fresh] = [aKey(), aKey()];
    const before = await (await sealer({ secrets: { key: old } })).seal(Buffer.from('x'), 'place');
    const named = join(dataDir, 'keys');
    await writeFile(named, `${fresh}\n${old}\n`);
    for (const secrets of [{ keyFile: named }, { key: `${fresh} ${old}` }]) {
      expect((await sealer({ secrets })).open(before ?? '', 'place').stale).to.equal(true);
    }
  });

  it('are refused where they are none, and never printed', async () => {
    for (const key of ['', 'short', Buffer.alloc(31, 7).toString('base64'), `${aKey()} AAAA`]) {
      const failure = await sealer({ secrets: { key } }).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Failure).and.include({ code: 'bad-settings' });
      if (key !== '') expect((failure as Failure).message).not.to.include(key);
    }
    const failure = await sealer({ secrets: { keyFile: '/nowhere/key' } }).catch((error: unknown) => error);
    expect((failure as Failure).message).to.include('/nowhere/key');
  });
});

describe('a store with a sealing key', () => {
  let database: TestDatabase;
  const open: Store[] = [];
  before(async () => {
    database = await testDatabase();
  });
  after(async () => {
    await Promise.all(open.map((store) => store.close()));
    await database.drop();
  });

  const node = async (sealer?: Sealer) => {
    const seals = sealer === undefined ? {} : { sealer };
    const store = await openStore({ ...database, owner: 'a', leaseSeconds: 5, log: silentLog, ...seals });
    open.push(store);
    return store;
  };
  const withKey = (key: string) =>
    sealerOf(settingsSchema.parse({ store: { uri: 'mongodb://db.example/' }, secrets: { key } }));
  const inDatabase = async () =>
    JSON.stringify([await rowsOf(database, 'settings'), await rowsOf(database, 'mailboxes')]);

  const [old, fresh] = [aKey(), aKey()];

  it('seals what older versions left in clear, and what is new, without changing it', async () => {
    const plain = await node();
    const ring = await plain.keys.ring();
    await plain.mailboxes.saveRefreshToken('desk', 'token in clear');
    expect(await inDatabase()).to.include('token in clear');
    const sealing = await node(await withKey(old));
    expect(await sealing.keys.ring()).to.deep.equal(ring);
    expect(await sealing.mailboxes.refreshToken('desk')).to.equal('token in clear');
    await sealing.mailboxes.saveRefreshToken('other', 'second token');
    const seen = await inDatabase();
    expect(seen).not.to.include('token in clear').and.not.to.include('second token');
    expect(seen.match(/sealed:v1:/g)).to.have.length(3);
    for (const { secret } of ring) expect(seen).not.to.include(Buffer.from(secret).toString('base64'));
    expect(await sealing.mailboxes.refreshToken('other')).to.equal('second token');
  });

  it('moves all to a new key, after which the old one can go', async () => {
    const both = await node(await withKey(`${fresh} ${old}`));
    const ring = await both.keys.rotate();
    expect(ring).to.have.length(2);
    for (const account of ['desk', 'other']) await both.mailboxes.refreshToken(account);
    const alone = await node(await withKey(fresh));
    expect(await alone.keys.ring()).to.deep.equal(ring);
    expect(await alone.mailboxes.refreshToken('desk')).to.equal('token in clear');
  });

  it('changes nothing where the key is missing, and says which', async () => {
    const before = await inDatabase();
    for (const lost of [await node(), await node(await withKey(old))]) {
      for (const ask of [lost.keys.ring(), lost.keys.rotate(), lost.mailboxes.refreshToken('desk')]) {
        const failure = await ask.catch((error: unknown) => error);
        expect(failure).to.be.instanceOf(Failure).and.include({ code: 'bad-settings' });
        expect((failure as Failure).message).to.match(/sealed with key [0-9a-f]{12}/);
      }
    }
    expect(await inDatabase()).to.equal(before);
  });
});
