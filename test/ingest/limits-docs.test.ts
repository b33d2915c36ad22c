/** docs/limits.md says what the code does: each limit with its setting, its default, its reply, and a test that there is. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { settingsSchema } from '../../src/config/schema.ts';
import { limitReplies } from '../../src/model/smtp.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/limits.md'), 'utf8');
const tests = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(root, 'test', file), 'utf8'))
  .join('\n');

const rows = page
  .split('\n')
  .filter((line) => /^\| (?!limit|bound|---)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const limits = rows.filter((row) => row.length === 7);
const settings: Record<string, unknown> = {
  ...settingsSchema.parse({}).limits,
  ...Object.fromEntries(
    Object.entries(settingsSchema.parse({}).smtp).map(([key, value]) => [`smtp.${key}`, value]),
  ),
};

describe('docs/limits.md', () => {
  it('names every limit, with its reply', () => {
    const named = new Map(
      limits.map(([, limit, , , reply]) => [/^`([\w-]+)`/.exec(limit ?? '')?.[1], reply]),
    );
    for (const [limit, [reply, status]] of Object.entries(limitReplies))
      expect(named.get(limit), limit).to.equal(`${reply} ${status}`);
  });

  it('gives the default of each setting', () => {
    for (const [, limit, setting, initial] of limits) {
      const name = setting?.replaceAll('`', '') ?? '';
      if (name !== 'none') expect(String(settings[name]), limit).to.equal(initial);
    }
    for (const [, name, initial] of page.matchAll(/`(\w+)`\s\((\d+)\)/g))
      expect(String(settings[name ?? '']), name).to.equal(initial);
  });

  it('names every setting', () => {
    for (const name of Object.keys(settingsSchema.parse({}).limits)) expect(page).to.include(`\`${name}\``);
  });

  it('names tests that there are', () => {
    expect(rows.length).to.be.greaterThan(30);
    for (const row of rows) expect(tests, row[1]).to.include(row.at(-2));
  });
});
