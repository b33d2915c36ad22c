/** The command line: all commands, what they share, and the exit codes (DESIGN 8, after sysexits.h). */
import { Command, CommanderError } from 'commander';
import { type LoadedSettings, loadSettings } from '../config/load.ts';
import { BadSettings } from '../config/problem.ts';
import type { Environment } from '../config/variables.ts';
import { describe, Failure } from '../failure.ts';
import type { Store } from '../model/ports.ts';
import { openDatabase, openWholeStore } from '../start/database.ts';
import type { Archive } from '../store/archive.ts';
import type { CommandContext, Output, System } from './context.ts';
import { commandLog } from './shared.ts';
import { steerless } from './table.ts';

/** 0 good, 1 no, 64 usage, 69 unavailable, 75 try again, 78 bad settings. */
const exitCodes = {
  good: 0,
  no: 1,
  usage: 64,
  unavailable: 69,
  tryAgain: 75,
  badSettings: 78,
} as const;

type Register = (program: Command, context: CommandContext) => void;

/** In the order in which help names them. Each is loaded when it is called: a list need not wait for the gateway's parts. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  run: async () => (await import('./run.ts')).registerRun,
  check: async () => (await import('./check.ts')).registerCheck,
  config: async () => (await import('./config.ts')).registerConfig,
  ticket: async () => (await import('./ticket.ts')).registerTicket,
  mail: async () => (await import('./mail.ts')).registerMail,
  quarantine: async () => (await import('./quarantine.ts')).registerQuarantine,
  trace: async () => (await import('./trace.ts')).registerTrace,
  rules: async () => (await import('./rules.ts')).registerRules,
  lists: async () => (await import('./lists.ts')).registerLists,
  outbox: async () => (await import('./outbox.ts')).registerOutbox,
  import: async () => (await import('./import.ts')).registerImport,
  explain: async () => (await import('./explain.ts')).registerExplain,
  replay: async () => (await import('./replay.ts')).registerReplay,
  agent: async () => (await import('./agent.ts')).registerAgent,
  audit: async () => (await import('./audit.ts')).registerAudit,
  backup: async () => (await import('./backup.ts')).registerBackup,
  restore: async () => (await import('./restore.ts')).registerRestore,
  verify: async () => (await import('./verify.ts')).registerVerify,
};

export interface Invocation {
  readonly arguments: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Resolves when the user or the system asks us to stop. */
  readonly stopped: Promise<void>;
  /** Without it: nobody in particular, whom nobody signals. */
  readonly system?: System;
}

const noSystem: System = { uid: null, sockets: new Map(), become: () => {}, onReload: () => {} };

/** Runs one command line and gives its exit code. Never throws: what goes wrong is told on standard error. */
export async function runCommand(invocation: Invocation): Promise<number> {
  let code: number = exitCodes.good;
  try {
    const program = await makeProgram(invocation, (wanted) => {
      code = wanted;
    });
    await program.parseAsync([...invocation.arguments], { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, invocation.stderr);
  }
}

async function makeProgram(invocation: Invocation, exit: (code: number) => void): Promise<Command> {
  const { stdout, stderr } = invocation;
  const program = new Command('postern')
    .description('An email-to-ticket gateway: mail in, ticket out, receipt back.')
    .option('--config <file>', 'settings (else POSTERN_CONFIG, else ./postern.yaml)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
    })
    .showHelpAfterError('(postern --help lists the commands)');
  const context = makeContext(invocation, program, exit);
  const [named = ''] = program.parseOptions([...invocation.arguments]).operands;
  // Help and the hint after a typo need to know them all.
  const wanted = Object.hasOwn(commands, named) ? [commands[named]] : Object.values(commands);
  for (const load of wanted) if (load !== undefined) (await load())(program, context);
  return program;
}

function makeContext(invocation: Invocation, program: Command, exit: (code: number) => void): CommandContext {
  const { env, cwd } = invocation;
  const load = async (inUse?: LoadedSettings) =>
    loadSettings({ file: program.opts<{ config?: string }>().config, env, cwd, inUse });
  return {
    ...invocation,
    system: invocation.system ?? noSystem,
    exit,
    loadSettings: load,
    async openStore(): Promise<Store> {
      const { settings } = await load();
      const log = commandLog(invocation, settings);
      const database = await openDatabase({ settings, log, path: env['PATH'] ?? '' });
      return { ...database.store, close: () => database.close() };
    },
    async openArchive(): Promise<Archive> {
      const { settings } = await load();
      const log = commandLog(invocation, settings);
      return openWholeStore({ settings, log, path: env['PATH'] ?? '' });
    },
  };
}

/** Tells what went wrong, and gives its code. */
function failed(error: unknown, stderr: Output): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.good : exitCodes.usage;
  // The cause may be the words of a server.
  stderr.write(`postern: ${steerless(error instanceof Failure ? explained(error) : describe(error))}\n`);
  if (!(error instanceof Failure)) return exitCodes.no;
  if (error.code === 'bad-settings') return exitCodes.badSettings;
  if (error.code === 'bad-usage') return exitCodes.usage;
  if (error.code === 'store-unavailable' || error.code === 'scorer-unavailable') return exitCodes.unavailable;
  return error.temporary ? exitCodes.tryAgain : exitCodes.no;
}

/** On the terminal of the operator the cause belongs to the answer. */
function explained(failure: Failure): string {
  return failure instanceof BadSettings ? failure.message : describe(failure);
}
