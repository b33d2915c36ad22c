/** Words by which reports and challenges are known where their header says nothing. */

/** Challenge-response systems: until somebody answers, the mail is held. */
export const challengeText =
  /(?:your|this|the|original) (?:e-?mail|message|mail)[^\n]{0,80}(?:is being held|is on hold|has been (?:put|placed) on hold|has been held|has been (?:quarantined|delayed) until|has not (?:yet )?been delivered|will (?:only )?be delivered (?:once|after|when|as soon as|if))|(?:confirm|verify|prove)[^.\n]{0,80}(?:you are (?:a )?(?:human|real person|not an? (?:robot|machine|spammer|program))|your (?:e-?mail|message|address|identity)[^.\n]{0,60}(?:deliver|sender))|(?:added|add you)[^.\n]{0,40}(?:approved sender|white-?list|allow-?list)|approved senders? list|(?:click|reply|respond|answer)[^.\n]{0,80}(?:deliver(?:ed)? (?:your|this) (?:message|mail|e-?mail)|(?:message|mail|it) (?:will|can|to) be delivered)|challenge[- ]response|unsolicited e-?mail protection|one[- ]time (?:confirmation|verification)|(?:anti-?spam|spam)[^.\n]{0,60}(?:confirm|verif)|bestätigen sie[^.\n]{0,80}(?:absender|nachricht)[^.\n]{0,60}zugestellt|pour que votre message[^.\n]{0,60}(?:délivré|remis)/i;

export const challengeSubject =
  /^[^\n]{0,80}(?:confirm|verif|challenge|action (?:is )?required|held|on hold|authenticat|approv|bestätig|waiting for|(?:allow|accept) your)/i;

