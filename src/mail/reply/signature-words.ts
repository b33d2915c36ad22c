/** What people and programs put below a mail, by language. All patterns run in linear time. */

const product =
  /iphon|айфон|ipad|ipod|android|galaxy|samsung|huawei|华为|小米|xiaomi|redmi|pixel|oneplus|oppo|honor|motorola|nokia|htc|blackberry|windows|outlook|yahoo|aol|gmail|proton|tuta|gmx|web\.de|freenet|orange|libero|hotmail|k-9|fairemail|thunderbird|spark|superhuman|mailspring|mailbird|canary|airmail|newton|edison|bluemail|typeapp|boxer|hey|fastmail|zoho|mail\.ru|почт|яндекс|яндекс|mobile?\b|mobil|handy|smartphone|t[eé]l[eé]fon|telefon|phone|tablet|device|手机|手機|wireless|handheld|sprint|verizon|t-mobile|mail\b/iu;
const sentFirst =
  /^[\s*_>]*(?:this (?:e-?mail|message) was )?(?:sent|secured|gesendet|verschickt|von|diese (?:nachricht|e-?mail|mail) wurde|mit meinem|envoyé|enviad[oa]|enviat|inviato|verzonden|verstuurd|skickat|skickades|sendt|lähetetty|wysłan[eo]|odesláno|odoslané|trimis|отправлено|получено|надіслано|надіслано|изпратено|στάλθηκε|poslano|poslato|saadetud|nosūtīts|išsiųsta|נשלח|تم الإرسال|đã gửi|dikirim|ส่งจาก|发自|發自|來自|来自|从我的|從我的|傳送自|나의|내 )/iu;
const sentLast = /(?:gesendet|gönderildi|küldve|送信|发送|傳送|발송|보냄)[\s.。]*$/iu;
/** `Get Outlook for iOS` in any language: the product and its system, and little else. */
const getApp =
  /(?:outlook|bluemail|typeapp|spark|yahoo mail|edison mail).{0,25}(?:ios|android)|(?:ios|android).{0,12}outlook/iu;

/** Of any make. */
const sentFromMy =
  /^[\s*_>]*(?:sent from my|von meinem|gesendet von meinem|envoyé de mon|envoyé depuis mon|enviado desde mi|enviado do meu|inviato dal mio|verzonden vanaf mijn|verstuurd vanaf mijn|skickat från min|sendt fra min|отправлено с моего) /iu;

