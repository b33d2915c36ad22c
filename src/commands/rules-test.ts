/** `postern rules test`: what a draft would have done to the mail that came. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { staffNow } from '../assembly/staff.ts';
import { makeTryOut } from '../assembly/try-out/try-out.ts';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import type { Store } from '../model/ports.ts';
import type { Forecast, RuleDraft, Thresholds, TryOutOptions } from '../model/rules.ts';
import { compileRules } from '../screening/rules/compile.ts';
import { showProblem } from '../screening/rules/problems.ts';
import { readRules } from '../screening/rules/yaml.ts';
import { isWorse } from '../screening/try-out/tally.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { type Progress, showProgress } from './progress.ts';
import { examples, type Printing, readText, withStore } from './shared.ts';
import { type Paint, table } from './table.ts';

interface TestOptions extends Printing {
  readonly since: Date;
  readonly until?: Date;
  readonly limit?: number;
  readonly quarantineAt?: number;
  readonly rejectAt?: number;
}

/** Exits 1 where more mail would be judged wrongly than was. */
async function test(context: CommandContext, file: string | undefined, options: TestOptions): Promise<void> {
  const { settings } = await context.loadSettings();
  const written = file === undefined ? null : await readDraft(context, file);
  await withStore(context, async (store) => {
    const draft = withThresholds(written ?? (await store.rules.active()), settings, options);
    const forecast = await tried(context, store, settings, draft, options);
    if (options.json === true) printJson(context.stdout, forecast);
    else context.stdout.write(words(context, forecast));
    if (isWorse(forecast)) context.exit(1);
  });
}

/** Throws Failure `bad-usage` with all that is wrong in the file. */
async function readDraft(context: CommandContext, file: string): Promise<RuleDraft> {
  const text =
    file === '-'
      ? await readText(context, '-')
      : await readFile(resolve(context.cwd, file), 'utf8').catch((error: unknown) => {
          throw new Failure('bad-usage', `${file}: it cannot be read`, error);
        });
  const { draft, problems, lineOf } = readRules(text);
  const faults = compileRules(draft, { departments: [], isStaff: () => false }).problems;
  const all = [...problems, ...faults.map((fault) => ({ ...fault, line: lineOf(fault.path) }))];
  if (all.length === 0) return draft;
  throw new Failure('bad-usage', [`${file} is no set of rules:`, ...all.map(showProblem)].join('\n  '));
}

function withThresholds(
  draft: RuleDraft,
  { screening }: Settings,
  { quarantineAt, rejectAt }: Partial<Thresholds>,
): RuleDraft {
  if (quarantineAt === undefined && rejectAt === undefined) return draft;
  const before = draft.thresholds ?? screening;
  const thresholds = {
    quarantineAt: quarantineAt ?? before.quarantineAt,
    rejectAt: rejectAt ?? before.rejectAt,
  };
  return { ...draft, thresholds };
}

async function tried(
  context: CommandContext,
  store: Store,
  settings: Settings,
  draft: RuleDraft,
  options: TestOptions,
): Promise<Forecast> {
  const agents = await store.agents.list();
  const tryOut = makeTryOut({
    store,
    settings: () => settings,
    staff: () => [...staffNow(settings, () => agents)],
    now: () => new Date(),
    threads: availableParallelism(),
  });
  const stop = new AbortController();
  void context.stopped.then(() => stop.abort(new Failure('shutting-down', 'stopped; nothing was changed')));
  let bar: Progress | null = null;
  let shown = 0;
  const progress: TryOutOptions['progress'] = (done, all) => {
    bar ??= showProgress(context, all, '{bar} {percentage} %  {value} of {total} mails', options);
    bar.forward(done - shown);
    shown = done;
  };
  const { since, until = new Date(), limit } = options;
  const span = { since, until, ...(limit === undefined ? {} : { limit }) };
  try {
    return await tryOut(draft, { ...span, signal: stop.signal, progress });
  } finally {
    (bar as Progress | null)?.stop();
  }
}

const fates = { file: 'filed', quarantine: 'quarantined', reject: 'refused', discard: 'discarded' } as const;

function words(context: CommandContext, forecast: Forecast): string {
  const paint = colours(context, context.stdout);
  const { mails, changed, changes, falsePositives, falseNegatives } = forecast;
  const listed =
    changes.length === 0
      ? ''
      : table(
          context.stdout,
          paint,
          [
            { title: 'MAILS', text: ({ count }) => String(count) },
            { title: 'WAS', text: ({ from }) => fates[from] },
            { title: 'WOULD BE', text: ({ to }) => fates[to] },
            { title: 'FOR INSTANCE', text: ({ samples }) => samples.slice(0, 3).join(' ') },
          ],
          changes,
        );
  return [
    `${mails} ${mails === 1 ? 'mail' : 'mails'} looked at, ${changed} would meet another fate.\n`,
    listed,
    told(paint, 'Good mail kept back, by the word of staff', falsePositives),
    told(paint, 'Spam let through, by the word of staff', falseNegatives),
  ].join('');
}

function told(paint: Paint, what: string, { before, after }: Forecast['falsePositives']): string {
  const verdict = after > before ? paint.red('worse') : after < before ? paint.green('better') : 'as before';
  return `${what}: ${before}, then ${after} (${verdict})\n`;
}

const units = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** `30d`, `12h`, or a date as ISO 8601 has it. */
function time(text: string): Date {
  const [, count, unit] = /^(\d{1,5})([mhdw])$/.exec(text) ?? [];
  const at =
    count === undefined
      ? new Date(/^\d{4}-\d\d-\d\d/.test(text) ? text : Number.NaN)
      : new Date(Date.now() - Number(count) * units[unit as keyof typeof units]);
  if (Number.isNaN(at.getTime()))
    throw new InvalidArgumentError('Such as 90m, 12h, 30d, 4w, or a date such as 2026-11-01 is expected.');
  return at;
}

function score(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('A score is expected.');
  return value;
}

function howMany(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('A number from 1 is expected.');
  return Number(text);
}

/** Adds `test` to `postern rules`. */
export function registerRulesTest(rules: Command, context: CommandContext): void {
  examples(
    rules
      .command('test')
      .description(
        'tell what a draft would have done to the mail that came; nothing is changed or asked of others',
      )
      .argument('[file]', 'YAML with rules, `-` for standard input; without it, the active rules')
      .addOption(
        new Option('--since <time>', 'mail that came since then, such as 12h, 30d or 2026-11-01')
          .argParser(time)
          .default(time('30d'), '30d'),
      )
      .option('--until <time>', 'and before then', time)
      .option('--limit <n>', 'only the newest so many', howMany)
      .option('--quarantine-at <score>', 'try another threshold of quarantine', score)
      .option('--reject-at <score>', 'try another threshold of refusing', score)
      .option('--json', 'print one JSON object')
      .addHelpText(
        'after',
        '\nExits 1 where more good mail would be kept back, or more spam let through, than was, by the word of staff.',
      )
      .action((file: string | undefined, options: TestOptions) => test(context, file, options)),
    'postern rules test rules.yaml --since 30d',
    'postern rules test --quarantine-at 5 --since 7d --json',
    'postern rules export | postern rules test - && echo no worse',
  );
}
