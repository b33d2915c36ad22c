import { expect } from 'chai';
import type { Nature } from '../../../src/mail/mail.ts';
import { natureOf } from '../../../src/mail/nature/nature.ts';

function nature(subject: string, text: string, author = 'ann@example.com'): string {
  return verdict(subject, text, author).kind;
}

function verdict(subject: string, text: string, author = 'ann@example.com'): Nature {
  return natureOf({
    headers: [],
    author,
    subject,
    text,
    envelopeSender: author,
    report: null,
    holdsMail: false,
  });
}

/** Language, subject and text of absence notices without any header that tells. */
const notices: readonly (readonly [string, string, string])[] = [
  [
    'English',
    'Automatic reply: Printer',
    'I am out of the office until 12 May and will answer when I return.',
  ],
  [
    'English',
    'Out of office',
    'I am on annual leave until Monday. In urgent cases please call my colleague.',
  ],
  [
    'German',
    'Abwesenheitsnotiz: Drucker',
    'Ich bin vom 3. bis\n12. Mai nicht im Büro. In dringenden Fällen bitte Bob fragen.',
  ],
  ['German', 'Automatische Antwort: Drucker', 'Ich befinde mich bis 12.05. im Urlaub.'],
  ['Dutch', 'Automatisch antwoord: Printer', 'Ik ben tot en met 12 mei afwezig.'],
  ['Swedish', 'Autosvar: Skrivare', 'Jag är på semester och är tillbaka den 12 maj.'],
  ['Danish', 'Automatisk svar: Printer', 'Jeg er på ferie og er tilbage den 12. maj.'],
  ['Norwegian', 'Automatisk svar: Skriver', 'Jeg har ferie og er tilbake 12. mai.'],
  ['French', 'Réponse automatique : Imprimante', 'Je suis en congés jusqu’au 12 mai.'],
  ['French', 'Absence du bureau : Imprimante', 'Je suis actuellement absente, de retour le 12 mai.'],
  ['Spanish', 'Respuesta automática: Impresora', 'Estoy de vacaciones hasta el 12 de mayo.'],
  ['Italian', 'Risposta automatica: Stampante', 'Sono in ferie fino al 12 maggio.'],
  ['Portuguese', 'Resposta automática: Impressora', 'Estou de férias até 12 de maio.'],
  ['Romanian', 'Răspuns automat: Imprimantă', 'Sunt în concediu până la 12 mai.'],
  ['Catalan', 'Resposta automàtica: Impressora', 'Estic de vacances fins al 12 de maig.'],
  ['Polish', 'Automatyczna odpowiedź: Drukarka', 'Jestem na urlopie do 12 maja.'],
  ['Czech', 'Automatická odpověď: Tiskárna', 'Jsem na dovolené do 12. května.'],
  ['Slovak', 'Automatická odpoveď: Tlačiareň', 'Som na dovolenke do 12. mája.'],
  ['Slovene', 'Samodejni odgovor: Tiskalnik', 'Do 12. maja sem na dopustu.'],
  ['Croatian', 'Automatski odgovor: Pisač', 'Na poslu nema nikoga, ja sam na godišnjem do 12. svibnja.'],
  ['Russian', 'Автоответ: Принтер', 'Я нахожусь в отпуске до 12 мая.'],
  ['Ukrainian', 'Автоматична відповідь: Принтер', 'Я у відпустці до 12 травня.'],
  ['Bulgarian', 'Автоматичен отговор: Принтер', 'В момента съм в отпуск до 12 май.'],
  ['Lithuanian', 'Automatinis atsakymas: Spausdintuvas', 'Šiuo metu atostogauju iki gegužės 12 d.'],
  ['Latvian', 'Automātiskā atbilde: Printeris', 'Esmu atvaļinājumā līdz 12. maijam.'],
  ['Estonian', 'Automaatvastus: Printer', 'Olen puhkusel kuni 12. maini.'],
  ['Finnish', 'Automaattinen vastaus: Tulostin', 'Olen lomalla 12.5. asti.'],
  ['Hungarian', 'Automatikus válasz: Nyomtató', 'Május 12-ig szabadságon vagyok.'],
  ['Turkish', 'Otomatik yanıt: Yazıcı', '12 Mayıs tarihine kadar izindeyim.'],
  ['Greek', 'Αυτόματη απάντηση: Εκτυπωτής', 'Είμαι σε άδεια μέχρι τις 12 Μαΐου.'],
  ['Norwegian', 'Automatisk svar: Skriver', 'Jeg er ute av kontoret til 9. mars.'],
  ['Icelandic', 'Sjálfvirkt svar: Prentari', 'Ég er í fríi til 9. mars.'],
  ['Serbian', 'Аутоматски одговор: Штампач', 'Налазим се на годишњем одмору до 9. марта.'],
  ['Croatian', 'Automatski odgovor: Pisač', 'Na godišnjem sam odmoru do 9. ožujka.'],
  ['Albanian', 'Përgjigje automatike: Printeri', 'Jam me pushime deri më 9 mars.'],
  ['Slovene', 'Samodejni odgovor: Tiskalnik', 'Na dopustu sem do 9. marca.'],
  ['Bulgarian', 'Автоматичен отговор: Принтер', 'В отпуск съм до 9 март.'],
  ['Greek', 'Αυτόματη απάντηση: Εκτυπωτής', 'Απουσιάζω από το γραφείο έως τις 9 Μαρτίου.'],
  ['Latvian', 'Automātiska atbilde: Printeris', 'Esmu atvaļinājumā līdz 9. martam.'],
  ['Hindi', 'स्वचालित उत्तर: प्रिंटर', 'मैं 9 मार्च तक कार्यालय से बाहर हूँ।'],
  ['Russian', 'Меня нет в офисе', 'Я в командировке до 9 марта. По срочным вопросам пишите Борису.'],
  ['English', 'Re: Printer (Auto reply)', 'I will be out of the office from March 3 through March 9.'],
  ['Hebrew', 'תשובה אוטומטית: מדפסת', 'אני בחופשה עד ה-12 במאי.'],
  ['Arabic', 'رد تلقائي: الطابعة', 'أنا في إجازة حتى 12 مايو.'],
  ['Persian', 'پاسخ خودکار: چاپگر', 'من تا ۱۲ مه در مرخصی هستم.'],
  ['Chinese', '自动回复: 打印机', '我正在休假，5月12日返回。'],
  ['Chinese, traditional', '自動回覆: 印表機', '本人目前不在辦公室，5月12日返回。'],
  ['Japanese', '自動返信: プリンター', '5月12日まで休暇をいただいております。'],
  ['Korean', '자동 회신: 프린터', '5월 12일까지 휴가입니다.'],
  ['Vietnamese', 'Trả lời tự động: Máy in', 'Tôi đang nghỉ phép đến ngày 12 tháng 5.'],
  ['Indonesian', 'Balasan otomatis: Printer', 'Saya sedang cuti sampai 12 Mei.'],
  ['Thai', 'ตอบกลับอัตโนมัติ: เครื่องพิมพ์', 'ขณะนี้ลาพักร้อนถึงวันที่ 12 พฤษภาคม'],
  ['Estonian', 'Automaatne vastus: Printer', 'Ma ei ole kontoris kuni 12. maini.'],
  ['Serbian', 'Аутоматски одговор: Штампач', 'На годишњем сам одмору до 12. маја.'],
  ['Macedonian', 'Автоматски одговор: Печатач', 'На годишен одмор сум до 12 мај.'],
  ['Japanese', '自動応答メッセージ: プリンター', '5月12日まで不在にしております。'],
  ['Malay', 'Balasan automatik: Pencetak', 'Saya bercuti sehingga 12 Mei.'],
  ['Basque', 'Erantzun automatikoa: Inprimagailua', 'Oporretan nago maiatzaren 12ra arte.'],
  ['Welsh', 'Ateb awtomatig: Argraffydd', 'Rwyf allan o’r swyddfa tan 12 Mai.'],
  ['Irish', 'Freagra uathoibríoch: Printéir', 'Táim ar saoire go dtí 12 Bealtaine.'],
  ['Afrikaans', 'Outomatiese antwoord: Drukker', 'Ek is met verlof tot 12 Mei.'],
  ['Galician', 'Resposta automática: Impresora', 'Estou de vacacións ata o 12 de maio.'],
  ['Georgian', 'ავტომატური პასუხი: პრინტერი', 'შვებულებაში ვარ 12 მაისამდე.'],
  ['Armenian', 'Ավտոմատ պատասխան: Տպիչ', 'Արձակուրդում եմ մինչև մայիսի 12-ը։'],
  ['Kazakh', 'Автоматты жауап: Принтер', 'Мен 12 мамырға дейін демалыстамын.'],
  ['Azerbaijani', 'Avtomatik cavab: Printer', 'Mayın 12-dək məzuniyyətdəyəm.'],
  ['Bengali', 'স্বয়ংক্রিয় উত্তর: প্রিন্টার', 'আমি ১২ মে পর্যন্ত ছুটিতে আছি।'],
];

