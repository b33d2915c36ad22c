/** How people say that their answers stand in the mail that they answer, by language. All patterns run in linear time. */

const below = [
  'below|underneath|beneath|inline|in-line|between the lines|(?:with)?in (?:your|the) (?:mail|e-?mail|message|text)',
  'unten|darunter|im text|(?:direkt |gleich )?in (?:ihrer|deiner|der) (?:(?:e-?)?mail|nachricht)|zwischen den zeilen',
  'ci-dessous|plus bas|ci-après|dans le (?:texte|corps)|entre les lignes|(?:más )?abajo|a continuación|entre líneas|en el texto',
  '(?:qui |più )?sotto|di seguito|nel testo|abaixo|no texto|entre linhas|hieronder|onder(?:aan|staand|(?=\\W*$))|in de tekst|tussen de regels',
  'nedan(?:för)?|i texten|nedenfor|nedenunder|herunder|i teksten|under(?=\\W*$)|alla(?=\\W*$)|alempana|tekstin seassa',
  'poniżej|w tekście|níže|v textu|nižšie|v texte|lent|lejjebb|alább|mai jos|în text|aşağıda(?:ki)?|metinde|ispod|u tekstu|spodaj|allpool|zemāk|žemiau|fyrir neðan',
  'ниже|внизу|в тексте|нижче|у тексті|по-долу|испод|παρακάτω|למטה|להלן|בגוף|أدناه|در زیر|下面|下方|如下|下文|文中|以下|下記|아래|본문|bên dưới|di bawah|ด้านล่าง|नीचे',
].join('|');

const colour = [
  'in (?:red|blue|green|purple|orange|colou?r|bold|italics?|capitals|caps)|(?:coloured|colored|highlighted)',
  'in (?:rot(?:er)?|blau(?:er)?|grün(?:er)?|lila|fett)(?: schrift| farbe)?|(?:rot|blau|grün|farbig|farblich) (?:markiert|geschrieben|hervorgehoben)|farbig',
  'en (?:rouge|bleu|vert|gras|couleur|rojo|azul|verde|negrita|color)|in (?:rosso|blu|verde|grassetto|rood|blauw|groen)|em (?:vermelho|azul|verde|negrito)',
  'i (?:rött|blått|grönt|fetstil)|med rød[t]?|(?:i|med) (?:rødt|blåt|blått|grønt?)|punaisella|na (?:czerwono|niebiesko|zielono)|červen(?:ě|o)|pirossal|cu roșu|kırmızı(?:yla)?|crvenom',
  'красным|синим|зел[её]ным|червоним|червено|κόκκινο|באדום|باللون|红色|紅色|蓝色|藍色|赤字|青字|빨간',
].join('|');

const answers = [
  'answers?|answered|comments?|commented|repl(?:y|ies|ied)|respon(?:se|ses|ded)|remarks?|feedback',
  'antworte?n?|geantwortet|beantwortet|anmerkung(?:en)?|kommentare?|kommentiert|rückmeldung(?:en)?',
  'réponses?|répondu|commentaires?|remarques?|respuestas?|respondid[oa]|comentarios?|risposte|risposta|risposto|commenti|respostas?|respondi|comentários?',
  'antwoord(?:en)?|beantwoord|opmerkingen|svar(?:en|at|et)?|kommentar(?:er|erna)?|kommenter(?:at|et)|vastau(?:s|kset|kseni)|kommenttini?|kommentit',
  'odpowiedz(?:i|iałe?m|iałam)|odpowiedź|uwagi|odpověd[iě]|odpovědi|odpovede|komentář(?:e)?|komentarz(?:e)?|komentáre|válasz(?:ok|aim|om|ai)|răspunsuri(?:le)?|cevap(?:lar|larım)?|yanıt(?:lar|larım)?|odgovori?|vastused|atbildes|atsakymai',
  'ответы?|ответил[аи]?|комментари[ийя]|замечания|відповіді|відповіл[аи]|коментарі|отговори(?:те)?|απαντήσεις|σχόλια|תשובות|התשובות|הערות|إجابات|ردود|پاسخ|回答|答复|答覆|回覆|回复|批注|コメント|回答|返信|답변|댓글|trả lời|jawaban|คำตอบ|उत्तर',
].join('|');

