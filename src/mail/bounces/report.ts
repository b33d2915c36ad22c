/** Delivery reports in their standard form (RFC 3464). */
import { displayText, fieldText } from '../encoding/encoded-words.ts';
import type { Octets } from '../encoding/octets.ts';
import { decodeTransfer } from '../encoding/transfer.ts';
import { firstValue, parseHead } from '../headers.ts';
import type { Bounce, HeaderField } from '../mail.ts';
import type { Part } from '../mime.ts';

/** More recipients than a report of one mail can honestly have. */
export const maxRecipients = 1000;

/** Octets of a report part that are read: some 1000 recipients. */
const maxPart = 1_048_576;

/** What a report told of one recipient, before it is judged. */
export interface Report {
  readonly recipient: string;
  readonly action: Bounce['action'];
  /** Enhanced status code (RFC 3463) as it stands in the Status field. */
  readonly status: string | null;
  readonly diagnostic: string | null;
}

/** What fields told of one recipient. */
export interface FieldReport extends Omit<Report, 'recipient'> {
  /** Original-Recipient, Final-Recipient, without their types; `''` where there is none. */
  readonly original: string;
  readonly final: string;
}

/** The body of a part, transfer encoding off; at most its first MiB. */
export function decoded(part: Part): Octets {
  return decodeTransfer(part.body.slice(0, maxPart), part.encoding).bytes.toString('latin1');
}

/** RFC 3464, 2.1: groups of fields between empty lines; the first speaks of the whole message. */
export function deliveryStatus(octets: Octets): FieldReport[] {
  const reports: FieldReport[] = [];
  for (const group of octets.slice(0, maxPart).split(/\r?\n[ \t]*\r?\n/, maxRecipients * 2)) {
    const { fields } = parseHead(`${group.replace(/^\s+/, '')}\n`);
    const original = recipientOf(fields, 'original-recipient');
    const final = recipientOf(fields, 'final-recipient');
    if (original === '' && final === '') continue;
    const field = firstValue(fields, 'status') ?? '';
    const status = /[245]\.\d{1,3}\.\d{1,3}/.exec(field)?.[0] ?? null;
    reports.push({
      original,
      final,
      status,
      action: actionOf(fields, status),
      diagnostic: diagnosticOf(fields),
    });
  }
  return reports;
}

/** The Diagnostic-Code; else the words that some put behind the status (`4.4.7 (unable to deliver for 1 day)`). */
function diagnosticOf(fields: readonly HeaderField[]): string | null {
  const code = typed(fields, 'diagnostic-code');
  if (code !== '') return code;
  return /\(([^()]{5,300})\)/.exec(firstValue(fields, 'status') ?? '')?.[1] ?? null;
}

/** `smtp; 550 No` without its type. */
function typed(fields: readonly HeaderField[], name: string): string {
  return displayText(fieldText(firstValue(fields, name) ?? '', '').replace(/^[\w.+ -]{1,40};\s{0,20}/, ''));
}

function recipientOf(fields: readonly HeaderField[], name: string): string {
  const given = typed(fields, name).slice(0, 1000);
  const bare = given.startsWith('|') ? given : given.replace(/^<+|[>\s].*$/g, '');
  return bare.length > 1 && bare.startsWith('"') && bare.endsWith('"') ? bare.slice(1, -1) : bare;
}

const actions: ReadonlyMap<string, Bounce['action']> = new Map([
  ['failed', 'failed'],
  ['failure', 'failed'],
  ['fail', 'failed'],
  ['delayed', 'delayed'],
  ['expired', 'delayed'],
  ['delivered', 'delivered'],
  ['deliverable', 'delivered'],
  ['relayed', 'relayed'],
  ['expanded', 'expanded'],
]);

/** The Action; where it is missing, what the class of the status says (RFC 3463, 2). */
function actionOf(fields: readonly HeaderField[], status: string | null): Bounce['action'] {
  const word = /[a-z]+/.exec((firstValue(fields, 'action') ?? '').slice(0, 200).toLowerCase())?.[0] ?? '';
  const known = actions.get(word);
  if (known !== undefined) return known;
  if (status === null) return null;
  return status.startsWith('2') ? 'delivered' : status.startsWith('5') ? 'failed' : null;
}
