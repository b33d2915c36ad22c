/** What symbols of the scorer mean, for those that weigh most in practice; the others are shown by their names. */

/** A name, or the beginning of several: English, German. The first one that fits counts. */
const table: readonly (readonly [name: string, en: string, de: string])[] = [
  ['GTUBE', 'the test text for spam filters', 'der Testtext für Spamfilter'],
  ['BAYES_SPAM', 'reads like what staff marked as spam', 'liest sich wie von uns markierter Spam'],
  ['BAYES_HAM', 'reads like good mail', 'liest sich wie gute Mail'],
  ['BAYES_', 'likeness to mail that was marked', 'Ähnlichkeit mit markierter Mail'],
  ['NEURAL_', 'pattern of symbols that was learned', 'gelerntes Muster von Merkmalen'],
  ['FUZZY_', 'nearly the same mail is known as spam', 'fast dieselbe Mail ist als Spam bekannt'],
  [
    'PHISHING',
    'a link says one address and leads to another',
    'ein Link nennt eine Adresse und führt zu einer anderen',
  ],
  ['PHISHED_', 'a link leads to a known phishing page', 'ein Link führt zu einer bekannten Phishing-Seite'],
  ['RBL_', 'the sending server is on a blocklist', 'der sendende Server steht auf einer Sperrliste'],
  ['RECEIVED_', 'a server on its way is on a blocklist', 'ein Server auf dem Weg steht auf einer Sperrliste'],
  ['DBL_', 'a link leads to a domain on a blocklist', 'ein Link führt zu einer Domain auf einer Sperrliste'],
  [
    'URIBL_',
    'a link leads to a domain on a blocklist',
    'ein Link führt zu einer Domain auf einer Sperrliste',
  ],
  [
    'SURBL_',
    'a link leads to a domain on a blocklist',
    'ein Link führt zu einer Domain auf einer Sperrliste',
  ],
  ['DMARC_POLICY_ALLOW', 'DMARC passed', 'DMARC bestanden'],
  ['DMARC_POLICY', 'DMARC failed', 'DMARC fehlgeschlagen'],
  ['R_SPF_ALLOW', 'SPF allows the sending server', 'SPF erlaubt den sendenden Server'],
  ['R_SPF_FAIL', 'SPF forbids the sending server', 'SPF verbietet den sendenden Server'],
  ['R_SPF_SOFTFAIL', 'SPF does not know the sending server', 'SPF kennt den sendenden Server nicht'],
  ['R_DKIM_ALLOW', 'the signature (DKIM) is right', 'die Signatur (DKIM) stimmt'],
  ['R_DKIM_REJECT', 'the signature (DKIM) is wrong', 'die Signatur (DKIM) ist falsch'],
  ['FORGED_SENDER', 'author and envelope sender differ', 'Verfasser und Umschlagabsender sind verschieden'],
  ['FORGED_RECIPIENTS', 'the header names other recipients', 'der Kopf nennt andere Empfänger'],
  [
    'FORGED_',
    'fields that programs of that name do not write',
    'Felder, die das genannte Programm nicht schreibt',
  ],
  ['SPOOF_', 'pretends to be somebody else', 'gibt sich für jemand anderen aus'],
  ['FROM_NEQ_DISPLAY_NAME', 'the name shows another address', 'der Name zeigt eine andere Adresse'],
  [
    'FREEMAIL_REPLYTO',
    'answers go to another free mailbox',
    'Antworten gehen an ein anderes Gratis-Postfach',
  ],
  ['REPLYTO_', 'about where answers go', 'wohin Antworten gehen'],
  ['HFILTER_', 'the sending server’s name is odd', 'der Name des sendenden Servers ist auffällig'],
  ['RDNS_', 'the sending server has no name', 'der sendende Server hat keinen Namen'],
  ['ONCE_RECEIVED', 'came straight from its sender', 'kam direkt vom Absender'],
  ['MISSING_', 'a field that every mail has is missing', 'ein Feld fehlt, das jede Mail hat'],
  ['MV_CASE', 'odd spelling of a field', 'auffällig geschriebenes Feld'],
  ['INVALID_', 'a field breaks the rules', 'ein Feld verletzt die Regeln'],
  ['DATE_IN_', 'the date is far off', 'das Datum liegt weit daneben'],
  ['SUBJ_ALL_CAPS', 'the subject shouts', 'der Betreff schreit'],
  ['SUBJECT_', 'the subject', 'der Betreff'],
  [
    'R_MIXED_CHARSET',
    'letters of several alphabets in one word',
    'Buchstaben mehrerer Schriften in einem Wort',
  ],
  [
    'R_PARTS_DIFFER',
    'text and formatted text say different things',
    'Text und formatierter Text sagen Verschiedenes',
  ],
  ['R_EMPTY_IMAGE', 'a picture instead of words', 'ein Bild statt Worten'],
  ['HTML_SHORT_LINK_IMG', 'little text around a linked picture', 'wenig Text um ein verlinktes Bild'],
  ['HTTP_TO_IP', 'a link leads to a bare address', 'ein Link führt zu einer nackten IP-Adresse'],
  ['MIME_BAD', 'a file that is not what it says', 'eine Datei, die nicht ist, was sie vorgibt'],
  ['MIME_ARCHIVE_IN_ARCHIVE', 'an archive within an archive', 'ein Archiv im Archiv'],
  ['MIME_GOOD', 'well-made parts', 'ordentliche Teile'],
  ['CLAM', 'malware', 'Schadsoftware'],
  ['MALWARE', 'malware', 'Schadsoftware'],
  ['LEAKED_PASSWORD_SCAM', 'extortion with a leaked password', 'Erpressung mit einem bekannten Passwort'],
  ['BITCOIN_ADDR', 'names an account for bitcoin', 'nennt ein Bitcoin-Konto'],
  ['ASN_FAIL', 'a look-up failed', 'ein Nachschlagen schlug fehl'],
];

/** The meaning of a symbol; null where we have no words for it. */
export function symbolWords(language: string, name: string): string | null {
  const row = table.find(([start]) =>
    start.endsWith('_') ? name.startsWith(start) : name === start || name.startsWith(`${start}_`),
  );
  return row === undefined ? null : row[language.startsWith('de') ? 2 : 1];
}
