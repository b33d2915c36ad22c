import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { SmtpLimits } from '../../src/config/limits.ts';
import type { LimitName } from '../../src/model/smtp.ts';
import { type Conversation, conversation, sendMail } from '../support/smtp-client.ts';
import { closeAll, listen, transcript } from './smtp-fixture.ts';

const mail = { from: 'a@example.net', to: ['support@example.com'], raw: 'Subject: x\r\n' };

/** A listener with these limits, to which loopback is any other network; and the names of the limits reached. */
async function strict(limits: Partial<SmtpLimits>) {
  const reached: LimitName[] = [];
  const observer = { limited: (limit: LimitName) => void reached.push(limit) };
  return { ...(await listen({}, { limits: { exempt: [], ...limits }, observer })), reached };
}

async function upTo(port: number, ...lines: readonly string[]): Promise<Conversation> {
  const talk = await conversation(port);
  for (const line of ['EHLO client.example', ...lines]) await talk.say(line);
  return talk;
}
const envelope = ['MAIL FROM:<a@example.net>', 'RCPT TO:<support@example.com>'];

describe('the SMTP listener, against abuse,', () => {
  afterEach(closeAll);

  it('takes so many connections of one client in a minute', async () => {
    const { port, reached } = await strict({ connectionsPerMinute: 2 });
    for (const code of [220, 220, 421]) expect((await conversation(port)).greeting.code).to.equal(code);
    expect(reached).to.deep.equal(['connection-rate']);
  });

  it('takes so many mails of one client in a minute', async () => {
    const { port, reached } = await strict({ mailsPerMinute: 2 });
    const answers = [];
    for (let i = 0; i < 3; i += 1) answers.push(await sendMail(port, mail));
    expect(answers.map(({ code }) => code)).to.deep.equal([250, 250, 450]);
    expect(answers[2]?.text).to.equal('4.7.1 Too many mails from you in a minute, try again later');
    expect(reached).to.deep.equal(['mail-rate']);
  });

  it('takes so many recipients of one client in a minute', async () => {
    const { port, reached, intake } = await strict({ recipientsPerMinute: 2 });
    const talk = await upTo(port, ...envelope, 'RCPT TO:<sales@example.com>');
    expect(await talk.say('RCPT TO:<postmaster>')).to.deep.equal({
      code: 450,
      text: '4.7.1 Too many recipients from you in a minute, try again later',
    });
    await talk.say('DATA');
    expect((await talk.say('.')).code).to.equal(250);
    expect(intake.arrivals[0]?.lanes).to.have.lengthOf(2);
    expect(reached).to.deep.equal(['recipient-rate']);
    talk.close();
  });

  it('takes so many recipients on one connection', async () => {
    const { port, reached } = await strict({ recipientsPerConnection: 1 });
    const talk = await upTo(port, ...envelope);
    expect(await talk.say('RCPT TO:<postmaster>')).to.deep.equal({
      code: 421,
      text: '4.7.0 Too many recipients on one connection, connect again',
    });
    await talk.closed;
    expect(reached).to.deep.equal(['recipients-per-connection']);
  });

  it('ends a connection after so many commands that are none', async () => {
    const { port, reached } = await strict({ badCommands: 3 });
    const talk = await upTo(port, 'FOO', 'MAIL FROM:nobody', 'BDAT 3');
    expect(await talk.say('NOOP')).to.deep.equal({ code: 421, text: '4.7.0 Too many errors' });
    await talk.closed;
    expect(reached).to.deep.equal(['bad-commands']);
  });

  it('lets settings allow more errors than smtp-server does', async () => {
    const { port } = await strict({ badCommands: 30 });
    const talk = await upTo(port, ...Array<string>(25).fill('FOO'));
    expect((await talk.say('NOOP')).code).to.equal(250);
    talk.close();
  });

  it('turns away who talks before the greeting, in a whole line or half of one', async () => {
    const { port, reached } = await strict({ greetPauseMs: 200 });
    for (const early of ['EHLO client.example\r\n', 'EHLO cli']) {
      const socket = connect(port, '127.0.0.1');
      socket.write(early);
      const heard = (await socket.setEncoding('utf8').toArray()).join('');
      expect(heard).to.equal('421 4.7.0 You talk too soon\r\n');
    }
    expect(reached).to.deep.equal(['early-talker', 'early-talker']);
  });

  it('greets at once where it is told to', async () => {
    const { port } = await strict({ greetPauseMs: 0 });
    expect((await conversation(port)).greeting.code).to.equal(220);
  });

  for (const [what, pieces] of [
    ['EHLO', ['EHLO c.example\r\nMAIL FROM:<a@example.net>\r\n']],
    ['HELO, in half a line,', ['HELO c.example\r\nMAIL FR']],
    [
      'DATA',
      ['EHLO c.example\r\n', `${envelope.join('\r\n')}\r\nDATA\r\nSubject: too soon\r\n\r\nx\r\n.\r\n`],
    ],
  ] as const) {
    it(`turns away who sends on behind ${what} without waiting`, async () => {
      const { port, reached, intake } = await strict({});
      const talk = await conversation(port);
      for (const [i, piece] of pieces.entries()) {
        talk.write(piece);
        if (i < pieces.length - 1) await talk.reply();
      }
      let answer = await talk.reply();
      while (answer.code === 250) answer = await talk.reply();
      expect(answer).to.deep.equal({
        code: 554,
        text: '5.5.0 Commands out of step: wait for the reply to EHLO and DATA',
      });
      await talk.closed;
      expect(reached).to.deep.equal(['pipelining']);
      expect(intake.arrivals).to.deep.equal([]);
    });
  }

  it('takes a group of commands as RFC 2920 has it', async () => {
    const { port, intake } = await strict({});
    const talk = await upTo(port);
    talk.write(`${envelope.join('\r\n')}\r\nDATA\r\n`);
    for (const code of [250, 250, 354]) expect((await talk.reply()).code).to.equal(code);
    talk.write(`Subject: x\r\n.\r\n${envelope.join('\r\n')}\r\nDATA\r\n`);
    for (const code of [250, 250, 250, 354]) expect((await talk.reply()).code).to.equal(code);
    talk.close();
    expect(intake.arrivals).to.have.lengthOf(1);
  });

  it('takes what sends on too soon where the settings say so', async () => {
    const { port, intake } = await strict({ strictPipelining: false });
    await transcript(
      port,
      `EHLO c.example\r\n${envelope.join('\r\n')}\r\nDATA\r\n`,
      'Subject: x\r\n.\r\nQUIT\r\n',
    );
    expect(intake.arrivals).to.have.lengthOf(1);
  });

  it('ends a mail whose commands take too long', async () => {
    const { port, reached } = await strict({ transactionMs: 200 });
    const talk = await upTo(port, ...envelope);
    expect(await talk.reply()).to.deep.equal({ code: 421, text: '4.4.2 The mail took too long' });
    await talk.closed;
    expect(reached).to.deep.equal(['transaction']);
  });

  it('counts the time of a mail from MAIL to its end, and no longer', async () => {
    const { port, reached, intake } = await strict({ transactionMs: 300 });
    const slow = await upTo(port, ...envelope, 'DATA');
    expect(await slow.reply()).to.deep.equal({ code: 421, text: '4.4.2 The mail took too long' });
    const durable = Promise.withResolvers<void>();
    intake.before = () => durable.promise;
    const fast = await upTo(port, ...envelope, 'DATA');
    const answer = fast.say('Subject: x\r\n.');
    await sleep(400);
    durable.resolve();
    expect(await answer).to.include({ code: 250 });
    fast.close();
    expect(reached).to.deep.equal(['data-time']);
  });

  it('ends a mail that comes in too slowly, and no other', async () => {
    const { port, reached, intake } = await strict({ dataRate: 10_000, dataRateAfterMs: 200 });
    const slow = await upTo(port, ...envelope, 'DATA');
    const trickle = setInterval(() => slow.write('x\r\n'), 20);
    const fast = await upTo(port, ...envelope, 'DATA');
    fast.write(`${'x'.repeat(998)}\r\n`.repeat(100));
    expect(await slow.reply()).to.deep.equal({ code: 421, text: '4.4.2 The mail comes in too slowly' });
    clearInterval(trickle);
    expect((await fast.say('.')).code).to.equal(250);
    expect(reached).to.deep.equal(['data-rate']);
    expect(intake.arrivals).to.have.lengthOf(1);
    fast.close();
  });

  const header = { headerBytes: 2000, headerFields: 50, headerLine: 998 };
  for (const [what, head, limit, words] of [
    [
      'too large',
      ` ${'x'.repeat(97)}\r\n`.repeat(25),
      'header-size',
      '552 5.3.4 Error: the header is too large',
    ],
    [
      'a line too long',
      `X: ${'x'.repeat(1500)}\r\n`,
      'header-line',
      '552 5.3.4 Error: a line of the header is too long',
    ],
    [
      'too many fields',
      'X: y\r\n'.repeat(60),
      'header-fields',
      '554 5.6.0 Error: the header has too many fields',
    ],
  ] as const) {
    it(`refuses a header with ${what}`, async () => {
      const { port, reached, intake } = await strict(header);
      const { code, text } = await sendMail(port, { ...mail, raw: `Subject: x\r\n${head}\r\nbody\r\n` });
      expect(`${code} ${text}`).to.equal(words);
      expect(reached).to.deep.equal([limit]);
      expect(intake.arrivals).to.deep.equal([]);
      expect(await sendMail(port, mail)).to.include({ code: 250 });
    });
  }

  it('holds networks of ours to none of the limits by client', async () => {
    const limits = {
      connectionsPerMinute: 1,
      mailsPerMinute: 1,
      recipientsPerMinute: 1,
      recipientsPerConnection: 1,
      mailsPerConnection: 1,
    };
    const { port } = await listen({}, { limits });
    for (let i = 0; i < 3; i += 1) expect(await sendMail(port, mail)).to.include({ code: 250 });
  });
});
