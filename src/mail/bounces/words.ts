/** What mail servers say when they refuse a mail, folded into our closed set. */
import type { BounceReason } from '../mail.ts';
import { fullMailbox, unknownRecipient } from './languages.ts';

/**
 * In lower case, white space collapsed, addresses written as `<>`. The first that fits counts: the special before the
 * general. All repetition is bounded.
 */
export const wordings: readonly (readonly [BounceReason, RegExp])[] = [
  ['speeding', /gr[ae]y-?list/],
  [
    'networkerror',
    /name service error(?! for (?:name=|domain )?\S{1,255}(?: type=\w{1,5})?: host not found(?!, try))|host not found,? try again|temporary (?:dns|name|lookup)|socket error|did not accept (?:our requests|connection)|(?:mx|dns)loopback|loops? back to (?:me|myself)|(?:mail|message|routing)[^.\n]{0,20}loop(?:ing|s|detected)?\b|too many hops|hop count|host (?:is )?(?:not reachable|unreachable)|no route to host|network (?:is )?unreachable/,
  ],
  ['blocked', /reverse dns|\bptr\b|\brdns\b|open relay/],
  [
    'expired',
    /queue\.expired|envelope expired|message expired|(?:hosts?|servers?|mxs?)[^.\n]{0,30}have been failing for a long time|delivery (?:time|attempts?)[^.\n]{0,20}(?:expired|exceeded)|has been in the queue too long|cannot send message for \d+ days|(?:undeliver|deliver)[^.\n]{0,30}(?:for|after|within) \d+ (?:day|hour)|(?:delivery )?failed \d+ attempts|not been (?:delivered|collected) (?:for|after|within)/,
  ],
  [
    'badreputation',
    /temporarily deferred due to|user complaints|reputation|poor(?:ly)? rep|senderscore|sender score|low score|unexpected volume/,
  ],
  [
    'rejected',
    /sender (?:e-?mail )?(?:address )?(?:rejected|denied|refused|verif|domain|invalid|not|must|has been|is)|sender.{0,20}(?:blocked|unknown|does not exist)|domain of sender|(?:from|sender)[:\s][^\n]{0,40}domain is invalid|invalid sender|unroutable sender|you .{0,40}not (?:a )?member|(?:not allowed|permission|not authori[sz]ed|not permitted) to (?:post|send)|permission to post|bad sender|backscatter|notauthori[sz]ed|authrequired|e-?mail address is not verified|groups\.google\.com\/support|recipient has (?:not )?(?:blocked|accept)|only accepts? (?:mail|messages?) from|delivery to this address is restricted|restricted (?:to|access)|\bban(?:ned)? sender|redundant/,
  ],
  [
    'userunknown',
    /recipient address rejected: (?:access denied|user)|user unknown|unknown user|no such (?:user|recipient|mailbox|person)|nosuchuser|recip(?:ient)?notfound|unknown recipient|not listed in (?:domino|the)|recipient (?:name )?is not recogni[sz]ed|invalid user|unknown or illegal alias|account or domain may not exist|e-?mail account that you tried to reach does not exist|check if address is correct|(?:adr|rst)\.[a-z]*recip(?:ient)?notfound/,
  ],
  [
    'virusdetected',
    /virus(?! scanner (?:is )?(?:not|un))|malware|infected|trojan|worm(?:ed)?\b|blocked file|(?:executable|dangerous|banned|forbidden|prohibited) (?:file|attach|extension|content type)|(?:attachment|file)[^.\n]{0,30}(?:not allowed|prohibited|blocked|banned)/,
  ],
  [
    'norelaying',
    /relay(?:ing)? (?:access )?(?:is )?(?:denied|not (?:permitted|allowed)|prohibited|blocked)|unable to relay|not allowed to relay|relaying denied|we do not relay|no relaying|not a gateway|cannot relay|mail relay|relay not|not (?:our|a local) domain|insecure mail relay|not an open relay|isn.?t in my list of allowed rcpthosts/,
  ],
  [
    'authfailure',
    /\bdmarc\b|\bspf\b|\bdkim\b|sender policy framework|sender id \(pra\)|unauthenticated (?:e-?)?mail|authentication[- ](?:checks?|results?|required|failed)|invalid ip for sending/,
  ],
  [
    'hasmoved',
    /has (?:been )?moved|moved to|address (?:has )?changed|new address|no longer (?:with|at|works|employed)|has been replaced by|user not local; please try/,
  ],
  ['ratelimited', /(?:daily|hourly|sending|relay)[^.\n]{0,20}(?:quota|limit)/],
  [
    'mailboxfull',
    /(?:mail ?box|mail ?folder|maildir|mailspool|account|inbox|user|recipient|storage|disk|message ?store|letterbox)[^.\n]{0,40}(?:full|over ?quota|quota|exceed|out of storage|too full|mailboxsize)|quota ?(?:exceeded|violation|full|limit)|shutoffquota|over (?:the )?(?:disk |allocated |maximum |storage )?quota|overquota|exceed(?:ed|s|ing)?[^.\n]{0,30}(?:allocation|quota|storage limit|mailbox size|storage allocation)|insufficient (?:disk ?space|storage)|not enough (?:storage|disk|space)|too (?:many|much) (?:messages|mail|mail data) (?:in|on|for)|disk quota|mailbox_?full|postfach[^.\n]{0,20}voll|speicherplatz|bo[iî]te[^.\n]{0,30}(?:pleine|satur)|quota[^.\n]{0,20}(?:dépass|superad|superat|excedid)|buz[oó]n[^.\n]{0,40}(?:lleno|complet)|casella[^.\n]{0,20}piena|caixa[^.\n]{0,30}cheia|ящик[^.\n]{0,20}переполн|メールボックス[^。\n]{0,20}(?:一杯|いっぱい|容量|超)|容量[^。\n]{0,10}(?:超|オーバー|不足)|邮箱[^。\n]{0,10}(?:已满|容量)|信箱已滿|메일함[^.\n]{0,20}(?:용량|초과)|용량[^.\n]{0,10}초과/,
  ],
  ['mailboxfull', fullMailbox],
  [
    'mesgtoobig',
    /(?:message|mail|size|body|data|line)[^.\n]{0,30}(?:too (?:big|large)|limit exceed|exceeds|over ?size)|too (?:big|large)(?: for this| message)?|(?:size|length) (?:limit|exceeds)|sizelimit|overadvertisedsize|max(?:imum)? (?:message |mail )?(?:size|length)|exceeds? (?:the )?(?:fixed |global |local |server.?s )?(?:maximum|max|limit|size)|zu gro(?:ß|ss)|trop (?:gros|volumineux)|demasiado grande|troppo grande|muito grande|サイズ[^。\n]{0,20}(?:超|大き)|слишком (?:большо|велик)/,
  ],
  [
    'toomanyconn',
    /(?:too many|maximum number of)[^.\n]{0,30}(?:connections?|sessions|recipients|concurrent)|connection (?:rate )?limit|concurrent(?:ly)? (?:connection|session)|connections? (?:from|to) (?:your|this)[^.\n]{0,30}exceed/,
  ],
  [
    'speeding',
    /too fast|too frequently|sending too|slow down|throttl|exceeded the rate|(?:messages|mails|emails)[^.\n]{0,30}(?:per|in the last) (?:minute|hour)/,
  ],
  [
    'ratelimited',
    /rate[- ]?limit|too many (?:messages|emails|mails|errors)|(?:daily|hourly|sending|relay|message)[^.\n]{0,20}(?:quota|limit)[^.\n]{0,20}(?:exceed|reach)?|reached (?:your|the|a)[^.\n]{0,30}(?:limit|quota)|exceeded[^.\n]{0,30}(?:sending|maximum number)/,
  ],
  [
    'spamdetected',
    /\bspam\b(?!haus|cop)|unsolicited|\bjunk\b|bulk (?:e-?)?mail|\buce\b|content (?:was )?(?:rejected|blocked|filter)|spam(?:my|ming|assassin)|detected as|(?:blacklisted|listed|blocked) (?:url|link|domain in)|uribl|surbl|message (?:content )?rejected due to|phish/,
  ],
  [
    'blocked',
    /black ?list|block(?:ed)?[ -]?list|\b(?:dns|r)bl\b|\(bl\)|spamhaus|spamcop|barracuda|\bban(?:ned)?\b|blocked|listed (?:at|in|on|by)|access denied|connection (?:denied|dropped) (?:by|due)|client host|\bip (?:address )?(?:is )?(?:not|rejected|denied|blocked)|(?:sending|client|your) ips?\b|reverse dns|\bptr\b|rdns|dynamic ip|go away|refused to talk to me|not accepting (?:connections|mail from)|mismatch(?:es)? client|unverifiable sending|bad helo|invalid helo|helo (?:command )?rejected|intrusion prevention|your (?:network|host|server|domain) (?:is |has been )?(?:blocked|denied|rejected|banned)/,
  ],
  [
    'hostunknown',
    /(?:host|domain|system|mx)[^.\n]{0,60}(?:not found|unknown|does ?n[o']t exist|not exist|unrouteable|no such)|unknown (?:host|domain)|no such (?:host|domain)|host(?:name)? lookup|name or service not known|unrouteable (?:mail )?(?:domain|address)|unroutable|bad destination (?:host|system)|illegal host|no (?:mx|valid host)|nonexistentdomain|can.?t find any host|nxdomain|recipient domain|domain name not found|could ?n[o']t be found|could not find a gateway/,
  ],
  [
    'suspended',
    /suspend|deactivat|disabl|inactive|not active|expired (?:account|mailbox)|(?:account|mailbox|user) (?:is |has been )?(?:closed|locked|frozen|terminated|expired|blocked|archived)|mailbox (?:is )?(?:currently )?(?:unavailable or|locked|frozen)|temporarily locked|account has been|gesperrt|deaktiviert/,
  ],
  [
    'userunknown',
    /(?:user|recipient|mailbox|address|addressee|account|alias|login|person|subscriber|destination|id|name|customer|employee|member)s?\b[^.\n]{0,50}(?:unknown|not (?:found|known|exist|listed|local|valid|available|in|here|recogni[sz]ed|on this|our customer|present|defined|registered)|(?:does|do|did)(?:n'?t| not) (?:exist|have)|doesn.?t (?:exist|have)|invalid|incorrect|wrong|unavailable|rejected|undeliverable|has been (?:deleted|removed)|no longer|is not)|(?:no|unknown|invalid|bad|non-?existent|incorrect|wrong|undeliverable|not a valid|not a known|unrecogni[sz]ed)[^.\n]{0,20}(?:user|recipient|mailbox|address|account|addressee|alias|login|person)|address rejected|no mailbox (?:here|by)|not our customer|wasn't found|does not (?:like|have an? [^.\n]{0,30}account)|not listed|badrcptto|does not exist|doesn.t have an?|no account|no longer (?:available|valid|exists?|on|in)|can.t create output|not a user|no local mailbox|unroutable address|disabled or discontinued|(?:benutzer|empfänger|adresse|postfach|konto)[^.\n]{0,40}(?:unbekannt|existiert nicht|nicht (?:gefunden|vorhanden|bekannt|im [^.\n]{0,20}verzeichnis)|ungültig)|(?:utilisateur|destinataire|adresse|compte|bo[iî]te)[^.\n]{0,40}(?:inconnue?|n.existe|introuvable|invalide|inexistant)|(?:usuario|destinatario|direcci[oó]n|cuenta|buz[oó]n)[^.\n]{0,40}(?:desconocid|no existe|no encontrad|inv[aá]lid|inexistente)|(?:utente|destinatario|indirizzo|casella)[^.\n]{0,40}(?:sconosciut|inesistente|non (?:esiste|trovat|valid))|(?:usu[aá]rio|destinat[aá]rio|endereço|conta)[^.\n]{0,40}(?:desconhecid|inexistente|n[aã]o (?:existe|encontrad)|inv[aá]lid)|(?:пользовател|адрес|получател|ящик)[^.\n]{0,40}(?:не (?:найден|существует)|неизвест)|(?:宛先|アドレス|ユーザー?|受信者|ディレクトリ)[^。\n]{0,20}(?:不明|存在し|見つか|誤り|間違|ありません)|(?:用户|收件人|地址|邮箱|使用者)[^。\n]{0,12}(?:不存在|未找到|无效|錯誤)|(?:사용자|수신자|주소|계정)[^.\n]{0,20}(?:없|존재하지)/,
  ],
  ['userunknown', unknownRecipient],
  [
    'expired',
    /(?:delivery|message|retry|queue|mail)[^.\n]{0,30}(?:time(?:d)? ?-?out|timeout|expired|too long|delayed|exceeded)|(?:retry|retries|delivery attempts?|time)[^.\n]{0,20}(?:exceeded|expired)|still (?:could|can)(?:'t| ?not)|retry time not reached|not (?:yet )?(?:been )?delivered (?:within|after|for)|in the queue too long|been in the queue|will (?:be )?(?:re)?(?:tried|try)|could not be delivered for more than|undeliver(?:ed|able) for|deferred|gave up|giving up|unable to deliver[^.\n]{0,40}(?:hours|days?)/,
  ],
  [
    'networkerror',
    /connect(?:ion)?[^.\n]{0,40}(?:time|refused|reset|lost|closed|failed|abort|drop)|could ?n[o']t (?:be )?(?:establish|connect)|unable to (?:connect|establish|contact|resolve)|network error|timed? ?out|\bloop\b|dns (?:error|timeout|failure)|not responding|temporar(?:y|ily)[^.\n]{0,30}(?:resolve|lookup)|establish an smtp|\btls\b|bad (?:mail server|connection)|lost connection|mail server (?:is )?(?:not|down)|mutual|malformed dns|接続/,
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
    /polic(?:y|ies)|security|violat|prohibited|not (?:allowed|permitted|authorized|authorised)|restrict|forbidden|administrative(?:ly)? prohib|transport\.rules/,
  ],
  [
    'rejected',
    /reject|refus|denied|denies|sender|not accept|unacceptable|bounced by|declin|no thanks|after mail from|拒否|拒收|отклон/,
  ],
];
