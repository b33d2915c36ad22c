import { connect } from 'node:net';
import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import { conversation, sendMail } from '../support/smtp-client.ts';
import { closeAll, listen, rawOf, transcript } from './smtp-fixture.ts';

const mail = 'From: a@example.net\r\nSubject: Hello\r\n\r\nGood morning\r\n';
const pipelined = (to: string, parameters = '') =>
  `EHLO client.example\r\nMAIL FROM:<a@example.net>${parameters}\r\nRCPT TO:<${to}>\r\nDATA\r\n`;

describe('the SMTP listener', () => {
  afterEach(closeAll);

  it('speaks a whole mail, word for word', async () => {
    const { port, intake } = await listen();
    const said = await transcript(port, pipelined('support@example.com'), mail, '.\r\nQUIT\r\n');
    expect(said).to.equal(
      [
        '220 mx.example.com ESMTP Postern',
        '250-mx.example.com',
        '250-PIPELINING',
        '250-8BITMIME',
        '250-SMTPUTF8',
        '250-ENHANCEDSTATUSCODES',
        '250-STARTTLS',
        '250 SIZE 26214400',
        '250 2.1.0 Accepted',
        '250 2.1.5 Accepted',
        '354 End data with <CR><LF>.<CR><LF>',
        '250 2.0.0 Ok: queued as mail-1',
        '221 2.0.0 Bye',
        '',
      ].join('\r\n'),
    );
    expect(rawOf(intake)).to.equal(mail);
  });

  it('tells the intake where a mail came from and whom it is for', async () => {
    const { port, intake } = await listen();
    const to = [
      'support@example.com',
      'Support+48213.abc@Example.com',
      'help@example.com',
      'sales@example.com',
      'sales@example.com',
    ];
    await sendMail(port, { from: 'a@example.net', to, raw: mail, helo: 'client.example' });
    const [arrival] = intake.arrivals;
    expect(arrival?.envelope.sender).to.equal('a@example.net');
    expect(arrival?.lanes).to.deep.equal([
      { lane: 'support@example.com', recipient: 'Support+48213.abc@Example.com' },
      { lane: 'sales@example.com', recipient: 'sales@example.com' },
    ]);
    expect(arrival?.source).to.deep.equal({
      kind: 'smtp',
      address: '127.0.0.1',
      helo: 'client.example',
      hostname: null,
      tls: false,
      user: null,
    });
  });

  it('takes mail for postmaster, with and without a domain, from the null sender', async () => {
    const { port, intake } = await listen();
    for (const to of ['postmaster', 'Postmaster@example.com']) {
      expect(await sendMail(port, { from: '', to: [to], raw: mail })).to.include({ code: 250 });
    }
    expect(intake.arrivals.map(({ lanes, envelope }) => [lanes[0]?.lane, envelope.sender])).to.deep.equal([
      ['postmaster', ''],
      ['postmaster', ''],
    ]);
  });

  it('takes internationalised addresses', async () => {
    const { port, intake } = await listen();
    const [from, to] = ['zoë@bücher.example', ['jürgen@example.com']];
    const parameters = 'SMTPUTF8 BODY=8BITMIME';
    expect(await sendMail(port, { from, to, raw: mail, parameters })).to.include({ code: 250 });
    expect(intake.arrivals[0]?.envelope).to.deep.equal({ sender: from, recipients: to });
  });

  it('keeps every octet as it came', async () => {
    const { port, intake } = await listen();
    const octets = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const raw = Buffer.concat([Buffer.from('Subject: x\r\n\r\n\nbare\rx'), octets, Buffer.from('\n..x\r\n')]);
    await transcript(port, pipelined('support@example.com'), raw, '.\r\nQUIT\r\n');
    expect(rawOf(intake)).to.equal(raw.toString('latin1'));
  });

  it('takes out the dots that clients stuff', async () => {
    const { port, intake } = await listen();
    await transcript(port, pipelined('support@example.com'), '..\r\n...\r\n.x\r\na.\r\n', '.\r\nQUIT\r\n');
    expect(rawOf(intake)).to.equal('.\r\n..\r\nx\r\na.\r\n');
  });

  it('takes several mails on one connection', async () => {
    const { port, intake } = await listen();
    const one = `MAIL FROM:<a@example.net>\r\nRCPT TO:<support@example.com>\r\nDATA\r\n`;
    const talk = await conversation(port);
    await talk.say('EHLO client.example');
    for (const n of [1, 2, 3]) {
      talk.write(`${one}`);
      for (const code of [250, 250, 354]) expect((await talk.reply()).code).to.equal(code);
      expect((await talk.say(`Subject: ${n}\r\n\r\n.`)).text).to.equal(`2.0.0 Ok: queued as mail-${n}`);
    }
    talk.close();
    expect(intake.arrivals).to.have.lengthOf(3);
  });

  it('serves thirty clients at once', async () => {
    const { port, intake } = await listen();
    const subjects = Array.from({ length: 30 }, (_, i) => `Subject: ${i}\r\n\r\n`);
    const replies = await Promise.all(
      subjects.map((raw) => sendMail(port, { from: 'a@example.net', to: ['support@example.com'], raw })),
    );
    expect(replies.map(({ code }) => code)).to.deep.equal(subjects.map(() => 250));
    expect(intake.arrivals.map((_, i) => rawOf(intake, i))).to.have.members(subjects);
  });

  it('says 250 only after the intake has answered', async () => {
    const { port, intake } = await listen();
    const durable = Promise.withResolvers<void>();
    intake.before = () => durable.promise;
    const talk = await conversation(port);
    const heard: string[] = [];
    talk.write(pipelined('support@example.com'));
    for (let i = 0; i < 4; i += 1) await talk.reply();
    talk.socket.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
    const answer = talk.say(`${mail}.`);
    await conversation(port).then((other) => other.say('NOOP').then(() => other.close()));
    expect(heard).to.deep.equal([]);
    durable.resolve();
    expect(await answer).to.deep.equal({ code: 250, text: '2.0.0 Ok: queued as mail-1' });
    talk.close();
  });

  describe('refuses', () => {
    const to = ['support@example.com'];

    it('with what a failure says', async () => {
      const { port, intake, log } = await listen();
      const failures = [
        [
          new Failure('store-unavailable', 'try again later', new Error('no primary')),
          '451 4.3.0 try again later',
        ],
        [new Failure('store-full', 'no room'), '452 4.3.1 no room'],
        [new Failure('overloaded', 'busy'), '451 4.3.2 busy'],
        [new Failure('rejected', 'refused as spam'), '550 5.7.1 refused as spam'],
      ] as const;
      for (const [failure, words] of failures) {
        intake.before = () => Promise.reject(failure);
        const { code, text } = await sendMail(port, { from: 'a@example.net', to, raw: mail });
        expect(`${code} ${text}`).to.equal(words);
      }
      expect(intake.arrivals).to.deep.equal([]);
      expect(log.entries.map(({ level }) => level)).to.deep.equal(['warn', 'warn', 'warn', 'info']);
      expect(log.entries[0]?.fields).to.include({ reply: 451, cause: 'try again later: no primary' });
    });

    it('with 451 and no particulars where the intake breaks, and goes on', async () => {
      const { port, intake, log } = await listen();
      intake.before = () => {
        throw new TypeError('secret is not a function');
      };
      const refused = await sendMail(port, { from: 'a@example.net', to, raw: mail });
      expect(refused).to.deep.equal({ code: 451, text: '4.3.0 Local error in processing, try again later' });
      expect(log.entries.map(({ level, fields }) => [level, fields['cause']])).to.deep.equal([
        ['error', 'secret is not a function'],
      ]);
      intake.before = () => undefined;
      expect(await sendMail(port, { from: 'a@example.net', to, raw: mail })).to.include({ code: 250 });
    });

    it('a text of any kind in one printable line', async () => {
      const { port, intake } = await listen();
      intake.before = () => Promise.reject(new Failure('policy', `it’s\r\n250 2.0.0 Ök${'x'.repeat(1000)}`));
      const { code, text } = await sendMail(port, { from: 'a@example.net', to, raw: mail });
      expect(code).to.equal(550);
      expect(text).to.match(/^5\.7\.1 it's\?\?250 2\.0\.0 \?kx{380,390}$/);
    });

    it('recipients that are not ours', async () => {
      const { port } = await listen();
      const answer = await sendMail(port, { from: 'a@example.net', to: ['nobody@example.com'], raw: mail });
      expect(answer).to.deep.equal({ code: 550, text: '5.1.1 No such address here' });
    });

    it('too big a SIZE at MAIL', async () => {
      const { port } = await listen({ maxSize: 2000 });
      const answer = await sendMail(port, { from: 'a@example.net', to, raw: mail, parameters: 'SIZE=2001' });
      expect(answer).to.deep.equal({
        code: 552,
        text: '5.3.4 Error: message exceeds fixed maximum message size 2000',
      });
    });

    it('too big a mail at DATA, keeping none of it, and takes the next', async () => {
      const { port, intake } = await listen({ maxSize: 2000 });
      const talk = await conversation(port);
      talk.write(pipelined('support@example.com', ' SIZE=10'));
      for (let i = 0; i < 4; i += 1) await talk.reply();
      const answer = await talk.say(`${'x'.repeat(77)}\r\n`.repeat(20_000).concat('.'));
      expect(answer.code).to.equal(552);
      expect(answer.text).to.equal('5.3.4 Error: message exceeds fixed maximum message size 2000');
      for (const line of ['MAIL FROM:<>', 'RCPT TO:<support@example.com>', 'DATA']) await talk.say(line);
      expect((await talk.say(`${'x'.repeat(1998)}\r\n.`)).code).to.equal(250);
      talk.close();
      expect(intake.arrivals.map(({ raw }) => raw.byteLength)).to.deep.equal([2000]);
    });

    it('mail that has been round too often', async () => {
      const { port, intake } = await listen();
      const looped = (hops: number) => ({ from: '', to, raw: `${'Received: x\r\n'.repeat(hops)}${mail}` });
      expect(await sendMail(port, looped(50))).to.include({ code: 250 });
      expect(await sendMail(port, looped(51))).to.deep.equal({
        code: 554,
        text: '5.4.6 Too many hops, mail is looping',
      });
      expect(intake.arrivals).to.have.lengthOf(1);
    });

    it('addresses that are none, without being upset', async () => {
      const { port } = await listen();
      const talk = await conversation(port);
      await talk.say('EHLO client.example');
      const lines = {
        'MAIL FROM:<a>': '501 5.1.7',
        'MAIL FROM:a@example.net': '501 5.1.7',
        'MAIL FROM:<a@b@c>': '501 5.1.7',
        'MAIL FROM:<a@!!>': '553 5.1.7',
        [`MAIL FROM:<${'a'.repeat(300)}@example.net>`]: '553 5.1.7',
        'MAIL FROM:<a\0b@example.net>': '501 5.5.2',
        'MAIL FROM:<a@example.net> SIZE=x': '501 5.5.4',
        'RCPT TO:<support@example.com>': '503 5.5.1',
        DATA: '503 5.5.1',
      };
      for (const [line, start] of Object.entries(lines)) {
        const { code, text } = await talk.say(line);
        expect(`${code} ${text}`.slice(0, start.length), line).to.equal(start);
      }
      expect((await talk.say('MAIL FROM:<a..b.@under_score.example>')).code).to.equal(250);
      expect((await talk.say('RCPT TO:<>')).text.slice(0, 5)).to.equal('5.1.3');
      talk.close();
    });

    it('commands that it does not offer', async () => {
      const { port } = await listen();
      const talk = await conversation(port);
      await talk.say('EHLO client.example');
      for (const line of [
        'AUTH PLAIN AGEAYg==',
        'XCLIENT ADDR=192.0.2.1',
        'BDAT 5 LAST',
        'WIZ x',
        'EXPN x',
      ]) {
        expect(await talk.say(line), line).to.deep.equal({
          code: 500,
          text: '5.5.2 Error: command not recognized',
        });
      }
      expect((await talk.say('VRFY support@example.com')).code).to.equal(252);
      talk.close();
    });
  });

  it('lives on when a client resets the connection in the middle of a mail', async () => {
    const { port, intake, log } = await listen();
    for (let i = 0; i < 5; i += 1) {
      const talk = await conversation(port);
      talk.write(pipelined('support@example.com'));
      for (let replies = 0; replies < 4; replies += 1) await talk.reply();
      talk.write('Subject: half');
      talk.socket.resetAndDestroy();
      await talk.closed;
    }
    expect(await sendMail(port, { from: '', to: ['support@example.com'], raw: mail })).to.include({
      code: 250,
    });
    expect(intake.arrivals).to.have.lengthOf(1);
    expect(log.entries.every(({ level }) => level === 'info')).to.equal(true);
  });

  it('keeps the mail of a client that went away before the 250', async () => {
    const { port, intake } = await listen();
    const gone = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    intake.before = () => {
      reached.resolve();
      return gone.promise;
    };
    const talk = await conversation(port);
    talk.write(pipelined('support@example.com'));
    for (let replies = 0; replies < 4; replies += 1) await talk.reply();
    talk.write(`${mail}.\r\n`);
    await reached.promise;
    talk.socket.resetAndDestroy();
    await talk.closed;
    gone.resolve();
    await sendMail(port, { from: '', to: ['support@example.com'], raw: 'Subject: next\r\n' });
    expect([rawOf(intake, 0), rawOf(intake, 1)]).to.deep.equal([mail, 'Subject: next\r\n']);
  });

  it('says why it cannot start', async () => {
    const { port } = await listen();
    const error = await listen({}, { port }).then(
      () => null,
      (failure: unknown) => failure,
    );
    expect(error).to.be.instanceOf(Failure).and.include({ code: 'bad-settings' });
  });

  it('looks the client’s name up where it is told how', async () => {
    const names = [['mail.example.net'], [], new Error('ETIMEOUT')];
    const reverse = async () => {
      const answer = names.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    };
    const { port, intake } = await listen({}, { reverse });
    for (let i = 0; i < 3; i += 1) await sendMail(port, { from: '', to: ['postmaster'], raw: mail });
    const hostnames = intake.arrivals.map(({ source }) => source.kind === 'smtp' && source.hostname);
    expect(hostnames).to.deep.equal(['mail.example.net', null, null]);
  });

  it('tells its observer what happens', async () => {
    const seen: string[] = [];
    const observer = {
      connections: (open: number) => void seen.push(`open ${open}`),
      accepted: () => void seen.push('accepted'),
      refused: (reply: number, status: string) => void seen.push(`${reply} ${status}`),
    };
    const { port, close } = await listen({}, { observer });
    await sendMail(port, { from: '', to: ['postmaster'], raw: mail });
    await sendMail(port, { from: '', to: ['nobody@example.com'], raw: mail });
    await close(1000);
    while (seen.at(-1) !== 'open 0') await new Promise((resolve) => setImmediate(resolve));
    expect(seen.filter((event) => !event.startsWith('open'))).to.deep.equal(['accepted', '550 5.1.1']);
    expect(seen.at(0)).to.equal('open 1');
  });

  it('turns early talkers away', async () => {
    const { port } = await listen();
    const socket = connect(port, '127.0.0.1');
    socket.write('EHLO client.example\r\n');
    const heard = (await socket.setEncoding('utf8').toArray()).join('');
    expect(heard).to.match(/^421 /);
  });
});
