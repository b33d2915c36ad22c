/** An explanation as a person reads it on a terminal. */
import type { createColors } from 'picocolors';
import { reasons } from '../decision.ts';
import type { Explained } from './explain.ts';

/** A few lines a mail: who, what, and why. */
export function explanation(told: Explained, paint: ReturnType<typeof createColors>): string {
  const { decision } = told;
  const from = told.from === null ? 'nobody' : `${told.from.name} <${told.from.address}>`.trim();
  const attachments = told.attachments.map(
    ({ filename, size }) => `${filename ?? 'without a name'} (${size} octets)`,
  );
  const rows: [string, string][] = [
    ['From', from],
    ['Subject', told.subject],
    ['Nature', [told.nature.kind, ...told.nature.evidence].join(', ')],
    ['Ticket IDs', told.ticketIds.map(({ id, valid }) => `${id}${valid ? '' : ' (not valid)'}`).join(', ')],
    ['Attachments', attachments.join(', ')],
    [
      'Bounces',
      told.bounces
        .map(({ recipient, status, reason }) => `${recipient} ${status ?? ''} ${reason}`)
        .join(', '),
    ],
    ['Outcome', outcome(decision)],
    ['Receipt', `${decision.receipt.send ? 'yes' : 'no'}: ${reasons[decision.receipt.reason]}`],
  ];
  const lines = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  ${paint.gray(name.padEnd(12))}${value}\n`);
  const why = decision.reasons.map(
    ({ stage, reason, detail }) =>
      `  ${paint.gray(stage.padEnd(12))}${reasons[reason]}${detail === '' ? '' : ` (${detail})`}\n`,
  );
  const wrote = told.replyText
    .split('\n')
    .slice(0, 12)
    .map((line) => `  ${paint.gray('|')} ${line}\n`);
  return [`${paint.bold(told.file)}\n`, ...lines, ...why, ...wrote, '\n'].join('');
}

function outcome({ outcome: word, bypass, ticket, department }: Explained['decision']): string {
  if (word !== 'file') return word;
  const where = ticket === 'new' ? 'opens a ticket' : `goes to ticket ${ticket}`;
  return `${where} in ${department ?? 'no department'}${bypass ? ', past the spam filter' : ''}`;
}
