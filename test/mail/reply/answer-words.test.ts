import { expect } from 'chai';
import { announcement, announcesData } from '../../../src/mail/reply/answer-words.ts';

const yes = [
  'Please see my comments below.',
  'See my answers inline.',
  'Answers inline below',
  'My replies are in red.',
  'I have answered your questions below.',
  'Please find my answers to your questions below in blue',
  'Comments inline.',
  'Inline.',
  'See inline',
  'See below.',
  'see below:',
  'Hi Ann, please see below.',
  'Siehe unten.',
  's.u.',
  'Meine Antworten stehen unten in rot.',
  'Ich habe Ihre Fragen unten beantwortet.',
  'Anmerkungen im Text',
  'Antworten direkt in Ihrer Mail.',
  'Meine Antworten finden Sie unten in Ihrer Mail farbig markiert.',
  'Mes réponses sont ci-dessous.',
  'Voir ci-dessous',
  'Voir mes commentaires en rouge.',
  'Mis respuestas abajo en rojo.',
  'Ver abajo',
  'Respondo a sus preguntas más abajo: mis respuestas a continuación.',
  'Vedi sotto.',
  'Le mie risposte sono di seguito.',
  'Veja abaixo',
  'As minhas respostas abaixo.',
  'Zie onder.',
  'Mijn antwoorden staan hieronder.',
  'Se nedan',
  'Mina svar nedan.',
  'Se nedenfor',
  'Mine svar nedenfor.',
  'Katso alla.',
  'Vastaukseni alla.',
  'Patrz poniżej',
  'Odpowiedzi poniżej.',
  'Viz níže.',
  'Odpovědi níže.',
  'Lásd lent',
  'Válaszaim lent.',
  'Vezi mai jos.',
  'Cevaplarım aşağıda.',
  'См. ниже',
  'Ответы ниже.',
  'Мои ответы ниже красным.',
  'Див. нижче',
  'Відповіді нижче',
  '请看下面',
  '见下文',
  '回答见下文',
  '以下参照',
  '下記の通り回答いたします。',
  '아래 참조',
  '답변은 아래에 있습니다.',
  'Xem bên dưới',
  'Lihat di bawah',
];

const no = [
  'Any answer to my mail below?',
  'Please answer the questions below.',
  'I am still waiting for an answer to my mail below.',
  'Thank you for your answers below.',
  'Your answer below does not help.',
  'The error is shown below.',
  'Please see below the log of the printer.',
  'See the log below',
  'I changed the address, see below for the old one which we used until 2019 in all of our offices and which nobody wants to keep any longer.',
  'Could you comment on the text below?',
  'No comments.',
  'Vielen Dank für Ihre Antwort unten.',
  'Ich warte auf Antwort auf meine Mail unten.',
  'Bitte antworten Sie auf die Fragen unten.',
  'Das Gerät steht unten im Keller.',
  'Merci pour votre réponse ci-dessous.',
  "J'attends une réponse à mon message ci-dessous.",
  'Gracias por su respuesta abajo.',
  'Спасибо за ваш ответ ниже.',
  'It works again.',
  'The lamp is red.',
  'Thanks for the quick reply. The light is green.',
  'Danke für die schnelle Antwort, die Lampe leuchtet jetzt rot',
  'Thank you for your reply. The printer is in the basement underneath the office.',
  'Thanks for the reply.',
  'Merci pour la réponse, tout fonctionne sous Windows.',
  'Tack för svaret, det fungerar under Windows nu.',
  'Takk for svar under helgen.',
  'Dank voor het antwoord, de kabel ligt onder het bureau.',
  'Kiitos vastauksesta, kaikki toimii alla.',
  '感谢您的回复，下面的问题已经解决。',
  '以下の件、ご回答ありがとうございます。',
  '답변 감사합니다.',
  'I replied to the form in my message text on Monday.',
];

describe('a note that says where answers stand', () => {
  for (const words of yes)
    it(`is "${words}"`, () => {
      expect(announcement(`Hello,\n\n${words}\n\nAnn`)).to.not.equal(null);
    });

  for (const words of no)
    it(`is not "${words}"`, () => {
      expect(announcement(`Hello,\n\n${words}\n\nAnn`)).to.equal(null);
    });

  it('says by what they stand out', () => {
    expect(announcement('My answers are in red below.')).to.equal('coloured');
    expect(announcement('My answers are below.')).to.equal('answers');
    expect(announcement('See below.')).to.equal('look');
  });
});

describe('a line that says that data stand below', () => {
  it('names them', () => {
    expect(announcesData('My address is below.')).to.equal(true);
    expect(announcesData('Meine neuen Daten stehen unten.')).to.equal(true);
    expect(announcesData('The lamp stands below the window.')).to.equal(false);
  });
});
