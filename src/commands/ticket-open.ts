/** `postern ticket open`: a ticket by hand, for somebody who called or came by. Staff and requester are told as of a mail. */
import type { Command } from 'commander';
import type { Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import { oneLine, validRecipient } from '../mail/outgoing.ts';
import type { Filing } from '../model/mail-store.ts';
import { audited } from './audited.ts';
import { type CommandContext, printJson } from './context.ts';
import { ticketJson } from './history.ts';
import type { Report } from './opening.ts';
import { commandLog, examples, type Printing, readText, withStore } from './shared.ts';

interface OpenOptions extends Printing {
  readonly from: string;
  readonly name?: string;
  readonly subject: string;
  readonly department?: string;
}

async function open(
  context: CommandContext,
  argument: string | undefined,
  options: OpenOptions,
): Promise<void> {
  const { settings } = await context.loadSettings();
  const text = argument === undefined ? '' : await readText(context, argument);
  const report = reportOf(settings, options, text);
  const { openByHand } = await import('./opening.ts');
  await withStore(context, async (store) => {
    const parts = { settings, store, log: commandLog(context, settings) };
    const change = { action: 'ticket.open', subject: report.from.address };
    const filing = await audited(context, store, change, () => openByHand(parts, report));
    const ticket = filing.open === null ? null : await store.tickets.byId(filing.open.id);
    if (ticket === null) throw new Failure('not-found', 'the ticket is not there any more');
    if (options.json === true) printJson(context.stdout, ticketJson(ticket));
    else context.stdout.write(`${ticket.ticketId} is open in ${ticket.department}. ${toldWords(filing)}\n`);
  });
}

function reportOf({ departments }: Settings, options: OpenOptions, text: string): Report {
  const { department: name } = options;
  const address = validRecipient(options.from);
  if (address === null) throw new Failure('bad-usage', `--from: ${options.from} is no address`);
  const department = departments.find((each) => name === undefined || each.name === name);
  if (department === undefined) {
    const names = departments.map((each) => each.name).join(', ');
    throw new Failure('bad-usage', `--department: there is no ${name}; there is ${names}`);
  }
  return {
    from: { name: oneLine(options.name ?? '', 80), address },
    subject: oneLine(options.subject, 200),
    text,
    lane: department.addresses[0] ?? '',
    department: name ?? null,
  };
}

function toldWords({ outgoing, messages }: Filing): string {
  const notices = outgoing.filter(({ kind }) => kind === 'notice').length;
  const receipt = outgoing.find(({ kind }) => kind === 'receipt');
  const why = messages.find(({ mark }) => mark === 'no-receipt')?.text ?? '';
  const staff = notices === 0 ? 'It lies in the queue of the department' : `Notices to staff: ${notices}`;
  return `${staff}; ${receipt === undefined ? `no receipt: ${why}` : `a receipt to ${receipt.to} is queued`}.`;
}

/** Adds `postern ticket open`. */
export function registerTicketOpen(ticket: Command, context: CommandContext): void {
  examples(
    ticket
      .command('open')
      .description('open a ticket for somebody who did not write a mail')
      .argument('[text]', 'what it is about, or - for standard input')
      .requiredOption('--from <address>', 'who asks')
      .option('--name <name>', 'his or her name')
      .requiredOption('--subject <words>', 'the subject')
      .option('--department <name>', 'where it goes; else the routing rules say')
      .option('--json', 'print the ticket as one JSON object')
      .action((argument: string | undefined, options: OpenOptions) => open(context, argument, options)),
    "postern ticket open --from ana@example.com --subject 'Printer on fire' 'It burns.'",
    'postern ticket open --from ana@example.com --subject Invoice --department billing - < letter.txt',
  );
}
