import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { run } from './cli.ts';

describe('postern config check', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-config-'));
  });
  after(() => rm(folder, { recursive: true }));

  const check = async (text: string, ...options: string[]) => {
    const file = join(folder, 'new.yaml');
    await writeFile(file, text);
    return run(['config', 'check', file, ...options]);
  };

  it('says that good settings are good', async () => {
    expect(await check('hostname: mx.example.com\n')).to.include({
      code: 0,
      stdout: 'The settings are good.\n',
    });
    expect(JSON.parse((await check('{}', '--json')).stdout)).to.deep.equal({ ok: true });
  });

  it('lists all problems at once, and exits 78', async () => {
    const { code, stdout, stderr } = await check(
      'smtp: {port: many}\nroutng: []\nscreening: {rejectAt: 1}\n',
    );
    expect([code, stdout]).to.deep.equal([78, '']);
    expect(stderr).to.include('3 problems').and.include('smtp.port').and.include('did you mean routing');
  });

  it('finds what only a start would find: broken YAML, templates, certificates', async () => {
    for (const [text, told] of [
      ['smtp: {', 'new.yaml'],
      ['receipts: {templates: /nowhere}', 'template'],
      ['smtp: {tls: {certificate: /nowhere/c.pem, key: /nowhere/k.pem}}', 'smtp.tls'],
    ] as const) {
      const { code, stderr } = await check(text);
      expect(code, stderr).to.equal(78);
      expect(stderr).to.include(told);
    }
  });
});
