import { generateKeyPairSync } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { expect } from 'chai';
import { authenticate } from 'mailauth';
import PostalMime from 'postal-mime';
import { settingsSchema } from '../../src/config/schema.ts';
import { Failure } from '../../src/failure.ts';
import type { OutgoingEntry } from '../../src/model/outbox-store.ts';
import type { Transport } from '../../src/model/ports.ts';
import { answerOf, SmarthostTrouble } from '../../src/receipts/delivery-failure.ts';
import { makeTransport, probeSmarthost } from '../../src/receipts/smtp.ts';
import { silentLog } from '../support/log.ts';
import { anEntry } from '../support/outgoing.ts';
import { type Sink, startSink } from '../support/sink.ts';

const outbox = (smtp: object, more: object = {}) =>
  settingsSchema.parse({ outbox: { smtp: { host: '127.0.0.1', ...smtp }, ...more } }).outbox;

/** A smarthost that takes everything, until from one step on it says noise. */
function conversation(socket: Socket, noisyStep: string, noise: string): void {
  const answers: Record<string, string> = { EHLO: '250 hello', DATA: '354 go on', '.': '250 OK' };
  let [inData, isNoisy] = [false, false];
  socket.on('error', () => {});
  socket.write('220 hello\r\n');
  createInterface(socket).on('line', (line) => {
    const verb = line.split(/[ :]/)[0] ?? '';
    if (inData && verb !== '.') return;
    inData = verb === 'DATA';
    isNoisy ||= verb === noisyStep;
    socket.write(`${isNoisy ? noise : (answers[verb] ?? '250 OK')}\r\n`);
  });
}

