/** Lines by which mail programs introduce the mail that is answered, by language. All patterns run in linear time. */

/** Verbs of attribution lines: `On 3 March 2026, Ann wrote:`. */
const wrote = [
  'wrote',
  'writes',
  'schrieb',
  'schreibt',
  'geschrieben',
  'a écrit',
  'a ecrit',
  'écrit',
  'écrivait',
  'escribi[óo]',
  'escribe',
  'ha scritto',
  'scrive',
  'escreveu',
  'escreve',
  'schreef',
  'geschreven',
  'skrev',
  'skreiv',
  'kirjoitti',
  'napisał(?:\\(a\\)|a)?',
  'pisze',
  'napsal(?:\\(a\\)|a)?',
  'napísal(?:\\(a\\)|a)?',
  'napisao(?: je)?',
  'je napisa(?:o|la)',
  'je pisa(?:l|o)',
  'napisala?',
  'írta',
  'a scris',
  'yazdı',
  'şunları yazdı',
  'şöyle yazdı',
  'пишет',
  'писал(?:\\(а\\)|а)?',
  'написал(?:\\(а\\)|а)?',
  'написав(?:\\(ла\\))?',
  'пише',
  'пісаў',
  'έγραψε',
  'כתב(?:/ה)?',
  'كتب',
  'đã viết',
  'viết',
  'menulis',
  'rašė',
  'parašė',
  'rakstīja',
  'kirjutas',
  'va escriure',
  'ha escrit',
  'idatzi du',
  'skrifaði',
  'shkroi',
  'เขียน',
  '写道',
  '寫道',
  '写了',
  'のメッセージ',
  '님이 작성',
  '작성',
  'ने लिखा',
  'write',
  'scripsit',
  'répondit',
  'sent',
].join('|');

const date = String.raw`(?:\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{1,2}[:.h]\d{2}|(?<!\d)(?:19|20)\d\d(?!\d))`;
const endsWrote = new RegExp(`(?:${wrote})(?:[\\s>]*[^:：\\n]{0,80})?\\s*[:：]\\s*>?\\s*$`, 'iu');
const hasDate = new RegExp(date);
const hasAddress = /@[\w.-]+|mailto:/;
const begins =
  /^[>\s*_]*(?:on|am|le|el|il|em|op|den|on|dnia|dne|w dniu|lørdag|søndag|mandag|tirsdag|onsdag|torsdag|fredag|på|pe|la|în|tarihinde|at|in|ons|tors|fre|lör|sön|mån|tis|ma|ti|ke|to|pe|su|vào|pada|u|v|в|на|στις|ב|בתאריך|في|tor|fri|sat|sun|mon|tue|wed|thu|ср|чт|пт|сб|вс|пн|вт|\d{1,4}\s?[./年-]|\w{2,4}[.,])/iu;

/** CJK programs: `2026年3月3日(火) 10:00 Ann <a@b>:` and `在 2026-03-03 10:00:00，"Ann" <a@b> 写道：`. */
const cjk =
  /^[>\s]*(?:在\s?)?\d{4}\s?[年/.-]\s?\d{1,2}\s?[月/.-]\s?\d{1,2}.{0,120}(?:[:：]|写道|寫道|작성|님|>)\s*[:：]?\s*$/u;
const bareAuthor = /^[>\s]*(?:"?[^"<>@\n]{1,60}"?\s*)?<[^<>\s@]+@[^<>\s]+>\s*(?:\([^()]{0,60}\)\s*)?[:：]$/;

/** `3.3.2026, 10:00, "Ann" <a@b>:` of programs that use no verb. */
const endsAddress = /<[^<>\n]{0,200}@[^<>\n]{0,200}>+\s*[:：]\s*$/;
/** Hungarian puts the date behind the verb; Slovenian begins with `V V`. */
const verbAndDate = new RegExp(`@[^\\n]{0,200}(?:${wrote})\\s?\\([^()\\n]{0,80}\\)\\s*:\\s*$`, 'iu');
const endsBareVerb = new RegExp(`^[>\\s]*(?:on|am|le|el|il|em|op|den)\\s.*\\s(?:${wrote})\\s*$`, 'iu');

