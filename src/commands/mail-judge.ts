/** `postern mail judge`: says that a mail is spam, or is none, and so teaches the spam filter. */
import { Argument, type Command } from 'commander';
import { makeTeacher } from '../assembly/learning.ts';
import { judgeMail } from '../desk/judge.ts';
import { type JudgementKind, judgementKinds } from '../model/judgements.ts';
import { actorOf } from './audited.ts';
import { type CommandContext, printJson } from './context.ts';
import { findMail } from './mail-name.ts';
import { examples, type Printing, withStore } from './shared.ts';

async function judge(
  context: CommandContext,
  id: string,
  word: JudgementKind | 'none',
  { json }: Printing,
): Promise<void> {
  const kind = word === 'none' ? null : word;
  const { settings } = await context.loadSettings();
  await withStore(context, async (store) => {
    await findMail(store, id);
    await judgeMail(store, { address: '', name: actorOf(context), via: 'command' }, id, kind);
    const entry = (await store.judgements.entries([id])).get(id);
    if (json === true) return printJson(context.stdout, entry ?? { mail: id, kind: null, state: 'none' });
    const then =
      makeTeacher(settings) !== null
        ? 'the running Postern teaches the filter'
        : 'no filter is set up that learns (screening.rspamd.controller)';
    const told = kind === null ? 'nothing is said of it any more' : `it is ${kind} from now on`;
    context.stdout.write(`${id}: ${told}; ${then}.\n`);
  });
}

/** Adds `postern mail judge`. */
export function registerJudge(mail: Command, context: CommandContext): void {
  examples(
    mail
      .command('judge')
      .description(
        'say that a mail is spam, or ham (no spam); the spam filter learns it. none takes the word back',
      )
      .argument('<id>', 'ID of the mail')
      .addArgument(new Argument('<kind>', 'what it is').choices([...judgementKinds, 'none']))
      .option('--json', 'print one JSON object')
      .action((id: string, kind: JudgementKind | 'none', options: Printing) =>
        judge(context, id, kind, options),
      ),
    'postern mail judge 65a1b2c3d4e5f60718293a4b spam',
    'postern mail judge 65a1b2c3d4e5f60718293a4b none',
  );
}
