/** `postern rules`: rules of screening, as one YAML file and as versions in the store. */
import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../failure.ts';
import type { SavedRules } from '../model/rules.ts';
import { showProblem } from '../screening/rules/problems.ts';
import { writeRules } from '../screening/rules/yaml.ts';
import { type CommandContext, printJson } from './context.ts';
import { editRules } from './rules-edit.ts';
import { ruleLines, ruleTable, tellSaved, versionLines, versionTable } from './rules-print.ts';
import { examined, examinedDraft, fileText, refuse, ruleWorld, saveRules } from './rules-save.ts';
import { registerRulesTest } from './rules-test.ts';
import { examples, limitOption, type Printing, printList, withStore } from './shared.ts';

interface AtVersion extends Printing {
  readonly version?: number;
}
interface Reasoned extends Printing {
  readonly reason: string;
}

async function list(context: CommandContext, { json, version }: AtVersion): Promise<void> {
  const lines = ruleLines(await versionOf(context, version), new Date());
  printList(context, json, lines, () => ruleTable(context, lines), 'There are no rules.');
}

async function show(context: CommandContext, name: string, { json, version }: AtVersion): Promise<void> {
  const saved = await versionOf(context, version);
  const line = ruleLines(saved, new Date()).find(
    ({ id, position }) => id === name || String(position) === name,
  );
  if (line === undefined) throw new Failure('not-found', `there is no rule ${name}`);
  const rule = saved.rules[line.position - 1];
  if (json === true) return printJson(context.stdout, { ...line, rule });
  context.stdout.write(writeRules({ rules: [rule], thresholds: null }));
}

async function exportRules(context: CommandContext, { json, version }: AtVersion): Promise<void> {
  const { rules, thresholds, text, version: number } = await versionOf(context, version);
  if (json === true) return printJson(context.stdout, { version: number, thresholds, rules });
  context.stdout.write(writeRules({ rules, thresholds, ...(text === undefined ? {} : { text }) }));
}

/** The version, else the active one. Throws Failure `not-found`. */
async function versionOf(context: CommandContext, version: number | undefined): Promise<SavedRules> {
  return withStore(context, async ({ rules }) => {
    const found = version === undefined ? await rules.active() : await rules.find(version);
    if (found === null) throw new Failure('not-found', `there is no version ${version} of the rules`);
    return found;
  });
}

async function importRules(
  context: CommandContext,
  file: string,
  { json, reason, basedOn }: Reasoned & { readonly basedOn?: number },
): Promise<void> {
  const text = await fileText(context, file);
  await withStore(context, async (store) => {
    const { draft, problems } = examined(text, await ruleWorld(context, store));
    refuse(file, problems);
    const base = basedOn ?? (await store.rules.active()).version;
    const saved = await saveRules(context, store, draft, { action: 'rules.import', reason, basedOn: base });
    tellSaved(context, saved, json);
  });
}

async function check(context: CommandContext, file: string, { json }: Printing): Promise<void> {
  const { draft, problems } = examined(await fileText(context, file), await ruleWorld(context, null));
  if (problems.length > 0) context.exit(1);
  if (json === true)
    return printJson(context.stdout, { good: problems.length === 0, rules: draft.rules.length, problems });
  if (problems.length === 0) context.stdout.write(`${file}: ${draft.rules.length} rules, no problems.\n`);
  else context.stdout.write(`${problems.map((problem) => `${file}: ${showProblem(problem)}\n`).join('')}`);
}

async function history(
  context: CommandContext,
  { json, limit }: Printing & { limit: number },
): Promise<void> {
  await withStore(context, async ({ rules }) => {
    // One more, so that the last line too is compared with the version before it.
    const lines = versionLines(await rules.history(limit + 1)).slice(0, limit);
    printList(context, json, lines, () => versionTable(context, lines), 'No rules were ever saved.');
  });
}

