import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkSecrets, secretFiles } from '../../src/commands/check-secrets.ts';
import type { CommandContext } from '../../src/commands/context.ts';
import { loadSettings } from '../../src/config/load.ts';

describe('postern check on secrets', () => {
  let cwd = '';
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), 'postern-secrets-'));
  });
  afterEach(() => rm(cwd, { recursive: true, force: true }));

  const file = async (name: string, text: string, mode: number) => {
    await writeFile(join(cwd, name), text);
    await chmod(join(cwd, name), mode);
    return join(cwd, name);
  };
  const check = (env: Record<string, string>) => {
    const loaded = loadSettings({ env, cwd });
    return checkSecrets({ env, cwd } as CommandContext, loaded);
  };

  it('warns of each file with a secret that everybody can read, and says how to close it', async () => {
    await file('postern.yaml', 'outbox: {smtp: {password: hunter2}}\n', 0o644);
    const password = await file('rspamd', 'hunter3', 0o604);
    const found = await check({ POSTERN_SCREENING__RSPAMD__PASSWORD_FILE: password });
    expect(found.map(({ state, advice }) => [state, advice])).to.have.deep.members([
      ['warn', 'chmod o-rwx postern.yaml'],
      ['warn', `chmod o-rwx ${password}`],
    ]);
    expect(JSON.stringify(found)).not.to.include('hunter');
  });

  it('is content where only user and group can', async () => {
    await file('postern.yaml', 'outbox: {smtp: {password: hunter2}}\n', 0o640);
    const found = await check({});
    expect(found.map(({ state }) => state)).to.deep.equal(['ok']);
  });

  it('does not mind a settings file without secrets', async () => {
    await file('postern.yaml', 'hostname: mx.example.com\n', 0o644);
    expect((await check({})).map(({ state }) => state)).to.deep.equal(['ok']);
  });

  it('looks at private keys, and at the keys that seal the store', async () => {
    const env = {
      POSTERN_SMTP__TLS__CERTIFICATE: 'c.pem',
      POSTERN_SMTP__TLS__KEY: 'tls.pem',
      POSTERN_OUTBOX__DKIM: '{domain: a.example, selector: s, key: dkim.pem}',
      POSTERN_DATA_DIR: 'data',
    };
    const files = [...secretFiles(loadSettings({ env, cwd }), env).keys()];
    expect(files).to.have.members(['tls.pem', 'dkim.pem', 'data/secret.key']);
  });

  it('warns where secrets lie in a shared store unsealed', async () => {
    const env = { POSTERN_STORE__URI: 'mongodb://db.example/' };
    expect((await check(env)).map(({ state, detail }) => [state, detail.includes('unsealed')])).to.deep.equal(
      [['warn', true]],
    );
    const keys = await file('keys', 'x', 0o600);
    expect(
      (await check({ ...env, POSTERN_SECRETS__KEY_FILE: keys })).map(({ state }) => state),
    ).to.deep.equal(['ok']);
  });
});
