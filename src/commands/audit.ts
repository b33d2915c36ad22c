/** `postern audit`: who changed what, and whether that record is whole. */
import type { Command } from 'commander';
import { Failure } from '../failure.ts';
import type { AuditEntry, AuditQuery, AuditVerdict } from '../model/audit-store.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { examples, limitOption, type Printing, printList, withStore } from './shared.ts';
import { type Column, shortTime, table } from './table.ts';

async function list(context: CommandContext, { json, ...query }: Printing & AuditQuery): Promise<void> {
  const found = await withStore(context, (store) => store.audit.list(query));
  const paint = colours(context, context.stdout);
  const columns: Column<AuditEntry>[] = [
    { title: 'NO', text: ({ seq }) => String(seq) },
    { title: 'TIME', text: ({ at }) => shortTime(at) },
    { title: 'WHO', text: ({ actor }) => actor, flexible: true },
    { title: 'WHAT', text: ({ action }) => action, paint: paint.bold },
    { title: 'ON', text: ({ subject }) => subject, flexible: true },
    { title: 'DETAIL', text: ({ detail }) => detailWords(detail), flexible: true },
  ];
  const entries = json === true ? found.map((entry) => ({ id: entry.seq, ...entry })) : found;
  const words = () => table(context.stdout, paint, columns, found);
  printList(context, json, entries, words, 'No changes are on record.');
}

function detailWords(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : value}`)
    .join(', ');
}

/** Follows the chain. Exits 1 where it is broken, or does not hold the entry that is expected. */
async function verify(
  context: CommandContext,
  { json, expect }: Printing & { readonly expect?: string },
): Promise<void> {
  const expected = expect === undefined ? null : headOf(expect);
  await withStore(context, async (store) => {
    const verdict = await store.audit.verify();
    const noted = expected === null ? null : await entryOf(store.audit, verdict, expected.seq);
    const asExpected = expected === null || noted === expected.hash;
    if (verdict.faults.length > 0 || !asExpected) context.exit(1);
    if (json === true) return printJson(context.stdout, { ...verdict, asExpected });
    context.stdout.write(verdictWords(verdict));
    if (!asExpected)
      context.stdout.write('The expected entry is not there: the trail was cut or rewritten.\n');
  });
}

function verdictWords({ entries, head, faults }: AuditVerdict): string {
  const lines = faults.map(({ seq, problem }) => `Entry ${seq}: ${problem}.\n`);
  const end = head === null ? '' : `; the last is ${head.seq}:${head.hash}`;
  const word = faults.length === 0 ? 'whole' : 'broken';
  return `${lines.join('')}${entries} ${entries === 1 ? 'entry' : 'entries'}, the chain is ${word}${end}.\n`;
}

function headOf(text: string): { seq: number; hash: string } {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw new Failure('bad-usage', '--expect: a number and a hash, as `postern audit verify` prints them');
  return { seq: Number(seq), hash };
}

async function entryOf(
  audit: { list(query: AuditQuery): Promise<AuditEntry[]> },
  { head }: AuditVerdict,
  seq: number,
): Promise<string | null> {
  if (head === null || head.seq < seq) return null;
  if (head.seq === seq) return head.hash;
  const entries = await audit.list({ limit: head.seq - seq + 1 });
  return entries.find((entry) => entry.seq === seq)?.hash ?? null;
}

/** Adds `postern audit list|verify`. */
export function registerAudit(program: Command, context: CommandContext): void {
  const audit = program.command('audit').description('who changed what, and whether that record is whole');
  examples(
    audit
      .command('list')
      .description('list changes, the newest first')
      .option('--actor <name>', 'only those by this one')
      .option('--action <name>', 'only those of this kind')
      .option('--subject <id>', 'only those to this ticket, mail or other thing')
      .addOption(limitOption())
      .option('--json', 'print one JSON array')
      .action((options: Printing & AuditQuery) => list(context, options)),
    'postern audit list',
    'postern audit list --subject 48213-K7QF',
    'postern audit list --action mail.discard --json',
  );
  examples(
    audit
      .command('verify')
      .description('follow the chain of hashes; exits 1 where an entry was changed or left out')
      .option('--expect <head>', 'an entry noted earlier (number:hash), which must still be there')
      .option('--json', 'print one JSON object')
      .action((options: Printing & { expect?: string }) => verify(context, options)),
    'postern audit verify',
    'postern audit verify --expect "$(cat /root/audit-head)"',
  );
}
