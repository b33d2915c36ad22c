/** The words of absence notices in Romance languages; see absence.ts. */
import type { AbsenceWords } from './absence.ts';

export const romance: readonly AbsenceWords[] = [
  {
    language: 'fr',
    prefixes: [
      'réponse automatique',
      'reponse automatique',
      'réponse d.absence',
      'message d.absence',
      'absence du bureau',
      'absent(?:e)? du bureau',
      'notification d.absence',
    ],
    subjects: ['absen(?:ce|te?)', 'absente? du bureau', '(?:en )?congés?', '(?:en )?vacances'],
    absent: [
      '(?:je suis|je serai|nous sommes|actuellement)[^\\n]{0,40}(?:absente?|en (?:congés?|vacances|déplacement|arrêt|formation)|pas (?:au|disponible))',
      'pendant mon absence',
      '^(?:actuellement )?(?:absente?|en congés?) (?:du bureau )?(?:jusqu|du \\d)',
    ],
    automatic: [
      'ceci est (?:un|une) (?:message|réponse|courriel|e-?mail) automatique',
      'ce (?:message|courriel|mail) (?:a été|est) (?:envoyé |généré )?automatiquement',
      'réponse automatique[:.!]?$',
    ],
    notice: [
      'urgen(?:ce|t)',
      'jusqu.(?:au|à)|de retour|à mon retour|dès mon retour',
      '(?:contacter|adresser)',
    ],
  },
  {
    language: 'es',
    prefixes: [
      'respuesta autom[aá]tica',
      'fuera de (?:la )?oficina',
      'mensaje de ausencia',
      'auto-?respuesta',
      'contestación automática',
    ],
    subjects: ['fuera de (?:la )?oficina', '(?:de )?vacaciones', 'ausen(?:cia|te)'],
    absent: [
      '(?:estoy|estaré|me encuentro|estamos)[^\\n]{0,30}(?:fuera de (?:la |mi )?oficina|de vacaciones|ausente|de (?:baja|permiso|viaje))',
      'durante mi ausencia',
    ],
    automatic: [
      '(?:este|esta|esto) es (?:un|una) (?:mensaje|respuesta|correo) autom[aá]tic[oa]',
      '(?:mensaje|correo) (?:generado|enviado) autom[aá]ticamente',
      'respuesta autom[aá]tica[:.!]?$',
    ],
    notice: [
      'urgen(?:te|cia)',
      'hasta el|regreso|volveré|a mi vuelta',
      '(?:contacte|contactar|póngase en contacto|diríjase)',
    ],
  },
  {
    language: 'it',
    prefixes: [
      'risposta automatica',
      'fuori (?:sede|ufficio)',
      'messaggio di assenza',
      'assenza dall.ufficio',
    ],
    subjects: ['fuori (?:sede|ufficio)', '(?:in )?ferie', 'assen(?:za|te)'],
    absent: [
      '(?:sono|sarò|siamo|mi trovo)[^\\n]{0,30}(?:fuori (?:ufficio|sede)|in ferie|assente|in (?:congedo|malattia|trasferta|maternità))',
      'durante la mia assenza',
      'ufficio[^\\n]{0,20}(?:chiuso|chiusi)',
    ],
    automatic: [
      'quest[oa] è (?:un|una) (?:messaggio|risposta|e-?mail) automatic[oa]',
      '(?:messaggio|e-?mail) (?:generat|inviat)[oa] automaticamente',
      'risposta automatica[:.!]?$',
    ],
    notice: [
      'urgen(?:te|ti|za|ze)',
      'fino al|al mio rientro|rientrerò|di ritorno',
      '(?:contattare|rivolgersi)',
    ],
  },
  {
    language: 'pt',
    prefixes: [
      'resposta autom[aá]tica',
      'fora do escrit[oó]rio',
      'aus[eê]ncia (?:tempor[aá]ria|do escrit[oó]rio)',
      'mensagem de aus[eê]ncia',
    ],
    subjects: ['fora do escrit[oó]rio', '(?:de )?f[eé]rias', 'aus[eê]n(?:cia|te)'],
    absent: [
      '(?:estou|estarei|encontro-me|estamos)[^\\n]{0,30}(?:fora do escrit[oó]rio|de f[eé]rias|em f[eé]rias|ausente|de licença)',
      'durante (?:a )?minha ausência',
    ],
    automatic: [
      'est[ea] é uma (?:mensagem|resposta) autom[aá]tica',
      '(?:mensagem|e-?mail) (?:gerad|enviad)[oa] automaticamente',
      'resposta autom[aá]tica[:.!]?$',
    ],
    notice: [
      'urgen(?:te|tes|cia|ência)',
      'até (?:o )?(?:dia )?\\d|retorno|regresso|voltarei',
      '(?:contat|contact)(?:e|ar|o)',
    ],
  },
  {
    language: 'ro',
    prefixes: ['r[aă]spuns automat', 'absență din birou', 'în afara biroului'],
    subjects: ['absent', 'concediu', 'în concediu'],
    absent: [
      'nu (?:sunt|voi fi) (?:la|în) birou',
      '(?:sunt|voi fi|ma aflu|mă aflu)[^\\n]{0,30}(?:în concediu|in concediu|plecat|absent|în afara biroului)',
    ],
    automatic: ['acesta este un (?:mesaj|răspuns) automat', 'mesaj generat automat'],
    notice: ['urgen(?:t|ță|te)', 'până (?:la|pe|în)', 'contacta'],
  },
  {
    language: 'ca',
    prefixes: ['resposta automàtica', 'fora de l.oficina'],
    subjects: ['fora de l.oficina', 'vacances'],
    absent: ['(?:sóc|estic|estaré|soc|seré)[^\\n]{0,30}(?:fora de l.oficina|de vacances|absent)'],
    automatic: ['aquest(?:a)? és (?:un|una) (?:missatge|resposta) automàtic'],
    notice: ['urgen(?:t|ts|cia|ència)', 'fins'],
  },
  {
    language: 'gl',
    prefixes: ['resposta automática', 'fóra da oficina'],
    subjects: ['fóra da oficina', '(?:de )?vacacións'],
    absent: ['(?:estou|estarei)[^\\n]{0,30}(?:fóra da oficina|de vacacións|ausente|de baixa)'],
    automatic: ['esta é unha (?:mensaxe|resposta) automática'],
    notice: ['urxen', 'ata', 'contacte|escriba'],
  },
];
