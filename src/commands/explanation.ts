/** An explanation as a person reads it on a terminal. */
import { reasons } from '../decision.ts';
import type { Protection } from '../mail/mail.ts';
import { oneLine } from '../mail/outgoing.ts';
import type { Explained } from './explain.ts';
import { type Field, fields, type Paint, quoted } from './table.ts';

const longestName = 1000;
const mostLines = 12;

/** A few lines a mail: who, what, and why. */
export function explanation(told: Explained, paint: Paint): string {
  const { decision } = told;
  const from = told.from === null ? 'nobody' : `${told.from.name} <${told.from.address}>`.trim();
  const attachments = told.attachments.map(
    ({ filename, size }) => `${filename ?? 'without a name'} (${size} octets)`,
  );
  const rows: Field[] = [
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
    ['Forwarded', forwarded(told.forwarded)],
    ['Protection', told.protection.map((kind) => protection[kind]).join(', ')],
    ['Defects', told.defects.join('; ')],
    ['Outcome', outcome(decision)],
    ['Receipt', `${decision.receipt.send ? 'yes' : 'no'}: ${reasons[decision.receipt.reason]}`],
  ];
  const why = decision.reasons.map(
    ({ stage, reason, detail }): Field => [stage, `${reasons[reason]}${detail === '' ? '' : ` (${detail})`}`],
  );
  const title = paint.bold(oneLine(told.file, longestName));
  const beginning = told.replyText.split('\n').slice(0, mostLines).join('\n');
  return `${title}\n${fields(paint, [...rows, ...why])}${quoted(paint, beginning)}\n`;
}

const protection: Readonly<Record<Protection, string>> = {
  'signed-smime': 'signed (S/MIME)',
  'encrypted-smime': 'encrypted (S/MIME)',
  'signed-pgp': 'signed (OpenPGP)',
  'encrypted-pgp': 'encrypted (OpenPGP)',
  'signed-pgp-inline': 'signed (OpenPGP in the text)',
  'encrypted-pgp-inline': 'encrypted (OpenPGP in the text)',
};

function forwarded(mail: Explained['forwarded']): string {
  if (mail === null) return '';
  const from = mail.from === null ? 'nobody' : `${mail.from.name} <${mail.from.address}>`.trim();
  return `"${mail.subject}" from ${from}`;
}

function outcome({ outcome: word, bypass, ticket, department }: Explained['decision']): string {
  if (word !== 'file') return word;
  const where = ticket === 'new' ? 'opens a ticket' : `goes to ticket ${ticket}`;
  return `${where} in ${department ?? 'no department'}${bypass ? ', past the spam filter' : ''}`;
}
