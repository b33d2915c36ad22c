/** `postern run`: the gateway, until it is told to stop. */
import type { Command } from 'commander';
import { engineOf } from '../assembly/scorer.ts';
import type { LoadedSettings } from '../config/load.ts';
import { secretsOf } from '../config/present.ts';
import { describe, Failure } from '../failure.ts';
import { type Gateway, startGateway } from '../gateway.ts';
import { closeDoors, openDoors } from '../start/doors.ts';
import { findAccount, keepPrivate } from '../start/privilege.ts';
import { tellServiceManager } from '../start/service-manager.ts';
import { type Logger, makeLog } from '../watching/log.ts';
import { type CommandContext, colours } from './context.ts';
import { firstLogIn, inboxOf } from './first-log-in.ts';

async function run(context: CommandContext): Promise<void> {
  const first = await context.loadSettings();
  const { settings } = first;
  const log = makeLog({ ...settings.log, secrets: secretsOf(settings) });
  try {
    const doors = await openDoors(settings, context.system.sockets);
    const loaded = await becomeUser(context, first, log).catch(async (error: unknown) => {
      await closeDoors(doors);
      throw error;
    });
    const gateway = await startGateway({
      settings: loaded.settings,
      log,
      path: context.env['PATH'] ?? '',
      doors,
    });
    const logIn = await firstLogIn(loaded.settings, gateway).catch((error: unknown) => {
      log.warn('no link for the first log-in could be made', { error: describe(error) });
      return '';
    });
    context.stdout.write(greeting(context, loaded, gateway, logIn));
    reloadOnSignal(context, gateway, log, loaded);
    await tellServiceManager(context.env, log, 'ready');
    await context.stopped;
    log.info('stopping');
    await tellServiceManager(context.env, log, 'stopping');
    await gateway.stop();
    log.info('stopped');
  } finally {
    await log.close();
  }
}

/**
 * Gives up root where `run.user` says so, with the ports open. Gives the settings as that user reads them: what he could
 * not read now, he could not read again either.
 */
async function becomeUser(
  context: CommandContext,
  first: LoadedSettings,
  log: Logger,
): Promise<LoadedSettings> {
  const { system } = context;
  const { settings } = first;
  const account = await findAccount(settings.run);
  if (system.uid === 0 && account !== null) {
    await keepPrivate(settings.dataDir, account);
    system.become(account);
    log.info('root given up', { uid: account.uid, gid: account.gid });
  } else {
    if (account !== null && system.uid !== account.uid) {
      throw new Failure('bad-settings', `run.user: only root can become ${settings.run.user}`);
    }
    if (system.uid === 0) log.warn('running as root: set run.user', {});
    if (!(await keepPrivate(settings.dataDir, null))) {
      log.warn('data directory is open to others', { dataDir: settings.dataDir });
    }
  }
  return context.loadSettings(first);
}

/** SIGHUP: all settings, rules, templates and certificates are read anew; where any is no good, all stay as they are. */
function reloadOnSignal(
  context: CommandContext,
  gateway: Gateway,
  log: Logger,
  atStart: LoadedSettings,
): void {
  let inUse = atStart;
  const reload = async (): Promise<void> => {
    const loaded = await context.loadSettings(inUse);
    const { settings } = loaded;
    log.mask(secretsOf(settings));
    const { changed, needRestart } = await gateway.reload(settings);
    inUse = loaded;
    log.setLevel(settings.log.level);
    log.info('settings reloaded', { changed });
    if (needRestart.length > 0) log.warn('settings changed that need a restart', { settings: needRestart });
  };
  context.system.onReload(async () => {
    await tellServiceManager(context.env, log, 'reloading');
    await reload().catch((error: unknown) => {
      log.error('settings not reloaded, the old ones stay', { problems: describe(error).split(/\n\s*/) });
    });
    await tellServiceManager(context.env, log, 'ready');
  });
}

/** What a person wants to know after the start. */
function greeting(
  context: CommandContext,
  { settings }: LoadedSettings,
  gateway: Gateway,
  logIn: string,
): string {
  const paint = colours(context, context.stdout);
  const lane = settings.departments[0]?.addresses[0] ?? '';
  const { host, port } = gateway.smtp;
  const smarthost = settings.outbox.smtp.host;
  const rows: [string, string][] = [
    ['SMTP', `${host}:${port}, for ${settings.departments.flatMap(({ addresses }) => addresses).join(', ')}`],
    ...settings.imap.map((account): [string, string] => [
      'IMAP',
      `${account.mailbox} of ${account.user} at ${account.host}`,
    ]),
    ['Inbox', inboxOf(settings, gateway)],
    ['Health', `http://${settings.http.host}:${gateway.http.port}/readyz`],
    ['Metrics', `http://${settings.metrics.host}:${gateway.metrics.port}/metrics`],
    ['Data', gateway.place],
    ['Screening', screeningBy(settings)],
    [
      'Outbox',
      smarthost === ''
        ? 'no smarthost set: outgoing mail stays queued'
        : `by ${smarthost}:${settings.outbox.smtp.port}`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `  ${paint.gray(name.padEnd(width))}  ${value}\n`).join('');
  return `\n${paint.bold('Postern is listening.')}\n${table}\n${logIn}${firstMail(host, port, lane)}\n`;
}

function screeningBy(settings: LoadedSettings['settings']): string {
  const { rspamd, spamd } = settings.screening;
  const told = {
    rspamd: `rspamd at ${rspamd.url}`,
    spamd: `spamd at ${spamd.socket || `${spamd.host}:${spamd.port}`}`,
    upstream: 'the score that the provider of a mailbox wrote',
    none: 'rules only: set screening.rspamd.url to have mail scored',
  };
  return told[engineOf(settings)];
}

/** A command that sends a first mail with what every machine has. */
function firstMail(host: string, port: number, lane: string): string {
  const mail = `From: Ana <ana@example.com>\\r\\nTo: ${lane}\\r\\nSubject: Printer on fire\\r\\n\\r\\nIt burns.\\r\\n`;
  return [
    'Send a first mail:',
    `  printf '${mail}' | curl -sS smtp://${host}:${port} --mail-from ana@example.com --mail-rcpt ${lane} -T -`,
    'Then look at the inbox, or:',
    '  npx postern ticket list',
    '',
  ].join('\n');
}

/** Adds `postern run`. */
export function registerRun(program: Command, context: CommandContext): void {
  program
    .command('run')
    .description('start the gateway; Ctrl-C stops it')
    .addHelpText(
      'after',
      '\nExamples:\n  postern run\n  postern --config gateway.yaml run\n  POSTERN_SMTP__PORT=25 postern run',
    )
    .action(() => run(context));
}
