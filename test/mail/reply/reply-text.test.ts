import { expect } from 'chai';
import fc from 'fast-check';
import { splitReply } from '../../../src/mail/reply/reply-text.ts';

/** The words of a text, sorted: what is the same for two texts where nothing was lost or made up. */
const words = (text: string): string => (text.match(/\S+/g) ?? []).sort().join(' ');

const attributions = [
  'On Tue, Mar 3, 2026 at 11:00 AM Ann <ann@example.com> wrote:',
  'Am 03.03.2026 um 11:00 schrieb Ann:',
  'Le mar. 3 mars 2026 à 11:00, Ann <ann@example.com> a écrit :',
  'El mar, 3 mar 2026 a las 11:00, Ann (<ann@example.com>) escribió:',
  'Il giorno mar 3 mar 2026 alle ore 11:00 Ann <ann@example.com> ha scritto:',
  'Em ter., 3 de mar. de 2026 às 11:00, Ann <ann@example.com> escreveu:',
  'Op di 3 mrt. 2026 om 11:00 schreef Ann <ann@example.com>:',
  'Den tis 3 mars 2026 kl 11:00 skrev Ann <ann@example.com>:',
  'tir. 3. mar. 2026 kl. 11:00 skrev Ann <ann@example.com>:',
  'ti 3. maalisk. 2026 klo 11.00 Ann (ann@example.com) kirjoitti:',
  'wt., 3 mar 2026 o 11:00 Ann <ann@example.com> napisał(a):',
  'út 3. 3. 2026 v 11:00 odesílatel Ann <ann@example.com> napsal:',
  'Ann <ann@example.com> ezt írta (időpont: 2026. márc. 3., K, 11:00):',
  'mar., 3 mar. 2026 la 11:00, Ann <ann@example.com> a scris:',
  'Ann <ann@example.com>, 3 Mar 2026 Sal, 11:00 tarihinde şunu yazdı:',
  'вт, 3 мар. 2026 г. в 11:00, Ann <ann@example.com>:',
  '03.03.2026, 11:00, "Ann" <ann@example.com>:',
  'вт, 3 бер. 2026 р. о 11:00 Ann <ann@example.com> пише:',
  'Στις Τρί 3 Μαρ 2026 στις 11:00 π.μ., ο χρήστης Ann <ann@example.com> έγραψε:',
  'Ann <ann@example.com> 于2026年3月3日周二 11:00写道：',
  '2026年3月3日(火) 11:00 Ann <ann@example.com>:',
  '2026년 3월 3일 (화) 오전 11:00, Ann <ann@example.com>님이 작성:',
  'Vào Th 3, 3 thg 3, 2026 vào lúc 11:00 Ann <ann@example.com> đã viết:',
  'Pada tanggal Sel, 3 Mar 2026 pukul 11.00 Ann <ann@example.com> menulis:',
  'uto, 3. ožu 2026. u 11:00 Ann <ann@example.com> napisao je:',
  'V V tor., 3. mar. 2026 ob 11:00 je oseba Ann <ann@example.com> napisala:',
];

