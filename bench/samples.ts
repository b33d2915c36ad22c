/** Real mail to try the gateway with: folders of raw mails, each with an `expected.json` that names its cases. */
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { splitMbox } from '../src/mail/mbox.ts';

export interface Sample {
  /** Folder and file. */
  readonly name: string;
  readonly raw: Buffer;
}

const casesSchema = z.object({
  cases: z.array(
    z.object({
      file: z.string(),
      input: z.enum(['message', 'text', 'html', 'tnef', 'mbox', 'dir']).default('message'),
    }),
  ),
});
type Case = z.output<typeof casesSchema>['cases'][number];

/** Answers and notes, or pieces of other cases; no mails of their own. */
const noMail = /\.(?:json|txt|html|mjs|py|md)$/;

/** All mails of all folders, in order of their names. */
export async function readCorpora(folder: string): Promise<Sample[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const samples = await Promise.all(names.sort().map((name) => readCorpus(folder, name)));
  return samples.flat();
}

async function readCorpus(folder: string, name: string): Promise<Sample[]> {
  const root = join(folder, name);
  const { cases } = casesSchema.parse(JSON.parse(await readFile(join(root, 'expected.json'), 'utf8')));
  const byFile = new Map(cases.map((one) => [one.file, one]));
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
  const samples: Sample[] = [];
  for (const file of files) {
    const known = byFile.get(file) ?? (noMail.test(file) ? null : { file, input: 'message' as const });
    if (known !== null) samples.push(...(await readSamples(root, `${name}/${file}`, known)));
  }
  return samples;
}

async function readSamples(root: string, name: string, { file, input }: Case): Promise<Sample[]> {
  const path = join(root, file);
  if (input === 'mbox') {
    const samples: Sample[] = [];
    for await (const raw of splitMbox(createReadStream(path))) {
      samples.push({ name: `${name}#${samples.length + 1}`, raw: Buffer.from(raw) });
    }
    return samples;
  }
  const bytes = await readFile(path);
  return [
    {
      name,
      raw: input === 'message' || input === 'dir' ? withoutSeparator(bytes) : wrapped(name, input, bytes),
    },
  ];
}

/** A mail cut out of a mailbox file may still have its `From ` line. */
function withoutSeparator(raw: Buffer): Buffer {
  if (raw.toString('latin1', 0, 5) !== 'From ') return raw;
  return raw.subarray(raw.indexOf('\n') + 1);
}

const types = {
  text: 'text/plain; charset=utf-8',
  html: 'text/html; charset=utf-8',
  tnef: 'application/ms-tnef; name=winmail.dat',
};

/** A mail around a body. The same file gives the same mail each time. */
function wrapped(name: string, input: keyof typeof types, body: Buffer): Buffer {
  const id = Buffer.from(name).toString('hex');
  const head = [
    'From: Ana <ana@example.net>',
    'To: support@localhost',
    `Subject: ${name.replaceAll(/[^\x20-\x7e]/g, '?')}`,
    'Date: Mon, 5 Jan 2026 10:00:00 +0000',
    `Message-ID: <${id.slice(-200)}@example.net>`,
    'MIME-Version: 1.0',
    `Content-Type: ${types[input]}`,
    'Content-Transfer-Encoding: base64',
  ].join('\r\n');
  const encoded = body.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return Buffer.from(`${head}\r\n\r\n${encoded}\r\n`);
}