/** True where the joined lines introduce quoted mail. */
export function isAttribution(line: string): boolean {
  if (line.length > 500) return false;
  if (cjk.test(line)) return true;
  const dated = hasDate.test(line);
  if (dated && (endsAddress.test(line) || verbAndDate.test(line))) return true;
  if (dated && hasAddress.test(line) && endsBareVerb.test(line)) return true;
  if (!endsWrote.test(line)) return dated && bareAuthor.test(line);
  return (dated && begins.test(line)) || hasAddress.test(line);
}

/** True where a line is the first of an attribution that may go on behind an empty line. */
export function isDatedOpening(line: string): boolean {
  return line.length < 200 && begins.test(line) && hasDate.test(line);
}

/** True where a line could be the first of an attribution wrapped over several. */
export function mayBeginAttribution(line: string): boolean {
  return begins.test(line) || hasAddress.test(line) || hasDate.test(line);
}

const originals = [
  'antwort nachricht',
  'original message',
  'original mail',
  'original e-?mail',
  'original appointment',
  'reply message',
  'forwarded (?:message|mail|by)',
  'forwarded',
  'replied message',
  'ursprüngliche (?:nachricht|mail)',
  'originalnachricht',
  'original-?nachricht',
  'weitergeleitete nachricht',
  'message d.origine',
  'message original',
  'message transféré',
  'message initial',
  'mensaje original',
  'mensaje reenviado',
  'messaggio originale',
  'messaggio inoltrato',
  'mensagem original',
  'mensagem (?:encaminhada|reencaminhada)',
  'oorspronkelijk bericht',
  'origineel bericht',
  'doorgestuurd bericht',
  'originalmeddelande',
  'ursprungligt meddelande',
  'ursprungligt mail',
  'vidarebefordrat meddelande',
  'oprindelig (?:meddelelse|besked)',
  'original besked',
  'original ?meddelelse',
  'videresendt (?:meddelelse|besked|melding)',
  'opprinnelig melding',
  'alkuperäinen viesti',
  'välitetty viesti',
  'oryginalna wiadomość',
  'wiadomość oryginalna',
  'przekazana wiadomość',
  'treść przekazanej wiadomości',
  'původní (?:zpráva|e-mail)',
  'přeposlaná zpráva',
  'pôvodná správa',
  'eredeti üzenet',
  'továbbított üzenet',
  'mesaj original',
  'mesaj redirecționat',
  'orijinal ileti',
  'iletilen mesaj',
  'özgün ileti',
  'исходное сообщение',
  'пересылаемое сообщение',
  'пересланное сообщение',
  'оригинальное сообщение',
  'оригінальне повідомлення',
  'переслане повідомлення',
  'αρχικό μήνυμα',
  'הודעה מקורית',
  'الرسالة الأصلية',
  '原始邮件',
  '原始郵件',
  '转发邮件',
  '轉寄郵件',
  '元のメッセージ',
  'original ?メッセージ',
  '転送メッセージ',
  '원본 ?메(?:시지|일)',
  '전달된 메시지',
  'izvorna poruka',
  'originalna poruka',
  'izvirno sporočilo',
  'thư gốc',
  'pesan asli',
].join('|');

const separator = new RegExp(
  `^[>\\s]*[-_=*~]{2,40}\\s?(?:${originals})(?:[ :][^\\n]{0,80}?)?\\s*[-_=*~:]{0,40}\\s*$`,
  'iu',
);
const begin =
  /^[>\s]*(?:begin forwarded message|anfang der weitergeleiteten (?:e-?mail|nachricht)|začátek přeposílané zprávy|początek przekazywanej wiadomości|videresendt besked|začiatok preposlanej správy|továbbított üzenet kezdete|προωθημένο μήνυμα|початок листа, що пересилається|début du (?:message|courriel) (?:réexpédié|transféré)|inicio del mensaje reenviado|inizio messaggio inoltrato|begin doorgestuurd bericht|vidarebefordrat brev|start på videresendt besked|videresendt melding|välitetty viesti alkaa|rozpoczęcie przekazywanej wiadomości|início da mensagem (?:encaminhada|reencaminhada)|начало переадресованного сообщения|以下为转发的邮件|下記のように転送されたメール|除引用外|iletilen mesajın başlangıcı)\s*:?\s*$/iu;

