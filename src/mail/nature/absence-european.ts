/** The words of absence notices in Baltic, Finno-Ugric, Celtic and other languages of Europe; see absence.ts. */
import type { AbsenceWords } from './absence.ts';

export const european: readonly AbsenceWords[] = [
  {
    language: 'sq',
    prefixes: ['përgjigje automatike', 'jashtë zyre'],
    subjects: ['jashtë zyre', 'me leje'],
    absent: [
      '(?:jam|do të jem)[^\\n]{0,30}(?:me pushime|me leje|jashtë zyrës?)',
      'nuk (?:jam|do të jem) në zyrë',
    ],
    automatic: ['kjo është (?:një )?përgjigje automatike'],
    notice: ['urgjent', 'deri', 'kontakt'],
  },
  {
    language: 'lt',
    prefixes: ['automatinis atsakymas', 'nesu biure'],
    subjects: ['atostog'],
    absent: [
      '(?:esu|būsiu|atostogauju)[^\\n]{0,30}(?:atostog|ne biure|komandiruot)',
      'atostogauju',
      'nesu biure',
    ],
    automatic: ['tai (?:yra )?automatinis'],
    notice: ['skub', 'iki', 'kreip', 'grįšiu'],
  },
  {
    language: 'lv',
    prefixes: ['automātisk[aā] atbilde', 'ārpus biroja'],
    subjects: ['atvaļinājum'],
    absent: ['(?:esmu|būšu|atrodos)[^\\n]{0,30}(?:atvaļinājum|prombūtn|ārpus biroja)', 'neesmu birojā'],
    automatic: ['šī ir automātisk'],
    notice: ['steidzam', 'līdz'],
  },
  {
    language: 'et',
    prefixes: ['automaat(?:ne )?vastus(?: \\([^)\\n]{1,30}\\))?', 'kontorist väljas'],
    subjects: ['puhkus'],
    absent: [
      '(?:olen|viibin)[^\\n]{0,30}(?:puhkusel|lähetuses|kontorist (?:väljas|ära)|eemal)',
      'ei ole[^\\n]{0,20}kontoris',
    ],
    automatic: ['see on automaat'],
    notice: ['kiire', 'kuni', 'pöörduge|ühendust'],
  },
  {
    language: 'fi',
    prefixes: [
      'automaattinen (?:vastaus|poissaoloviesti)',
      'poissa(?:olo)?(?: toimistosta|ilmoitus|viesti)?',
    ],
    subjects: ['poissa', 'lomalla', 'loma'],
    absent: [
      'olen[^\\n]{0,40}(?:lomalla|poissa|vapaalla|en ole)',
      '(?:vuosi|kesä|talvi)lomalla',
      'en ole (?:toimistolla|paikalla|töissä)',
    ],
    automatic: ['tämä on automaattinen'],
    notice: ['kiireelli|kiireis', 'asti|saakka|palaan', 'yhteyttä|ota '],
  },
  {
    language: 'hu',
    prefixes: ['automatikus v[aá]lasz', 'házon kívül'],
    subjects: ['szabadság', 'házon kívül'],
    absent: [
      'szabadságon (?:vagyok|leszek|vagyunk)',
      '(?:vagyok|leszek)[^\\n]{0,20}(?:szabadságon|távol|házon kívül)',
      'házon kívül (?:vagyok|tartózkodom)',
      'nem vagyok az irodában',
      'szabadságomat töltöm',
    ],
    automatic: ['ez (?:az e-mail |az üzenet )?(?:egy )?automatikus'],
    notice: ['sürgős', '-ig', 'forduljon|keress'],
  },
  {
    language: 'tr',
    prefixes: ['otomatik (?:yanıt|cevap)', 'ofis dışında'],
    subjects: ['ofis dışında', 'izin', 'izindeyim'],
    absent: [
      'izindeyim|yıllık izin|izinliyim',
      'ofis dışında(?:yım| olacağım)',
      'ofiste (?:değilim|olmayacağım)',
    ],
    automatic: ['bu (?:bir )?otomatik'],
    notice: ['acil', 'kadar', 'iletişim'],
  },
  {
    language: 'el',
    prefixes: ['αυτόματη απάντηση', 'αυτόματη απόκριση', 'εκτός γραφείου'],
    subjects: ['εκτός γραφείου', 'άδεια'],
    absent: [
      '(?:είμαι|θα είμαι|βρίσκομαι|απουσιάζω)[^\\n]{0,30}(?:εκτός γραφείου|σε άδεια|με άδεια|μέχρι)',
      '(?:απουσιάζω|θα απουσιάζω|λείπω|θα λείπω) (?:από το γραφείο|μέχρι|έως|από)',
    ],
    automatic: ['αυτό είναι (?:ένα )?αυτόματο', 'αυτή είναι (?:μια )?αυτόματη'],
    notice: ['επείγ', 'μέχρι|έως', 'επικοινων'],
  },
  {
    language: 'eu',
    prefixes: ['erantzun automatikoa', 'bulegotik kanpo'],
    subjects: ['bulegotik kanpo', 'oporretan'],
    absent: ['(?:oporretan|bulegotik kanpo|kanpoan) (?:nago|egongo naiz|gaude)'],
    automatic: ['hau erantzun automatiko'],
    notice: ['premia|presa', ' arte', 'harremanetan'],
  },
  {
    language: 'cy',
    prefixes: ['ateb awtomatig', 'allan o.r swyddfa'],
    subjects: ['allan o.r swyddfa', 'ar wyliau'],
    absent: ['(?:rwyf|rydw i|byddaf)[^\\n]{0,20}(?:allan o.r swyddfa|ar wyliau)'],
    automatic: ['mae hwn yn ateb awtomatig', 'ateb awtomatig yw hwn'],
    notice: ['brys', '(?:tan|hyd) \\d', 'cysyllt'],
  },
  {
    language: 'ga',
    prefixes: ['freagra uathoibríoch', 'as oifig'],
    subjects: ['as oifig', 'ar saoire'],
    absent: ['(?:táim|tá mé|beidh mé)[^\\n]{0,20}(?:as (?:an )?oifig|ar saoire)'],
    automatic: ['is freagra uathoibríoch'],
    notice: ['práinn', 'go dtí', 'teagmháil'],
  },
];
