/** Where the signature begins in what somebody wrote. */

/** Longer blocks than this are text, not a signature. */
const maxLines = 18;

const delimiter = /^(?:-- ?|--\u00a0|—|_{2,}|-{2,})\s*$/;

/** Lines that mobile programs and mailers put below a mail. */
const device =
  /^[\s*_>]*(?:sent|gesendet|von meinem|envoyé|enviado|inviato|verzonden|verstuurd|skickat|sendt|lähetetty|wysłan[eo]|odesláno|отправлено|надіслано|gönderildi|enviada|sendt fra|sent via|diese nachricht wurde von meinem|mit meinem)\s+(?:from|from my|à partir de|vanaf|von|mit|depuis|de|desde|do|da|dal|via|från|fra|z|iz|с|из|via mijn|meinem|mon|mi|meu|mein|on|via|by|using|iphone|über)?\b.{0,80}(?:iphone|ipad|android|blackberry|mobile|mobil|handy|phone|outlook|mail|samsung|galaxy|htc|nokia|windows|tablet|smartphone|telefon|teléfono|téléphone|device|yahoo|gmail|proton|app\b|thunderbird|wireless|handheld|sprint|verizon|mailbird|boxer|spark|nine|airmail|superhuman)|^[\s*]*(?:iphone ?から送信|从我的 ?(?:iphone|ipad|手机).{0,10}|发自我的.{0,20}|來自我的.{0,20}|나의 ?(?:iphone|갤럭시)?에서.{0,10}|получено с |get outlook for|sent from (?:my |mail )|télécharger outlook|outlook für (?:ios|android)|enviado (?:desde|do) (?:mi|meu) )/iu;

const closings =
  /^[\s*]*(?:(?:many |with )?(?:best|kind|warm|kindest|warmest|sincere)?\s*(?:regards|wishes)|best|cheers|thanks(?: and regards| again| in advance| so much| a lot)?|thank you(?: and regards| again| very much| in advance)?|many thanks|sincerely(?: yours)?|yours(?: sincerely| truly| faithfully)?|respectfully|cordially|br|rgds|thx|mit (?:freundlichen?|besten|herzlichen|lieben) (?:grü(?:ß|ss)en?|gruß|gruss)|(?:freundliche|viele|liebe|beste|schöne|herzliche) grü(?:ß|ss)e|mfg|vg|lg|grüße|gruß|cordialement|bien (?:à vous|cordialement)|salutations|saludos(?: cordiales)?|un saludo|atentamente|cordiali saluti|distinti saluti|saluti|atenciosamente|cumprimentos|abraços?|met vriendelijke groeten?|groeten|mvg|mvh|hälsningar|med vänlig(?:a)? hälsning(?:ar)?|med venlig hilsen|med vennlig hilsen|vennlig hilsen|venlig hilsen|hilsen|ystävällisin terveisin|terveisin|pozdrawiam|z poważaniem|s pozdravem|üdvözlettel|cu stimă|saygılarımla|с уважением|з повагою|с наилучшими|με εκτίμηση|敬具|よろしく.{0,12}|此致|祝好|谢谢|감사합니다)\s*[,.!;–-]*\s*$/iu;

const contact =
  /\b(?:tel|phone|fax|mobile?|cell|office|direct|voice|telefon|handy|gsm|www\.|https?:|e-?mail|[\w.+-]+@[\w-]+\.\w)|\+?\d[\d ().\-/]{7,}\d|\bext\b/i;

/**
 * Index of the first line of the signature; the number of lines where there is none. `author` is the display name of
 * the sender. A closing such as `Best regards,` counts as part of it.
 */
export function signatureStart(lines: readonly string[], author: string): number {
  const end = lastWritten(lines) + 1;
  const marked = delimited(lines, end);
  const limit = marked ?? end;
  const closing =
    byClosing(lines, limit) ??
    byName(lines, limit, author) ??
    byDevice(lines, limit) ??
    byShortName(lines, limit);
  return closing ?? marked ?? lines.length;
}

function lastWritten(lines: readonly string[]): number {
  return lines.findLastIndex((line) => line.trim() !== '');
}

function delimited(lines: readonly string[], end: number): number | null {
  for (let at = end - 1; at >= Math.max(0, end - maxLines - 20); at--) {
    const line = lines[at] ?? '';
    if (line === '-- ' || (delimiter.test(line) && written(lines, at + 1, end) <= maxLines)) return at;
  }
  return null;
}

function written(lines: readonly string[], from: number, to: number): number {
  return lines.slice(from, to).filter((line) => line.trim() !== '').length;
}

function byDevice(lines: readonly string[], end: number): number | null {
  for (let at = end - 1; at >= Math.max(0, end - 4); at--) if (device.test(lines[at] ?? '')) return at;
  return null;
}

/** `Thanks, Bert` in one line. */
const closingAndName =
  /^[\s*]*(?:many thanks|thanks|thank you|(?:best |kind |warm )?regards|best|cheers|sincerely|gruß|grüße|merci|gracias|saludos|grazie|hilsen|mvh)[,.!]?\s+(?:\p{Lu}[\p{L}.]{0,20}\s?){1,3}\s*$/iu;
const noName =
  /^(?:yes|no|ok|okay|thanks|please|done|help|hello|hi|sure|great|good|never|maybe|ja|nein|danke|bitte|oui|non|merci)\b/i;

/** A name alone in the last line, apart from the text. */
function byShortName(lines: readonly string[], end: number): number | null {
  const last = lines.slice(0, end).findLastIndex((line) => line.trim() !== '');
  const line = (lines[last] ?? '').trim();
  if (last < 2) return null;
  if (closingAndName.test(line) && /\s\p{Lu}/u.test(line)) return last;
  const alone = (lines[last - 1] ?? '').trim() === '' && !noName.test(line);
  return alone && /^[-–~*]?\s?\p{Lu}[\p{L}'-]{1,20}(?: \p{Lu}[\p{L}'-]{0,20})?$/u.test(line) ? last : null;
}

/** A closing with nothing but short lines behind it. */
function byClosing(lines: readonly string[], end: number): number | null {
  let seen = 0;
  for (let at = end - 1; at >= 0 && seen < maxLines; at--) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    seen++;
    if (closings.test(line) && tail(lines, at + 1, end)) return at;
    if (line.length > 100 && !contact.test(line)) return null;
  }
  return null;
}

function tail(lines: readonly string[], from: number, to: number): boolean {
  const rest = lines.slice(from, to).filter((line) => line.trim() !== '');
  return rest.length > 0 && rest.every((line) => line.trim().length <= 100);
}

/** The author's own name on a line of its own, near the end. */
function byName(lines: readonly string[], end: number, author: string): number | null {
  const names = author
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((name) => name.length > 1);
  if (names.length === 0) return null;
  let found: number | null = null;
  let seen = 0;
  for (let at = end - 1; at > 0 && seen < 12; at--) {
    const line = (lines[at] ?? '').trim();
    if (line === '') continue;
    seen++;
    if (line.length > 80) break;
    const words = line
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .filter((word) => word.length > 0);
    if (words.length <= 4 && words.some((word) => names.includes(word)) && !/[?:]$/.test(line)) found = at;
  }
  return found;
}