/** `---- On 3 March 2026 Ann wrote ----` */
const dashedAttribution = new RegExp(
  `^[>\\s]*[-=_]{2,40}\\s?[^\\n]{0,200}(?:${wrote})\\s?[-=_]{2,40}\\s*$|^[>\\s]*message du ?: \\d`,
  'iu',
);

/** `-----Original Message-----`, `Begin forwarded message:` and their kin. */
export function isSeparator(line: string): boolean {
  if (line.length > 300) return false;
  return separator.test(line) || begin.test(line) || dashedAttribution.test(line);
}

const labels = {
  from: 'from|von|de|da|van|från|fra|lähettäjä|od|feladó|kimden|gönderen|от|від|от кого|από|מאת|من|发件人|寄件者|寄件人|差出人|보낸 ?사람|보낸사람|de la|expéditeur|remitente|mittente|afzender|nadawca|odesílatel|odosielateľ|de parte de|från:|dari|từ|จาก|送信者|送信元',
  sent: 'sent|gesendet|envoyé(?: le)?|enviado(?: el| em)?|inviato|verzonden|verstuurd|skickat|sendt|lähetetty|wysłano|odesláno|odoslané|elküldve|küldve|trimis|gönderildi|gönderme tarihi|отправлено|надіслано|відправлено|στάλθηκε|נשלח|تم الإرسال|发送时间|寄件日期|傳送時間|送信日時|보낸 ?날짜|date|datum|fecha|data|dato|päivämäärä|päiväys|pvm|tarih|дата|ημερομηνία|日期|日付|날짜|時間|时间|dátum|poslano|terkirim|data e ora|date d.envoi',
  to: 'to|an|à|pour|para|a|aan|till|til|vastaanottaja|do|komu|címzett|către|kime|kimden|alıcı|кому|προς|אל|إلى|收件人|收件者|宛先|받는 ?사람|destinataire|destinatario|kepada|đến|pro|za|ontvanger|adressat',
  subject:
    'subject|betreff|objet|asunto|oggetto|assunto|onderwerp|ämne|emne|aihe|temat|předmět|predmet|tárgy|subiect|konu|тема|θέμα|נושא|الموضوع|主题|主旨|標題|件名|제목|sujet|perihal|chủ đề|teema|re|zadeva|antrag',
  cc: 'cc|kopie|copie à|copia|kopia|kopi|kopio|dw|másolat|bilgi|копия|копія|κοιν|抄送|副本|참조|cópia',
} as const;

const field = (names: string): RegExp =>
  new RegExp(`^[>|\\s*_]*(?:${names})\\s*\\*?\\s*[:：]\\*?(?=\\s|\\S)`, 'iu');
const fields = {
  from: field(labels.from),
  sent: field(labels.sent),
  to: field(labels.to),
  subject: field(labels.subject),
  cc: field(labels.cc),
};

/** Which field of a header block a line is, as `From: Ann` or `*Von:* Ann`; null where it is none. */
export function headerLabel(line: string): keyof typeof fields | null {
  if (line.length > 2000) return null;
  if (fields.from.test(line)) return 'from';
  if (fields.sent.test(line)) return 'sent';
  if (fields.subject.test(line)) return 'subject';
  if (fields.to.test(line)) return 'to';
  return fields.cc.test(line) ? 'cc' : null;
}

/** The line above which replies are to be written, ours and that of other desks. */
export const markerLine =
  /^[>\s]*(?:[#*=_-]{2,}[^\p{L}]{0,5})?(?:please )?(?:type|write|enter|put)?[^\n]{0,30}(?:reply|replies|response|respond|answer|antwort(?:en)?|répon(?:dre|se)|responder?|risposta|respuesta|odpověď|odpowiedź|antwoord|svar)[^\n]{0,40}(?:above (?:this|the) line|oberhalb dieser (?:zeile|linie)|au-dessus de cette ligne|por encima de esta línea|sopra questa (?:riga|linea)|boven deze (?:regel|lijn)|acima desta linha|ovanför denna (?:rad|linje)|powyżej tej linii|nad tento řádek)/iu;
