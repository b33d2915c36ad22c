import { expect } from 'chai';
import iconv from 'iconv-lite';
import { guessCharset } from '../../../src/mail/encoding/sniff.ts';

const texts: readonly (readonly [string, string])[] = [
  ['windows-1253', 'Καλημέρα σας, ο εκτυπωτής καίγεται. Παρακαλώ βοηθήστε μας σήμερα.'],
  ['iso-8859-7', 'Ο εκτυπωτής δεν λειτουργεί από χθες το πρωί.'],
  ['windows-1255', 'שלום, המדפסת שלנו בוערת. נא לעזור לנו היום'],
  ['iso-8859-8', 'תודה רבה לכם על העזרה'],
  ['windows-1256', 'السلام عليكم، الطابعة تحترق. نرجو المساعدة اليوم.'],
  ['iso-8859-6', 'السلام عليكم الطابعة لا تعمل منذ أمس ونرجو المساعدة'],
  ['windows-874', 'สวัสดีครับ เครื่องพิมพ์ไฟไหม้ กรุณาช่วยด้วย'],
  ['tis-620', 'ขอบคุณมากครับ'],
  ['windows-1251', 'Здравствуйте, принтер горит. Помогите, пожалуйста.'],
  ['windows-1251', 'привет'],
  ['windows-1251', 'Я жду, пожар'],
  ['windows-1251', 'Дякую, принтер працює'],
  ['windows-1253', 'Ευχαριστώ πολύ'],
  ['windows-1253', 'Ο εκτυπωτής'],
  ['windows-1253', 'Δεν δουλευει'],
  ['windows-1253', 'ΕΠΕΙΓΟΝ: Ο ΕΚΤΥΠΩΤΗΣ ΚΑΙΓΕΤΑΙ'],
  ['windows-1251', 'СРОЧНО! ПРИНТЕР ГОРИТ'],
  ['windows-1251', 'ПРИВЕТ'],
  ['windows-1251', 'Спасибо'],
  ['koi8-r', 'СРОЧНО! ПРИНТЕР ГОРИТ'],
  ['koi8-r', 'Здравствуйте, принтер горит. Помогите, пожалуйста.'],
  ['koi8-r', 'привет'],
  ['shift_jis', 'プリンターが燃えています。助けてください。'],
  ['euc-jp', 'プリンターが燃えています。助けてください。'],
  ['gb18030', '打印机着火了，请来帮我们的忙。这是我们的'],
  ['big5', '印表機著火了，請來幫我們的忙。這是我們的'],
  ['euc-kr', '프린터에 불이 났어요. 도와주세요.'],
];

describe('guessing a charset that nothing names', () => {
  for (const [charset, text] of texts)
    it(`reads ${text} in ${charset}`, () => {
      const bytes = iconv.encode(text, charset);
      expect(new TextDecoder(guessCharset(bytes) ?? 'windows-1252').decode(bytes)).to.equal(text);
    });

  it('guesses nothing where western text would look the same', () => {
    expect(guessCharset(Buffer.from('Größe: 12 m², très précis', 'latin1'))).to.equal(null);
  });
});
