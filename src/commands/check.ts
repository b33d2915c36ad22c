/** `postern check`: tries each part for real, and says what to do about each fault. */
import type { Command } from 'commander';
import type { LoadedSettings } from '../config/load.ts';
import { describe, Failure } from '../failure.ts';
import type { Store } from '../model/ports.ts';
import { checkMailboxes, checkPorts, checkSmarthost } from './check-network.ts';
import { checkAlarms, checkCertificate, checkDns, checkStore, checkTemplates } from './check-parts.ts';
import { checkScorer } from './check-scorer.ts';
import { checkSecrets } from './check-secrets.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { examples, type Printing } from './shared.ts';
import { type Paint, paintState, steerless } from './table.ts';

/** What came of trying one part. `advice`: what to do about it. */
export interface Checked {
  readonly part: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly advice: string | null;
  /** The fault lies in the settings (78) and not in a part that is away (69). */
  readonly badSettings?: boolean;
}

async function check(context: CommandContext, { json }: Printing): Promise<void> {
  const all: Checked[] = [];
  const tell = (found: readonly Checked[]) => {
    all.push(...found);
    if (json !== true)
      for (const each of found) context.stdout.write(line(each, colours(context, context.stdout)));
  };
  const settings = await load(context, tell);
  if (settings !== null) await tryParts(context, settings, tell);
  if (json === true)
    printJson(
      context.stdout,
      all.map(({ badSettings, ...told }) => told),
    );
  const failed = all.filter(({ state }) => state === 'fail');
  if (failed.some(({ badSettings }) => badSettings === true)) context.exit(78);
  else if (failed.length > 0) context.exit(69);
}

async function load(
  context: CommandContext,
  tell: (found: readonly Checked[]) => void,
): Promise<LoadedSettings | null> {
  try {
    const loaded = await context.loadSettings();
    const file = [...loaded.origins.values()].find(({ kind }) => kind === 'file');
    const from = file?.kind === 'file' ? file.file : 'defaults and environment';
    tell([{ part: 'settings', state: 'ok', detail: `read from ${from}`, advice: null }]);
    return loaded;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const advice = 'correct them; docs/settings.md names all';
    tell([{ part: 'settings', state: 'fail', detail: error.message, advice, badSettings: true }]);
    return null;
  }
}

/** All at once, told in order. */
async function tryParts(
  context: CommandContext,
  loaded: LoadedSettings,
  tell: (found: readonly Checked[]) => void,
): Promise<void> {
  const { settings } = loaded;
  const opening = context.openStore().then(
    (store): Store | Failure => store,
    (error: unknown) =>
      error instanceof Failure ? error : new Failure('store-unavailable', describe(error)),
  );
  const parts = [
    checkSecrets(context, loaded),
    checkTemplates(context, settings),
    opening.then((store) => checkStore(settings, context.env['PATH'] ?? '', store)),
    checkCertificate(settings),
    checkDns(settings),
    checkScorer(settings),
    opening.then((store) => checkMailboxes(settings, store)),
    opening.then((store) => checkAlarms(settings, store)),
    checkSmarthost(settings),
    checkPorts(settings),
  ];
  const done = Promise.allSettled(parts);
  try {
    for (const part of parts) tell(await part);
  } finally {
    await done;
    const store = await opening;
    if (!(store instanceof Failure)) await store.close();
  }
}

/** Names of parts are padded so far; details, and what to do below them, stand in one column. */
const partWidth = 14;

function line({ part, state, detail, advice }: Checked, paint: Paint): string {
  const indent = `\n${' '.repeat(partWidth + 6)}`;
  // Servers have their say in it.
  const words = steerless(detail);
  const told = advice === null ? [words] : [words, paint.bold(`→ ${advice}`)];
  const column = told.flatMap((text) => text.split(/\n\s*/)).join(indent);
  return `${paintState(paint, state.padEnd(4), state)}  ${part.padEnd(partWidth)}${column}\n`;
}

/** Adds `postern check`. */
export function registerCheck(program: Command, context: CommandContext): void {
  examples(
    program
      .command('check')
      .description('try each part for real, and say what to do about each fault')
      .option('--json', 'print one JSON array')
      .action((options: Printing) => check(context, options)),
    'postern check',
    'postern check --json | jq \'.[] | select(.state != "ok")\'',
  );
}