/** Answers that say nothing but that somebody is absent, and no header says that a program wrote them. */
const absences: readonly string[] = [
  'Thank you for your message. I will be out of the office until 12 May. In urgent cases please call Bob.',
  'Ich bin bis zum 12. Mai nicht im Büro. In dringenden Fällen wenden Sie sich an Bob.',
  'Momenteel ben ik met vakantie. Vanaf 12 mei ben ik weer bereikbaar.',
  'Jeg holder fri indtil den 12. maj. Kontakt Bob.',
  'En ole toimistolla ennen 12.5. Kiireellisissä asioissa ota yhteyttä Bobiin.',
  'Absente jusqu’au 12 mai, je répondrai à mon retour.',
  'L’ufficio resterà chiuso fino al 12 maggio. Per urgenze contattare Bob.',
  'Nu sunt la birou până la 12 mai. Pentru urgențe contactați-l pe Bob.',
  'Nejsem v kanceláři do 12. května. V naléhavých případech se obraťte na Boba.',
  'Nie som v kancelárii do 12. mája. V súrnych prípadoch kontaktujte Boba.',
  'Nisam u uredu do 12. svibnja. Za hitne slučajeve kontaktirajte Boba.',
  'Меня не будет в офисе до 12 мая. По срочным вопросам обращайтесь к Борису.',
  'Мене не буде в офісі до 12 травня. З термінових питань звертайтеся до Бориса.',
  'Šiuo metu nesu biure. Skubiais klausimais kreipkitės į Bob.',
  'Neesmu birojā līdz 12. maijam.',
  '12 Mayıs tarihine kadar izinliyim. Acil durumlarda Bob ile iletişime geçiniz.',
  '目前休假中，如有緊急事項請聯繫Bob。',
  'ดิฉันลางานถึงวันที่ 12 พฤษภาคม กรณีเร่งด่วนติดต่อบ๊อบ',
];

