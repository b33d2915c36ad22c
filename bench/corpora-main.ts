/** `npm run bench:corpora`: how well Postern reads mail with known answers, beside its peers. Writes docs/quality.md. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeCommit } from './commit.ts';
import { exceptionsSection } from './corpora-exceptions.ts';
import { installLibraries } from './corpora-libraries.ts';
import { scoreReplies } from './corpora-replies.ts';
import {
  corporaSection,
  overallSection,
  repliesSection,
  spamSection,
  targetsSection,
  threadsSection,
} from './corpora-report.ts';
import { type Scored, score } from './corpora-scores.ts';
import { scoreSpam } from './corpora-spam.ts';
import { scoreThreads } from './corpora-threads.ts';
import { writeSection } from './document.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const parts = ['fields', 'threads', 'spam', 'replies'] as const;
const help = `npm run bench:corpora -- [options]
  --corpora FOLDER  corpora with their scorer (../shared/corpora)
  --part LIST       some of ${parts.join(',')} (all)
  --only NAMES      some corpora, for the fields alone; writes no page
  --seed N          for the order of shuffled threads (1)
Misses go to .cache/corpora/misses: expected and got, side by side.
`;

const { values: options } = parseArgs({
  options: {
    corpora: { type: 'string', default: join(root, '../shared/corpora') },
    part: { type: 'string', default: parts.join(',') },
    only: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const corpora = resolve(options.corpora);
const cache = join(root, '.cache/corpora');
const libraries = join(cache, 'libraries');
const page = join(root, 'docs/quality.md');
const wanted = new Set(options.only === '' ? options.part.split(',') : ['fields']);

if (options.help) process.stdout.write(help);
else await measure();

async function measure(): Promise<void> {
  process.chdir(root); // `npx postern` is this clone's.
  const versions = await installLibraries(libraries);
  if (wanted.has('fields')) await fields(versions);
  if (wanted.has('threads'))
    await publish('threads', threadsSection(await scoreThreads(corpora, Number(options.seed))));
  if (wanted.has('spam')) await publish('spam', spamSection(await scoreSpam(corpora)));
  if (wanted.has('replies')) {
    const scores = await scoreReplies(corpora, libraries, join(cache, 'reply-misses'));
    await publish('replies', repliesSection(scores, versions));
  }
}

async function fields(versions: Readonly<Record<string, string>>): Promise<void> {
  const peerProgram = join(corpora, 'peer-mailparser.mjs');
  const commands = {
    postern: 'npx postern explain {path} --json --offline',
    peer: `cd '${libraries}' && '${process.execPath}' '${peerProgram}' {path}`,
  };
  const scored = await score({ corpora, misses: join(cache, 'misses'), only: options.only, commands });
  const [ours, peer] = [found(scored, 'postern'), found(scored, 'peer')];
  await publish('run', await aboutRun(versions));
  if (options.only === '') await publish('targets', targetsSection(ours, peer)); // Of some corpora alone they say nothing.
  await publish('overall', overallSection(ours.run, peer.run));
  await publish('corpora', corporaSection(ours.run, peer.run));
  await publish('exceptions', await exceptionsSection(corpora));
}

function found(scored: ReadonlyMap<string, Scored>, label: string): Scored {
  const one = scored.get(label);
  if (one === undefined) throw new Error(`${label} has no score`);
  return one;
}

/** Puts a section onto the page; of a run on some corpora alone, onto the terminal. */
async function publish(name: string, markdown: string): Promise<void> {
  process.stdout.write(`\n${markdown}\n`);
  if (options.only === '') await writeSection(name, markdown, page);
}

async function aboutRun(versions: Readonly<Record<string, string>>): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const peer = ['mailparser', 'email-reply-parser', 'email-forward-parser'];
  return [
    `- date: ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `- reader: Postern ${version}, ${await describeCommit()}, Node ${process.versions.node}`,
    `- peer: ${peer.map((name) => `${name} ${versions[name] ?? '?'}`).join(', ')}, joined by hand`,
  ].join('\n');
}
