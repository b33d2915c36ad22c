/** Words by which automatic mail is known where its header says nothing. Subjects are anchored: people quote them. */

/** Prefixes and subjects that mail programs write themselves, by language. */
export const autoReplySubject = new RegExp(
  '^\\W*(?:' +
    [
      'auto(?:matic|mated|matisk|matisch[er]*)?[ -]?(?:reply|response|respon[sd]\\w*|svar|antwort|antwoord|repl)\\b',
      'auto(?:matische)? ?:',
      'out[ -]of[ -](?:the[ -])?office',
      'ooo\\b',
      'away from (?:my|the) (?:mail|office|desk)',
      'vacation\\b',
      'on (?:holiday|vacation|leave)',
      'i am (?:away|out|on|currently)',
      'absen(?:t|ce)\\b',
      'abwesenheit',
      'automatische (?:antwort|reactie|abwesenheit)',
      'réponse automatique',
      'absence du bureau',
      'message d.absence',
      'respuesta autom[aá]tica',
      'fuera de (?:la )?oficina',
      'risposta automatica',
      'fuori (?:sede|ufficio)',
      'resposta autom[aá]tica',
      'fora do escrit',
      'ausência temporária',
      'autosvar',
      'autom(?:atiskt|atisk) svar',
      'frånvaro',
      'fraværs?',
      'ikke til stede',
      'afwezig',
      'automaattinen vastaus',
      'poissa',
      'automatyczna odpowied',
      'nieobecno',
      'automatick[aá] odpov',
      'mimo kancel',
      'automatikus válasz',
      'házon kívül',
      'r[aă]spuns automat',
      'otomatik yanıt',
      'автоматический ответ',
      'автоответ',
      'отсутствие на работе',
      'αυτόματη απάντηση',
      'αυτόματος απαντ',
      'תשובה אוטומטית',
      'الرد التلقائي',
      'رد تلقائي',
      '自动(?:回复|答复)',
      '自動(?:回覆|返信|応答)',
      '不在',
      '자동 ?(?:회신|응답)',
      'trả lời tự động',
      'balasan otomatis',
      'samodejni odgovor',
      'automatski odgovor',
      'автоматична відповідь',
    ].join('|') +
    ')',
  'iu',
);

/** Sentences of absence notices. */
export const autoReplyText = new RegExp(
  [
    '(?:i am|i.m|i will be|i.ll be|currently|we are) (?:currently )?(?:out of|away from|not in) (?:the |my |of )?(?:office|desk|town)',
    'out of (?:the )?office',
    '(?:on|am on|be on) (?:vacation|holiday|annual leave|leave|maternity|parental leave|sick leave)',
    'limited access to (?:my )?e-?mail',
    'will (?:be )?(?:return|back|respond|reply|read)[^.\\n]{0,60}(?:when i (?:return|get back)|upon my return|on my return)',
    'this is an auto(?:matic|mated|matically)?[ -]?(?:generated )?(?:reply|response|message|answer|e-?mail)',
    '(?:automatic|automated|auto)[ -]?(?:reply|response)',
    'in (?:meiner|dringenden) (?:abwesenheit|fällen)',
    '(?:nicht|außer|ausser)[^.\\n]{0,20}(?:im|haus|büro)',
    'abwesend',
    'im urlaub',
    'absent(?:e)?(?: du bureau| jusqu| from)',
    'en (?:congé|vacances|déplacement)',
    'fuera de (?:la )?oficina',
    'de vacaciones',
    'fuori (?:ufficio|sede)',
    'in ferie',
    'fora do escritório|de férias',
    'afwezig|met vakantie|op vakantie',
    'på semester|tjänstledig|inte på kontoret',
    'på ferie|ikke på kontoret',
    'lomalla|poissa toimistosta',
    'na urlopie|nieobecn',
    'dovolen[éa]|mimo kancelář',
    'szabadság(?:on|ról)|házon kívül',
    'în concediu',
    'izindeyim|ofis dışında',
    'в отпуске|отсутств',
    'у відпустці',
    'εκτός γραφείου|σε άδεια',
    'בחופשה',
    'في إجازة|خارج المكتب',
    '休假|不在办公室|外出',
    '休暇|不在',
    '휴가|부재',
    'nghỉ phép',
    'sedang cuti',
    'na dopustu|na godišnjem|odsut',
  ].join('|'),
  'iu',
);

/** Challenge-response systems. */
export const challengeText =
  /(?:confirm|verify|prove)[^.\n]{0,80}(?:you are (?:a )?(?:human|person|real|not)|your (?:e-?mail|message|address|identity))|approved senders? list|(?:click|reply)[^.\n]{0,80}(?:deliver(?:ed)? (?:your|this) (?:message|mail)|be delivered)|challenge[- ]response|unsolicited e-?mail protection|one[- ]time (?:confirmation|verification)/i;

/** Subjects of delivery reports; decisive only together with a sender that is a mail server. */
export const bounceSubject =
  /undeliver|not (?:be )?deliver|non[- ]?(?:delivery|remis)|returned? (?:mail|to sender|e-?mail|message)|delivery (?:status|fail|notif|report|problem|error|delay|has failed|incomplete|unsuccess|time)|deliver(?:y|ing)[^\n]{0,20}(?:fail|problem|error)|fail(?:ure|ed)[^\n]{0,30}(?:notice|deliver|mail|message|notification|report)|mail (?:could not|cannot|delivery|fail|system error|error|not|status)|message (?:status|could|not|undeliver|delayed|you sent)|could not (?:send|be sent|deliver)|bounce|^warning: |unzustellbar|nicht zu(?:ge)?stell|unzustellbarkeit|zustell|non remis|échec|impossible|no se (?:ha )?(?:pudo|puede)|devuelto|mancato recapito|recapito|onbestelbaar|niet bezorgd|olevererbar|kunde inte leverer|unable to deliver|rejected|недостав|не доставлен|退信|配信|エラー|반송|problem|nondeliverable|delay|quota|blocked|user unknown|error/i;

/** Sentences of delivery reports. */
export const bounceText =
  /(?:could|can|was|were|has|have|did)\s?(?:not|n't|n’t)\s+(?:be\s+|been\s+)?(?:deliver|reach|sent|complet|process)|undeliver|delivery (?:to|of|has|fail|status|attempt|error)|deliver(?:y|ed)? (?:permanently )?fail|permanent (?:fatal )?error|returned (?:to sender|mail|message|below)|this is (?:the )?(?:mail|qmail|postfix|exim|sendmail)|mail delivery (?:system|software|subsystem)|unknown (?:user|recipient|host)|user unknown|no such user|mailbox (?:is )?full|quota|rejected|bounce|failure notice|could not be (?:found|sent)|unable to deliver|nicht zugestellt|unzustellbar|配信|退信|宛先/i;