/** Answers of people who are or will be absent, and want something. */
const absentPeople: readonly string[] = [
  'The seal is still missing. I am out of the office until Monday, can you send it to my colleague?',
  'The new printer came on Friday, thank you very much. It prints well, but only on one side, and the display shows a warning that nobody here understands. I am out of the office until Monday, so please call my colleague.',
  'Ich bin bis zum 12. Mai nicht im Büro. Wann kommt der Techniker?',
  'Είμαι σε άδεια μέχρι τις 12 Μαΐου. Μπορείτε να έρθετε μετά;',
  '5月12日まで休暇をいただいております。その後に来ていただけますか。',
];

/** Mail that people write, each with something that looks automatic. */
const persons: readonly (readonly [string, string])[] = [
  ['Out of office', 'How do I switch my out-of-office notice on?'],
  ['Out of office next week', 'I will be out of the office next week. Can we move the visit before that?'],
  ['Out of office replies are not sent', 'Customers get nothing while I am on vacation.'],
  ['Automatic reply does not work', 'I am on holiday from Friday and need it until then.'],
  ['Automatic replies', 'Since the update they go to everybody in our company.'],
  ['Automatic reply to customers: wrong text', 'It says that we are closed on Monday, which is wrong.'],
  ['Re: Automatic reply: Printer', 'Thanks, then I will wait until she is back.'],
  ['Re: [#48213-K7QF] Printer', 'I am out of the office until Monday, please call my colleague for access.'],
  ['Fwd: Automatic reply: Printer', 'Is this from you?'],
  ['Vacation request', 'I am on vacation from 3 May. Please block my access until then.'],
  ['Vacation calendar is empty', 'All entries of my team are gone since today.'],
  ['Absence', 'The absence page shows an error when I save. What can I do?'],
  ['Away', 'I moved away, please change my address.'],
  ['On leave', 'When I am on leave, who of you can look after the server?'],
  ['OOO flag in calendar', 'The flag is not shown to others.'],
  ['Urlaub', 'Ich bin ab Montag im Urlaub. Können Sie den Zugang vorher sperren?'],
  ['Abwesenheitsnotiz einrichten', 'Wie geht das? Ich bin nächste Woche nicht im Büro.'],
  ['Abwesenheit von Frau Field', 'Wer vertritt sie im Einkauf?'],
  ['Automatische Antwort abschalten', 'Ich bin wieder im Büro, bitte abschalten.'],
  ['Vacances', 'Je suis en vacances la semaine prochaine, est-ce que la livraison peut attendre ?'],
  ['Réponse automatique à désactiver', 'Je suis de retour, merci de la désactiver.'],
  ['Vacaciones', '¿Puedo cambiar la entrega? Estoy de vacaciones hasta el lunes.'],
  ['Ferie', 'Sono in ferie fino al 12 maggio, potete consegnare dopo?'],
  ['Semester', 'Jag är på semester nästa vecka, kan ni komma innan dess?'],
  ['Urlop', 'Jestem na urlopie do 12 maja, czy mogą Państwo przełożyć dostawę?'],
  ['Отпуск', 'Я в отпуске до 12 мая. Можно перенести доставку?'],
  ['休暇の申請', '5月12日まで休暇を取る予定です。申請方法を教えてください。'],
  ['휴가 신청', '휴가 신청 화면이 열리지 않습니다.'],
  ['自动回复怎么设置', '请问在哪里设置？'],
  ['Undelivered mail', 'My mail to bob@example.org could not be delivered. Why?'],
  ['Delivery failed', 'The parcel never came, please send it again.'],
  ['Mail delivery problem', 'User unknown, says your server when I write to bob@example.org.'],
  ['Returned mail: what does 550 mean', 'I got: 550 5.1.1 User unknown'],
  ['Mailbox full', 'My mailbox is full and I cannot receive anything.'],
  ['Bounce', 'The bounce messages of our newsletter do not arrive.'],
  ['Please confirm', 'Can you confirm that you are a real company before I order?'],
  ['Read receipt', 'Your mail of Monday asks for one each time I open it. Please stop that.'],
  ['Read: manual chapter 3', 'I read it and still have a question.'],
  ['unsubscribe', 'Please take me off the list, and delete my account too.'],
  ['Notification', 'Your page says "This is an automated message, do not reply" and then nothing happens.'],
  [
    'Quoting',
    'Your server answered:\n> This is an automatic reply.\n> I am out of the office.\nIs that right?',
  ],
  ['Test', 'It printed "This is an automatic reply. I am out of the office." on every page.'],
];

describe('the nature of mail without headers that tell', () => {
  for (const [language, subject, text] of notices)
    it(`is auto-reply for a notice in ${language}: ${subject}`, () => {
      expect(nature(subject, text)).to.equal('auto-reply');
    });

  for (const [subject, text] of persons)
    it(`is person for ${JSON.stringify(subject)}: ${text.slice(0, 50).replace(/\s+/g, ' ')}`, () => {
      expect(nature(subject, text)).to.equal('person');
    });

  for (const text of absences)
    it(`is person, and to be answered by no program, for ${text.slice(0, 50)}`, () => {
      const { kind, doubt } = verdict('Re: Printer', text);
      expect([kind, doubt]).to.deep.equal(['person', 'absence-notice']);
    });

  for (const text of absentPeople)
    it(`is person without doubt for ${text.slice(0, 50)}`, () => {
      const { kind, doubt } = verdict('Re: Printer', text);
      expect([kind, doubt]).to.deep.equal(['person', undefined]);
    });

  it('has no doubt about who writes first of his absence', () => {
    expect(verdict('Printer', 'I am out of the office until Monday, please call Bob.').doubt).to.equal(
      undefined,
    );
  });
});
