import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { Failure } from '../../src/failure.ts';
import { conversation } from '../support/smtp-client.ts';
import { closeAll, listen, makePems, testPems } from './smtp-fixture.ts';

/** STARTTLS with these bytes behind it in plain text; gives the secured socket. */
async function upgrade(port: number, behind = '', options: ConnectionOptions = {}): Promise<TLSSocket> {
  const talk = await conversation(port);
  await talk.say('EHLO client.example');
  talk.write(`STARTTLS\r\n${behind}`);
  expect(await talk.reply()).to.deep.equal({ code: 220, text: '2.0.0 Ready to start TLS' });
  talk.socket.removeAllListeners('data');
  const secured = connect({ socket: talk.socket, rejectUnauthorized: false, ...options });
  secured.on('error', () => {}); // At the end the server cuts off who is left.
  await once(secured, 'secureConnect');
  return secured;
}

/** Sends these lines one after the other and gives the last line of each reply. */
async function dialogue(socket: TLSSocket, ...lines: readonly string[]): Promise<string[]> {
  const heard = createInterface({ input: socket })[Symbol.asyncIterator]();
  const replies: string[] = [];
  for (const line of lines) {
    socket.write(`${line}\r\n`);
    let reply = '';
    do reply = (await heard.next()).value ?? '221 gone';
    while (/^\d{3}-/.test(reply));
    replies.push(reply);
  }
  socket.destroy();
  return replies;
}

const mail = ['MAIL FROM:<>', 'RCPT TO:<support@example.com>', 'DATA', 'Subject: x\r\n.'];

describe('STARTTLS', () => {
  afterEach(closeAll);

  it('secures a mail, and says so to the intake', async () => {
    const { port, intake } = await listen();
    const socket = await upgrade(port);
    expect(socket.getPeerCertificate().subject.CN).to.equal('mx.example.com');
    expect(await dialogue(socket, 'EHLO client.example', ...mail)).to.deep.equal([
      '250 SIZE 26214400',
      '250 2.1.0 Accepted',
      '250 2.1.5 Accepted',
      '354 End data with <CR><LF>.<CR><LF>',
      '250 2.0.0 Ok: queued as mail-1',
    ]);
    expect(intake.arrivals[0]?.source).to.include({ tls: true });
  });

  it('throws away what came in plain text behind it', async () => {
    const { port, intake } = await listen();
    const injected = `EHLO evil.example\r\n${mail.join('\r\n')}\r\n`;
    // As a man in the middle would have it: the client’s handshake comes behind the injected lines.
    const talk = await conversation(port);
    await talk.say('EHLO client.example');
    talk.write(`STARTTLS\r\n${injected}${'NOOP\r\n'.repeat(300)}`);
    await talk.reply();
    talk.socket.removeAllListeners('data');
    const socket = connect({ socket: talk.socket, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    expect(await dialogue(socket, 'MAIL FROM:<>')).to.deep.equal(['503 5.5.1 Error: send HELO/EHLO first']);
    expect(intake.arrivals).to.deep.equal([]);
  });

  it('forgets what the client said before', async () => {
    const { port } = await listen();
    const talk = await conversation(port);
    await talk.say('EHLO client.example');
    for (const line of mail.slice(0, 2)) await talk.say(line);
    await talk.say('STARTTLS');
    talk.socket.removeAllListeners('data');
    const socket = connect({ socket: talk.socket, rejectUnauthorized: false });
    await once(socket, 'secureConnect');
    expect(await dialogue(socket, 'EHLO client.example', 'DATA')).to.deep.equal([
      '250 SIZE 26214400',
      '503 5.5.1 Error: need RCPT command',
    ]);
  });

  it('is refused below TLS 1.2, and the listener lives on', async () => {
    const { port } = await listen();
    const old: ConnectionOptions = {
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    };
    const error = await upgrade(port, '', old).catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(Error);
    expect((await upgrade(port, '', { maxVersion: 'TLSv1.2' })).getProtocol()).to.equal('TLSv1.2');
  });

  it('shows a new certificate without a restart, and keeps the old one where the new is no good', async () => {
    const { port, updateTls } = await listen();
    const [fresh, old] = [await makePems('new.example.com'), await testPems()];
    expect(() => updateTls({ cert: fresh.cert, key: old.key })).to.throw(Failure);
    expect((await upgrade(port)).getPeerCertificate().subject.CN).to.equal('mx.example.com');
    updateTls(fresh);
    expect((await upgrade(port)).getPeerCertificate().subject.CN).to.equal('new.example.com');
  });

  it('may break off in the handshake or in a mail, and the listener lives on', async () => {
    const { port, intake } = await listen();
    const early = await conversation(port);
    await early.say('STARTTLS');
    early.write('no handshake at all');
    await early.closed;
    const talk = await conversation(port);
    await talk.say('STARTTLS');
    talk.socket.removeAllListeners('data');
    const socket = connect({ socket: talk.socket, rejectUnauthorized: false });
    socket.on('error', () => {});
    await once(socket, 'secureConnect');
    socket.write(`EHLO client.example\r\n${mail.slice(0, 3).join('\r\n')}\r\nSubject: half`);
    let heard = '';
    while (!heard.includes('354 ')) heard += (await once(socket, 'data')).join('');
    talk.socket.resetAndDestroy();
    await talk.closed;
    expect(await dialogue(await upgrade(port), 'EHLO client.example', ...mail)).to.include(
      '250 2.0.0 Ok: queued as mail-1',
    );
    expect(intake.arrivals).to.have.lengthOf(1);
  });

  it('does not make the gate forget a client, or keep it', async () => {
    const { port } = await listen({ maxConnections: 1 });
    const socket = await upgrade(port);
    expect((await conversation(port)).greeting.code).to.equal(421);
    socket.destroy();
    let code = 421;
    while (code === 421) ({ code } = (await conversation(port)).greeting);
    expect(code).to.equal(220);
  });
});
