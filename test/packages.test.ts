/** What of others Postern is made of: pinned, and listed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';

interface Locked {
  readonly version?: string;
  readonly name?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const root = join(import.meta.dirname, '..');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const named = read('package.json') as Record<
  'dependencies' | 'devDependencies' | 'overrides',
  Record<string, string>
>;
const locked = Object.entries(read('package-lock.json').packages as Record<string, Locked>).filter(
  ([path]) => path !== '',
);
const exact = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;

describe('the packages that Postern uses', () => {
  it('are pinned exactly, all of them', () => {
    const all = { ...named.dependencies, ...named.devDependencies, ...named.overrides };
    expect(Object.keys(all).length).to.be.greaterThan(20);
    expect(Object.entries(all).filter(([, version]) => !exact.test(version))).to.deep.equal([]);
  });

  it('are locked, each with the digest of its bytes', () => {
    expect(locked.length).to.be.greaterThan(100);
    const loose = locked.filter(([, { version = '', integrity }]) => !exact.test(version) || !integrity);
    expect(loose.map(([path]) => path)).to.deep.equal([]);
    for (const [name, version] of Object.entries({ ...named.dependencies, ...named.devDependencies }))
      expect(locked.find(([path]) => path === `node_modules/${name}`)?.[1].version, name).to.equal(version);
  });

  it('are listed in the bill of materials, with version and digest and without where they came from', () => {
    const folder = mkdtempSync(join(tmpdir(), 'postern-sbom-'));
    try {
      const make = (file: string) => {
        const args = ['scripts/sbom.mjs', join(folder, file)];
        const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
        expect(status, stderr).to.equal(0);
        return readFileSync(join(folder, file), 'utf8');
      };
      const text = make('one.json');
      expect(make('two.json'), 'the same again').to.equal(text);
      const bom = JSON.parse(text) as {
        bomFormat: string;
        components: { purl: string; hashes?: unknown[]; externalReferences?: { type: string }[] }[];
      };
      expect(bom.bomFormat).to.equal('CycloneDX');
      const listed = new Set(bom.components.map(({ purl }) => decodeURIComponent(purl)));
      const missing = locked
        .map(([path, { name, version }]) => [name ?? path.split('node_modules/').at(-1), version].join('@'))
        .filter((name) => !listed.has(`pkg:npm/${name}`));
      expect(missing).to.deep.equal([]);
      expect(bom.components.filter(({ hashes = [] }) => hashes.length === 0)).to.deep.equal([]);
      const kinds = bom.components.flatMap(({ externalReferences = [] }) =>
        externalReferences.map(({ type }) => type),
      );
      expect(kinds).not.to.include('distribution');
      expect(text).not.to.match(/\.tgz/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }).timeout(120_000);
});
