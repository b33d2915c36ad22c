/** What commands on the store share: opening it, reading options and texts, telling what was found. */
import { Writable } from 'node:stream';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { secretsOf } from '../config/present.ts';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import type { Log, Store } from '../model/ports.ts';
import { makeLog } from '../watching/log.ts';
import { type CommandContext, type Output, printJson } from './context.ts';

export interface Printing {
  readonly json?: boolean;
}

/** Opens the store, and closes it whatever happens. */
export async function withStore<T>(
  context: Pick<CommandContext, 'openStore'>,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  const store = await context.openStore();
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

/** `--state` and its kin: one word of a closed set. */
export function choice(flags: string, description: string, words: readonly string[]): Option {
  return new Option(flags, description).choices(words);
}

/** `--limit <n>`. */
export function limitOption(): Option {
  return new Option('--limit <n>', 'at most so many').default(50).argParser((text) => {
    if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A number from 1 is expected.');
    return Number(text);
  });
}

/** Adds examples below the help of a command. */
export function examples(command: Command, ...lines: readonly string[]): Command {
  const title = lines.length === 1 ? 'Example' : 'Examples';
  return command.addHelpText('after', `\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
}

/** A text argument; `-` is standard input. Throws Failure `bad-usage` where nothing is written. */
export async function readText({ stdin }: CommandContext, argument: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (argument === '-') for await (const chunk of stdin) chunks.push(chunk);
  const text = (argument === '-' ? Buffer.concat(chunks).toString('utf8') : argument).trim();
  if (text === '') throw new Failure('bad-usage', 'the text is empty');
  return text;
}

/** Prints a list: one JSON array, or `words()`; where there is nothing, that is said apart from the output. */
export function printList<T>(
  { stdout, stderr }: CommandContext,
  json: boolean | undefined,
  found: readonly T[],
  words: () => string,
  none: string,
): void {
  if (json === true) printJson(stdout, found);
  else if (found.length === 0) stderr.write(`${none}\n`);
  else stdout.write(words());
}

/** An output as a stream, for libraries that want one. */
export function streamOf(output: Output): Writable & { isTTY: boolean; columns: number } {
  const stream = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      output.write(chunk);
      done();
    },
  });
  return Object.assign(stream, { isTTY: output.isTTY === true, columns: output.columns ?? 80 });
}

/** The log of a command: errors alone, on standard error, so that they are no part of the answer. */
export function commandLog({ stderr }: Pick<CommandContext, 'stderr'>, settings: Settings): Log {
  return makeLog({
    level: 'error',
    format: 'pretty',
    stream: streamOf(stderr),
    secrets: secretsOf(settings),
  });
}
