/** `postern rules edit`: the active rules in the operator's editor; what is wrong is shown in the file itself. */
import { Failure } from '../failure.ts';
import { showProblem } from '../screening/rules/problems.ts';
import { writeRules } from '../screening/rules/yaml.ts';
import type { CommandContext } from './context.ts';
import { editedByHand } from './editor.ts';
import { tellSaved } from './rules-print.ts';
import { type Examined, examined, ruleWorld, saveRules } from './rules-save.ts';
import { type Printing, withStore } from './shared.ts';

/** Lines that we wrote into the file begin so, and are taken out again. */
const mark = '#! ';
/** So often the file is shown again with what is wrong in it. */
const mostRounds = 20;

/** Opens the editor until the file is good or is left as it was shown; then saves it. */
export async function editRules(
  context: CommandContext,
  { reason, json }: Printing & { readonly reason: string },
): Promise<void> {
  await withStore(context, async (store) => {
    const active = await store.rules.active();
    const before = writeRules(active);
    const { text, draft } = await goodText(context, before, await ruleWorld(context, store));
    if (text.trim() === before.trim())
      throw new Failure('conflict', 'the rules are as they were: nothing was changed');
    const saved = await saveRules(context, store, draft, {
      action: 'rules.edit',
      reason,
      basedOn: active.version,
    });
    tellSaved(context, saved, json);
  });
}

async function goodText(
  context: CommandContext,
  before: string,
  world: Parameters<typeof examined>[1],
): Promise<{ text: string; draft: Examined['draft'] }> {
  let shown = before;
  for (let round = 0; round < mostRounds; round++) {
    const returned = (await editedByHand(context, Buffer.from(shown), 'rules.yaml')).toString('utf8');
    const text = withoutMarks(returned);
    const { draft, problems } = examined(text, world);
    if (problems.length === 0) return { text, draft };
    const words = problems.map(showProblem);
    const leaves = text.trim() === '' || (round > 0 && returned === shown);
    if (leaves)
      throw new Failure(
        'bad-usage',
        ['the file was left with problems; nothing was changed', ...words].join('\n  '),
      );
    shown = withMarks(text, words);
  }
  throw new Failure('bad-usage', 'the file still has problems; nothing was changed');
}

function withMarks(text: string, problems: readonly string[]): string {
  const title = `${mark}Not saved: ${problems.length} problem(s). Mend them, or leave the file as it is to give up.`;
  const lines = [
    title,
    ...problems.flatMap((problem) => problem.split('\n').map((line) => `${mark}${line}`)),
  ];
  return `${lines.join('\n')}\n${text}`;
}

function withoutMarks(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.startsWith(mark))
    .join('\n');
}
