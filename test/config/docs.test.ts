import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { loadSettings } from '../../src/config/load.ts';
import { type Path, type Setting, settingsTree } from '../../src/config/tree.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

function undescribed(setting: Setting, path: Path): string[] {
  const own = path.length > 0 && setting.description === '' ? [path.join('.')] : [];
  const fields = [...setting.fields].flatMap(([key, field]) => undescribed(field, [...path, key]));
  const items = [...(setting.item?.fields ?? [])].flatMap(([key, field]) =>
    undescribed(field, [...path, '*', key]),
  );
  return [...own, ...fields, ...items];
}

describe('docs of the settings', () => {
  it('are not stale (run `npm run docs`)', async () => {
    await promisify(execFile)(process.execPath, ['scripts/docs.ts', '--check'], { cwd: root });
  });

  it('say of every setting what it means', () => {
    expect(undescribed(settingsTree, [])).to.deep.equal([]);
  });
});

describe('config/gateway.example.yaml', () => {
  it('loads', () => {
    const { settings } = loadSettings({ file: 'config/gateway.example.yaml', env: {}, cwd: root });
    expect(settings.departments.map(({ name }) => name)).to.deep.equal(['support', 'sales']);
  });

  it('shows every section', () => {
    const text = readFileSync(`${root}/config/gateway.example.yaml`, 'utf8');
    for (const key of settingsTree.fields.keys()) expect(text).to.match(new RegExp(`^(?:# )?${key}:`, 'm'));
  });
});
