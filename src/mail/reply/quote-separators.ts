/** Lines that stand between what is written and the original mail. */
import { begins, forwards, originals, wrote } from './quote-words.ts';

const between = (words: string): RegExp =>
  new RegExp(
    `^[>\\s]*[-_=*~]{2,40}(?:\\s|&nbsp;)?(?:${words})(?:[ :][^\\n]{0,80}?)?\\s*[-_=*~:]{0,40}\\s*$`,
    'iu',
  );
const original = between(originals);
/** Yahoo puts the header of the forwarded mail into the same line. */
const forward = new RegExp(`^[>\\s]*[-_=*~]{2,40}\\s?(?:${forwards})[\\s:]*[-_=*~:]{2}`, 'iu');
const begin = new RegExp(`^[>\\s]*(?:${begins})\\s*:?\\s*$`, 'iu');

/** `---- On 3 March 2026 Ann wrote ----` */
const dashedAttribution = new RegExp(
  `^[>\\s]*[-=_]{2,40}\\s?[^\\n]{0,200}(?:${wrote})\\s?:?\\s?[-=_]{2,40}\\s*$|^[>\\s]*message du ?: \\d`,
  'iu',
);

/** The same, wrapped over lines that were joined again. */
export function isDashedAttribution(line: string): boolean {
  return line.length <= 300 && dashedAttribution.test(line);
}

/** `-----Original Message-----`, `Begin forwarded message:` and their kin. */
export function isSeparator(line: string): boolean {
  if (isForwardSeparator(line)) return true;
  return line.length <= 300 && (original.test(line) || isDashedAttribution(line));
}

/** Separators of forwards, apart from those of answers. */
export function isForwardSeparator(line: string): boolean {
  return forward.test(line.slice(0, 300)) || (line.length <= 300 && begin.test(line));
}

const above = [
  'above (?:this|the) line|(?:ober|über|oberhalb) ?(?:dieser|diese) (?:zeile|linie)',
  'au-dessus de cette ligne|por encima de esta línea|encima desta linha|acima desta linha|sopra (?:a )?questa (?:riga|linea)',
  'boven deze (?:regel|lijn)|ovanför denna (?:rad|linje)|over denne linjen?|tämän rivin yläpuolelle',
  'powyżej tej linii|nad tento řádek|nad týmto riadkom|a vonal fölé|deasupra acestei linii|bu satırın üzerine',
  'выше этой (?:линии|строки)|вище цієї лінії|πάνω από αυτή τη γραμμή|此行上方|在此行之上|この線より上|이 줄 위에',
].join('|');
const marker = new RegExp(`(?:${above})`, 'iu');
const below =
  /(?:do not|don['’]t|please do not) (?:write|edit|type|reply|modify)[^\n]{0,20} below this line/i;
/** Desks frame the line: `##- … -##`, `=== … ===`; what is not framed must be a short command. */
const framed = /^[>\s]*(?:##-.*-##|[#*=_—~-]{2}.*)\s*$/u;
const command =
  /^[>\s]*(?:in replies|please|bitte|veuillez|por favor|type|write|enter|put|reply|replies|respond|your reply|schreiben|antwort|répon|respond|escrib|risp|scriv|antwoord|svar|odpov|odpowi)/iu;

/** The line above which replies are to be written, of our desk and of others. */
export function isMarkerLine(line: string): boolean {
  if (line.length > 200) return false;
  if (/^[>\s]*##- .{5,150} -##\s*$/u.test(line)) return true;
  if (!marker.test(line) && !below.test(line)) return false;
  return framed.test(line) || (line.trim().length < 100 && command.test(line));
}

const listFoot =
  /mailing list|\/listinfo\/|unsubscribe|you received this message because you are subscribed|mailinglist|liste de diffusion|lista de correo/i;

/** The foot that the program of a list puts below a mail. */
export function isListFoot(text: string): boolean {
  return listFoot.test(text.slice(0, 2000));
}

const banner = new RegExp(
  [
    'originat(?:ed|es) (?:from )?outside|(?:sent|came|comes|is) from (?:an external|outside|someone outside)|external (?:e-?mail|sender|source|message)',
    "don[’']t often get (?:e-?mail|messages?) from|learn why this is important",
    'extern(?:e|en|er|em) (?:absender|e-?mail|quelle)|von außerhalb',
    "expéditeur externe|extérieur de (?:l[’']|votre )|e-?mail externe",
    "remitente externo|correo externo|fuera de (?:la|su|nuestra) organización|mittente esterno|esterna all[’']|remetente externo|fora da organização",
    'externe afzender|van buiten (?:de|uw|onze) organisatie|extern avsändare|utanför organisationen|ekstern (?:afsender|avsender)',
    'внешн(?:ий|его) отправител|外部(?:邮件|郵件|メール)',
  ].join('|'),
  'iu',
);

/** The warning that a gateway of the writer's puts on top of mail from elsewhere, or of ours. */
export function isBanner(text: string): boolean {
  const warns =
    /^\W*(?:caution|warning|attention|external|notice|you don|some people who|achtung|warnung|vorsicht|extern|avertissement|precaución|advertencia|atención|cuidado|attenzione|let op|waarschuwing|varning|advarsel|внимание|注意)/iu;
  return text.length < 700 && warns.test(text) && banner.test(text);
}
