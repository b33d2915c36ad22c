/** `postern trace`: the whole way of a mail, by whatever is known of it. */
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import { traceEn } from '../http/words/trace-en.ts';
import { type ToldStory, toldStory } from '../http/words/trace-story.ts';
import { traceWord } from '../model/trace.ts';
import { traceOf } from '../watching/tracing.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { examples, limitOption, type Printing, withStore } from './shared.ts';
import { type Field, fields, type Paint, paintState, shortTime } from './table.ts';

interface TraceOptions extends Printing {
  readonly limit: number;
  readonly before?: string;
}

/** Prints the stories, the newest first; exit code 1 where there is none. Throws Failure `bad-usage` for an empty word. */
async function trace(context: CommandContext, typed: string, options: TraceOptions): Promise<void> {
  const word = traceWord(typed);
  if (word === null) throw new Failure('bad-usage', 'a word to look for is missing');
  const { limit, before = null, json } = options;
  const { items, next } = await withStore(context, (store) => traceOf(store, word, { before, limit }));
  const stories = items.map((story) => toldStory('en', story));
  if (stories.length === 0) context.exit(1);
  if (json === true) return printJson(context.stdout, stories);
  const paint = colours(context, context.stdout);
  context.stdout.write(stories.map((story) => written(story, paint)).join('\n'));
  if (stories.length === 0) context.stderr.write(`${traceEn.none.replace('{q}', typed)}\n`);
  if (next !== null) context.stderr.write(`There are more: --before ${next}\n`);
}

function written(
  { id, kind, state, at, from, to, subject, messageId, ticketId, steps }: ToldStory,
  paint: Paint,
): string {
  const head = fields(paint, [
    ['State', traceEn.states[state], (text) => paintState(paint, text, state)],
    ['Time', shortTime(at)],
    ['From', from || '<>'],
    ['To', to.join(', ')],
    ['Subject', subject ?? ''],
    ['Message-ID', messageId ?? 'none'],
    ['Ticket', ticketId ?? ''],
  ]);
  const way = steps.map(
    (step): Field => [
      `${step.at === null ? '' : step.at.toISOString().slice(0, 19).replace('T', ' ')}`.padEnd(19),
      `${traceEn.parts[step.part]}: ${step.text}`,
    ],
  );
  return `${paint.bold(`${traceEn.kinds[kind]} ${id}`)}\n${head}\n${fields(paint, way)}`;
}

/** Adds `postern trace`. */
export function registerTrace(program: Command, context: CommandContext): void {
  examples(
    program
      .command('trace')
      .description('tell the whole way of a mail, by whatever is known of it; times of its steps are UTC')
      .argument(
        '<word>',
        'Message-ID (theirs or ours), address, ticket ID, mail, queue or outbox ID; of refused mail an IP address',
      )
      .addOption(limitOption().default(10))
      .option('--before <id>', 'only what is older than this one')
      .option('--json', 'print one JSON array')
      .action((word: string, options: TraceOptions) => trace(context, word, options)),
    'postern trace 48213-K7QF',
    "postern trace '<CAF1x@mail.example.com>'",
    "postern trace ann@example.com --json | jq '.[0].steps'",
  );
}
