import { expect } from 'chai';
import fc from 'fast-check';
import { closeAll, listen, type Running, rawOf, transcript } from './smtp-fixture.ts';

const limits = { greetPauseMs: 0 };
const greeting = '220 mx.example.com ESMTP Postern';
const ehlo = [
  '250-mx.example.com',
  '250-PIPELINING',
  '250-8BITMIME',
  '250-SMTPUTF8',
  '250-ENHANCEDSTATUSCODES',
  '250-STARTTLS',
  '250 SIZE 26214400',
];
const envelope = 'MAIL FROM:<a@example.net>\r\nRCPT TO:<support@example.com>\r\n';
const enveloped = ['250 2.1.0 Accepted', '250 2.1.5 Accepted'];
const goAhead = '354 End data with <CR><LF>.<CR><LF>';
const lines = (...all: readonly string[]) => all.map((line) => `${line}\r\n`).join('');

/** What the server says, octet by octet, to these pieces. */
const said = ({ port }: Running, ...pieces: readonly string[]) =>
  transcript(port, ...pieces.map((piece) => Buffer.from(piece, 'latin1')));

describe('conversations, octet by octet:', () => {
  afterEach(closeAll);

  it('a bare LF ends a command, as everywhere, and a bare CR does not', async () => {
    const server = await listen({}, { limits });
    const heard = await said(server, 'EHLO c.example\n', 'MAIL FROM:<a@example.net>\rRSET\r\n', 'QUIT\n');
    const refused = '501 5.5.2 Error: control characters in a command';
    expect(heard).to.equal(lines(greeting, ...ehlo, refused, '221 2.0.0 Bye'));
  });

  it('a NUL makes a command malformed, and is content in a mail', async () => {
    const server = await listen({}, { limits });
    const heard = await said(
      server,
      'EHLO c.example\r\n',
      'NO\0OP\r\n',
      'MAIL FROM:<a\0@example.net>\r\n',
      `${envelope}DATA\r\n`,
      'Subject: a\0b\r\n\r\n\0\r\n.\r\nQUIT\r\n',
    );
    expect(heard).to.equal(
      lines(
        greeting,
        ...ehlo,
        '501 5.5.2 Error: control characters in a command',
        '501 5.5.2 Error: control characters in a command',
        ...enveloped,
        goAhead,
        '250 2.0.0 Ok: queued as mail-1',
        '221 2.0.0 Bye',
      ),
    );
    expect(rawOf(server.intake)).to.equal('Subject: a\0b\r\n\r\n\0\r\n');
  });

  it('a line without end is no command, and in a mail is kept as it is', async () => {
    const server = await listen({}, { limits });
    expect(await said(server, `NOOP ${'x'.repeat(2100)}\r\n`)).to.equal(
      lines(greeting, '421 4.7.0 Command line too long'),
    );
    const long = `Subject: x\r\n\r\n${'y'.repeat(300_000)}\r\n`;
    await said(server, `EHLO c.example\r\n${envelope}DATA\r\n`, long, '.\r\nQUIT\r\n');
    expect(rawOf(server.intake)).to.equal(long);
  });

  it('what follows the end of a mail is commands, and what stands before it is not', async () => {
    const server = await listen({}, { limits });
    const heard = await said(
      server,
      `EHLO c.example\r\n${envelope}DATA\r\n`,
      `Subject: one\r\n\r\n${envelope}DATA\r\n.\r\n${envelope}DATA\r\nSubject: two\r\n.\r\nNOOP\r\nQUIT\r\n`,
    );
    const taken = (n: number) => [...enveloped, goAhead, `250 2.0.0 Ok: queued as mail-${n}`];
    expect(heard).to.equal(
      lines(greeting, ...ehlo, ...taken(1), ...taken(2), '250 2.0.0 OK', '221 2.0.0 Bye'),
    );
    expect([rawOf(server.intake, 0), rawOf(server.intake, 1)]).to.deep.equal([
      `Subject: one\r\n\r\n${envelope}DATA\r\n`,
      'Subject: two\r\n',
    ]);
  });

  it('a mail whose recipients were refused is no mail: its content is not taken for one', async () => {
    const server = await listen({}, { limits });
    const heard = await said(
      server,
      'EHLO c.example\r\nMAIL FROM:<a@example.net>\r\nRCPT TO:<nobody@example.com>\r\nDATA\r\n',
      'Subject: x\r\nRCPT TO:<support@example.com>\r\n.\r\nQUIT\r\n',
    );
    expect(heard).to.equal(
      lines(
        greeting,
        ...ehlo,
        '250 2.1.0 Accepted',
        '550 5.1.1 No such address here',
        '503 5.5.1 Error: need RCPT command',
        '500 5.5.2 Error: command not recognized',
        '250 2.1.5 Accepted',
        '421 4.7.0 This is a mail server',
      ),
    );
    expect(server.intake.arrivals).to.deep.equal([]);
  });

  it('a parameter that was not offered is refused, and one that was is taken', async () => {
    const server = await listen({}, { limits });
    const from = 'MAIL FROM:<a@example.net>';
    const strange = ['FOO=bar', 'RET=HDRS', 'ENVID=x1', 'AUTH=<>', 'SIZE=10 XYZ', 'HOLDFOR=60'];
    const heard = await said(
      server,
      `EHLO c.example\r\n${strange.map((parameter) => `${from} ${parameter}\r\n`).join('')}`,
      `${from} SIZE=10 BODY=8BITMIME SMTPUTF8\r\nRSET\r\n${from} body=7bit size=10\r\n`,
      'RCPT TO:<support@example.com> NOTIFY=NEVER\r\nRCPT TO:<support@example.com> SIZE=10\r\n',
      'RCPT TO:<support@example.com>\r\nQUIT\r\n',
    );
    const refused = (name: string) => `555 5.5.4 Parameter ${name} is not offered here`;
    expect(heard).to.equal(
      lines(
        greeting,
        ...ehlo,
        ...['FOO', 'RET', 'ENVID', 'AUTH', 'XYZ', 'HOLDFOR'].map(refused),
        '250 2.1.0 Accepted',
        '250 2.0.0 Flushed',
        '250 2.1.0 Accepted',
        refused('NOTIFY'),
        refused('SIZE'),
        '250 2.1.5 Accepted',
        '221 2.0.0 Bye',
      ),
    );
  });

  it('BDAT is neither offered nor known, and its octets end the connection', async () => {
    const server = await listen({}, { limits: { ...limits, badCommands: 2 } });
    const heard = await said(
      server,
      `EHLO c.example\r\n${envelope}BDAT 26 LAST\r\n`,
      `Subject: x\r\n${envelope}QUIT\r\n`,
    );
    expect(ehlo.join()).to.not.match(/CHUNKING|BINARYMIME/);
    expect(heard).to.equal(
      lines(
        greeting,
        ...ehlo,
        ...enveloped,
        '500 5.5.2 Error: command not recognized',
        '500 5.5.2 Error: command not recognized',
        '421 4.7.0 Too many errors',
      ),
    );
    expect(server.intake.arrivals).to.deep.equal([]);
  });

  it('a browser that is made to speak SMTP is shown out at its first line', async () => {
    const smtp = `EHLO c.example\r\n${envelope}DATA\r\nSubject: x\r\n.\r\nQUIT\r\n`;
    const server = await listen({}, { limits });
    for (const first of [
      'GET / HTTP/1.1',
      'POST /x HTTP/1.1',
      'post anything',
      'PRI * HTTP/2.0',
      'CONNECT mx.example.com:25 HTTP/1.1',
      'OPTIONS * HTTP/1.0',
      '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
      '*1',
      ' EHLO c.example',
      '<x>',
    ]) {
      expect(await said(server, `${first}\r\nHost: mx.example.com\r\n\r\n${smtp}`), first).to.equal(
        lines(greeting, '421 4.7.0 This is a mail server'),
      );
    }
    expect(server.intake.arrivals).to.deep.equal([]);
  });

  it('header lines of HTTP get nobody to a mail either', async () => {
    const server = await listen({}, { limits });
    const heard = await said(server, `${'X-Header: y\r\n'.repeat(20)}EHLO c.example\r\n${envelope}`);
    expect(heard).to.equal(
      lines(
        greeting,
        ...Array<string>(10).fill('500 5.5.2 Error: command not recognized'),
        '421 4.7.0 Too many errors',
      ),
    );
  });

  it('is the same however the network cuts it, with any octets that others take for an end', async () => {
    const server = await listen({}, { limits });
    const terminators = [
      '\n.\n',
      '\n.\r\n',
      '\r\n.\n',
      '\r.\r',
      '\r\n.\r',
      '\r.\r\n',
      '\r\n\0.\r\n',
      '\r\n..\r\n',
    ];
    const words = [...terminators, '\r\n', '\r', '\n', '\0', '.', 'x', 'RSET', `${envelope}DATA\r\n`];
    const content = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((all) => all.join(''));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(content, sizes, async (body, cuts) => {
        const before = server.intake.arrivals.length;
        // Whatever the body holds, a client that stuffs its dots (RFC 5321, 4.5.2) gets it through as it is.
        const mail = `Subject: x\r\n\r\n${body}\r\n`;
        const data = `${mail.replaceAll('\r\n.', '\r\n..')}.\r\n`;
        const stream = `EHLO c.example\r\n${envelope}DATA\r\n${data}QUIT\r\n`;
        const [whole, cut] = [
          (await said(server, stream)).replace(/mail-\d+/, 'mail'),
          (await said(server, ...pieces(stream, cuts))).replace(/mail-\d+/, 'mail'),
        ];
        expect(whole).to.equal(
          lines(greeting, ...ehlo, ...enveloped, goAhead, '250 2.0.0 Ok: queued as mail', '221 2.0.0 Bye'),
        );
        expect(cut).to.equal(whole);
        expect(server.intake.arrivals.length - before).to.equal(2);
        for (const i of [before, before + 1]) expect(rawOf(server.intake, i)).to.equal(mail);
      }),
      { numRuns: 100 },
    );
  });
});

function pieces(stream: string, sizes: readonly number[]): string[] {
  const all: string[] = [];
  let at = 0;
  for (const size of sizes) {
    all.push(stream.slice(at, at + size));
    at += size;
  }
  return [...all, stream.slice(at)].filter((piece) => piece !== '');
}
