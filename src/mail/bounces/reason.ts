/** Why a delivery failed, by the words and codes of its report. */

import type { BounceReason } from '../mail.ts';
import { wordings } from './words.ts';

/** RFC 3463 and the IANA registry: subject and detail. */
const byStatus: Readonly<Record<string, BounceReason>> = {
  '1.0': 'userunknown',
  '1.1': 'userunknown',
  '1.2': 'hostunknown',
  '1.3': 'userunknown',
  '1.4': 'userunknown',
  '1.6': 'hasmoved',
  '1.7': 'rejected',
  '1.8': 'rejected',
  '1.9': 'systemerror',
  '1.10': 'userunknown',
  '2.0': 'userunknown',
  '2.1': 'suspended',
  '2.2': 'mailboxfull',
  '2.3': 'mesgtoobig',
  '2.4': 'systemerror',
  '3.1': 'systemfull',
  '3.3': 'systemerror',
  '3.4': 'mesgtoobig',
  '3.5': 'systemerror',
  '3.2': 'systemerror',
  '4.0': 'networkerror',
  '4.1': 'networkerror',
  '4.2': 'networkerror',
  '4.3': 'systemerror',
  '4.4': 'hostunknown',
  '4.5': 'systemfull',
  '4.6': 'networkerror',
  '4.7': 'expired',
  '6.0': 'contenterror',
  '6.1': 'contenterror',
  '6.2': 'contenterror',
  '6.3': 'contenterror',
  '6.6': 'contenterror',
  '6.7': 'contenterror',
  '6.9': 'contenterror',
  '7.1': 'policyviolation',
  '7.2': 'rejected',
  '7.7': 'contenterror',
  '7.17': 'hasmoved',
  '7.20': 'authfailure',
  '7.21': 'authfailure',
  '7.22': 'authfailure',
  '7.23': 'authfailure',
  '7.24': 'authfailure',
  '7.25': 'blocked',
  '7.26': 'authfailure',
  '7.27': 'rejected',
  '7.28': 'speeding',
  '7.29': 'authfailure',
  '7.0': 'policyviolation',
};

/** Codes that say more than the words beside them. */
const telling = new Set(['1.1', '1.2', '1.6', '1.7', '1.8', '2.2', '1.10']);

/** SPF, DKIM, DMARC and reverse names (RFC 7372): beside these, words tell only that the mail was blocked for it. */
const authentication = new Set(['7.20', '7.21', '7.22', '7.23', '7.24', '7.25', '7.26']);

/** Many servers say 5.1.1 for whatever they refuse; plain words about something else win. */
const plain: ReadonlySet<BounceReason> = new Set<BounceReason>([
  'mailboxfull',
  'norelaying',
  'spamdetected',
  'blocked',
  'suspended',
  'hostunknown',
  'hasmoved',
  'virusdetected',
  'mesgtoobig',
]);

/** The reason by enhanced status (RFC 3463), words of the diagnostic and action, the surest first. */
export function bounceReason(status: string | null, diagnostic: string, action: string | null): BounceReason {
  if (action === 'delivered' || action === 'relayed' || action === 'expanded') return 'delivered';
  const code = status?.slice(2) ?? '';
  const byWords = reasonInWords(diagnostic);
  const coded = byStatus[code] ?? (code.startsWith('7.') ? 'policyviolation' : undefined);
  if (authentication.has(code) && coded !== undefined) return coded;
  if (telling.has(code) && coded !== undefined && !(byWords !== undefined && plain.has(byWords)))
    return coded;
  if (byWords !== undefined && !(code.startsWith('7.') && byWords === 'contenterror')) return byWords;
  if (coded !== undefined) return coded;
  return action === 'delayed' ? 'expired' : 'undefined';
}

/** What looks like an unknown recipient is the sender where MAIL FROM was refused (RFC 5321, 4.1.1.2). */
const aboutSender =
  /after mail from|in reply to mail from|\[mail_from\]|absenderadresse|adresse de l.expéditeur|direcci[oó]n del remitente|indirizzo del mittente|endereço do remetente|afzenderadres|адрес отправителя/;

function reasonInWords(diagnostic: string): BounceReason | undefined {
  const words = diagnostic
    .slice(0, 4000)
    .toLowerCase()
    .replace(/[^\s<>()[\]"',;:]{1,64}@[^\s<>()[\]"',;:]{1,255}/g, '<>')
    .replace(/\s+/g, ' ')
    .replace(/delivery temporarily suspended: /g, '');
  const found = wordings.find(([, pattern]) => pattern.test(words))?.[0];
  const unknown = found === 'userunknown' || found === 'hostunknown' || found === 'suspended';
  return unknown && aboutSender.test(words) ? 'rejected' : found;
}

/** True where the address itself is no good, so that trying again cannot help. */
export function isHard(reason: BounceReason, status: string | null): boolean {
  if (reason === 'userunknown' || reason === 'hostunknown' || reason === 'hasmoved') return true;
  return reason === 'undefined' && (status ?? '').startsWith('5.1.');
}
