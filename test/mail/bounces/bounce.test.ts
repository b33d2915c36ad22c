import { expect } from 'chai';
import fc from 'fast-check';
import { bounceReason, isHard } from '../../../src/mail/bounces/reason.ts';
import { derivedStatus, replyCodeOf, statedStatus } from '../../../src/mail/bounces/status.ts';
import { type Bounce, bounceReasons } from '../../../src/mail/mail.ts';
import { readMail } from '../../../src/mail/read.ts';

/** Words that mail servers really say, and why they refuse. */
const sayings: readonly (readonly [string, Bounce['reason']])[] = [
  [
    '550 5.1.1 <bob@example.org>: Recipient address rejected: User unknown in virtual mailbox table',
    'userunknown',
  ],
  ['550-5.1.1 The email account that you tried to reach does not exist', 'userunknown'],
  ['550 5.4.1 Recipient address rejected: Access denied', 'userunknown'],
  ['550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'userunknown'],
  ['550 sorry, no mailbox here by that name (#5.1.1)', 'userunknown'],
  ['Benutzer unbekannt', 'userunknown'],
  ["L'adresse du destinataire n'existe pas", 'userunknown'],
  ['Usuario desconocido', 'userunknown'],
  ['用户不存在', 'userunknown'],
  ['O endereço de e-mail não pôde ser encontrado', 'userunknown'],
  ['Het e-mailadres is niet gevonden', 'userunknown'],
  ['Det gick inte att hitta e-postadressen', 'userunknown'],
  ['Nie można odnaleźć wprowadzonego adresu e-mail', 'userunknown'],
  ['Zadaná e-mailová adresa nebyla nalezena', 'userunknown'],
  ['A megadott e-mail cím nem található', 'userunknown'],
  ['Kullanıcı bulunamadı', 'userunknown'],
  ['Не удалось найти указанный адрес электронной почты', 'userunknown'],
  ['找不到您輸入的電子郵件地址', 'userunknown'],
  ['לא ניתן למצוא את הכתובת', 'userunknown'],
  ["L'indirizzo del mittente non è valido", 'rejected'],
  [
    'Host or domain name not found. Name service error for name=example.invalid type=A: Host not found',
    'hostunknown',
  ],
  ['Name service error for name=example.org type=MX: Host not found, try again', 'networkerror'],
  ['450 4.2.0 Recipient address rejected: Greylisted, please try again later', 'speeding'],
  ['550 Host unknown', 'hostunknown'],
  ['Unrouteable mail domain "example.invalid"', 'hostunknown'],
  ['452 4.2.2 The email account that you tried to reach is over quota', 'mailboxfull'],
  ['552 5.2.2 Mailbox full', 'mailboxfull'],
  ['Das Postfach ist voll', 'mailboxfull'],
  ['La casella di posta del destinatario è piena', 'mailboxfull'],
  ['De mailbox van de ontvanger is vol', 'mailboxfull'],
  ['Mottagarens brevlåda är full', 'mailboxfull'],
  ['Skrzynka odbiorcza adresata jest przepełniona', 'mailboxfull'],
  ['Poštovní schránka příjemce je plná', 'mailboxfull'],
  ['Căsuța poștală a destinatarului este plină', 'mailboxfull'],
  ['Почтовый ящик получателя заполнен', 'mailboxfull'],
  ['받는 사람의 사서함이 꽉 찼습니다', 'mailboxfull'],
  ['552 5.3.4 Message size exceeds fixed maximum message size', 'mesgtoobig'],
  ['550 5.7.1 Message rejected as spam by Content Filtering', 'spamdetected'],
  ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org', 'blocked'],
  ['554 5.7.1 Fix reverse DNS for 192.0.2.1', 'blocked'],
  ['421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints', 'badreputation'],
  [
    '550 5.7.26 Unauthenticated email from example.net is not accepted due to domain DMARC policy',
    'authfailure',
  ],
  ['550 5.7.26 Your email has been blocked because the sender is unauthenticated.', 'authfailure'],
  ['550 5.7.22 Message refused', 'authfailure'],
  ['550 5.7.25 The sending address has no name', 'blocked'],
  ['554 5.7.1 <bob@example.org>: Relay access denied', 'norelaying'],
  ['550 5.7.1 Virus detected: Eicar-Test-Signature', 'virusdetected'],
  ['550 5.2.1 The email account that you tried to reach is disabled', 'suspended'],
  ['551 5.1.6 User has moved, please try <bob@new.example.org>', 'hasmoved'],
  ['550 5.1.8 <a@example.net>: Domain not found (in reply to MAIL FROM command)', 'rejected'],
  ['Delivery expired (message too old)', 'expired'],
  ['connect to mx.example.org[192.0.2.1]:25: Connection refused', 'networkerror'],
  ['5.4.6 Too many hops 26 (25 max)', 'networkerror'],
  ['421 4.7.0 Too many concurrent SMTP connections', 'toomanyconn'],
  ['550 5.4.5 Daily sending quota exceeded', 'ratelimited'],
  ['452 4.3.1 Insufficient system storage', 'systemfull'],
];

describe('the reason of a failed delivery', () => {
  for (const [words, reason] of sayings)
    it(`is ${reason} for ${words.slice(0, 60)}`, () => {
      expect(bounceReason(statedStatus(null, words, 'failed'), words, 'failed')).to.equal(reason);
    });

  it('goes by the status where words say nothing', () => {
    expect(bounceReason('5.1.1', '', 'failed')).to.equal('userunknown');
    expect(bounceReason('5.7.606', 'no', 'failed')).to.equal('policyviolation');
    expect(bounceReason(null, '', 'delayed')).to.equal('expired');
    expect(bounceReason('2.0.0', 'mailbox full', 'delivered')).to.equal('delivered');
  });

  it('is hard where the address is no good, and only there', () => {
    const hard = bounceReasons.filter((reason) => isHard(reason, null));
    expect(hard).to.deep.equal(['userunknown', 'hostunknown', 'hasmoved']);
  });
});

describe('the codes of a delivery report', () => {
  it('takes the status of the diagnostic where the field is unspecific', () => {
    expect(statedStatus('5.0.0', '550 5.1.1 unknown', 'failed')).to.equal('5.1.1');
    expect(statedStatus('4.2.2', '550 5.1.1 unknown', 'failed')).to.equal('4.2.2');
  });

  it('takes no IP address and no success for a failure', () => {
    expect(statedStatus(null, 'host 4.16.55.1 refused; 250 2.1.5 Ok', 'failed')).to.equal(null);
  });

  it('derives class, subject and detail where no status is given', () => {
    expect(derivedStatus('550', 'userunknown', 'failed')).to.equal('5.1.1');
    expect(derivedStatus('452', 'mailboxfull', 'failed')).to.equal('4.2.2');
    expect(derivedStatus(null, 'expired', 'delayed')).to.equal('4.4.7');
    expect(derivedStatus(null, 'undefined', 'failed')).to.equal('5.0.0');
    expect(derivedStatus(null, 'feedback', null)).to.equal(null);
  });

  it('derives a well-formed status for every reason', () => {
    for (const reason of bounceReasons.filter((one) => one !== 'feedback'))
      expect(derivedStatus('550', reason, 'failed'), reason).to.match(/^[25]\.\d\.\d{1,2}$/);
  });

  it('reads the reply code, not sizes or times', () => {
    expect(replyCodeOf('smtp; 550-5.1.1 unknown', 'failed')).to.equal('550');
    expect(replyCodeOf('limit is 500 KB', 'failed')).to.equal(null);
    expect(replyCodeOf('250 2.0.0 Ok', 'delivered')).to.equal('250');
  });
});

describe('reading delivery reports', () => {
  it('finds every recipient that a report was made of', () => {
    const local = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/);
    fc.assert(
      fc.property(fc.uniqueArray(local, { minLength: 1, maxLength: 20 }), (locals) => {
        const groups = locals.map(
          (one) => `Final-Recipient: rfc822; ${one}@example.org\nAction: failed\nStatus: 5.1.1\n`,
        );
        const raw = `From: MAILER-DAEMON@example.net\nContent-Type: multipart/report; report-type=delivery-status; boundary=limit\n\n--limit\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.net\n\n${groups.join('\n')}\n--limit--\n`;
        const found = readMail(Buffer.from(raw), '').bounces.map((bounce) => bounce.recipient);
        expect(found).to.deep.equal(locals.map((one) => `${one}@example.org`));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps to a thousand recipients', () => {
    const groups = Array.from(
      { length: 1500 },
      (_, at) => `Final-Recipient: rfc822; r${at}@example.org\nAction: failed\n`,
    );
    const raw = `From: MAILER-DAEMON@example.net\nContent-Type: multipart/report; report-type=delivery-status; boundary=limit\n\n--limit\nContent-Type: message/delivery-status\n\n${groups.join('\n')}\n--limit--\n`;
    expect(readMail(Buffer.from(raw), '').bounces).to.have.length(1000);
  });
});
