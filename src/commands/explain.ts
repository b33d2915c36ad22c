/** `postern explain`: what a mail says and what would be decided, without filing it. */
import type { Command } from 'commander';
import { type Bench, makeBench, noLookups, storeLookups } from '../assembly/assembly.ts';
import { readLists } from '../assembly/lists.ts';
import { loadRules } from '../assembly/screening.ts';
import { decide } from '../decide.ts';
import { describe } from '../failure.ts';
import { askAgain, gather } from '../gather.ts';
import { readEnvelope } from '../ingest/imap-lanes.ts';
import type { GatherParts } from '../lookups.ts';
import type { Delivery, Evidence, Facts, TicketClaim } from '../model/facts.ts';
import { isOpen } from '../model/ticket.ts';
import { settingsLists } from '../screening/lists.ts';
import { makeLog } from '../watching/log.ts';
import { type CommandContext, colours, printJson } from './context.ts';
import { explanation } from './explanation.ts';
import { mailsIn, type NamedMail } from './mails.ts';
import { steerless } from './table.ts';

interface ExplainOptions {
  readonly json?: boolean;
  readonly offline?: boolean;
}

async function explain(
  context: CommandContext,
  path: string,
  { json, offline }: ExplainOptions,
): Promise<void> {
  const { settings } = await context.loadSettings();
  const log = makeLog({ level: 'error', format: 'auto' });
  let lists = settingsLists(settings.screening);
  const bench = makeBench({
    settings,
    log,
    lists: () => lists,
  });
  const store = offline === true ? null : await openIfThere(context);
  try {
    if (store !== null) {
      bench.keys.ring = await store.keys.ring();
      lists = await readLists(store, settings);
      await loadRules(bench.screening, store, log);
    }
    const parts = bench.gatherWith(store === null ? noLookups : storeLookups(store, bench.keys));
    for await (const named of mailsIn(path, context.cwd, context.stdin)) {
      const told = await explainOne(bench, parts, named, store !== null);
      if (json === true) printJson(context.stdout, told, 0);
      else context.stdout.write(explanation(told, colours(context, context.stdout)));
    }
  } finally {
    await store?.close();
    await bench.reader.close();
  }
}

/** Without the store, tickets are unknown, and the rest can still be told. */
async function openIfThere(context: CommandContext) {
  try {
    return await context.openStore();
  } catch (error) {
    context.stderr.write(
      `postern: ${steerless(describe(error))}\npostern: no tickets are known; --offline leaves them out\n`,
    );
    return null;
  }
}

export type Explained = Awaited<ReturnType<typeof explainOne>>;

async function explainOne(bench: Bench, parts: GatherParts, { file, raw }: NamedMail, online: boolean) {
  const started = performance.now();
  const mail = await bench.reader.read(raw, null);
  const delivery = supposedDelivery(bench, raw);
  const facts = await gather(parts, delivery, mail, askAgain(parts, delivery, mail, raw), true);
  const { decision } = decide(facts, bench.policies);
  const { messageId, inReplyTo, references, date, subject, from, sender, replyTo, to, cc } = mail;
  const { text, replyText, quotedText, signature, html, nature, bounces, forwarded, protection, defects } =
    mail;
  const { outcome, bypass, reasons, ticket, department, receipt } = decision;
  return {
    file,
    messageId,
    inReplyTo,
    references,
    date: date?.toISOString() ?? null,
    subject,
    from,
    sender,
    replyTo,
    to,
    cc,
    text,
    replyText,
    quotedText,
    signature,
    html,
    attachments: mail.attachments,
    nature,
    bounces,
    forwarded,
    protection,
    authentication: authentication(facts.evidence),
    ticketIds: facts.claims.map((claim) => toldClaim(claim, facts, online)),
    defects,
    ms: Math.round((performance.now() - started) * 100) / 100,
    decision: { outcome, bypass, reasons, ticket, department, receipt },
  };
}

/** As if it had been fetched from a mailbox: the header alone tells envelope, lane and evidence. */
function supposedDelivery({ lanes }: Bench, raw: Uint8Array): Delivery {
  const { envelope, lanes: found } = readEnvelope(raw, lanes.of, lanes.fallback);
  const { lane, recipient } = found[0] ?? { lane: lanes.fallback, recipient: lanes.fallback };
  return {
    id: '0'.repeat(24),
    lane,
    recipient,
    envelope,
    source: { kind: 'imap', account: 'explain', mailbox: '', uidValidity: '0', uid: 0 },
    acceptedAt: new Date(),
    size: raw.byteLength,
    known: { evidence: null, scoring: null },
    released: false,
  };
}

function authentication({ spf, dkim, dmarc, arc }: Evidence) {
  const best = dkim.find(({ result }) => result === 'pass')?.result ?? dkim[0]?.result ?? 'none';
  const results = { spf: spf.result, dkim: best, dmarc: dmarc.result, arc: arc.result };
  return Object.values(results).every((result) => result === 'none') ? null : results;
}

function toldClaim({ id, number, found, valid }: TicketClaim, { tickets }: Facts, online: boolean) {
  const ticket = tickets.get(number);
  const place = found === 'known-reference' ? 'references' : found === 'number' ? 'subject' : found;
  return { id, found: place, valid, open: online ? ticket !== undefined && isOpen(ticket) : null };
}

/** Adds `postern explain`. */
export function registerExplain(program: Command, context: CommandContext): void {
  program
    .command('explain')
    .description('tell what a mail says and what would be decided about it; files nothing')
    .argument('<path>', 'a mail, a folder of mails, a Maildir, an mbox, or - for standard input')
    .option('--json', 'one JSON object a mail, one a line')
    .option('--offline', 'ask no database: no tickets are known then')
    .addHelpText(
      'after',
      '\nExamples:\n  postern explain mail.eml\n  postern explain - --json --offline < mail.eml\n  postern explain ~/Maildir --json | jq .decision.outcome',
    )
    .action((path: string, options: ExplainOptions) => explain(context, path, options));
}
