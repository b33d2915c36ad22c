/** A small SMTP client that keeps its connection and times the wait for 250 after the end of DATA. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { lane } from './gateway.ts';

export interface Client {
  /** Milliseconds from the last octet of the mail to its reply. Throws for a refusal, with code and text. */
  send(raw: Buffer): Promise<number>;
  /** The same, for an envelope of its own; gives the reply to DATA, or the first refusal. */
  submit(raw: Buffer, sender: string, recipient: string): Promise<Reply & { readonly ms: number }>;
  close(): void;
}

export interface Reply {
  readonly code: number;
  readonly text: string;
}

/** Connects to loopback and says EHLO. */
export async function connectClient(port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const replies = readReplies(socket);
  await once(socket, 'connect');
  const say = (line: string) => {
    socket.write(`${line}\r\n`);
    return replies();
  };
  await replies();
  await say('EHLO client.example');
  const submit: Client['submit'] = async (raw, sender, recipient) => {
    const utf8 = /[^\x00-\x7f]/.test(sender) ? ' SMTPUTF8' : '';
    for (const line of [`MAIL FROM:<${sender}>${utf8}`, `RCPT TO:<${recipient}>`, 'DATA']) {
      const reply = await say(line);
      if (reply.code < 400) continue;
      await say('RSET');
      return { ...reply, ms: 0 };
    }
    socket.write(stuffed(raw));
    const ended = performance.now();
    const reply = await say('.');
    return { ...reply, ms: performance.now() - ended };
  };
  return {
    submit,
    async send(raw) {
      const { code, text, ms } = await submit(raw, 'ana@example.net', lane);
      if (code !== 250) throw new Error(`${code} ${text}`);
      return ms;
    },
    close: () => void socket.destroy(),
  };
}

/** Gives the next whole reply each time it is called. Rejects where the server hangs up. */
function readReplies(socket: Socket): () => Promise<Reply> {
  let rest = '';
  const ready: Reply[] = [];
  const waiting: { resolve(reply: Reply): void; reject(error: Error): void }[] = [];
  let gone: Error | null = null;
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line[3] === '-') continue;
      const reply = { code: Number(line.slice(0, 3)), text: line.slice(4) };
      const first = waiting.shift();
      if (first) first.resolve(reply);
      else ready.push(reply);
    }
  });
  socket.on('error', () => {});
  socket.on('close', () => {
    gone = new Error('the server hung up');
    for (const { reject } of waiting.splice(0)) reject(gone);
  });
  return () => {
    const reply = ready.shift();
    if (reply) return Promise.resolve(reply);
    return gone ? Promise.reject(gone) : new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  };
}

/** Dots doubled (RFC 5321, 4.5.2), lines ended by CRLF, the last one too. */
function stuffed(raw: Buffer): Buffer {
  const text = raw
    .toString('latin1')
    .replaceAll(/\r?\n/g, '\r\n')
    .replaceAll(/(^|\n)\./g, '$1..');
  return Buffer.from(text.endsWith('\r\n') ? text : `${text}\r\n`, 'latin1');
}
