/** `postern ticket`: looking at tickets, and what staff do to them from a shell. */
import type { Command } from 'commander';
import type { Ticket, TicketState } from '../model/ticket.ts';
import { ticketStates } from '../model/ticket.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { historyOf, ticketJson, ticketStory } from './history.ts';
import { choice, examples, limitOption, type Printing, printList, withStore } from './shared.ts';
import { type Column, shortTime, table } from './table.ts';
import { registerTicketChanges } from './ticket-changes.ts';
import { namedTicket } from './ticket-name.ts';
import { registerTicketOpen } from './ticket-open.ts';

interface ListOptions extends Printing {
  readonly state?: TicketState;
  readonly department?: string;
  readonly owner?: string;
  readonly search?: string;
  readonly limit: number;
}

async function list(context: CommandContext, { json, ...query }: ListOptions): Promise<void> {
  const found = await withStore(context, (store) => store.tickets.list(query));
  const paint = colours(context, context.stdout);
  const columns: Column<Ticket>[] = [
    { title: 'ID', text: ({ ticketId }) => ticketId, paint: paint.bold },
    { title: 'CHANGED', text: ({ updatedAt }) => shortTime(updatedAt) },
    { title: 'STATE', text: ({ state }) => state },
    { title: 'DEPARTMENT', text: ({ department }) => department },
    { title: 'OWNER', text: ({ owner }) => owner ?? '-', flexible: true },
    { title: 'REQUESTER', text: ({ requester }) => requester.name || requester.address, flexible: true },
    { title: 'SUBJECT', text: ({ subject }) => subject || '(no subject)', flexible: true },
  ];
  const words = () => table(context.stdout, paint, columns, found);
  printList(context, json, json === true ? found.map(ticketJson) : found, words, 'No tickets.');
}

async function show(context: CommandContext, name: string, { json }: Printing): Promise<void> {
  await withStore(context, async (store) => {
    const ticket = await namedTicket(store, name);
    const history = await historyOf(store, ticket);
    if (json === true) return printJson(context.stdout, { ...ticketJson(ticket), history });
    const into = ticket.mergedInto === null ? null : await store.tickets.byId(ticket.mergedInto);
    context.stdout.write(ticketStory(ticket, into, history, colours(context, context.stdout)));
  });
}

/** Adds `postern ticket list|show|open|close|assign|note|reply|merge`. */
export function registerTicket(program: Command, context: CommandContext): void {
  const ticket = program.command('ticket').description('tickets: list, read, answer, close');
  examples(
    ticket
      .command('list')
      .description('list tickets, the last changed first')
      .addOption(choice('--state <state>', 'only those in this state', ticketStates))
      .option('--department <name>', 'only those of this department')
      .option('--owner <address>', 'only those of this owner')
      .option('--search <words>', 'only those that hold these words, or the ticket with this ID')
      .addOption(limitOption())
      .option('--json', 'print one JSON array')
      .action((options: ListOptions) => list(context, options)),
    'postern ticket list',
    'postern ticket list --state new --department support',
    "postern ticket list --search 'printer fire' --json | jq -r '.[].id'",
  );
  examples(
    ticket
      .command('show')
      .description('print a ticket and its history')
      .argument('<id>', '48213-K7QF or 48213')
      .option('--json', 'print one JSON object')
      .action((name: string, options: Printing) => show(context, name, options)),
    'postern ticket show 48213-K7QF',
  );
  registerTicketOpen(ticket, context);
  registerTicketChanges(ticket, context);
}
