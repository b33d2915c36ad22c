import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { openArchive } from '../../src/store/archive.ts';
import { makeSealer, type Sealer, sealingKey } from '../../src/store/sealing.ts';
import { openStore } from '../../src/store/store.ts';
import { silentLog } from '../support/log.ts';
import { type TestDatabase, testDatabase } from '../support/mongod.ts';

describe('verifying what is sealed in the store', () => {
  let target: TestDatabase;
  beforeEach(async () => {
    target = await testDatabase();
  });
  afterEach(() => target.drop());

  const key = sealingKey(randomBytes(32));
  const sealerWith = (...keys: (typeof key)[]) => makeSealer({ keys, make: null });

  /** A store with a ring of keys and the token of a mailbox. */
  async function fill(sealer: Sealer): Promise<void> {
    const { uri, database } = target;
    const store = await openStore({ uri, database, owner: 'one', leaseSeconds: 30, log: silentLog, sealer });
    await store.keys.rotate();
    await store.mailboxes.saveRefreshToken('box', 'token');
    await store.close();
  }

  async function found(sealer: Sealer): Promise<string[]> {
    const archive = await openArchive(target);
    const findings: string[] = [];
    for await (const { what, id, problem } of archive.unopened(sealer))
      findings.push(`${what} ${id}: ${problem}`);
    await archive.close();
    return findings;
  }

  it('finds nothing where a key that is given opens all, or nothing is sealed', async () => {
    await fill(sealerWith(key));
    expect(await found(sealerWith(sealingKey(randomBytes(32)), key))).to.deep.equal([]);
  });

  it('finds nothing where all lies in clear', async () => {
    await fill(sealerWith());
    expect(await found(sealerWith())).to.deep.equal([]);
  });

  it('names each secret that no key opens, and the key that is missing', async () => {
    await fill(sealerWith(key));
    const findings = await found(sealerWith(sealingKey(randomBytes(32))));
    expect(findings).to.have.length(3);
    expect(findings[0]).to.match(/^key 1: the secret at settings\.keys\.1 is sealed with key/);
    expect(findings[2])
      .to.match(/^mailbox box: /)
      .and.include(key.id);
  });
});
