/** What mail programs say around the mail that is answered, by language: data of the other quote files. */

/** Verbs of attribution lines: `On 3 March 2026, Ann wrote:`. Parts of regular expressions. */
export const wrote = [
  'wrote|writes|write|sent|scripsit',
  'schrieb|schreibt|geschrieben',
  'a écrit|a ecrit|écrit|écrivait|répondit',
  'escribi[óo]|escribe|ha escrit|va escriure|idatzi du',
  'ha scritto|scrive',
  'escreveu|escreve',
  'schreef|geschreven',
  'skrev|skreiv|skrifaði',
  'kirjoitti|kirjutas',
  'napisał(?:\\(a\\)|a)?|pisze',
  'napsal(?:\\(a\\)|a)?|napísal(?:\\(a\\)|a)?',
  'napisao(?: je)?|je napisa(?:o|la)|je pisa(?:l|o)|napisala?',
  'írta',
  'a scris',
  'yazdı',
  'пишет|писал(?:\\(а\\)|а)?|написал(?:\\(а\\)|а)?|написав(?:\\(ла\\))?|пише|пісаў|написа|написао/ла|писали',
  'έγραψε',
  'כתב(?:/ה)?',
  'كتب|نوشت',
  'đã viết|viết',
  'menulis',
  'rašė|parašė|rakstīja|shkroi',
  'เขียน(?:ว่า)?|ने लिखा',
  '写道|寫道|写了|提到|のメッセージ|のメール',
  '님이 작성|작성|쓴 글',
].join('|');

/** First words of attribution lines. */
export const opening =
  'on|at|in|am|le|missatge de|wiadomość napisana|zitat|quoting|citando|el|il|em|às|no dia|op|den|dnia|dne|dňa|dana|w dniu|lørdag|søndag|mandag|tirsdag|onsdag|torsdag|fredag|på|pe|la|în|' +
  'tarihinde|ons|tors|fre|lör|sön|mån|tis|ma|ti|ke|to|su|vào|pada|ngày|u|v|в|на|у|στις|ב|בתאריך|في|tor|fri|sat|sun|mon|tue|wed|thu|' +
  'ср|чт|пт|сб|вс|пн|вт|در|ในวันที่|於|在';

/** `Quoting Ann <ann@example.com>:` */
export const quoting =
  'quoting|zitat von|citando(?: a)?|citation de|citat från|citat fra|citeren|citát|cytowanie|цитирую|quotando|引用|quoth|thus spake';

/** What is between dashes above the mail that is answered. */
export const originals = [
  'original(?: |&nbsp;)?(?:message|mail|e-?mail|appointment|besked|meddelelse|メッセージ)?|reply message|replied message',
  '(?:antwort |original-?|ursprüngliche )(?:nachricht|mail)',
  'message d.origine|message (?:original|initial)|mail original|courriel original',
  'mensaje original|correo original|missatge original|messaggio originale|mensagem original|mensaxe orixinal',
  '(?:oorspronkelijk|origineel) bericht',
  '(?:original|ursprungligt )(?:meddelande|mail)|oprindelig (?:meddelelse|besked)|opprinnelig melding',
  'alkuperäinen viesti',
  'oryginalna wiadomość|wiadomość oryginalna|původní (?:zpráva|e-mail)|pôvodn[áý] (?:správa|e-mail)',
  'eredeti üzenet|mesaj (?:original|inițial)|(?:orijinal|özgün) (?:mesaj|[iİ]leti|e-posta)',
  '(?:исходное|оригинальное) (?:сообщение|письмо)|(?:оригінальне|початкове) повідомлення|оригинално съобщение',
  'αρχικό μήνυμα|הודעה מקורית|الرسالة الأصلية|پیام اصلی',
  '原始邮件|原始郵件|邮件原件|回复的原邮件|元のメッセージ|원본 ?메(?:시지|일)',
  '(?:izvorna|originalna) poruka|izvirno sporočilo',
  'algne sõnum|sākotnējais ziņojums|pradinis laiškas|upprunaleg skilaboð',
  'thư gốc|tin nhắn gốc|pesan asli|mesej asal|ข้อความต้นฉบับ|मूल संदेश',
].join('|');

/** What is between dashes above a forwarded mail. */
export const forwards = [
  'forwarded(?: message| mail| by)?|weitergeleitete (?:nachricht|e?-?mail)|(?:message|mail|courriel) (?:transféré|transmis|réexpédié)',
  'mensaje reenviado|missatge reenviat|messaggio inoltrato|mensagem (?:encaminhada|reencaminhada)',
  'doorgestuurd bericht|vidarebefordrat (?:meddelande|mail|mejl|brev|e-post)|videresendt (?:meddelelse|besked|melding)|(?:välitetty|edelleenlähetetty) viesti',
  '(?:treść )?przekazan(?:a|ej) wiadomoś(?:ć|ci)|wiadomość (?:przekazana|przesłana dalej)|přeposlaná zpráva|preposlaná správa',
  'továbbított (?:üzenet|levél)|mesaj redirecționat|(?:[iİ]letilen|[iİ]letilmiş|yönlendirilen) (?:mesaj|[iİ]leti)',
  '(?:пересылаемое|пересланное|перенаправленное) (?:сообщение|письмо)|(?:переслане|перенаправлене) повідомлення|препратено съобщение|προωθημένο μήνυμα',
  'הודעה שהועברה|رسالة معاد توجيهها|转发的?(?:邮件|郵件|消息)|轉寄(?:的)?郵件|転送(?:された)?メッセージ|メッセージを転送|전달된 메(?:시지|일)',
  'proslijeđena poruka|prosleđena poruka|posredovano sporočilo|edastatud (?:kiri|sõnum)|persiųstas laiškas|pārsūtīta ziņa',
  'thư (?:đã )?chuyển tiếp|pesan terusan|mesej dikirim semula|ข้อความที่ส่งต่อ|áframsent skeyti',
].join('|');

