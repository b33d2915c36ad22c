/** `postern agent`: who works at the inbox, for the operator: people are added, let in again and kept out. */
import type { Command } from 'commander';
import { newAgentSchema, type TeamChange } from '../access/agent-input.ts';
import type { By, Invited, Team } from '../access/team.ts';
import { assemble } from '../assembly/assembly.ts';
import { assemblePeople } from '../assembly/people.ts';
import { Failure } from '../failure.ts';
import { type Agent, roles, tiers } from '../model/people.ts';
import type { Store } from '../model/ports.ts';
import { listAgents } from './agent-list.ts';
import { actorOf } from './audited.ts';
import { type CommandContext, printJson } from './context.ts';
import { choice, commandLog, examples, type Printing, withStore } from './shared.ts';

interface AddOptions extends Printing {
  readonly name: string;
  readonly role: string;
  readonly tier: string;
  readonly department: readonly string[];
  readonly language: string;
}

interface Doing {
  readonly team: Team;
  readonly by: By;
  readonly store: Store;
}

/** The store, and the team as the daemon changes it; sessions are looked up at each request, so it knows at once. */
async function withTeam(context: CommandContext, work: (doing: Doing) => Promise<void>): Promise<void> {
  await withStore(context, async (store) => {
    const { settings } = await context.loadSettings();
    const log = commandLog(context, settings);
    const { letters, bench } = await assemble({ settings, log, store, settled: () => undefined });
    await bench.reader.close();
    const { team } = assemblePeople({
      store,
      log,
      settings: () => settings,
      letters: () => letters,
      queued: () => undefined,
      now: () => new Date(),
    });
    await work({ team, by: { actor: actorOf(context), via: 'command' }, store });
  });
}

async function add(context: CommandContext, address: string, options: AddOptions): Promise<void> {
  const { department: departments, name, role, tier, language } = options;
  const form = newAgentSchema.safeParse({ address, name, role, tier, departments, language });
  if (!form.success) {
    const [issue] = form.error.issues;
    throw new Failure('bad-usage', `${issue?.path.join('.')}: ${issue?.message}`);
  }
  await withTeam(context, async ({ team, by }) =>
    tellInvited(context, options, await team.add(by, form.data), 'is an agent now'),
  );
}

async function reset(context: CommandContext, name: string, options: Printing & { factor?: boolean }) {
  await withTeam(context, async ({ team, by, store }) => {
    const { id } = await findAgent(store, name);
    if (options.factor === true) await team.dropFactor(by, id);
    tellInvited(context, options, await team.reset(by, id), 'gets a new link');
  });
}

async function change(
  context: CommandContext,
  name: string,
  wanted: TeamChange,
  words: string,
  { json }: Printing,
): Promise<void> {
  await withTeam(context, async ({ team, by, store }) => {
    const { id } = await findAgent(store, name);
    const agent = await team.change(by, id, wanted);
    if (json === true) return printJson(context.stdout, agent);
    context.stdout.write(`${agent.address} ${words}.\n`);
  });
}

/** By address or ID. Throws Failure `not-found`. */
async function findAgent({ agents }: Store, name: string): Promise<Agent> {
  const agent = name.includes('@') ? await agents.byAddress(name) : await agents.find(name);
  if (agent === null) throw new Failure('not-found', `there is no agent ${name}`);
  return agent;
}

function tellInvited(context: CommandContext, { json }: Printing, invited: Invited, words: string): void {
  const { agent, link, expiresAt, mailed } = invited;
  if (json === true) {
    printJson(context.stdout, { ...agent, link, expiresAt, mailed });
    return;
  }
  const mail = mailed ? ', and a mail with the link is on its way' : '';
  context.stdout.write(
    `${agent.address} ${words}${mail}. The link works once, until ${expiresAt.toISOString()}:\n  ${link}\n`,
  );
}

const json = ['--json', 'print one JSON object'] as const;

/** Adds `postern agent add|list|reset|disable|enable`. */
export function registerAgent(program: Command, context: CommandContext): void {
  const agent = program.command('agent').description('who works at the inbox');
  registerAdd(agent, context);
  examples(
    agent
      .command('list')
      .description('list them, by name')
      .option('--json', 'print one JSON array')
      .action((options: Printing) => listAgents(context, options)),
    'postern agent list',
  );
  examples(
    agent
      .command('reset')
      .description('make a new link to log in and choose a password; the old password works until then')
      .argument('<agent>', 'address or ID')
      .option('--factor', 'take the second factor away too, and end all sessions')
      .option(...json)
      .action((name: string, options: Printing & { factor?: boolean }) => reset(context, name, options)),
    'postern agent reset kim@example.com',
  );
  examples(
    agent
      .command('disable')
      .description('keep somebody out: sessions, links and tokens end at once')
      .argument('<agent>', 'address or ID')
      .option(...json)
      .action((name: string, options: Printing) =>
        change(context, name, { enabled: false }, 'can no longer log in', options),
      ),
    'postern agent disable kim@example.com',
  );
  examples(
    agent
      .command('enable')
      .description('let somebody in again')
      .argument('<agent>', 'address or ID')
      .option(...json)
      .action((name: string, options: Printing) =>
        change(context, name, { enabled: true }, 'can log in again', options),
      ),
    'postern agent enable kim@example.com',
  );
}

function registerAdd(agent: Command, context: CommandContext): void {
  const collect = (value: string, before: readonly string[]) => [...before, value];
  examples(
    agent
      .command('add')
      .description('add somebody, and make a link to log in and choose a password')
      .argument('<address>', 'his e-mail address')
      .option('--name <name>', 'his name, as customers see it', '')
      .addOption(choice('--role <role>', 'what he may do', roles).default('agent'))
      .addOption(choice('--tier <tier>', 'L1, L2 or L3', tiers.map(String)).default('1'))
      .option('--department <name>', 'a department that he sees; may be given again', collect, [])
      .option('--language <code>', 'language of his pages', '')
      .option(...json)
      .action((address: string, options: AddOptions) => add(context, address, options)),
    'postern agent add kim@example.com --name Kim --role admin',
    'postern agent add bob@example.com --name Bob --tier 2 --department support',
  );
}
