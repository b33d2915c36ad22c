/**
 * Writes the bill of materials (CycloneDX) of what `package-lock.json` names: `npm run sbom [-- FILE]`, by default
 * `sbom.cdx.json`. The same lock file gives the same bytes; where packages were downloaded from is left out, for that
 * says nothing about what they are.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const [file = 'sbom.cdx.json'] = process.argv.slice(2);
const { status, stdout, stderr, error } = spawnSync(
  'npm',
  ['sbom', '--package-lock-only', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'],
  { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
);
if (status !== 0) {
  console.error(error?.message ?? stderr);
  process.exit(1);
}
const { serialNumber: _, ...bom } = JSON.parse(stdout);
const { timestamp: __, ...metadata } = bom.metadata;
const sources = new Set(['distribution', 'distribution-intake']);
const components = bom.components.map((component) => ({
  ...component,
  externalReferences: component.externalReferences?.filter(({ type }) => !sources.has(type)),
}));
writeFileSync(file, `${JSON.stringify({ ...bom, metadata, components }, null, 2)}\n`);
console.log(`${file}: ${components.length} packages`);
