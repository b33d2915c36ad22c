/** Mails out of files, as commands are given them: a file, a folder, a Maildir, an mbox, or standard input. */
import { createReadStream } from 'node:fs';
import { open, readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { Failure } from '../failure.ts';
import { isMbox, splitMbox } from '../mail/mbox.ts';

export interface NamedMail {
  /** Path as given; with `#n` behind it for the n-th mail of a mailbox file. */
  readonly file: string;
  readonly raw: Uint8Array;
}

/** All mails under a path, in the order of names; `-` is standard input. Throws Failure `not-found`. */
export async function* mailsIn(
  path: string,
  cwd: string,
  stdin: AsyncIterable<Uint8Array>,
): AsyncGenerator<NamedMail> {
  if (path === '-') {
    const raw = await collect(stdin);
    yield* isMbox(raw) ? numbered('-', splitMbox(once(raw))) : once({ file: '-', raw });
    return;
  }
  for await (const file of filesIn(path, cwd)) yield* mailsOfFile(file, cwd);
}

/** Files under a path; of a Maildir, those in `cur` and `new` (`tmp` holds what is not delivered yet). */
export async function* filesIn(path: string, cwd: string): AsyncGenerator<string> {
  const info = await stat(resolve(cwd, path)).catch((error: unknown) => {
    throw new Failure('not-found', `${path}: there is no such file or folder`, error);
  });
  if (!info.isDirectory()) {
    yield path;
    return;
  }
  const entries = await readdir(resolve(cwd, path), { withFileTypes: true });
  const isMaildir = entries.some(({ name }) => name === 'cur') && entries.some(({ name }) => name === 'new');
  for (const { name } of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!(isMaildir && name === 'tmp') && !(isMaildir && name.startsWith('dovecot')))
      yield* filesIn(join(path, name), cwd);
  }
}

async function* mailsOfFile(file: string, cwd: string): AsyncGenerator<NamedMail> {
  const full = resolve(cwd, file);
  // An .eml is one mail, whatever its first line says.
  if (extname(file).toLowerCase() !== '.eml' && isMbox(await head(full)))
    yield* numbered(file, splitMbox(createReadStream(full)));
  else yield { file, raw: await readFile(full) };
}

async function head(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** A mailbox file with one mail is that mail. */
async function* numbered(file: string, mails: AsyncIterable<Uint8Array>): AsyncGenerator<NamedMail> {
  let held: Uint8Array | null = null;
  let count = 0;
  for await (const raw of mails) {
    if (held !== null) yield { file: `${file}#${count}`, raw: held };
    held = raw;
    count += 1;
  }
  if (held !== null) yield { file: count === 1 ? file : `${file}#${count}`, raw: held };
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  for await (const chunk of chunks) held.push(chunk);
  return Buffer.concat(held);
}

async function* once<T>(value: T): AsyncGenerator<T> {
  yield value;
}
