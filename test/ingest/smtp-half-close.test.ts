import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as secure } from 'node:tls';
import { expect } from 'chai';
import { eventually } from '../support/gateway.ts';
import { conversation } from '../support/smtp-client.ts';
import { closeAll, listen, rawOf } from './smtp-fixture.ts';

const upToData = [
  'EHLO c.example',
  'MAIL FROM:<a@example.net>',
  'RCPT TO:<support@example.com>',
  'DATA',
] as const;

describe('a client that closes its side', () => {
  afterEach(closeAll);

  /** Goes as far as DATA, sends these octets, closes its side, and gives what it is still told. */
  async function told(port: number, octets: string): Promise<string> {
    const talk = await conversation(port);
    for (const line of upToData) await talk.say(line);
    const heard: Buffer[] = [];
    talk.socket.on('data', (chunk: Buffer) => heard.push(chunk));
    talk.socket.end(octets);
    await talk.closed;
    return Buffer.concat(heard).toString();
  }

  it('behind the final dot is told what became of its mail, however long that takes', async () => {
    const { port, intake } = await listen();
    intake.before = () => sleep(200);
    expect(await told(port, 'Subject: x\r\n\r\nx\r\n.\r\n')).to.equal('250 2.0.0 Ok: queued as mail-1\r\n');
    expect(rawOf(intake)).to.equal('Subject: x\r\n\r\nx\r\n');
  });

  it('behind the final dot is told of a refusal', async () => {
    const { port, intake } = await listen({ maxSize: 1024 });
    expect(await told(port, `Subject: x\r\n\r\n${'x'.repeat(2000)}\r\n.\r\n`)).to.match(/^552 5\.3\.4 /);
    expect(intake.arrivals).to.deep.equal([]);
  });

  it('behind further commands is told of its mail alone, and nothing more is done for it', async () => {
    const { port, intake } = await listen();
    const next = 'MAIL FROM:<b@example.net>\r\nRCPT TO:<support@example.com>\r\nDATA\r\nSubject: y\r\n.\r\n';
    intake.before = () => sleep(200);
    expect(await told(port, `Subject: x\r\n.\r\n${next}QUIT\r\n`)).to.equal(
      '250 2.0.0 Ok: queued as mail-1\r\n',
    );
    expect(intake.arrivals).to.have.lengthOf(1);
  });

  it('behind a mail and STARTTLS does not keep its connection (found by npm run fuzz)', async () => {
    const { port, intake } = await listen();
    // The end is seen only once all before it was read, and that waits for the mail.
    const large = `Subject: y\r\n\r\n${`${'y'.repeat(70)}\r\n`.repeat(500)}.\r\nSTARTTLS\r\nQUIT\r\n`;
    await told(port, large);
    expect(intake.arrivals).to.have.lengthOf(1);
  });

  it('in the middle of its mail is counted out at once, and its mail is not taken', async () => {
    let open = 0;
    const observer = {
      connections: (count: number) => {
        open = count;
      },
    };
    const { port, intake } = await listen({}, { observer });
    expect(await told(port, 'Subject: x\r\n\r\nx\r\n')).to.equal('');
    await eventually('no connection', async () => open === 0);
    expect(intake.arrivals).to.deep.equal([]);
  });

  it('is told over TLS, too', async () => {
    const { port, intake } = await listen();
    intake.before = () => sleep(200);
    const plain = await conversation(port);
    await plain.say('EHLO c.example');
    await plain.say('STARTTLS');
    plain.socket.removeAllListeners('data');
    plain.socket.allowHalfOpen = true;
    const socket = secure({ socket: plain.socket, rejectUnauthorized: false });
    let heard = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      heard += text;
    });
    await once(socket, 'secureConnect');
    for (const line of upToData) {
      const before = heard;
      socket.write(`${line}\r\n`);
      await eventually('an answer', async () => /\d{3} .*\r\n$/.test(heard) && heard !== before);
    }
    heard = '';
    socket.end('Subject: x\r\n\r\nx\r\n.\r\n');
    await once(socket, 'close');
    expect(heard).to.equal('250 2.0.0 Ok: queued as mail-1\r\n');
  });
});
