/** Codes of delivery reports: SMTP reply codes (RFC 5321, 4.2) and enhanced status codes (RFC 3463). */
import type { Bounce, BounceReason } from '../mail.ts';

/** Subject and detail for each reason (RFC 3463, 3; the IANA registry of enhanced status codes). */
const details: Readonly<Record<BounceReason, string>> = {
  userunknown: '1.1',
  hostunknown: '1.2',
  hasmoved: '1.6',
  suspended: '2.1',
  mailboxfull: '2.2',
  mesgtoobig: '3.4',
  spamdetected: '7.1',
  virusdetected: '7.1',
  blocked: '7.1',
  badreputation: '7.1',
  authfailure: '7.26',
  policyviolation: '7.1',
  rejected: '7.1',
  norelaying: '7.1',
  contenterror: '6.0',
  expired: '4.7',
  networkerror: '4.2',
  systemerror: '3.0',
  systemfull: '3.1',
  ratelimited: '7.0',
  toomanyconn: '4.5',
  speeding: '7.0',
  feedback: '0.0',
  delivered: '0.0',
  undefined: '0.0',
};

/** The fates of mail that arrived. */
const arrived: ReadonlySet<Bounce['action']> = new Set<Bounce['action']>([
  'delivered',
  'relayed',
  'expanded',
]);

/** Enhanced status in the Status field, or in the diagnostic where the field only says that there is none (x.0.0). */
export function statedStatus(
  field: string | null,
  diagnostic: string,
  action: Bounce['action'],
): string | null {
  const pattern = arrived.has(action)
    ? /(?<![\d.])(2\.\d{1,3}\.\d{1,3})(?!\d|\.\d)/
    : /(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)/;
  const told = pattern.exec(diagnostic.slice(0, 4000))?.[1] ?? null;
  if (field === null) return told;
  return /^[245]\.0\.0$/.test(field) && told !== null ? told : field;
}

/** A status where the report states none: class by reply code and action, the rest by reason. */
export function derivedStatus(
  replyCode: string | null,
  reason: BounceReason,
  action: Bounce['action'],
): string | null {
  if (reason === 'feedback') return null;
  if (reason === 'delivered') return '2.0.0';
  const digit = /^[45]/.exec(replyCode ?? '')?.[0] ?? (action === 'delayed' ? '4' : '5');
  return `${digit}.${details[reason]}`;
}

/** The first SMTP reply code of a diagnostic: a failure's, or a success's for what was delivered. */
export function replyCodeOf(diagnostic: string, action: Bounce['action']): string | null {
  const pattern = arrived.has(action)
    ? /(?:^|[^\d.])(2[0-5]\d)(?=[ \-,;:]|$)/
    : /(?:^|[^\d.])([45][0-5]\d)(?=[ \-,;:]|$)(?! ?(?:[km]i?b|bytes|days?|hours?|messages)\b)/i;
  return pattern.exec(diagnostic.slice(0, 4000))?.[1] ?? null;
}