/** `Begin forwarded message:` of Apple Mail. */
export const begins = [
  'begin forwarded message|forwarded message(?=:)',
  'anfang der weitergeleiteten (?:e-?mail|nachricht)',
  'začátek přeposílané zprávy|začiatok preposlanej správy|započni proslijeđenu poruku',
  'początek przekazywanej wiadomości|rozpoczęcie przekazywanej wiadomości',
  'videresendt besked|(?:start på |begynnelsen på )?videresendt (?:besked|melding|e-post)|(?:början på )?vidarebefordrat (?:brev|mejl|meddelande)',
  'továbbított (?:üzenet|levél) kezdete|începe mesajul redirecționat',
  'προωθημένο μήνυμα|έναρξη προωθημένου μηνύματος',
  'початок листа, що пересилається',
  'début du (?:message|courriel|mail) (?:réexpédié|transféré)',
  'inicio del mensaje reenviado|inici del missatge reenviat|inizio messaggio inoltrato|início da mensagem (?:encaminhada|reencaminhada)',
  'begin doorgestuurd bericht',
  'välitetty viesti alkaa',
  'начало (?:переадресованного|пересылаемого|пересланного) сообщения',
  '以下为?(?:是)?转发的邮件|以下是轉寄的郵件|開始轉寄郵件|下記のように転送されたメール|転送されたメッセージ|除引用外|전달된 메시지 시작|전달된 메시지',
  '[iİ]letilen mesajın başlangıcı|[iİ]leti başlangıcı|תחילת ההודעה שהועברה|بداية الرسالة المعاد توجيهها|bắt đầu thư chuyển tiếp|mulai pesan terusan|ข้อความที่ส่งต่อเริ่มต้น',
].join('|');

/** Names of the fields that Outlook and others put above the original mail. */
export const fieldNames = {
  from:
    'from|von|de|da|van|från|fra|frá|lähettäjä|od|šalje|feladó|kimden|gönderen|от|від|от кого|από|מאת|من|از|发件人|寄件者|寄件人|差出人|' +
    '보낸 ?사람|de la|expéditeur|expeditorul|remitente|remetente|mittente|отправитель|afzender|nadawca|odesílatel|odosielateľ|de parte de|nork|nuo|no|saatja|dari|' +
    'daripada|từ|จาก|प्रेषक|送信者|送信元|pošiljatelj',
  sent:
    'sent|gesendet|envoyé(?: le)?|enviad[oa](?: el| em)?|enviat|inviato|verzonden|verstuurd|skickat|sendt|lähetetty|wysłan[oe]|odesláno|' +
    'odoslan[ée]|elküldve|küldve|trimis|gönderildi|gönderme tarihi|отправлено|изпратено|надіслано|відправлено|στάλθηκε|נשלח|' +
    'تم الإرسال|ارسال شده|发送时间|发送日期|寄件日期|傳送時間|送信日時|보낸 ?날짜|date|datum|fecha|data|dato|päivämäärä|päiväys|pvm|tarih|дата|' +
    'ημερομηνία|日期|日付|날짜|時間|时间|dátum|poslano|poslato|išsiųsta|nosūtīts|saadetud|bidalia|dikirim|tanggal|terkirim|tarikh|' +
    'ส่ง|วันที่|đã gửi|ngày|gửi|भेजा गया|dată|gönderilen|data e ora|date d.envoi|dagsetning',
  to:
    'to|an|à|pour|para|per a|a|aan|till|til|vastaanottaja|do|komu|címzett|către|kime|alıcı|кому|до|до кого|προς|אל|إلى|به|收件人|收件者|宛先|' +
    '받는 ?사람|destinataire|destinatario|kepada|ke|đến|tới|ถึง|प्रति|pro|za|prima|nori|kam|kellele|adressaat|saaja|ontvanger|adressat|adresat|destinatarul|pre|送信先',
  subject:
    'subject|betreff|objet|asunto|assumpte|oggetto|assunto|onderwerp|ämne|emne|efni|aihe|temat|tema|gaia|předmět|predmet|tárgy|subiect|konu|' +
    'тема|относно|предмет|θέμα|נושא|الموضوع|موضوع|主题|主旨|標題|件名|제목|sujet|perihal|subjek|chủ đề|เรื่อง|विषय|teema|tēma|re|zadeva|antrag|naslov|subiectul',
  cc: 'cc|kopie(?: \\(cc\\))?|copie à|copia|còpia|kopia|kopi|kopio|kópia|dw|másolat(?:ot kap)?|bilgi|копия|копія|κοιν|抄送|副本|참조|cópia',
} as const;