/** The line of a mobile program or mailer: `Sent from my iPhone`. */
export function isDevice(line: string): boolean {
  const bare = line.replace(/<[^<>]{0,200}>|\(?https?:\S{1,300}/g, ' ').trim();
  const words = bare.split(/\s+/).length;
  if (bare.length > 110 || words > 14 || /[?]$/.test(bare)) return false;
  if (words <= 8 && (getApp.test(bare) || sentFromMy.test(bare))) return true;
  return product.test(bare) && (sentFirst.test(bare) || sentLast.test(bare)) && !/,\s+\p{Ll}/u.test(bare);
}

const ending = String.raw`(?:\s(?:aus|from|de|desde|da|from|fra|från|z|ze|din)\s\S{2,20}(?:\s\S{2,20})?)?\s*[,.!;:。！，、،–-]*\s*$`;
const whole = (phrases: readonly string[]): RegExp =>
  new RegExp(`^[\\s*_–-]*(?:${phrases.join('|')})${ending}`, 'iu');

const thanks = whole([
  '(?:many |best )?thanks(?: and (?:best |kind )?regards| & regards| again| in advance| so much| a lot| a million)?|thank you(?: and (?:best |kind )?regards| again| very much| so much| in advance| for your (?:help|time|support))?|thx|tia|cheers',
  '(?:vielen|herzlichen|besten|lieben|schönen) dank(?: (?:im voraus|und .{3,30}))?|danke(?: (?:im voraus|schön|sehr|und .{3,30}))?|merci(?: (?:beaucoup|d.avance|par avance|et .{3,30}))?',
  '(?:muchas )?gracias(?: (?:de antemano|por adelantado|y .{3,30}))?|grazie(?: (?:mille|in anticipo|e .{3,30}))?|(?:muito )?obrigad[oa](?: .{3,30})?|(?:alvast |hartelijk )?(?:bedankt|dank)|dank (?:je|u)(?: wel)?',
  'tack(?: (?:på förhand|så mycket))?|(?:mange |på forhånd )?tak+|kiitos(?: .{3,20})?|dzięk(?:uję|i)(?: .{3,20})?|děkuj[iu](?: .{3,20})?|ďakujem|köszön(?:öm|ettel)(?: .{3,20})?|mulțumesc|teşekkür(?:ler| ederim)',
  'спасибо(?: .{3,20})?|заранее спасибо|дякую|благодаря|ευχαριστώ|תודה(?: רבה)?|شكرا|谢谢|謝謝|多谢|ありがとうございま(?:す|した)|감사합니다|terima kasih|cảm ơn|ขอบคุณ(?:ครับ|ค่ะ)?|धन्यवाद',
]);

const closings = whole([
  '(?:many |with )?(?:best|kind|warm|kindest|warmest|sincere|with kind|with best|with warm)?\\s*(?:regards|wishes)|best|all the best|warmly|take care|respectfully|cordially|sincerely(?: yours)?|yours(?: sincerely| truly| faithfully)?|br|kr|rgds',
  '(?:mit )?(?:freundliche[mnr]?|beste[mnr]?|herzliche[mnr]?|liebe[mnr]?|viele[mn]?|schöne[mn]?|sonnige[mn]?) (?:grü(?:ß|ss)en?|gruß|gruss)|mfg|vg|lg|grüße|gruß|hochachtungsvoll',
  '(?:bien |très )?cordialement|bien à vous|(?:sincères |meilleures |cordiales )?salutations(?: distinguées)?|meilleurs sentiments|bonne journée|bonne soirée',
  '(?:un )?(?:cordial )?saludos?(?: cordiales?)?|cordialmente|(?:muy )?atentamente|atte|atentament|cordialment|salutacions|agur bero bat',
  '(?:un )?(?:cordiali?|distinti)? ?salut[io]|un cordiale saluto|buona giornata|buona serata',
  'atenciosamente|att|(?:com os )?(?:melhores )?cumprimentos|abraços?|abs|saudações',
  '(?:met )?(?:vriendelijke|hartelijke|beste) groet(?:en)?|groet(?:en|jes)?|mvg|hoogachtend',
  'mvh|(?:med )?(?:vänlig|bästa|varma)(?:a|en)? ?(?:hälsning(?:ar)?)?|vänligen|hälsningar|(?:med )?(?:venlig|vennlig|beste|bedste|de bedste|kærlig) hils(?:en|ner)|hilsen|kveðja|með kveðju',
  '(?:ystävällisin |parhain )?terveisin|t|z poważaniem|z wyrazami szacunku|(?:serdecznie )?pozdrawiam(?: serdecznie)?|pozdrowienia',
  's (?:přátelským |priateľským )?pozdrav(?:em|om)|s úctou|üdvözlettel|tisztelettel|üdv|cu (?:stimă|respect|drag)|numai bine|o zi bună',
  'с уважением|с уважение|с наилучшими(?: пожеланиями)?|всего доброго|всего хорошего|з повагою|поздрави?|с поштовањем',
  'με εκτίμηση|με φιλικούς χαιρετισμούς|φιλικά|saygılarım(?:la|ızla)|[iİ]yi çalışmalar|(?:srdačan |lep |lijep )?pozdrav|s (?:po)?štovanjem|lp|pagarbiai|ar cieņu|lugupidamisega',
  'בברכה|בכבוד רב|مع (?:أطيب )?تحياتي|مع أطيب التحيات|تحياتي|با احترام|با تشکر|ขอแสดงความนับถือ|trân trọng|salam|hormat saya|सादर',
  '敬具|.{0,12}よろしく.{0,14}|此致.{0,4}|祝好|敬祝.{0,6}|顺祝.{0,6}|以上|드림|올림',
]);

/** `Thanks`, in any language, alone in its line. */
export function isThanks(line: string): boolean {
  return line.length < 100 && thanks.test(line);
}

/** `Best regards,` and `Thanks`: what stands before the name. */
export function isClosing(line: string): boolean {
  return line.length < 100 && (closings.test(line) || thanks.test(line));
}

const salutation =
  /^\W*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|moin|guten (?:tag|morgen|abend)|sehr geehrte[rsn]?|liebe[rs]?|grüezi|bonjour|bonsoir|cher|chère|madame|monsieur|hola|estimad[oa]s?|buen[oa]s (?:días|tardes|noches)|ciao|gentile|buongiorno|buonasera|egregi[oa]|olá|bom dia|boa tarde|prezad[oa]s?|caro|cara|beste|geachte|hej|hei|kære|kjære|bästa|dzień dobry|szanown[iey]|dobrý den|vážen[íáý]|tisztelt|kedves|bună|stimat[eăi]|merhaba|sayın|здравствуйте|добрый день|уважаем|добрий день|шановн|γεια|αγαπητ|שלום|مرحبا|您好|你好|尊敬的|拝啓|안녕하세요)(?![\p{L}])[^.?]{0,60}$/iu;

