/** Mail that came in: what every client was promised, held against what there is. Pure. */
import { type Finding, groupBy, repeated } from './findings.ts';
import type { Found, FoundMail } from './found.ts';
import type { Ledger, Sent } from './ledger.ts';

export interface Situation {
  readonly ledger: Ledger;
  readonly found: Found;
  /** Mails of these rounds are looked at; of others, rows may be missing from `found`. */
  readonly fromRound: number;
  /** Everything had time to end: nothing may be under way any more. */
  readonly quiet: boolean;
  /** In ms of the epoch. */
  readonly now: number;
}

/** How long after the end of its lease a mail may still wait to be claimed anew. */
const claimMs = 30_000;

const settledStates = new Set(['filed', 'quarantined', 'discarded', 'failed']);

/** Every rule about mail that came in. */
export function checkIncoming(situation: Situation): Finding[] {
  const { ledger, found, fromRound } = situation;
  const sent = ledger.sent.filter(({ round }) => round >= fromRound);
  const rows = groupBy(found.mails, ({ messageId }) => messageId);
  return [
    ...sent.flatMap((one) => checkMail(situation, one, rows.get(one.id) ?? [])),
    ...checkLeases(situation),
    ...checkTickets(situation),
    ...checkMailbox(situation, sent, rows),
  ];
}

function checkMail(situation: Situation, sent: Sent, rows: readonly FoundMail[]): Finding[] {
  const findings: Finding[] = [];
  const find = (harm: Finding['harm'], rule: string, detail = '') =>
    findings.push({ harm, rule, mail: sent.id, detail, at: null });
  if (!sent.acknowledged && !sent.refused)
    find('broken', 'a mail answered by 4yz is taken in the end', sent.answers.join(' '));
  for (const lane of sent.lanes) {
    const those = rows.filter((row) => row.lane === lane);
    if (sent.acknowledged && isOnItsWay(situation, sent)) continue;
    if (sent.acknowledged && those.length === 0) find('lost', 'what got 250 is there', lane);
    if (those.length > 1) find('doubled', 'a mail is there once', lane);
    for (const row of those) findings.push(...checkRow(situation, sent, row));
  }
  if (sent.refused && !sent.acknowledged && rows.some(({ state }) => state === 'filed'))
    find('broken', 'what was refused is not filed');
  return findings;
}

/** A mail that the mailbox alone got is Postern's only when Postern has settled it there. */
function isOnItsWay({ found, quiet }: Situation, { kind, id }: Sent): boolean {
  const byMailboxAlone = kind === 'mailbox' || kind === 'answer';
  return byMailboxAlone && !quiet && !found.mailbox.Processed.includes(id);
}

function checkRow({ found, quiet }: Situation, sent: Sent, row: FoundMail): Finding[] {
  const findings: Finding[] = [];
  const find = (harm: Finding['harm'], rule: string, detail: string) =>
    findings.push({ harm, rule, mail: sent.id, detail, at: null });
  const isSettled = settledStates.has(row.state);
  if (quiet && !isSettled) find('lost', 'what was accepted is filed in the end', row.state);
  const wanted = sent.kind === 'spam' ? 'quarantined' : 'filed';
  if (isSettled && row.state !== wanted) find('lost', `a mail of this kind is ${wanted}`, row.state);
  if (row.state !== 'filed') return findings;
  if (sent.ticketId !== null && row.ticketId !== sent.ticketId)
    find('broken', 'an answer joins its ticket', `${row.ticketId} instead of ${sent.ticketId}`);
  const messages = found.messages.filter(({ mail }) => mail === row.id);
  const kind = sent.kind === 'answer' ? 'reply' : 'inbound';
  const those = messages.filter((message) => message.kind === kind);
  if (those.length === 0) find('lost', 'a filed mail is an entry of its ticket', `${row.ticketId}`);
  if (those.length > 1) find('doubled', 'a filed mail is one entry of its ticket', `${row.ticketId}`);
  return findings;
}

function checkLeases({ found, now }: Situation): Finding[] {
  return found.mails
    .filter(({ state, dueAt }) => state === 'processing' && dueAt !== null && dueAt < now - claimMs)
    .map(({ messageId, dueAt }) => ({
      harm: 'broken',
      rule: 'nothing is left in processing after the leases',
      mail: messageId,
      detail: `for ${now - (dueAt ?? 0)} ms`,
      at: null,
    }));
}

function checkTickets({ found, ledger }: Situation): Finding[] {
  const broken = (rule: string, mail: string, detail: string): Finding => ({
    harm: 'broken',
    rule,
    mail,
    detail,
    at: null,
  });
  const first = groupBy(found.messages, ({ kind, ticket }) => (kind === 'inbound' ? ticket : null));
  const known = new Set(ledger.sent.map(({ id }) => id));
  return [
    ...found.tickets
      .filter(({ id }) => !first.has(id))
      .map(({ ticketId }) => broken('a ticket has its first message', '', ticketId)),
    ...repeated(found.tickets, ({ ticketId }) => ticketId).map((id) =>
      broken('ticket IDs are unique', '', id),
    ),
    ...repeated(found.tickets, ({ number }) => String(number)).map((n) =>
      broken('ticket numbers are unique', '', n),
    ),
    ...found.messages
      .filter(({ kind, messageId }) => kind === 'inbound' && !known.has(messageId))
      .map(({ messageId, ticket }) => broken('nothing is filed that nobody sent', messageId, ticket)),
  ];
}

/** What the mailbox got is moved once, and only after it was made durable. */
function checkMailbox(
  { found, quiet }: Situation,
  sent: readonly Sent[],
  rows: ReadonlyMap<string, readonly FoundMail[]>,
): Finding[] {
  const { INBOX, Processed, Failed } = found.mailbox;
  const finding =
    (harm: Finding['harm'], rule: string) =>
    (mail: string): Finding => ({ harm, rule, mail, detail: '', at: null });
  const delivered = sent.filter(
    ({ kind }) => kind === 'mailbox' || kind === 'answer' || kind === 'both-ways',
  );
  const processed = new Set(Processed);
  return [
    ...delivered
      .filter(({ id }) => processed.has(id) && !rows.has(id))
      .map(({ id }) => finding('lost', 'what is moved to Processed is durable')(id)),
    ...repeated(Processed, (id) => id).map(finding('doubled', 'a mail of the mailbox is moved once')),
    ...Failed.map(finding('lost', 'no mail of the mailbox is set aside')),
    ...(quiet ? INBOX.map(finding('lost', 'the mailbox is emptied')) : []),
  ];
}
