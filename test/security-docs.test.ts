/** docs/security.md promises tests: they exist, and each attack has one. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
const table = page.slice(page.indexOf('## Attacks'), page.indexOf('## Secrets'));
/** Cells of each attack: what, what stops it, shown by. */
const rows = table
  .split('\n')
  .filter((line) => /^\| (?!attack|\*\*|---)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe('docs/security.md', () => {
  it('names what stops each attack, and a test that is there', () => {
    expect(rows.length).to.be.greaterThan(30);
    for (const [attack = '', stops = '', shown = ''] of rows) {
      expect(stops, attack).not.to.equal('');
      const tests = [...shown.matchAll(/`(test\/[\w./-]+\.test\.ts)`/g)].map(([, file = '']) => file);
      expect(tests, attack).not.to.deep.equal([]);
      for (const file of tests) {
        expect(existsSync(join(root, file)), `${attack}: ${file}`).to.equal(true);
        expect(readFileSync(join(root, file), 'utf8'), file).to.match(/\bit\(/);
      }
    }
  });

  it('leads to files that are there', () => {
    const linked = [...page.matchAll(/`((?:docs|test|src|deploy)\/[\w./-]+)`/g)].map(([, file = '']) => file);
    expect(linked.filter((file) => !existsSync(join(root, file)))).to.deep.equal([]);
  });
});
