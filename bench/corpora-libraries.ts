/** Installs the libraries that Postern is measured against, outside of the project’s own packages. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What the peer column is made of, and what else splits replies. */
const wanted = {
  mailparser: '3.9.0',
  'email-reply-parser': '2',
  'email-forward-parser': '1',
  planer: '1',
  '@postalsys/email-text-tools': '2',
  jsdom: '27.0.0', // planer is given a document to read HTML with.
};

/** Installs what is missing into the folder, and gives the versions that are there. Throws where npm cannot. */
export async function installLibraries(folder: string): Promise<Record<string, string>> {
  await mkdir(folder, { recursive: true });
  const manifest = JSON.stringify({ private: true, dependencies: wanted }, null, 2);
  const file = join(folder, 'package.json');
  const before = await readFile(file, 'utf8').catch(() => '');
  if (before !== manifest) {
    await writeFile(file, manifest);
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: folder,
    }).catch(async (error: unknown) => {
      await writeFile(file, '{}'); // To be tried again the next time.
      throw error;
    });
  }
  const versions = await Promise.all(
    Object.keys(wanted).map(async (name) => [name, await versionOf(folder, name)] as const),
  );
  return Object.fromEntries(versions);
}

async function versionOf(folder: string, name: string): Promise<string> {
  const text = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
