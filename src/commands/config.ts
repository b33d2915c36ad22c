/** `postern config`: the settings in effect, and the key of the ticket codes. */
import type { Command } from 'commander';
import { stringify } from 'yaml';
import type { LoadedSettings } from '../config/load.ts';
import { presentable } from '../config/present.ts';
import { showOrigin } from '../config/problem.ts';
import { type Path, showPath } from '../config/tree.ts';
import { audited } from './audited.ts';
import { checkConfig } from './config-check.ts';
import { type CommandContext, colours, printJson } from './context.ts';

/** One line of YAML; `origin` where it holds a value. */
interface Line {
  readonly text: string;
  readonly origin: string | null;
}

type OriginOf = (path: Path) => string;

function scalar(value: unknown): string {
  // A text of several lines stays on one, so that its origin can stand behind it.
  if (typeof value === 'string' && /\p{Cc}/u.test(value)) return JSON.stringify(value);
  return stringify(value, { lineWidth: 0 }).trimEnd();
}

function linesOf(value: unknown, path: Path, originOf: OriginOf): Line[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => {
      const inner = linesOf(item, [...path, i], originOf);
      return inner.map(({ text, origin }, n) => ({ text: `${n === 0 ? '- ' : '  '}${text}`, origin }));
    });
  }
  if (typeof value !== 'object' || value === null) return [{ text: scalar(value), origin: originOf(path) }];
  return Object.entries(value).flatMap(([key, item]) => fieldLines(key, item, [...path, key], originOf));
}

function fieldLines(key: string, value: unknown, path: Path, originOf: OriginOf): Line[] {
  const name = `${scalar(key)}:`;
  const holds = typeof value === 'object' && value !== null;
  if (holds && Object.keys(value).length === 0) {
    return [{ text: `${name} ${Array.isArray(value) ? '[]' : '{}'}`, origin: originOf(path) }];
  }
  const inner = linesOf(value, path, originOf);
  if (!holds) return inner.map(({ text, origin }) => ({ text: `${name} ${text}`, origin }));
  return [{ text: name, origin: null }, ...inner.map(({ text, origin }) => ({ text: `  ${text}`, origin }))];
}

/**
 * Settings as YAML, secrets masked, the origin of each value as a comment behind it. Long values push their own comment
 * only. `grey` colours the comments.
 */
export function renderSettings(loaded: LoadedSettings, grey: (text: string) => string): string {
  const originOf: OriginOf = (path) => showOrigin(loaded.origins.get(showPath(path)) ?? { kind: 'default' });
  const lines = linesOf(presentable(loaded.settings), [], originOf);
  const width = Math.max(0, ...lines.map(({ text }) => text.length).filter((length) => length <= 50));
  return lines
    .map(({ text, origin }) => (origin === null ? text : `${text.padEnd(width)}  ${grey(`# ${origin}`)}`))
    .map((line) => `${line}\n`)
    .join('');
}

async function show(context: CommandContext, json: boolean): Promise<void> {
  const loaded = await context.loadSettings();
  if (json) {
    const origins = [...loaded.origins].map(([path, origin]) => [path, showOrigin(origin)]);
    printJson(context.stdout, {
      settings: presentable(loaded.settings),
      origins: Object.fromEntries(origins),
    });
    return;
  }
  context.stdout.write(renderSettings(loaded, colours(context, context.stdout).gray));
}

async function rotateKeys(context: CommandContext, json: boolean): Promise<void> {
  const store = await context.openStore();
  try {
    const change = { action: 'config.rotate-keys', subject: 'keys' };
    const ids = (await audited(context, store, change, () => store.keys.rotate())).map(({ id }) => id);
    if (json) printJson(context.stdout, { signs: ids[0] ?? null, keys: ids });
    else
      context.stdout.write(
        `Key ${ids[0]} signs from now on; ${ids.length} keys verify: old ticket IDs stay valid.\n`,
      );
  } finally {
    await store.close();
  }
}

/** Adds `postern config show`, `check` and `rotate-keys`. */
export function registerConfig(program: Command, context: CommandContext): void {
  const config = program.command('config').description('settings in effect, and keys');
  config
    .command('show')
    .description('print the settings in effect, secrets masked, and where each came from')
    .option('--json', 'print JSON: {settings, origins}')
    .addHelpText(
      'after',
      '\nExamples:\n  postern config show\n  postern --config gateway.yaml config show --json\n  POSTERN_SMTP__PORT=25 postern config show',
    )
    .action(({ json }: { json?: boolean }) => show(context, json === true));
  config
    .command('check')
    .description('say whether settings, rules, templates and certificate would do; changes nothing')
    .argument('[file]', 'settings (else those that postern run would use)')
    .option('--json', 'print JSON: {ok}')
    .addHelpText('after', '\nExample:\n  postern config check new.yaml && systemctl reload postern')
    .action((file: string | undefined, { json }: { json?: boolean }) =>
      checkConfig(context, file, json === true),
    );
  config
    .command('rotate-keys')
    .description('make a new key for ticket IDs and reply addresses; what older keys signed stays valid')
    .option('--json', 'print JSON: {signs, keys}')
    .addHelpText('after', '\nExample:\n  postern config rotate-keys')
    .action(({ json }: { json?: boolean }) => rotateKeys(context, json === true));
}
