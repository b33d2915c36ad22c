import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { ByteBudget } from '../../src/ingest/budget.ts';
import { type Conversation, conversation, sendMail } from '../support/smtp-client.ts';
import { closeAll, listen, rawOf, transcript } from './smtp-fixture.ts';

const to = ['support@example.com'];
const start = ['EHLO client.example', 'MAIL FROM:<a@example.net>', 'RCPT TO:<support@example.com>', 'DATA'];

async function inData(port: number): Promise<Conversation> {
  const talk = await conversation(port);
  for (const line of start) await talk.say(line);
  return talk;
}

describe('the limits of the SMTP listener', () => {
  afterEach(closeAll);

  it('turn away one connection more than there may be, and let in the next when one has gone', async () => {
    const { port } = await listen({ maxConnections: 2 });
    const [first] = await Promise.all([conversation(port), conversation(port)]);
    const third = await conversation(port);
    expect(third.greeting).to.deep.equal({
      code: 421,
      text: '4.3.2 mx.example.com Too many connections, try again later',
    });
    await third.closed;
    await first?.say('QUIT');
    // The server counts it out a moment after the client has seen the end.
    let code = 421;
    while (code === 421) ({ code } = (await conversation(port)).greeting);
    expect(code).to.equal(220);
  });

  it('turn away one connection more than a network may have, exempt networks aside', async () => {
    const strict = await listen({}, { limits: { connectionsPerAddress: 1, exempt: [] } });
    await conversation(strict.port);
    expect((await conversation(strict.port)).greeting.text).to.equal(
      '4.7.0 mx.example.com Too many connections from you, try again later',
    );
    const mild = await listen({}, { limits: { connectionsPerAddress: 1 } });
    await conversation(mild.port);
    expect((await conversation(mild.port)).greeting.code).to.equal(220);
  });

  it('stop a connection after its last mail', async () => {
    const { port } = await listen({}, { limits: { mailsPerConnection: 1, exempt: [] } });
    const talk = await inData(port);
    expect((await talk.say('Subject: x\r\n.')).code).to.equal(250);
    expect(await talk.say('MAIL FROM:<>')).to.deep.equal({
      code: 421,
      text: '4.7.0 Too many mails on one connection, connect again',
    });
    await talk.closed;
  });

  it('hold the recipients of one mail', async () => {
    const { port, intake } = await listen({ maxRecipients: 2 });
    const talk = await conversation(port);
    for (const line of start.slice(0, 3)) await talk.say(line);
    await talk.say('RCPT TO:<sales@example.com>');
    expect(await talk.say('RCPT TO:<postmaster>')).to.deep.equal({
      code: 452,
      text: '4.5.3 Error: too many recipients',
    });
    await talk.say('DATA');
    expect((await talk.say('.')).code).to.equal(250);
    expect(intake.arrivals[0]?.lanes).to.have.lengthOf(2);
    talk.close();
  });

  it('slow down who guesses recipients, and end it', async () => {
    const limits = { unknownRecipientsSoft: 2, unknownRecipientsHard: 4, tarpitMs: 1 };
    const { port } = await listen({}, { limits });
    const talk = await conversation(port);
    for (const line of start.slice(0, 2)) await talk.say(line);
    for (const n of [1, 2, 3]) expect((await talk.say(`RCPT TO:<${n}@example.com>`)).code).to.equal(550);
    expect(await talk.say('RCPT TO:<4@example.com>')).to.deep.equal({
      code: 421,
      text: '4.7.0 Too many unknown recipients',
    });
    await talk.closed;
  });

  it('end a connection that never comes to a mail', async () => {
    const { port } = await listen({}, { limits: { commandsWithoutMail: 5 } });
    const said = await transcript(port, 'NOOP\r\n'.repeat(100));
    expect(said.split('\r\n').slice(-2)).to.deep.equal(['421 4.7.0 Too many commands without a mail', '']);
    expect(said.match(/^250 /gm)).to.have.lengthOf(5);
  });

  it('do not count the commands of earlier mails', async () => {
    const { port } = await listen({}, { limits: { commandsWithoutMail: 2 } });
    const talk = await conversation(port);
    for (let i = 0; i < 4; i += 1) {
      for (const line of start) await talk.say(line);
      expect((await talk.say('.')).code).to.equal(250);
    }
    talk.close();
  });

  it('end a command line that has no end', async () => {
    const { port } = await listen();
    const said = await transcript(port, 'x'.repeat(3000));
    expect(said).to.match(/^421 4\.7\.0 Command line too long\r\n$/m);
  });

  it('end a silent connection', async () => {
    const { port } = await listen({ idleSeconds: 1 });
    const talk = await conversation(port);
    expect((await talk.reply()).text).to.match(/^4\.4\.2 Timeout/);
    await talk.closed;
  });

  it('end a connection whose command trickles in', async () => {
    const { port } = await listen({ idleSeconds: 1 });
    const talk = await conversation(port);
    const trickle = setInterval(() => talk.write('x'), 100);
    expect((await talk.reply()).text).to.equal('4.4.2 Timeout, closing connection');
    clearInterval(trickle);
    talk.close();
  });

  it('end a mail that trickles in, and keep none of it', async () => {
    const budget = new ByteBudget(1000);
    const { port, intake } = await listen({}, { limits: { dataMs: 300 }, budget });
    const talk = await inData(port);
    const trickle = setInterval(() => talk.write('x\r\n'), 50);
    expect(await talk.reply()).to.deep.equal({ code: 421, text: '4.4.2 The mail took too long' });
    clearInterval(trickle);
    await talk.closed;
    expect(intake.arrivals).to.deep.equal([]);
    expect(budget.used).to.equal(0);
  });

  describe('on bytes in flight', () => {
    it('answer 452 where a mail finds no room, and take it when there is', async () => {
      const budget = new ByteBudget(5000);
      const { port, intake } = await listen({}, { budget, limits: { roomMs: 1 } });
      const others = budget.open();
      void others.grow(4000, 1);
      const raw = `${'x'.repeat(70)}\r\n`.repeat(40);
      const mail = { from: '', to, raw };
      expect(await sendMail(port, mail)).to.deep.equal({
        code: 452,
        text: '4.3.1 Too much mail at once, try again later',
      });
      others.release();
      expect(await sendMail(port, mail)).to.include({ code: 250 });
      expect(rawOf(intake)).to.equal(raw);
      expect(budget.used).to.equal(0);
    });

    it('make a mail wait for its turn, and refuse more at MAIL meanwhile', async () => {
      const budget = new ByteBudget(5000);
      const { port, intake } = await listen({}, { budget, limits: { roomMs: 60_000 } });
      const others = budget.open();
      void others.grow(4000, 1);
      const raw = `${'x'.repeat(70)}\r\n`.repeat(40);
      const waiting = sendMail(port, { from: '', to, raw });
      while (budget.waiting === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await sendMail(port, { from: '', to, raw: 'x\r\n' })).to.include({ code: 452 });
      others.release();
      expect(await waiting).to.include({ code: 250 });
      expect(rawOf(intake)).to.equal(raw);
    });

    it('count a mail until it is durable', async () => {
      const budget = new ByteBudget(5000);
      const { port, intake } = await listen({}, { budget });
      const used: number[] = [];
      intake.before = () => void used.push(budget.used);
      await sendMail(port, { from: '', to, raw: 'Subject: x\r\n' });
      expect([...used, budget.used]).to.deep.equal([12, 0]);
    });

    it('are given back by a client that goes away', async () => {
      const budget = new ByteBudget(5000);
      const { port } = await listen({}, { budget });
      const talk = await inData(port);
      talk.write('x'.repeat(1000));
      while (budget.used === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      talk.socket.resetAndDestroy();
      while (budget.used > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    });
  });

  describe('at the end', () => {
    it('dismiss the idle, finish the mail under way, and take no more', async () => {
      const { port, intake, close } = await listen();
      const durable = Promise.withResolvers<void>();
      intake.before = () => durable.promise;
      const idle = await conversation(port);
      const sending = await inData(port);
      const closed = close(60_000);
      expect(await idle.reply()).to.deep.equal({ code: 421, text: '4.3.2 Shutting down, try again later' });
      const refused = connect(port, '127.0.0.1');
      expect(await once(refused, 'error')).to.have.nested.property('[0].code', 'ECONNREFUSED');
      const answer = sending.say('Subject: last\r\n.');
      durable.resolve();
      expect(await answer).to.include({ code: 250 });
      expect(await sending.reply()).to.include({ code: 421 });
      await closed;
      expect(rawOf(intake)).to.equal('Subject: last\r\n');
    });

    it('wait for the mail of a client that has gone', async () => {
      const { port, intake, close } = await listen();
      const [reached, durable] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      intake.before = () => {
        reached.resolve();
        return durable.promise;
      };
      const talk = await inData(port);
      talk.write('Subject: last\r\n.\r\n');
      await reached.promise;
      talk.close();
      await talk.closed;
      const closed = close(60_000);
      durable.resolve();
      await closed;
      expect(intake.arrivals).to.have.lengthOf(1);
    });

    it('cut off who does not come to an end', async () => {
      const { port, close } = await listen();
      const talk = await inData(port);
      await close(1);
      await talk.closed;
    });
  });
});
