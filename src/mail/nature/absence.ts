/** How absence notices and automatic answers are worded, by language (BCP 47 tag). All in lower case. */

export interface AbsenceWords {
  readonly language: string;
  /** Subjects that programs write before the subject they answer, or alone. */
  readonly prefixes: readonly string[];
  /** Subjects of notices that people word as well. */
  readonly subjects: readonly string[];
  /** "I am out of the office", "I am on leave". */
  readonly absent: readonly string[];
  /** "This is an automatic reply". */
  readonly automatic: readonly string[];
  /** What makes a message of it a notice: until when, and whom to turn to. */
  readonly notice: readonly string[];
}

/** Pieces of regular expressions, all of bounded length. */
export const germanic: readonly AbsenceWords[] = [
  {
    language: 'en',
    prefixes: [
      'auto(?:matic|mated)?[ -]?(?:reply|response|answer)',
      'auto(?:matic)? ?re',
      'out[ -]of[ -](?:the[ -])?office(?: auto-?reply| reply| message| notification)?(?: re)?',
      'ooo',
      'vacation (?:auto-?reply|reply|message|responder)',
      'away from my (?:mail|e-?mail)',
    ],
    subjects: [
      '(?:i.?(?:m| am) )?(?:currently )?out of (?:the )?office',
      'away(?: from (?:the |my )?(?:office|desk|mail|e-?mail))?',
      '(?:i.?(?:m| am) )?(?:away )?on (?:vacation|holidays?|annual leave|(?:parental |maternity |sick )?leave)',
      'vacation',
      'absen(?:t|ce)',
    ],
    absent: [
      '(?:i(?:.?m| am| will be|.ll be)|we are) (?:currently |presently |now |away and |temporarily )?(?:out of|away from|not in) (?:the |my |our |of )?(?:office|desk|town|country)',
      '(?:i(?:.?m| am| will be|.ll be)|we are) (?:currently |now |away |out )?on (?:vacation|holidays?|(?:annual|parental|maternity|paternity|sick|medical)? ?leave|a business trip)',
      'limited access to (?:my )?e-?mails?',
      'no longer (?:work(?:ing)? (?:for|at)|with the company|employed)',
      'i(?:.?m| am| will be) (?:currently |presently )?(?:away|absent|unavailable) (?:until|till|from|and will)',
    ],
    automatic: [
      'this is an? auto[a-z]*[ -]?(?:generated )?(?:reply|response|message|answer|e-?mail)',
      'this (?:message|e-?mail|reply) (?:was|is|has been) (?:generated |sent )?automatically',
      'this (?:message|e-?mail|reply) (?:was|is|has been) auto[a-z]*[ -]?generated',
      '(?:automatic|automated|auto)[ -]?(?:reply|response)[:.!]?$',
      'thank you for (?:your|the) (?:e-?mail|message)[.!,][^\\n]{0,40}(?:i am|i.m|we are) (?:currently |now )?(?:out|away|on)',
    ],
    notice: [
      '(?:until|till|back|returning|return) (?:on |in |by )?(?:the )?(?:\\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|next)',
      '(?:urgent|emergency|emergencies|immediate (?:help|assistance)|in my absence|while i am away)',
      'when i (?:return|get back|am back)|(?:up)?on my return',
    ],
  },
  {
    language: 'de',
    prefixes: [
      'auto(?:matische)?[ -]?(?:antwort|reply|rückmeldung)',
      'abwesenheits(?:notiz|nachricht|meldung|benachrichtigung|info|assistent)',
      'abwesend',
      'automatische abwesenheitsnotiz',
    ],
    subjects: [
      'abwesenheit',
      'abwesend',
      '(?:ich bin )?im urlaub',
      'urlaub',
      'nicht im (?:büro|haus)',
      'außer haus',
    ],
    absent: [
      '(?:bin|befinde|sind)[^\\n]{0,60}(?:im urlaub|in elternzeit|auf dienstreise|außer haus|ausser haus|abwesend|nicht im (?:büro|haus)|nicht (?:erreichbar|da))',
      'während meiner abwesenheit',
      'ich habe (?:urlaub|frei) (?:bis|vom|ab)',
      '(?:büro|praxis|geschäft)[^\\n]{0,30}(?:nicht besetzt|geschlossen)',
    ],
    automatic: [
      'dies ist eine automatisch[^.\\n]{0,30}(?:antwort|nachricht|e-?mail|mail)',
      'diese (?:nachricht|e-?mail|mail|antwort) (?:wurde|wird) automatisch',
      'automatische antwort[:.!]?$',
    ],
    notice: [
      'dringend',
      'wenden sie sich',
      'wieder (?:im|erreichbar|da|für sie|ab)',
      'bis (?:zum |einschließlich )?\\d',
      'nicht weitergeleitet',
      'vertret(?:ung|en)',
    ],
  },
  {
    language: 'nl',
    prefixes: [
      'automatisch(?:e)? (?:antwoord|reactie|beantwoording)',
      'afwezigheids(?:bericht|melding|assistent)',
      'afwezig(?:heid)?',
    ],
    subjects: ['afwezig(?:heid)?', '(?:met|op) vakantie', 'niet (?:op kantoor|aanwezig)'],
    absent: [
      '(?:ik ben|ben ik|wij zijn|zijn wij)[^\\n]{0,50}(?:afwezig|(?:met|op) vakantie|niet (?:op kantoor|aanwezig|bereikbaar)|met verlof)',
      'tijdens mijn afwezigheid',
    ],
    automatic: [
      'dit is een automatisch[^.\\n]{0,20}(?:antwoord|bericht|e-?mail)',
      'dit bericht (?:is|wordt) automatisch',
    ],
    notice: [
      'dringend|spoed',
      'tot(?: en met)? (?:\\d|maandag|dinsdag|woensdag|donderdag|vrijdag)',
      'neem(?:t u)? (?:dan )?contact',
      'weer (?:aanwezig|bereikbaar|op kantoor)',
    ],
  },
  {
    language: 'sv',
    prefixes: ['autosvar', 'automatiskt svar', 'frånvaromeddelande', 'frånvaro', 'frånvarande'],
    subjects: ['frånvaro', 'semester', 'på semester', 'inte på kontoret'],
    absent: [
      '(?:jag är|är)[^\\n]{0,30}(?:på semester|tjänstledig|föräldraledig|inte på (?:kontoret|plats)|frånvarande|bortrest|ledig)',
      'har semester',
    ],
    automatic: ['(?:detta|det här) är ett automatiskt', 'automatiskt (?:genererat|svar)[^.\\n]{0,20}$'],
    notice: ['brådskande|akut', '(?:åter|tillbaka) ', 'till och med|t\\.o\\.m', 'kontakta'],
  },
  {
    language: 'da',
    prefixes: ['autosvar', 'automatisk svar', 'fravær(?:sbesked)?', 'ikke til stede'],
    subjects: ['fravær', '(?:på )?ferie', 'ikke på kontoret', 'ikke til stede'],
    absent: [
      'jeg (?:er|holder)[^\\n]{0,30}(?:på ferie|ferie|\\bfri (?:indtil|til|fra)|ikke på kontoret|fraværende|bortrejst|på barsel|ikke til stede)',
    ],
    automatic: ['dette er et? automatisk', 'denne (?:mail|besked) er (?:sendt |genereret )?automatisk'],
    notice: ['haster|hastende|akut', 'tilbage', 'kontakt', 'til og med'],
  },
  {
    language: 'is',
    prefixes: ['sjálfvirkt svar', 'fjarvera(?:ndi)?'],
    subjects: ['fjarvera', 'í fríi'],
    absent: [
      'ég (?:er|verð)[^\\n]{0,30}(?:í (?:sumar|vetrar|or)?l?o?fríi|ekki (?:við|á skrifstofunni)|fjarverandi|í leyfi)',
    ],
    automatic: ['þetta er sjálfvirkt'],
    notice: ['brýn', 'til (?:og með )?\\d', 'samband'],
  },
  {
    language: 'nb',
    prefixes: ['autosvar', 'automatisk svar', 'fraværs(?:melding|assistent)', 'fravær'],
    subjects: ['fravær', '(?:på )?ferie', 'ikke på kontoret', 'ikke til stede'],
    absent: [
      'jeg (?:er|har)[^\\n]{0,30}(?:på ferie|ferie|ikke på kontoret|fraværende|bortreist|permisjon|ikke til stede|ute av kontoret|utenfor kontoret)',
    ],
    automatic: ['dette er et? automatisk', 'denne (?:e-posten|meldingen) er (?:sendt |generert )?automatisk'],
    notice: ['haster', 'tilbake', 'kontakt', 'til og med'],
  },
  {
    language: 'af',
    prefixes: ['outomatiese antwoord', 'buite kantoor'],
    subjects: ['buite kantoor', 'met verlof'],
    absent: ['ek is[^\\n]{0,30}(?:met (?:verlof|vakansie)|uit die kantoor|nie op kantoor|afwesig)'],
    automatic: ['hierdie is .n outomatiese'],
    notice: ['dringend', 'tot \\d', 'kontak'],
  },
];
