import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import { loadTemplates } from '../../src/templates.ts';

/** Liquid's tags that take the name of another template. */
const tags = ['include', 'render', 'layout'];
const files = [
  '/etc/hostname',
  '../secret.liquid',
  'en/../../secret.liquid',
  '../../../../../etc/hostname',
  'file:///etc/hostname',
];

describe('a template that names a file outside of the folders for templates', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'postern-templates-'));
    mkdirSync(join(folder, 'own/en'), { recursive: true });
    writeFileSync(join(folder, 'secret.liquid'), 'the secret');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  for (const tag of tags) {
    for (const file of [...files, 'SECRET']) {
      it(`does not get it: ${tag} ${file}`, () => {
        const name = file === 'SECRET' ? join(folder, 'secret.liquid') : file;
        writeFileSync(join(folder, 'own/en/reply.txt.liquid'), `Subject: {{ tag }}\n{% ${tag} "${name}" %}`);
        expect(() => loadTemplates(join(folder, 'own'))).to.throw(Failure, 'broken templates');
      });
    }
  }
});
