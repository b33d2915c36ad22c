/** Why a delivery failed: words and codes of many mail servers, folded into our closed set. */
import type { BounceReason } from './mail.ts';

/** The first that fits counts: the special before the general. */
const wordings: readonly (readonly [BounceReason, RegExp])[] = [
  [
    'rejected',
    /sender (?:address )?(?:rejected|denied|refused|verif|domain|invalid)|domain of sender|(?:from|sender)[:\s][^\n]{0,40}domain is invalid|invalid sender|unroutable sender|after mail from|you .{0,40}not (?:a )?member|not allowed to (?:post|send)|permission to post|bad sender/,
  ],
  [
    'userunknown',
    /recipient address rejected: (?:access denied|user)|user unknown|unknown user|no such user|unknown recipient|not listed in (?:domino|the)|recipient (?:name )?is not recogni[sz]ed|invalid user|unknown or illegal alias|account or domain may not exist/,
  ],
  ['virusdetected', /virus|malware|infected|trojan|worm(?:ed)?\b|blocked file|executable attach/],
  [
    'norelaying',
    /relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay|not allowed to relay|relaying denied|we do not relay|no relaying|not a gateway|cannot relay/,
  ],
  [
    'authfailure',
    /\bdmarc\b|\bspf\b|\bdkim\b|sender policy framework|sender id \(pra\)|unauthenticated (?:e-?)?mail|authentication[- ](?:checks?|results?|required|failed)/,
  ],
  [
    'hasmoved',
    /has moved|moved to|address (?:has )?changed|new address|no longer (?:with|at|works)|has been replaced by/,
  ],
  [
    'mailboxfull',
    /(?:mail ?box|mailbox|mailfolder|maildir|mailspool|account|inbox|user|recipient|storage|disk|message ?store)[^.\n]{0,40}(?:full|over ?quota|quota|exceed|out of storage)|quota (?:exceeded|violation|full)|over (?:the )?(?:disk |allocated |maximum )?quota|overquota|exceeded?(?: the)?(?: storage| disk| mailbox)?(?: allocation| quota)|insufficient (?:disk ?space|storage)|not enough (?:storage|disk)|exceed(?:s|ed)?[^.\n]{0,40}(?:storage limit|quota|mailbox size)|too many messages (?:in|on)|disk quota/,
  ],
  [
    'mesgtoobig',
    /(?:message|mail|size|body|data|line)[^.\n]{0,30}(?:too (?:big|large)|limit exceed|exceeds|over ?size)|too (?:big|large)(?: for this| message)?|size (?:limit|exceeds)|max(?:imum)? (?:message |mail )?size|exceeds? (?:the )?(?:fixed |global |local )?(?:maximum|max|limit|size)/,
  ],
  [
    'ratelimited',
    /rate[- ]?limit|too many (?:connections|messages|recipients|sessions|emails|mails)|throttl|sending too|too fast|too frequently|exceeded the (?:rate|maximum number)|slow down/,
  ],
  [
    'spamdetected',
    /\bspam\b(?!haus|cop)|unsolicited|\bjunk\b|bulk (?:e-?)?mail|\buce\b|content (?:was )?(?:rejected|blocked|filter)|spam(?:my|ming|assassin)|detected as/,
  ],
  ['badreputation', /reputation|poor(?:ly)? rep|senderscore|low score/],
  [
    'blocked',
    /black ?list|block(?:ed)?[ -]?list|\b(?:dns|r)bl\b|spamhaus|spamcop|barracuda|\bban(?:ned)?\b|blocked|listed (?:at|in|on|by)|access denied|connection (?:refused|denied|dropped) (?:by|due)|client host|ip (?:address )?(?:is )?(?:not|rejected|denied)|reverse dns|\bptr\b|rdns|dynamic ip|go away/,
  ],
  [
    'hostunknown',
    /(?:host|domain|system|mx)[^.\n]{0,60}(?:not found|unknown|does ?n[o']t exist|not exist|unrouteable|no such)|unknown (?:host|domain)|no such (?:host|domain)|host(?:name)? lookup|name or service not known|unrouteable (?:mail )?(?:domain|address)|unroutable|bad destination (?:host|system)|illegal host|no (?:mx|valid host)|can.?t find any host|nxdomain|recipient domain|domain name not found|could ?n[o']t be found/,
  ],
  [
    'suspended',
    /suspend|deactivat|disabl|inactive|not active|expired (?:account|mailbox)|account (?:is )?(?:closed|locked|frozen|terminated|expired)|mailbox (?:is )?(?:currently )?(?:unavailable or|locked|frozen)|temporarily locked|account has been/,
  ],
  [
    'userunknown',
    /(?:user|recipient|mailbox|address|addressee|account|alias|login|person|subscriber|destination|id|name|customer|employee)s?\b[^.\n]{0,50}(?:unknown|not (?:found|known|exist|listed|local|valid|available|in|here|recogni[sz]ed|on this|our customer|present)|(?:does|do|did)(?:n'?t| not) (?:exist|have)|doesn.?t (?:exist|have)|invalid|unavailable|rejected|undeliverable|has been (?:deleted|removed)|is not)|(?:no|unknown|invalid|bad|non-?existent|incorrect|undeliverable|not a valid|not a known|unrecognized)[^.\n]{0,20}(?:user|recipient|mailbox|address|account|addressee|alias|login|person)|no such (?:user|person|mailbox|address|recipient)|user unknown|unknown user|address rejected|no mailbox (?:here|by)|not our customer|wasn't found|does not (?:like|have an? [^.\n]{0,30}account)|not listed|badrcptto|does not exist|doesn.t have an?|no account|no longer (?:available|valid|exists?|on|in)|can.t create output|not a user|no local mailbox|unroutable address|disabled or discontinued/,
  ],
  [
    'expired',
    /(?:delivery|message|retry|queue|mail)[^.\n]{0,30}(?:time(?:d)? ?-?out|timeout|expired|too long|delayed|exceeded)|(?:retry|retries|delivery attempts?|time)[^.\n]{0,20}(?:exceeded|expired)|still (?:could|can)(?:'t| ?not)|not (?:yet )?(?:been )?delivered (?:within|after|for)|in the queue too long|been in the queue|will (?:be )?(?:re)?(?:tried|try)|could not be delivered for more than|undeliver(?:ed|able) for|deferred|giving up|unable to deliver[^.\n]{0,40}(?:hours|days)/,
  ],
  [
    'networkerror',
    /connect(?:ion)?[^.\n]{0,40}(?:time|refused|reset|lost|closed|failed|abort|drop)|could ?n[o']t (?:be )?(?:establish|connect)|unable to (?:connect|establish|contact|resolve)|network (?:is )?(?:unreachable|error)|no route to host|timed? ?out|loop|too many hops|hop count|dns (?:error|timeout|failure)|not responding|temporar(?:y|ily)[^.\n]{0,30}(?:resolve|lookup)|establish an smtp|tls|bad (?:mail server|connection)|lost connection|mail server (?:is )?(?:not|down)|mutual|malformed dns/,
  ],
  [
    'systemfull',
    /insufficient system|system (?:storage|disk)|no space left|disk full|out of (?:disk|storage)/,
  ],
  [
    'systemerror',
    /local (?:error|configuration)|system error|internal error|server error|configuration error|can.?t open|can(?:not|.t) create|i\/o error|unexpected|process(?:ing)? error|out of memory|service (?:currently |temporarily )?unavailable|resources? (?:temporarily )?unavailable|command (?:died|failed|output)|unable to run|pipe/,
  ],
  [
    'contenterror',
    /header|mime|8bit|smtputf8|encoding|charset|malformed message|invalid content|message content|from: field|attachment|bare lf|non-?ascii|utf-?8/,
  ],
  [
    'policyviolation',
    /polic(?:y|ies)|security|violat|prohibited|not (?:allowed|permitted|authorized|authorised)|restrict|violation|forbidden|administrative(?:ly)? prohib/,
  ],
  ['rejected', /reject|refus|denied|denies|sender|not accept|unacceptable|bounced by|declin|no thanks/],
];

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
  '7.23': 'authfailure',
  '7.24': 'authfailure',
  '7.25': 'blocked',
  '7.26': 'authfailure',
  '7.27': 'rejected',
  '7.28': 'speeding',
};

/** Codes that say more than the words beside them. */
const telling = new Set(['1.1', '1.2', '1.6', '1.7', '1.8', '2.2', '1.10']);

/** The reason by enhanced status (RFC 3463), words of the diagnostic and action, the surest first. */
export function bounceReason(status: string | null, diagnostic: string, action: string | null): BounceReason {
  if (action === 'delivered' || action === 'relayed' || action === 'expanded') return 'delivered';
  const code = status?.slice(2) ?? '';
  const words = diagnostic.slice(0, 4000).toLowerCase().replace(/\s+/g, ' ');
  const byWords = wordings.find(([, pattern]) => pattern.test(words))?.[0];
  const coded = byStatus[code];
  if (telling.has(code) && coded !== undefined && !contradicts(byWords)) return coded;
  if (byWords !== undefined) return byWords;
  if (coded !== undefined) return coded;
  return action === 'delayed' ? 'expired' : 'undefined';
}

/** Many servers say 5.1.1 for whatever they refuse; plain words about something else win. */
function contradicts(byWords: BounceReason | undefined): boolean {
  return (
    byWords !== undefined &&
    /^(?:mailboxfull|norelaying|spamdetected|blocked|suspended|hostunknown|hasmoved|virusdetected|mesgtoobig)$/.test(
      byWords,
    )
  );
}

/** True where the address itself is no good, so that trying again cannot help. */
export function isHard(reason: BounceReason, status: string | null): boolean {
  if (reason === 'userunknown' || reason === 'hostunknown' || reason === 'hasmoved') return true;
  return reason === 'undefined' && (status ?? '').startsWith('5.1.');
}
