import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import { findAccount, keepPrivate } from '../../src/start/privilege.ts';

const run = (user: string, group = '') => ({ user, group, stopSeconds: 30 });

describe('who to become', () => {
  it('is nobody else where nothing is set', async () => {
    expect(await findAccount(run(''))).to.equal(null);
  });

  it('is found by name and by number, with the groups that the system knows', async () => {
    const { username, uid, gid } = userInfo();
    const groups = String(spawnSync('id', ['-G'], { encoding: 'utf8' }).stdout)
      .trim()
      .split(' ')
      .map(Number);
    for (const user of [username, String(uid)])
      expect(await findAccount(run(user))).to.deep.equal({ uid, gid, groups });
  });

  it('is of one group where that is set', async () => {
    const { username, uid } = userInfo();
    expect(await findAccount(run(username, 'nogroup'))).to.deep.equal({ uid, gid: 65534, groups: [65534] });
  });

  it('is told to be unknown', async () => {
    for (const wanted of [run('no-such-user'), run(userInfo().username, 'no-such-group')]) {
      const failure = await findAccount(wanted).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(Failure).and.include({ code: 'bad-settings' });
      expect((failure as Failure).message).to.match(/there is no no-such-/);
    }
  });
});

describe('the data directory', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-private-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made for one user alone, and closed where it was open', async () => {
    const data = join(folder, 'a', 'data');
    expect(await keepPrivate(data, null)).to.equal(true);
    expect((await stat(data)).mode & 0o777).to.equal(0o700);
    await chmod(data, 0o755);
    expect(await keepPrivate(data, null)).to.equal(true);
    expect((await stat(data)).mode & 0o777).to.equal(0o700);
  });

  it('is told to be impossible', async () => {
    const failure = await keepPrivate('/dev/null/data', null).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Failure).and.include({ code: 'bad-settings' });
  });
});