/** `Dear Ann,` alone in its line. */
export function isSalutation(line: string): boolean {
  return line.length < 100 && salutation.test(line);
}

/** Phrases that nobody writes by himself: one is enough. */
const disclaims = new RegExp(
  [
    'intended (?:solely|only|exclusively) for|(?:not|are) the (?:intended|named) (?:recipient|addressee)|confidentiality notice|legally privileged|privileged and(?:/or)? confidential|before printing this',
    'received this (?:e-?mail|message|communication|transmission) in error|(?:e-?mail|message) and any attachments? (?:are|is|may be|contains?) (?:confidential|for)|may contain (?:confidential|privileged)|virus-free|scanned (?:by|for) virus',
    '(?:enthält|enthalten) vertrauliche|nicht der (?:richtige|beabsichtigte) (?:adressat|empfänger)|irrtümlich erhalten|auf viren (?:geprüft|überprüft)|ausschließlich für den (?:adressaten|empfänger)|umwelt.{0,40}ausdrucken|prüfen sie.{0,30}ausgedruckt',
    'pas le destinataire|destiné(?:s|e)? (?:exclusivement|uniquement)|reçu ce (?:message|courriel) par erreur|avant d.imprimer|sans virus',
    'no es el destinatario|dirigid[oa] exclusivamente|recibido este (?:mensaje|correo) por error|antes de imprimir|información confidencial',
    'non (?:è|siete|foste) il destinatario|destinat[oi] esclusivamente|ricevuto questo messaggio per errore|informazioni (?:riservate|confidenziali)|prima di stampare',
    'não (?:é|for) o destinatário|exclusivamente ao destinatário|informações confidenciais|recebido esta mensagem por (?:erro|engano)',
    'uitsluitend bestemd voor|niet de geadresseerde|ten onrechte (?:heeft )?ontvangen|avsett endast för|inte är rätt mottagare|ikke er (?:den )?rette (?:modtager|mottaker)|kun tiltænkt',
    'wyłącznie do (?:użytku )?adresata|nie jest(?:eś)? (?:jej )?adresatem|określen(?:é|a) výhradně|není(?:-li|te-li) adresát|kizárólag a címzett',
    'является конфиденциальн|содержит конфиденциальн|не являетесь (?:адресатом|получателем)|yalnızca .{0,30}alıcı|本邮件(?:及其附件)?含有|本メール(?:は|に).{0,30}(?:機密|宛先)',
  ].join('|'),
  'iu',
);

/** A legal notice, or the remark of a virus scanner. */
export function isDisclaimer(line: string): boolean {
  return disclaims.test(line);
}
