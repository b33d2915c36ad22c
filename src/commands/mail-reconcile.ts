/** `postern mail reconcile`: what a mailbox holds beside what we know, and what is missing. */
import type { Command } from 'commander';
import { type Assembly, assemble } from '../assembly/assembly.ts';
import type { ImapAccount, Settings } from '../config/schema.ts';
import { Failure } from '../failure.ts';
import { mailKey } from '../ingest/accept.ts';
import { readEnvelope } from '../ingest/imap-lanes.ts';
import { type Knowledge, type Missing, type Reconciled, reconcileAccount } from '../ingest/imap-reconcile.ts';
import { MailboxTrouble } from '../ingest/imap-trouble.ts';
import { makeIntake } from '../ingest/intake.ts';
import type { Intake, Store } from '../model/ports.ts';
import { audited } from './audited.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { showCount } from './progress.ts';
import { commandLog, examples, type Printing, withStore } from './shared.ts';
import { shortSize, table } from './table.ts';

interface ReconcileOptions extends Printing {
  readonly fetch?: boolean;
}

const connectMs = 30_000;
const silenceMs = 120_000;

async function reconcile(
  context: CommandContext,
  name: string | undefined,
  options: ReconcileOptions,
): Promise<void> {
  const { settings } = await context.loadSettings();
  const accounts = named(settings, name);
  const log = commandLog(context, settings);
  await withStore(context, async (store) => {
    const assembly = await assemble({ settings, log, store, settled: () => undefined });
    const shown = showCount(context, 'mails looked at', options);
    const run = (account: ImapAccount) =>
      reconcileAccount({
        account,
        knowledge: knowledgeOf(store, assembly, account.lane ?? laneOf(settings)),
        mailboxes: store.mailboxes,
        intake: options.fetch === true ? intakeOf(store, assembly) : null,
        lane: assembly.bench.lanes.of,
        fallback: account.lane ?? laneOf(settings),
        log,
        clock: () => new Date(),
        limits: { maxSize: settings.smtp.maxSize, connectMs, silenceMs },
        looked: shown.forward,
      });
    try {
      const told: Reconciled[] = [];
      for (const account of accounts) told.push(...(await traced(context, store, account, options, run)));
      shown.stop();
      if (told.some(({ missing }) => missing.some(({ fetched }) => fetched !== 'fetched'))) context.exit(1);
      if (options.json === true) printJson(context.stdout, told);
      else for (const each of told) context.stdout.write(words(context, each));
    } finally {
      await assembly.bench.reader.close();
    }
  });
}

function named({ imap }: Settings, name: string | undefined): ImapAccount[] {
  const found = imap.filter((account) => name === undefined || account.name === name);
  if (found.length > 0) return found;
  const names = imap.map((account) => account.name).join(', ') || 'none';
  throw new Failure(
    'bad-usage',
    name === undefined ? 'no mailbox is set up (imap)' : `there is no account ${name}; there is ${names}`,
  );
}

/** Fetching is a change, and is written down. A mailbox that cannot be reached is told as a Failure. */
async function traced(
  context: CommandContext,
  store: Store,
  account: ImapAccount,
  { fetch }: ReconcileOptions,
  run: (account: ImapAccount) => Promise<Reconciled[]>,
): Promise<Reconciled[]> {
  const change = { action: 'mail.reconcile', subject: account.name, detail: { fetch: true } };
  try {
    return await (fetch === true ? audited(context, store, change, () => run(account)) : run(account));
  } catch (error) {
    if (error instanceof MailboxTrouble)
      throw new Failure('mailbox-unavailable', `${account.name}: ${error.message}`, error.cause);
    throw error;
  }
}

function laneOf({ departments }: Settings): string {
  return departments[0]?.addresses[0] ?? '';
}

function knowledgeOf(store: Store, { bench }: Assembly, fallback: string): Knowledge {
  const keysOf = async (raw: Uint8Array): Promise<string[]> => {
    const { envelope, lanes } = readEnvelope(raw, bench.lanes.of, fallback);
    const mail = await bench.reader.read(raw, envelope.sender);
    return lanes.map(({ lane }) => mailKey(lane, mail, raw));
  };
  return {
    byOutline: (mails) => store.mails.knownOutlines(mails),
    async byBytes(raws) {
      const keys = await Promise.all(raws.map(keysOf));
      const known = await store.mails.knownKeys(keys.flat());
      return keys.map((ofOne) => ofOne.every((key) => known.has(key)));
    },
  };
}

/** Files at once where that can be; the rest waits for the running Postern. */
function intakeOf({ mails }: Store, { bench, pipeline }: Assembly): Intake {
  return makeIntake({
    mails,
    lane: bench.lanes.of,
    preview: pipeline.preview,
    fileAtOnce: pipeline.fileAtOnce,
    hasRoom: () => false,
    file: () => undefined,
    rejected: () => undefined,
    accepted: () => undefined,
  });
}

function words(context: CommandContext, { account, mailbox, server, known, missing }: Reconciled): string {
  const paint = colours(context, context.stdout);
  const head = `${account}, ${mailbox}: the server has ${server}, we know ${known}.\n`;
  if (missing.length === 0) return head;
  const columns = [
    { title: 'UID', text: ({ uid }: Missing) => String(uid) },
    { title: 'DATE', text: ({ date }: Missing) => date?.toISOString().slice(0, 16).replace('T', ' ') ?? '-' },
    { title: 'SIZE', text: ({ size }: Missing) => shortSize(size) },
    { title: 'FROM', text: ({ from }: Missing) => from || '-', flexible: true },
    { title: 'SUBJECT', text: ({ subject }: Missing) => subject, flexible: true },
    { title: 'MESSAGE-ID', text: ({ messageId }: Missing) => messageId ?? '-', flexible: true },
    { title: 'FETCHED', text: ({ fetched }: Missing) => fetched ?? 'no', flexible: true },
  ];
  return `${head}${table(context.stdout, paint, columns, missing)}`;
}

/** Adds `postern mail reconcile`. */
export function registerReconcile(mail: Command, context: CommandContext): void {
  examples(
    mail
      .command('reconcile')
      .description('compare mailboxes with the store, and name what is missing; exits 1 where something is')
      .argument('[account]', 'name of the account; else all')
      .option('--fetch', 'take what is missing')
      .option('--json', 'print one JSON array')
      .action((account: string | undefined, options: ReconcileOptions) =>
        reconcile(context, account, options),
      ),
    'postern mail reconcile',
    'postern mail reconcile support --fetch',
  );
}
