import { expect } from 'chai';
import { compose } from './mail.ts';
import { type Sink, startSink } from './sink.ts';
import { conversation, sendMail } from './smtp-client.ts';

describe('the sink and the SMTP client of the tests', () => {
  let sink: Sink;
  const mail = { from: 'a@client.example', to: ['b@example.com', 'c@example.com'] };

  before(async () => {
    sink = await startSink();
  });
  afterEach(() => sink.clear());
  after(() => sink.stop());

  it('carry a mail octet by octet, with its envelope and its dots', async () => {
    const raw = compose({ text: '.\n..dots\nGrüße\n', headers: [['X-Folded', 'one\r\n two']] });
    expect(await sendMail(sink.port, { ...mail, raw })).to.include({ code: 250 });
    const [got] = await sink.waitFor(1);
    expect(got?.envelope).to.deep.equal({ from: mail.from, to: mail.to });
    expect(got?.raw.equals(raw)).to.equal(true);
    expect(got?.headers('x-folded')).to.deep.equal(['one two']);
  });

  it('fail when told to, once', async () => {
    sink.failNext(451, '4.3.0 not now');
    const raw = compose();
    expect(await sendMail(sink.port, { ...mail, raw })).to.deep.equal({ code: 451, text: '4.3.0 not now' });
    expect(await sendMail(sink.port, { ...mail, raw })).to.include({ code: 250 });
    expect(sink.mails).to.have.length(1);
  });

  it('refuse a recipient when told to', async () => {
    sink.rejectRecipient('gone@example.com');
    const answer = await sendMail(sink.port, { ...mail, to: ['Gone@example.com'], raw: compose() });
    expect(answer.code).to.equal(550);
  });

  it('wait for the mail that is meant, and say so when it does not come', async () => {
    const waiting = sink.waitFor((got) => got.headers('subject').includes('second'));
    for (const subject of ['first', 'second'])
      await sendMail(sink.port, { ...mail, raw: compose({ subject }) });
    expect((await waiting).map((got) => got.headers('subject'))).to.deep.equal([['second']]);
    const fault = await sink.waitFor(3, 20).catch((error: Error) => error.message);
    expect(fault).to.match(/the sink has 2/);
  });

  it('ask for a login where one is set', async () => {
    const guarded = await startSink({ login: { user: 'u', password: 'p' } });
    const talk = await conversation(guarded.port);
    await talk.say('EHLO client.example');
    expect((await talk.say('MAIL FROM:<a@client.example>')).code).to.equal(530);
    const token = Buffer.from('\0u\0p').toString('base64');
    expect((await talk.say(`AUTH PLAIN ${token}`)).code).to.equal(235);
    talk.close();
    await guarded.stop();
  });

  it('talk byte by byte', async () => {
    const talk = await conversation(sink.port);
    talk.write('EH');
    talk.write('LO client.example\r\nNOOP\r\n');
    expect((await talk.reply()).text).to.match(/PIPELINING/);
    expect((await talk.reply()).code).to.equal(250);
    expect((await talk.say('QUIT')).code).to.equal(221);
    await talk.closed;
  });
});
