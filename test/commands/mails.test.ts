import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { mailsIn } from '../../src/commands/mails.ts';

const postmark = 'From ann@example.com  Tue Mar  3 10:00:00 2026\n';
const two = `${postmark}Subject: one\n\nIt burns.\n\n${postmark}Subject: two\n\nStill.\n`;

describe('mails out of files', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'postern-mails-'));
  });

  after(() => rm(folder, { recursive: true, force: true }));

  const read = async (name: string): Promise<string[]> => {
    await writeFile(join(folder, name), two);
    const found: string[] = [];
    for await (const { raw } of mailsIn(name, folder, process.stdin)) found.push(Buffer.from(raw).toString());
    return found;
  };

  it('are as many as a mailbox file holds', async () => {
    expect(await read('old.mbox')).to.deep.equal([
      'Subject: one\n\nIt burns.\n\n',
      'Subject: two\n\nStill.\n',
    ]);
  });

  it('are one for an .eml, whatever its first line says', async () => {
    expect(await read('one.eml')).to.deep.equal([two]);
  });
});