async function rollBack(context: CommandContext, version: number, { json, reason }: Reasoned): Promise<void> {
  await withStore(context, async (store) => {
    const { rules, thresholds, text } = (await store.rules.find(version)) ?? none(version);
    const draft = { rules, thresholds, ...(text === undefined ? {} : { text }) };
    refuse(`version ${version}`, examinedDraft(draft, await ruleWorld(context, store)));
    const { version: basedOn } = await store.rules.active();
    tellSaved(
      context,
      await saveRules(context, store, draft, { action: 'rules.rollback', reason, basedOn }),
      json,
    );
  });
}

function none(version: number): never {
  throw new Failure('not-found', `there is no version ${version} of the rules`);
}

function versionNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('The number of a version is expected.');
  return Number(text);
}

const asJson = ['--json', 'print one JSON object'] as const;
const atVersion = ['--version <n>', 'of this version, instead of the active one', versionNumber] as const;

/** Adds `postern rules list|show|export|import|edit|check|history|rollback|test`. */
export function registerRules(program: Command, context: CommandContext): void {
  const rules = program.command('rules').description('rules that admins make for incoming mail');
  registerReading(rules, context);
  registerWriting(rules, context);
  registerRulesTest(rules, context);
}

function registerReading(rules: Command, context: CommandContext): void {
  examples(
    rules
      .command('list')
      .description('list them in their order')
      .option(...atVersion)
      .option('--json', 'print one JSON array')
      .action((options: AtVersion) => list(context, options)),
    'postern rules list',
  );
  examples(
    rules
      .command('show')
      .description('show one rule')
      .argument('<rule>', 'its name, or its place in the list')
      .option(...atVersion)
      .option(...asJson)
      .action((name: string, options: AtVersion) => show(context, name, options)),
    'postern rules show "no newsletters"',
  );
  examples(
    rules
      .command('export')
      .description('print them as YAML, comments and all')
      .option(...atVersion)
      .option(...asJson)
      .action((options: AtVersion) => exportRules(context, options)),
    'postern rules export > rules.yaml',
    'postern rules export --version 3',
  );
  examples(
    rules
      .command('check')
      .description(
        'look for all that is wrong in a file; needs no database, and takes staff from the settings',
      )
      .argument('<file>', 'YAML with rules, or - for standard input')
      .option(...asJson)
      .action((file: string, options: Printing) => check(context, file, options)),
    'postern rules check rules.yaml',
  );
  examples(
    rules
      .command('history')
      .description('list the versions, the newest first')
      .addOption(limitOption())
      .option('--json', 'print one JSON array')
      .action((options: Printing & { limit: number }) => history(context, options)),
    'postern rules history --limit 10',
  );
}

function registerWriting(rules: Command, context: CommandContext): void {
  const reason = ['--reason <words>', 'why'] as const;
  examples(
    rules
      .command('import')
      .description('save a file as the next version; it is in force at once on all nodes')
      .argument('<file>', 'YAML with rules, or - for standard input')
      .requiredOption(...reason)
      .option('--based-on <version>', 'refuse it where another version is the newest', versionNumber)
      .option(...asJson)
      .action((file: string, options: Reasoned & { basedOn?: number }) =>
        importRules(context, file, options),
      ),
    'postern rules import rules.yaml --reason "less phishing"',
    'postern rules import rules.yaml --reason "less phishing" --based-on 3',
  );
  examples(
    rules
      .command('edit')
      .description('open VISUAL or EDITOR on the active rules, and save what comes back')
      .requiredOption(...reason)
      .option(...asJson)
      .action((options: Reasoned) => editRules(context, options)),
    'postern rules edit --reason "newsletters go to sales"',
  );
  examples(
    rules
      .command('rollback')
      .description('make an earlier version the next one')
      .argument('<version>', 'its number', versionNumber)
      .requiredOption(...reason)
      .option(...asJson)
      .action((version: number, options: Reasoned) => rollBack(context, version, options)),
    'postern rules rollback 3 --reason "version 4 held back invoices"',
  );
}
