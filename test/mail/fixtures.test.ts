import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { readMail } from '../../src/mail/read.ts';

const root = new URL('../../fixtures/mail/', import.meta.url).pathname;

function fixtures(): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.eml'));
}

/** Every key of `expected` is as it says; objects in lists are subsets as well. */
function expectSubset(actual: unknown, expected: unknown, path: string): void {
  if (Array.isArray(expected)) {
    expect(actual, path).to.be.an('array').with.length(expected.length);
    for (const [index, item] of expected.entries())
      expectSubset(Reflect.get(Object(actual), index), item, `${path}[${index}]`);
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected))
      expectSubset(Reflect.get(Object(actual), key), value, `${path}.${key}`);
  } else {
    expect(actual instanceof Date ? actual.toISOString() : actual, path).to.equal(expected);
  }
}

const lineEnds: readonly (readonly [string, string])[] = [
  ['LF', '\n'],
  ['CRLF', '\r\n'],
];

describe('the fixture mails', () => {
  it('are there', () => {
    expect(fixtures().length).to.be.greaterThan(20);
  });

  for (const file of fixtures()) {
    for (const [name, lineEnd] of lineEnds) {
      it(`${file} is read as expected, with ${name}`, () => {
        const raw = readFileSync(join(root, file), 'latin1').replace(/\r?\n/g, lineEnd);
        const expected: unknown = JSON.parse(
          readFileSync(join(root, file.replace(/\.eml$/, '.json')), 'utf8'),
        );
        expectSubset(readMail(Buffer.from(raw, 'latin1'), null), expected, '');
      });
    }
  }
});