describe('splitting a reply', () => {
  for (const attribution of attributions) {
    it(`folds what follows "${attribution}"`, () => {
      const split = splitReply(`It burns.\n\n${attribution}\n\n> Does it?\n`, '');
      expect(split.replyText).to.equal('It burns.');
      expect(split.quotedText).to.equal(`${attribution}\n\n> Does it?`);
    });
  }

  it('folds an attribution that is wrapped over lines', () => {
    expect(
      splitReply(
        'Yes.\n\nOn Tue, Mar 3, 2026 at 11:00 AM\nAnn Field <ann@example.com>\nwrote:\n\nold words',
        '',
      ).replyText,
    ).to.equal('Yes.');
  });

  it('folds Outlook’s block of header fields, in other languages too', () => {
    for (const block of [
      'From: Ann\nSent: Tuesday, 3 March 2026 11:00\nTo: Bob\nSubject: Fire',
      '*Von:* Ann\n*Gesendet:* Dienstag, 3. März 2026 11:00\n*An:* Bob\n*Betreff:* Feuer',
      'De : Ann\nEnvoyé : mardi 3 mars 2026 11:00\nÀ : Bob\nObjet : Feu',
      '发件人: Ann\n发送时间: 2026年3月3日 11:00\n收件人: Bob\n主题: 火',
    ]) {
      expect(splitReply(`Yes.\n\n${block}\n\nold words`, '').replyText, block).to.equal('Yes.');
    }
  });

  it('keeps answers between and below quotes', () => {
    const split = splitReply('On 3 March 2026, Ann wrote:\n> One?\nFirst.\n> Two?\n\nSecond.\n', '');
    expect(split.replyText).to.equal('First.\n\nSecond.');
  });

  it('keeps lines that only look like introductions', () => {
    for (const text of [
      'On the other hand, it works.\nOn average it is fine.',
      'The form says:\nFrom: Berlin\nTo: Hamburg',
      'He wrote: no.',
      'Please change my address.\nStreet: 7 New Road',
    ]) {
      expect(splitReply(text, '').replyText, text).to.equal(text);
    }
  });

  it('folds signatures', () => {
    expect(splitReply('It burns.\n\n-- \nAnn\n+49 30 1234567', '').signature).to.equal(
      '--\nAnn\n+49 30 1234567',
    );
    expect(splitReply('It burns.\n\nSent from my iPhone', '').replyText).to.equal('It burns.');
    expect(splitReply('It burns.\n\nBest regards,\nAnn', '').replyText).to.equal('It burns.');
  });

  it('gives the whole text where folding would leave nothing', () => {
    expect(splitReply('> only a quote', '')).to.deep.equal({
      replyText: '> only a quote',
      quotedText: '',
      signature: '',
    });
  });

  it('takes `>` for the writer’s own where the mail answers nothing', () => {
    const text = 'I ran\n> make\nand it failed.';
    expect(splitReply(text, '', false).replyText).to.equal(text);
    expect(splitReply(text, '', true).quotedText).to.equal('> make');
  });

  it('keeps what stands under a line that HTML marks, between quotes', () => {
    const text = 'Yes.\n\ufdd0Qa zud\n<a@b.example>:\n> One?\nFirst.';
    expect(splitReply(text, '').replyText).to.equal('Yes.\nFirst.');
    expect(splitReply('Yes.\n\ufdd0Qa: b\nold words', '').replyText).to.equal('Yes.');
  });

  it('loses no word, whatever the text', () => {
    const line = fc.constantFrom(
      '> quoted',
      'own words',
      '',
      '-- ',
      'Regards,',
      'Ann',
      '-----Original Message-----',
      ...attributions.slice(0, 4),
      'From: a',
      'Sent: 3.3.2026 10:00',
      'To: b',
      'Subject: c',
      '___',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const { replyText, quotedText, signature } = splitReply(lines.join('\n'), 'Ann');
        expect(words(`${replyText}\n${quotedText}\n${signature}`)).to.equal(words(lines.join('\n')));
      }),
    );
  });

  it('takes no more than moments for hostile text, and loses nothing of it', () => {
    for (const hostile of [
      '\n'.repeat(100_000),
      ' '.repeat(100_000),
      '-'.repeat(100_000),
      '_'.repeat(100_000),
      '> '.repeat(50_000),
      'On x, y <a@b> '.repeat(7000),
      'From: a\n'.repeat(12_000),
      '== above this line\n'.repeat(15_000),
      '>>> a\nb\n'.repeat(9000),
      'On 3 March 2026 at 10:00 <a@b.example> '.repeat(20_000),
    ]) {
      const { replyText, quotedText, signature } = splitReply(hostile, 'Ann');
      expect(words(`${replyText}\n${quotedText}\n${signature}`)).to.equal(words(hostile));
    }
  }).timeout(5000);
});
