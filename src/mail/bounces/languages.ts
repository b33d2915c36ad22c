/** What reports say of unknown recipients and full mailboxes in other languages than English; all in lower case. */

interface ReportWords {
  /** BCP 47 tag. */
  readonly language: string;
  /** The address, the user, the recipient. */
  readonly who: string;
  /** "Was not found", "does not exist", "unknown". */
  readonly unknown: string;
  readonly box: string;
  readonly full: string;
}

/** Pieces of regular expressions. Nouns by their stem, since they are inflected. */
const languages: readonly ReportWords[] = [
  {
    language: 'de',
    who: 'adresse|benutzer|empfänger|konto|postfach|teilnehmer',
    unknown:
      'nicht (?:gefunden|ermittelt|bekannt|vorhanden|gültig)|existiert nicht|gibt es nicht|unbekannt|ungültig',
    box: 'postfach|posteingang|mailbox|mailkonto',
    full: '\\bvoll\\b|überfüllt|(?:limit|grenze|kontingent|speicher)[^.\\n]{0,20}(?:überschritten|erreicht|erschöpft)',
  },
  {
    language: 'nl',
    who: 'adres|gebruiker|ontvanger|geadresseerde|account',
    unknown: 'niet (?:\\w{1,12} )?(?:gevonden|bekend|geldig)|bestaat niet|bestaan niet|onbekend|ongeldig',
    box: 'mailbox|postvak|postbus|brievenbus',
    full: '\\bvol\\b|(?:limiet|quotum)[^.\\n]{0,20}(?:overschreden|bereikt)',
  },
  {
    language: 'sv, da, nb',
    who: 'adress|mottagar|användar|modtager|bru[gk]er|mottaker|kontoen',
    unknown:
      'hitta[rs]?d?e?s? inte|inte (?:att )?hitta|hittades ej|finns (?:inte|ej)|finde?s ikke|findes? ikke|ikke (?:fundet|funnet|finde)|finn(?:er|es) ikke|okänd|ukendt|ukjent|ogiltig|ugyldig|existerar inte|eksisterer ikke',
    box: 'postlåd|brevlåd|inkorg|postkass|indbakke|postboks|innboks|mailbox',
    full: '\\b(?:full|fuld|fullt)\\b|(?:kvot|kvota?en|grænse|grense|gräns)[^.\\n]{0,20}(?:över|over)',
  },
  {
    language: 'fi',
    who: 'osoite|osoitetta|vastaanottaja|käyttäjä',
    unknown: 'ei (?:löyt|ole olemassa)|ei voi(?:tu)? löytä|tuntematon|virheellinen',
    box: 'postilaatik|sähköpostilaatik|postikansio',
    full: 'täynnä|täyttynyt|ylittynyt',
  },
  {
    language: 'fr',
    who: 'adresse|utilisateur|destinataire|compte|abonné',
    unknown:
      'introuvable|inconnue?|n.existe|(?:n.a|n.ont) pas (?:pu être |été )?trouvée?s?|inexistant|invalide',
    box: 'bo[iî]te (?:aux lettres|de réception|mail|e-?mail|de messagerie)|messagerie',
    full: 'pleine?|saturée?|(?:quota|limite|capacité)[^.\\n]{0,20}(?:dépass|attein)',
  },
  {
    language: 'es, ca',
    who: 'direcci[oó]n|usuario|destinatario|cuenta|adreça|usuari|destinatari',
    unknown:
      'no (?:se |s.)?(?:ha |pudo |puede )?(?:podido |pogut )?(?:encontr|encuentr|trobat|trobar|hall)|no existe|no existeix|desconocid|desconegut|inexistent|inv[aàá]lid',
    box: 'buz[oó]n|bandeja de entrada|casilla|b[uú]stia|cuenta de correo',
    full: 'llen[oa]|plena|complet[oa]|saturad|(?:cuota|l[ií]mite|capacidad)[^.\\n]{0,20}(?:super|exced|alcanz)',
  },
  {
    language: 'it',
    who: 'indirizzo|utente|destinatario|account|casella',
    unknown:
      'non (?:è stat[oa] |è |può essere )?(?:trovat|esist|valid|riconosciut)|impossibile trovare|sconosciut|inesistent',
    box: 'casella|cassetta|posta in arrivo',
    full: '\\bpien[ao]\\b|esaurit|(?:quota|limite|spazio)[^.\\n]{0,20}(?:superat|raggiunt|esaurit)',
  },
  {
    language: 'pt',
    who: 'endereço|usu[aá]rio|utilizador|destinat[aá]rio|conta',
    unknown:
      'n[aã]o (?:foi |p[oô]de ser |é |p[oô]de )?(?:poss[ií]vel )?(?:encontr|localiz|exist)|desconhecid|inexistent|inv[aá]lid',
    box: 'caixa|correio',
    full: 'chei[ao]|lotad|esgotad|(?:cota|quota|limite)[^.\\n]{0,20}(?:exced|ultrapass|atingi)',
  },
  {
    language: 'ro',
    who: 'adres|utilizator|destinatar',
    unknown: 'nu (?:a |au )?(?:fost )?(?:putut fi )?găsit|nu există|necunoscut|inexistent',
    box: 'căsuț|cutia poștal|inbox',
    full: 'plin[ăa]?(?!\\p{L})|depășit',
  },
  {
    language: 'pl',
    who: 'adres|użytkownik|odbiorc|kont[oa]\\b',
    unknown:
      'nie (?:można )?(?:znaleziono|odnale|istnieje|został[oa]? (?:znalezion|odnalezion))|nieznan|nieprawidłow',
    box: 'skrzynk',
    full: 'pełn|przepełnion|zapełnion|przekroczon',
  },
  {
    language: 'cs, sk',
    who: 'adres|uživatel|používateľ|příjemce|príjemc|schránk',
    unknown:
      '(?:nebyl|nebol)[ao]?[^.\\n]{0,12} (?:nalezen|nájden)|nenašl|neexistuj|neznám|neplatn|nelze najít',
    box: 'schránk',
    full: 'pln[áaéý](?!\\p{L})|přeplněn|preplnen|překročen|prekročen',
  },
  {
    language: 'hr, sl',
    who: 'adres|korisnik|primatelj|primalac|naslov|uporabnik|prejemnik',
    unknown:
      'nije (?:moguće )?(?:pronađen|nađen|pronaći)|ne postoji|nepoznat|ni (?:bil[oa]? )?(?:mogoče )?najti|ni bilo mogoče najti|ne obstaja|neznan|neveljav',
    box: 'sandučić|sanduče|predal|pretinac',
    full: '\\bpun[oa]?\\b|\\bpoln[oa]?\\b|prepun',
  },
  {
    language: 'hu',
    who: 'cím|címzett|felhasználó',
    unknown: 'nem (?:található|létezik|ismert)|ismeretlen|érvénytelen',
    box: 'postafiók|postaláda',
    full: 'megtelt|betelt|tele van',
  },
  {
    language: 'tr',
    who: 'adres|kullanıcı|alıcı',
    unknown: 'bulunamadı|bulunmuyor|mevcut değil|bilinmeyen|geçersiz',
    box: 'posta kutusu|gelen kutusu',
    full: '\\bdolu|doldu|aşıldı',
  },
  {
    language: 'el',
    who: 'διεύθυνση|χρήστη|παραλήπτη',
    unknown: 'δε(?:ν)? (?:ήταν δυνατή η εύρεση|βρέθηκε|υπάρχει)|άγνωστ|μη έγκυρ',
    box: 'γραμματοκιβώτιο|θυρίδα',
    full: 'πλήρες|γεμάτ',
  },
  {
    language: 'ru, uk, bg, sr',
    who: 'адрес|пользовател|получател|ящик|користувач|одержувач|отримувач|потребител|корисник|прималац',
    unknown:
      'не (?:удалось |вдалося )?(?:найти|найден|знайти|знайдено|существу|існу|намер|съществува|беше намерен|пронађен|постоји)|(?<!\\p{L})(?:нет|немає)(?!\\p{L})|неизвест|невідом|непозна|недействител',
    box: 'ящик|скриньк|кутия|сандуче',
    full: 'перепо(?:лн|вн)|запо(?:лн|вн)|полон|повна|пълна|препълн|пун[оа]?(?!\\p{L})|превыш',
  },
  {
    language: 'zh',
    who: '用户|用戶|收件人|收件者|地址|邮箱|信箱|使用者|帐户|帳戶',
    unknown: '找不到|未找到|不存在|无效|無效|错误|錯誤|查无|查無',
    box: '邮箱|信箱|郵箱|收件匣|收件箱',
    full: '已满|已滿|空间不足|空間不足|超出|配额|配額',
  },
  {
    language: 'ja',
    who: '宛先|アドレス|ユーザ|受信者',
    unknown: '見つかり|見つから|存在し|不明|ありません|無効',
    box: 'メールボックス|受信(?:トレイ|箱)',
    full: 'いっぱい|一杯|満杯|容量|超え',
  },
  {
    language: 'ko',
    who: '사용자|수신자|받는 ?사람|주소|계정',
    unknown: '찾을 수 없|존재하지|없습니다|없는|알 수 없',
    box: '사서함|메일함|편지함',
    full: '꽉|가득|초과|부족',
  },
  {
    language: 'he',
    who: 'כתובת|משתמש|נמען',
    unknown: 'לא (?:נמצא|קיים|ניתן למצוא)|אינ[הו] קיי',
    box: 'תיב(?:ה|ת)',
    full: 'מלאה|מלא',
  },
  {
    language: 'ar',
    who: 'عنوان|مستخدم|مستلم',
    unknown: 'لم يتم العثور|غير موجود|غير معروف|تعذر العثور',
    box: 'علبة|صندوق',
    full: 'ممتلئ',
  },
  {
    language: 'vi',
    who: 'địa chỉ|người (?:dùng|nhận)',
    unknown: 'không (?:tìm thấy|tồn tại)',
    box: 'hộp thư',
    full: 'đầy',
  },
  {
    language: 'id',
    who: 'alamat|pengguna|penerima',
    unknown: 'tidak (?:dapat )?(?:ditemukan|ada|dikenal)',
    box: 'kotak (?:surat|masuk)',
    full: 'penuh',
  },
  { language: 'th', who: 'ที่อยู่|ผู้ใช้|ผู้รับ', unknown: 'ไม่พบ|ไม่มี', box: 'กล่อง', full: 'เต็ม' },
];

/** One within a sentence of the other, in either order. */
function near(one: string, other: string): string {
  return `(?:${one})[^.。\\n]{0,80}(?:${other})|(?:${other})[^.。\\n]{0,80}(?:${one})`;
}

export const unknownRecipient = new RegExp(
  languages.map(({ who, unknown }) => near(who, unknown)).join('|'),
  'u',
);
export const fullMailbox = new RegExp(languages.map(({ box, full }) => near(box, full)).join('|'), 'u');
