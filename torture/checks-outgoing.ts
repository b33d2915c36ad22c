/** Mail that goes out: receipts, notices and answers, held against what the smarthost wrote down. Pure. */
import type { Situation } from './checks.ts';
import { type Finding, groupBy } from './findings.ts';
import type { FoundOutgoing } from './found.ts';
import type { Happened } from './ledger.ts';
import type { SunkLine } from './sunk.ts';

/** The log's lines about one mail, in order. */
type Story = readonly SunkLine[];

/** Every rule about mail that goes out. */
export function checkOutgoing(situation: Situation): Finding[] {
  const { found, ledger, quiet } = situation;
  const stories = groupBy(found.sunk, ({ messageId }) => messageId);
  const mails = new Map(found.mails.map((mail) => [mail.id, mail]));
  const clientsNameOf = ({ cause }: FoundOutgoing) => mails.get(cause)?.messageId ?? '';
  const rows = found.outgoing.filter((row) => mails.has(row.cause));
  const finding = (harm: Finding['harm'], rule: string, row: FoundOutgoing): Finding => ({
    harm,
    rule,
    mail: clientsNameOf(row),
    detail: `${row.kind} of ${row.ticketId}, ${row.state} after ${row.attempts} tries`,
    at: stories.get(row.messageId)?.find(({ event }) => event === 'accepted')?.at ?? null,
  });
  return [
    ...rows.flatMap((row) => {
      const story = stories.get(row.messageId) ?? [];
      const copies = story.filter(({ event }) => event === 'accepted');
      if (row.state === 'sent' && copies.length === 0)
        return [finding('lost', 'what is marked as sent was sent', row)];
      if (quiet && row.state !== 'sent') return [finding('lost', 'what goes out is sent in the end', row)];
      if (copies.length < 2) return [];
      const harm = isExcused(story, ledger.happened) ? 'unknown-outcome' : 'doubled';
      return [finding(harm, `a ${row.kind} goes out once`, row)];
    }),
    ...checkReceipts(situation, rows, finding),
    ...checkOrder(rows, stories, finding),
  ];
}

type MakeFinding = (harm: Finding['harm'], rule: string, row: FoundOutgoing) => Finding;

/** One receipt for each ticket that a mail opened, and for no other mail. */
function checkReceipts(
  { found, ledger, fromRound }: Situation,
  rows: readonly FoundOutgoing[],
  finding: MakeFinding,
): Finding[] {
  const opening = new Set(
    ledger.sent.filter(({ round, ticketId }) => round >= fromRound && ticketId === null).map(({ id }) => id),
  );
  const receipts = groupBy(rows, ({ kind, cause }) => (kind === 'receipt' ? cause : null));
  const missing = found.mails.filter(
    ({ id, messageId, state }) => state === 'filed' && opening.has(messageId) && !receipts.has(id),
  );
  const byTicket = groupBy(rows, ({ kind, ticketId }) => (kind === 'receipt' ? ticketId : null));
  return [
    ...missing.map(({ messageId, ticketId }): Finding => {
      return {
        harm: 'lost',
        rule: 'a ticket has a receipt',
        mail: messageId,
        detail: ticketId ?? '',
        at: null,
      };
    }),
    ...[...byTicket.values()].flatMap(([, ...others]) =>
      others.map((row) => finding('doubled', 'a ticket has one receipt', row)),
    ),
  ];
}

/**
 * The confirmation of dispatch never comes before the dispatch was tried. Tries that never reached the smarthost are in
 * no log of its own, but counted in the row.
 */
function checkOrder(
  rows: readonly FoundOutgoing[],
  stories: ReadonlyMap<string, Story>,
  finding: MakeFinding,
): Finding[] {
  const notices = groupBy(rows, ({ kind, cause }) => (kind === 'notice' ? cause : null));
  return rows
    .filter(({ kind }) => kind === 'receipt')
    .flatMap((receipt) => {
      const sentAt = stories.get(receipt.messageId)?.find(({ event }) => event === 'accepted')?.at;
      if (sentAt === undefined) return [];
      const late = (notices.get(receipt.cause) ?? []).filter((notice) => {
        const tries = (stories.get(notice.messageId) ?? []).filter(({ event }) => event !== 'answered');
        const after = tries.filter(({ at }) => at > sentAt).length;
        // The last try may be in the smarthost's log and not in the row yet; a later look finds it counted.
        const isUncounted = tries.length > 0 && ['sending', 'deferred'].includes(notice.state);
        return after === tries.length && notice.attempts + (isUncounted ? 1 : 0) <= after;
      });
      return late.map(() => finding('broken', 'no receipt before dispatch', receipt));
    });
}

/** What takes the answer away from a mail that the smarthost has taken: its own death, the connection's, or ours. */
const excuses = (fault: Happened) =>
  fault.target === 'sink' || (fault.target === 'gateway' && fault.act === 'kill');

/** What keeps the answer from being written down while it lasts. */
const holdsUp = (fault: Happened) =>
  fault.target === 'mongod' || (fault.target === 'gateway' && fault.act === 'stop');

/** For so long after a mail was taken its answer may be on its way, or not yet be written down. */
const answerMs = 3000;

/**
 * RFC 1047: who dies between taking a mail and saying so makes the other send it again. True where each copy but the
 * last was left without an answer, or a fault came between the answer and its being written down.
 */
function isExcused(story: Story, happened: readonly Happened[]): boolean {
  const copies = story.filter(({ event }) => event === 'accepted');
  return copies.slice(0, -1).every((copy, index) => {
    const next = copies[index + 1];
    const between = story.slice(story.indexOf(copy), next === undefined ? undefined : story.indexOf(next));
    const answered = between.some(({ event }) => event === 'answered');
    const heldUp = happened.filter(
      (fault) => holdsUp(fault) && fault.from < copy.at + answerMs && fault.to > copy.at,
    );
    const until = Math.max(copy.at, ...heldUp.map(({ to }) => to)) + answerMs;
    const struck = happened.some((fault) => excuses(fault) && fault.from < until && fault.to > copy.at - 500);
    return !answered || struck;
  });
}