/** Subjects of receipts, as the mail programs of several languages write them. */
export const receiptSubject =
  /^\s*(?:read|not read|displayed|read[- ]receipt|return receipt[^:\n]{0,20}|disposition notification[^:\n]{0,20}|gelesen|ungelesen gelöscht|lesebestätigung[^:\n]{0,20}|empfangsbestätigung[^:\n]{0,20}|lu|non lu|accusé de lecture[^:\n]{0,20}|leído|confirmación de lectura[^:\n]{0,20}|letto|ricevuta di (?:lettura|ritorno)[^:\n]{0,20}|lid[ao]|gelezen|leesbevestiging[^:\n]{0,20}|läst|lest|læst|luettu|przeczytano|přečteno|прочитано|okundu|已读|已讀|開封済み|읽음)\s?(?:[:：(-]|$)/i;

/** Sentences of receipts. */
export const receiptText =
  /\bwas (?:read|displayed|opened|deleted without being read) on\b|this (?:is a|return) (?:return )?receipt (?:only acknowledges|for the (?:mail|message))|no guarantee that the (?:message|recipient)[^\n]{0,40}(?:read|understood|content)|(?:message|mail) (?:was|has been) displayed on the recipient|wurde am [^\n]{0,60}(?:gelesen|angezeigt|geöffnet)|a été (?:lu|affiché) le|(?:se leyó|fue leído|ha sido leído) (?:el|en)|è stato (?:letto|visualizzato)|foi (?:lid[ao]|exibid[ao]) em|is gelezen op|lästes den|ble lest|прочитано \d/i;

/** Names that mail systems give themselves in From. */
export const mailSystem =
  /^"?(?:(?:courier )?mail server at|mdaemon at|mail(?:er)? (?:delivery|deliver|router|administrator|admin|system|daemon|server)|internet mail delivery|message delivery|delivery (?:subsystem|system)|system administrator|microsoft (?:outlook|exchange)$|microsoft exchange |postmaster|interscan|mail delivery (?:sub)?system|mailer-daemon|amazon ses|e-?mail delivery|returned mail|undeliver)/i;

/** The fields of a report (RFC 3464) where they stand in the text itself. */
export const reportFields =
  /^(?:final-recipient|original-recipient): ?(?:rfc822|utf-8)? ?;?[^\n]{3,300}\n(?:[^\n]{0,400}\n){0,8}?(?:action|status): ?(?:failed|delayed|[245]\.)/im;

/** What list servers answer to a mail that they do not take (fml, ezmlm, Mailman, Majordomo, LISTSERV, Sympa). */
export const listRefusal =
  /(?:you|your address|[^\s@]{1,64}@[^\s@]{1,200}) (?:are|is)(?: currently)? not (?:a |an )?(?:list |registered |subscribed )?member|not (?:a )?member of (?:this|the|that)|(?:post|posting|message|mail) by (?:a )?non-?member|non-?members? (?:are|is) not allowed|not (?:allowed|authori[sz]ed|permitted) to (?:post|send (?:mail|e-?mail|messages?))|members-only list|loop alert|your (?:message|mail|posting) (?:to|for) [^\n]{0,80}(?:has been|was) (?:automatically )?rejected|rejected by (?:the )?(?:moderator|list)|must be (?:a )?(?:member|subscribe)[^\n]{0,40}(?:post|send)/i;

/** Subjects of delivery reports; decisive only together with a sender that is a mail server. */
export const bounceSubject =
  /undeliver|not (?:be )?deliver|non[- ]?(?:delivery|remis)|returned? (?:mail|to sender|e-?mail|message)|delivery (?:status|fail|notif|report|problem|error|delay|has failed|incomplete|unsuccess|time)|deliver(?:y|ing)[^\n]{0,20}(?:fail|problem|error)|fail(?:ure|ed)[^\n]{0,30}(?:notice|deliver|mail|message|notification|report)|mail (?:could not|cannot|delivery|fail|system error|error|not|status)|message (?:status|could|not|undeliver|delayed|you sent)|could not (?:send|be sent|deliver)|error sending|bounce|^warning: |unzustellbar|nicht zu(?:ge)?stell|unzustellbarkeit|zustell|non remis|non (?:distribu|délivr)|échec|impossible|no se (?:ha )?(?:pudo|puede)|devuelto|no entregad|falha|devolvid|mancato recapito|mancata consegna|recapito|recapitabile|impossibile (?:recapitare|consegnare)|onbestelbaar|niet bezorgd|olevererbar|kunde inte leverer|ikke leveres|går inte att leverera|kan (?:inte|ikke) leveres?|ikke leveret|ei voi(?:tu)? toimittaa|toimittamat|(?:nie|niemożliwe)[^\n]{0,12}dostarcz|niedostarcz|nedoru[cč]|kézbesít|teslim edile|não é possível entregar|não entregue|no es pot lliurar|nu (?:se )?poate (?:fi )?livrat?|nelivra|δεν είναι δυνατή η παράδοση|не удалось доставить|не вдалося доставити|无法(?:传递|送达|投递)|無法(?:傳遞|送達|投遞)|未送达|배달되지|전송(?:이)? 실패|발송 ?실패|לא ניתן למסור|تعذر (?:التسليم|تسليم)|unable to deliver|rejected|недостав|не доставлен|возвращ|退信|配信|送信でき|エラー|반송|退件|problem|nondeliverable|delay|quota|blocked|user unknown|error/i;

/** Sentences of delivery reports. */
export const bounceText =
  /(?:could|can|was|were|has|have|did)\s?(?:not|n't|n’t)\s+(?:be\s+|been\s+)?(?:deliver|reach|sent|complet|process)|undeliver|delivery (?:to|of|has|fail|status|attempt|error)|deliver(?:y|ed)? (?:permanently )?fail|permanent (?:fatal )?error|returned (?:to sender|mail|message|below)|this is (?:the )?(?:mail|qmail|postfix|exim|sendmail)|mail delivery (?:system|software|subsystem)|unknown (?:user|recipient|host)|user unknown|(?:invalid|unknown) (?:user|mail) ?(?:address|box)|no such user|mailbox (?:is )?full|quota|rejected|bounce|failure notice|could not be (?:found|sent)|unable to deliver|nicht zugestellt|unzustellbar|n.a pas pu être (?:remis|délivré)|échec de la remise|impossibile recapitare|error de entrega|kunde inte levereras|kunne ikke leveres|nie można dostarczyć|nie została dostarczona|не удалось доставить|не было доставлено|无法(?:发送|送达|投递|传递)|전송이 실패|no (?:pudo|ha podido) (?:ser )?entreg|配信|退信|宛先|送信できません/i;
