/** `postern run`: the gateway, until it is told to stop. */
import type { Command } from 'commander';
import type { LoadedSettings } from '../config/load.ts';
import { secretsOf } from '../config/present.ts';
import { type Gateway, startGateway } from '../gateway.ts';
import { makeLog } from '../log.ts';
import { type CommandContext, colours } from './context.ts';

async function run(context: CommandContext): Promise<void> {
  const loaded = await context.loadSettings();
  const { settings } = loaded;
  const log = makeLog({ ...settings.log, secrets: secretsOf(settings) });
  try {
    const gateway = await startGateway({ settings, log, path: context.env['PATH'] ?? '' });
    context.stdout.write(greeting(context, loaded, gateway));
    await context.stopped;
    log.info('stopping');
    await gateway.stop();
    log.info('stopped');
  } finally {
    await log.close();
  }
}

/** What a person wants to know after the start. */
function greeting(context: CommandContext, { settings }: LoadedSettings, gateway: Gateway): string {
  const paint = colours(context, context.stdout);
  const lane = settings.departments[0]?.addresses[0] ?? '';
  const { host, port } = gateway.smtp;
  const { rspamd } = settings.screening;
  const smarthost = settings.outbox.smtp.host;
  const rows: [string, string][] = [
    ['SMTP', `${host}:${port}, for ${settings.departments.flatMap(({ addresses }) => addresses).join(', ')}`],
    ...settings.imap.map((account): [string, string] => [
      'IMAP',
      `${account.mailbox} of ${account.user} at ${account.host}`,
    ]),
    ['Health', `http://${settings.http.host}:${gateway.http.port}/readyz`],
    ['Metrics', `http://${settings.metrics.host}:${gateway.metrics.port}/metrics`],
    ['Data', gateway.place],
    [
      'Screening',
      rspamd.url === ''
        ? 'rules only: set screening.rspamd.url to have mail scored'
        : `rspamd at ${rspamd.url}`,
    ],
    [
      'Outbox',
      smarthost === ''
        ? 'no smarthost set: outgoing mail stays queued'
        : `by ${smarthost}:${settings.outbox.smtp.port}`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `  ${paint.gray(name.padEnd(width))}  ${value}\n`).join('');
  return `\n${paint.bold('Postern is listening.')}\n${table}\n${firstMail(host, port, lane)}\n`;
}

/** A command that sends a first mail with what every machine has. */
function firstMail(host: string, port: number, lane: string): string {
  const mail = `From: Ana <ana@example.com>\\r\\nTo: ${lane}\\r\\nSubject: Printer on fire\\r\\n\\r\\nIt burns.\\r\\n`;
  return [
    'Send a first mail:',
    `  printf '${mail}' | curl -sS smtp://${host}:${port} --mail-from ana@example.com --mail-rcpt ${lane} -T -`,
    'Then look at the ticket:',
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