describe('the transport', () => {
  let sink: Sink;
  const transports: Transport[] = [];
  before(async () => {
    sink = await startSink();
  });
  afterEach(async () => {
    sink.clear();
    for (const transport of transports.splice(0)) await transport.close();
  });
  after(() => sink.stop());

  const kept = new Map<string, Uint8Array>();
  const fileBytes = async (sha256: string) => {
    const bytes = kept.get(sha256);
    if (bytes === undefined) throw new Failure('not-found', 'no such file');
    return bytes;
  };
  const transport = (smtp: object = {}, more: object = {}, dkimKey: string | null = null) => {
    const settings = outbox({ port: sink.port, ...smtp }, more);
    const made = makeTransport({ settings, hostname: 'desk.example', dkimKey, fileBytes, log: silentLog });
    transports.push(made);
    return made;
  };
  const failure = async (made: Transport, change: Partial<OutgoingEntry> = {}): Promise<Failure> => {
    const error = await made.send(anEntry(change)).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof Failure)) throw new Error(`no Failure: ${error}`);
    return error;
  };
  const scope = ({ cause }: Failure) => (cause instanceof SmarthostTrouble ? cause.scope : null);

  it('hands the mail over with its envelope, and gives the answer', async () => {
    const answer = await transport().send(anEntry({ headerCc: ['kim@customer.example'] }));
    const [mail] = sink.mails;
    expect(answer).to.match(/^250/);
    expect(mail?.envelope).to.deep.equal({ from: 'support+b.1@desk.example', to: ['ana@customer.example'] });
    expect(mail?.headers('Message-ID')).to.deep.equal(['<receipt.1@desk.example>']);
    expect(mail?.headers('Cc')).to.deep.equal(['kim@customer.example']);
    expect(mail?.headers('Auto-Submitted')).to.deep.equal(['auto-replied']);
  });

  it('sends files along, octet for octet, whatever they are', async () => {
    const types = ['application/pdf', 'text/plain', 'image/png', 'message/rfc822', 'text/html'];
    const octets = (at: number) => Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7 + at) % 256));
    const attachments = types.map((contentType, at) => {
      const bytes = at % 2 === 0 ? octets(at) : Buffer.from('From me\n.\n..\nno line end\r \u00e4');
      kept.set(`${at}`, bytes);
      return {
        filename: `Größe ${at}.bin`,
        contentType,
        size: bytes.length,
        sha256: `${at}`,
        contentId: null,
      };
    });
    await transport().send(anEntry({ attachments }));
    const read = await PostalMime.parse(sink.mails[0]?.raw ?? '', { rfc822Attachments: true });
    expect(read.attachments.map(({ filename }) => filename)).to.deep.equal(
      attachments.map(({ filename }) => filename),
    );
    for (const [at, { content }] of read.attachments.entries())
      expect(Buffer.from(content as ArrayBuffer).equals(Buffer.from(kept.get(`${at}`) ?? []))).to.equal(true);
  });

  it('sends nothing where a file is gone, and does not try again', async () => {
    const file = { filename: 'a', contentType: 'a/b', size: 1, sha256: 'gone', contentId: null };
    expect((await failure(transport(), { attachments: [file] })).temporary).to.equal(false);
    expect(sink.mails).to.deep.equal([]);
  });

  it('sends with the null sender', async () => {
    await transport().send(anEntry({ envelopeSender: '' }));
    expect(sink.mails[0]?.envelope.from).to.equal('');
  });

  it('takes 4yz for a reason to try again', async () => {
    sink.failNext(451, 'greylisted, come back');
    const { temporary, cause } = await failure(transport());
    expect(temporary).to.equal(true);
    expect(cause).to.be.instanceOf(SmarthostTrouble).with.property('message', '451 greylisted, come back');
    expect(cause).to.have.property('scope', 'mail');
  });

  it('takes 5yz to the content for final', async () => {
    sink.failNext(554, 'no such mail here');
    const refused = await failure(transport());
    expect(refused.code).to.equal('rejected');
    expect(answerOf(refused)).to.equal('554 no such mail here');
  });

  it('takes 5yz to the recipient for final', async () => {
    sink.rejectRecipient('gone@customer.example');
    const refused = await failure(transport(), { to: 'gone@customer.example' });
    expect(refused.code).to.equal('rejected');
    expect(answerOf(refused)).to.equal('550 no such user here');
  });

  it('sends the next mail after a refused one', async () => {
    const made = transport({ connections: 1 });
    sink.failNext(554, 'no');
    await failure(made);
    await made.send(anEntry());
    expect(sink.mails).to.have.length(1);
  });

  it('takes a refused connection for the relay’s trouble', async () => {
    const closed = await startSink();
    await closed.stop();
    const refused = await failure(transport({ port: closed.port }));
    expect(refused.code).to.equal('delivery-failed');
    expect(scope(refused)).to.equal('relay');
  });

  it('takes a connection that breaks for the relay’s trouble', async () => {
    const server = createServer((socket) => socket.end('220 hello\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const refused = await failure(transport({ port }));
    server.close();
    expect(refused.temporary).to.equal(true);
    expect(scope(refused)).to.equal('relay');
  });

  for (const noise of ['\u0007noise', '2noise', '5noise', '59 noise']) {
    for (const step of ['MAIL', 'RCPT', 'DATA', '.']) {
      it(`takes ${JSON.stringify(noise)} for no answer to ${step}`, async () => {
        const server = createServer((socket) => conversation(socket, step, noise));
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        const refused = await failure(transport({ port: (server.address() as AddressInfo).port }));
        server.close();
        expect(refused.code).to.equal('delivery-failed');
      });
    }
  }

  it('takes a failed login for the relay’s trouble, though the answer is 5yz', async () => {
    const guarded = await startSink({ login: { user: 'ana', password: 'right' } });
    const refused = await failure(transport({ port: guarded.port, user: 'ana', password: 'wrong' }));
    await transport({ port: guarded.port, user: 'ana', password: 'right' }).send(anEntry());
    expect(guarded.mails).to.have.length(1);
    await guarded.stop();
    expect(refused.temporary).to.equal(true);
    expect(scope(refused)).to.equal('relay');
    expect(answerOf(refused)).to.match(/535/);
  });

  it('sends nothing in the clear where TLS is required', async () => {
    const refused = await failure(transport({ requireTls: true }));
    expect(refused.temporary).to.equal(true);
    expect(sink.mails).to.have.length(0);
  });

  it('refuses a recipient that is more than an address before it connects', async () => {
    const refused = await failure(transport(), { to: 'a@x.example>\r\nRCPT TO:<evil@x.example' });
    expect(refused.code).to.equal('rejected');
    expect(sink.mails).to.have.length(0);
  });

  it('signs with DKIM so that others can verify it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const der = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    const dkim = { domain: 'desk.example', selector: 's1', key: 'not read here' };
    await transport({}, { dkim }, pem).send(anEntry({ text: 'Grüße\n' }));
    const resolver = async (name: string) =>
      name === 's1._domainkey.desk.example' ? [[`v=DKIM1; k=rsa; p=${der}`]] : [];
    const { dkim: found } = await authenticate(sink.mails[0]?.raw ?? Buffer.alloc(0), {
      resolver,
      trustReceived: false,
    });
    expect(found?.results.map(({ status }) => status.result)).to.deep.equal(['pass']);
  });

  it('is probed without sending', async () => {
    await probeSmarthost(outbox({ port: sink.port }), 'desk.example');
    expect(sink.mails).to.have.length(0);
    const away = await startSink();
    await away.stop();
    const failed = await probeSmarthost(outbox({ port: away.port }), 'desk.example').catch(
      (error: unknown) => error,
    );
    expect(failed).to.be.instanceOf(Failure).with.property('code', 'delivery-failed');
  });
});
