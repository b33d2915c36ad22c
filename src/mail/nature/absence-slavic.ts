/** The words of absence notices in Slavic languages; see absence.ts. */
import type { AbsenceWords } from './absence.ts';

export const slavic: readonly AbsenceWords[] = [
  {
    language: 'pl',
    prefixes: [
      'automatyczna odpowied[zź]',
      'autoodpowied[zź]',
      'odpowied[zź] automatyczna',
      'nieobecno[sś][cć]',
    ],
    subjects: ['nieobecno[sś][cć]', 'urlop', 'poza biurem'],
    absent: [
      '(?:jestem|będę|przebywam)[^\\n]{0,30}(?:na urlopie|nieobecn|poza biurem|na zwolnieniu)',
      'podczas mojej nieobecności',
    ],
    automatic: [
      'to (?:jest )?automatyczna (?:odpowiedź|wiadomość)',
      'wiadomość (?:została )?wygenerowana automatycznie',
    ],
    notice: ['piln(?:ych|e|ej|a)', '(?:do dnia|do) \\d|wracam|po powrocie', 'kontakt'],
  },
  {
    language: 'cs',
    prefixes: ['automatick[aá] odpověď', 'mimo kancel[aá]ř', 'nepřítomnost'],
    subjects: ['mimo kancel[aá]ř', 'dovolen[aá]', 'nepřítomnost'],
    absent: [
      '(?:jsem|budu|čerpám)[^\\n]{0,30}(?:na dovolené|dovolenou|mimo kancelář|nepřítom)',
      'nejsem v kanceláři',
    ],
    automatic: ['toto je automatick', 'zpráva byla (?:vygenerována|odeslána) automaticky'],
    notice: ['naléhav|urgentn|neodkladn', 'do \\d|po návratu|vracím se', 'kontakt|obraťte'],
  },
  {
    language: 'sk',
    prefixes: ['automatick[aá] odpoveď', 'mimo kancelárie', 'neprítomnosť'],
    subjects: ['mimo kancelárie', 'dovolenka', 'neprítomnosť'],
    absent: [
      '(?:som|budem|čerpám)[^\\n]{0,30}(?:na dovolenke|dovolenku|mimo kancelárie|neprítom)',
      'nie som v kancelárii',
    ],
    automatic: ['toto je automatick', 'správa bola (?:vygenerovaná|odoslaná) automaticky'],
    notice: ['naliehav|súrn|urgentn', 'do \\d|po návrate|vrátim', 'kontakt|obráťte'],
  },
  {
    language: 'sl',
    prefixes: ['samodejni odgovor', 'odsotnost', 'avtomatski odgovor'],
    subjects: ['odsotnost', 'dopust'],
    absent: [
      '(?:sem|bom)[^\\n]{0,30}(?:na dopustu|odsot)',
      '(?:na dopustu|odsot(?:en|na)) (?:sem|bom)',
      'nisem v pisarni',
    ],
    automatic: ['to je (?:samodejn|avtomatsk)'],
    notice: ['nujn', 'do \\d|po vrnitvi', 'obrnite|kontakt'],
  },
  {
    language: 'hr',
    prefixes: ['automatski odgovor', 'odsutnost', 'odsustvo'],
    subjects: ['odsutnost', 'godišnji'],
    absent: [
      '(?:sam|ću biti|nalazim se)[^\\n]{0,30}(?:na godišnjem|odsut|na odmoru|izvan ureda|van kancelarije)',
      'na (?:godišnjem|bolovanju|odmoru|službenom putu) sam',
      '(?:odsut(?:an|na)|izvan ureda|van kancelarije) sam',
      'nisam u (?:uredu|kancelariji)',
    ],
    automatic: ['ovo je automatsk'],
    notice: ['hitn', 'do \\d|po povratku', 'kontakt|obratite'],
  },
  {
    language: 'sr',
    prefixes: ['аутоматски одговор', 'автоматски одговор', 'одсуство', 'ван канцеларије'],
    subjects: ['одсуство', 'годишњи одмор'],
    absent: [
      '(?:сам|се|налазим|бићу)[^\\n]{0,30}(?:на (?:годишњем )?одмору|на годишњем|на боловању|одсут)',
      'на (?:годишњем|боловању|одмору|службеном путу) сам',
      '(?:одсут(?:ан|на)|ван канцеларије) сам',
      'нисам у канцеларији',
    ],
    automatic: ['ово је аутоматск'],
    notice: ['хитн', 'до \\d|по повратку', 'контакт|обратите'],
  },
  {
    language: 'ru',
    prefixes: [
      'автоматический ответ',
      'автоответ(?:чик)?',
      'отсутстви[ея] на (?:работе|рабочем месте)',
      'нет на (?:работе|месте)',
    ],
    subjects: ['отпуск', 'в отпуске', 'отсутствую', 'отсутствие', '(?:меня )?нет (?:в офисе|на месте)'],
    absent: [
      '(?:^|[^а-яё])(?:я|буду|нахожусь|сейчас)[^\\n]{0,40}(?:в отпуске|отсутству|в командировке|на больничном|не на рабочем месте)',
      'меня не будет (?:в офисе|на (?:рабочем )?месте)',
    ],
    automatic: [
      'это автоматическ',
      '(?:письмо|сообщение|ответ) (?:создан|сформирован|отправлен)[а-я]{0,3} автоматически',
    ],
    notice: ['срочн|неотложн', '(?:до|по) \\d|вернусь|после возвращения', 'обра(?:щай|тит)'],
  },
  {
    language: 'uk',
    prefixes: ['автоматична відповідь', 'автовідповід[ья]', 'відсутність на роботі'],
    subjects: ['відпустка', 'у відпустці'],
    absent: [
      '(?:я|буду|перебуваю|зараз)[^\\n]{0,40}(?:у відпустці|в відпустці|відсутн|у відрядженні)',
      'мене не буде (?:в офісі|на (?:робочому )?місці)',
    ],
    automatic: ['це автоматичн'],
    notice: ['термінов', 'до \\d|повернуся', 'зверта'],
  },
  {
    language: 'bg',
    prefixes: ['автоматичен отговор', 'извън офиса'],
    subjects: ['извън офиса', 'отпуск'],
    absent: [
      '(?:съм|ще бъда)[^\\n]{0,30}(?:в отпуск|отпуска|извън офиса)',
      '(?:в отпуска?|извън офиса) съм',
      'отсъствам от',
    ],
    automatic: ['това е автоматич'],
    notice: ['спеш', 'до \\d', 'свържете|обърнете'],
  },
  {
    language: 'mk',
    prefixes: ['автоматски одговор', 'надвор од канцеларија'],
    subjects: ['надвор од канцеларија', 'годишен одмор'],
    absent: [
      '(?:сум|ќе бидам)[^\\n]{0,20}(?:на (?:годишен )?одмор|отсут|надвор од)',
      'на (?:годишен )?одмор сум',
    ],
    automatic: ['ова е автоматск'],
    notice: ['итн', 'до \\d', 'контактирајте|обратете'],
  },
];