/** Answers of others, asked for or missed. */
const others = new RegExp(
  `(?<![\\p{L}])(?:(?:${[
    'your|any|no|without|please|ihre[rn]?|deine[rn]?|keine|ohne|bitte|votre|vos|ton|tes|aucune|sans|sus?|tus?|ninguna|sin|vostr[aeio]|tu[aeo]|nessuna|senza|suas?|nenhuma',
    'uw|jouw|je|geen|din|dina|ditt|dine|ingen|inget|twoje|pana|brak|vaše|vaši|žádná|ваш[аиуе]?|ваших|жду|нет|ваші|немає',
  ].join(
    '|',
  )})\\s(?:\\p{L}+\\s)?(?:${answers})|(?:wait|warte|attend|espero|aspetto|wacht|väntar|venter|жду|чекаю))|[您你]的(?:回|答)|ご(?:回答|返信)`,
  'iu',
);

/** `See below`, and nothing else that would stand there. */
const look = new RegExp(
  `^(?:[\\p{L}]{1,20}[,!]? ){0,3}(?:${[
    'see|look|read on|siehe|seht?|schau(?:en)?(?: sie)?|s\\.|voir|voyez|cf\\.|ver|véase|vea|vedi|vedere|veja|vide|zie|se|kts\\.|katso|ks\\.|patrz|zob\\.|zobacz|viz|pozri|lásd|vezi|bakınız|bkz\\.|vidi|vaata|skatīt|žr\\.|sjá',
    'см\\.?|смотри(?:те)?|див\\.?|виж(?:те)?|βλέπε|βλ\\.|δείτε|ראה|ראו|انظر|请?(?:看|见|參見|参见)|請(?:看|見)|請參閱|xem|lihat|ดู|देखें',
  ].join(
    '|',
  )})\\s?(?:${below})(?: (?:bitte|please|svp|stp))?$|^s\\. ?u\\.?$|^(?:answers? |repl(?:y|ies) )?in-?line$|^以下参照$|^下記(?:を?ご?参照|の通り).{0,10}$|^아래 ?참[조고].{0,10}$`,
  'iu',
);

const word = (words: string): RegExp =>
  new RegExp(`(?<![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{N}])(?:${words})`, 'iu');
const saysAnswers = word(answers);
const saysBelow = word(below);
const saysColour = word(colour);
/** So much of a note is looked at. */
const mostNote = 5000;
/** A longer sentence tells something else as well. */
const longest = 140;

/** Pieces of a text that say one thing; questions apart. */
function statements(text: string): string[] {
  return text
    .split(/\n\s*\n|(?<=[!?？。！])\s*|(?<=\p{L}{3}[.:])\s+|(?<=[.,:])\n/u)
    .map((one) => one.replace(/\s+/g, ' ').trim())
    .filter((one) => one !== '' && one.length <= longest && !/[?？؟]$/.test(one));
}

/**
 * What a note says of answers further down: that they stand out by their colour, that they stand there, or no more than
 * where to look; null: nothing.
 */
export function announcement(note: string): 'coloured' | 'answers' | 'look' | null {
  const recent = note.slice(-mostNote);
  const all = statements(recent);
  const own = all.filter((one) => saysAnswers.test(one) && !others.test(one));
  if (own.some((one) => saysColour.test(one))) return 'coloured';
  if (own.some((one) => saysBelow.test(one))) return 'answers';
  const looks = (one: string): boolean => look.test(one.trim().replace(/[.!:;,。！)–-]{1,5}$/u, ''));
  return all.some(looks) || recent.split('\n').some(looks) ? 'look' : null;
}

const data = word(
  'address(?:es)?|details|data|contact|account|adresse|anschrift|daten|coordonnées|données|dirección|datos|indirizzo|dati|endereço|dados|adres|gegevens|adress|uppgifter|oplysninger|osoite|tiedot|dane|adresa|údaje|cím|adatok|адрес|данные|дані|διεύθυνση|כתובת|地址|住所|주소',
);

/** True for a line that says that somebody’s data stand below: `My address is below.` */
export function announcesData(line: string): boolean {
  const short = line.slice(-longest);
  return saysBelow.test(short) && data.test(short);
}
