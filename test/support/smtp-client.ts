/** A small real SMTP client: whole mails, or dialogues byte by byte. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface Reply {
  readonly code: number;
  /** The text of all lines, joined by line feeds, without the codes. */
  readonly text: string;
}

export interface Conversation {
  readonly greeting: Reply;
  /** Sends these bytes as they are and gives nothing back. */
  write(bytes: string | Uint8Array): void;
  /** The next reply. Rejects where the server closes the connection before, or says nothing for ten seconds. */
  reply(): Promise<Reply>;
  /** Sends one line, with its line end, and gives the reply. */
  say(line: string): Promise<Reply>;
  /** Hangs up. */
  close(): void;
  /** Settles when the connection has ended. */
  readonly closed: Promise<void>;
  readonly socket: Socket;
}

export interface MailToSend {
  readonly from: string;
  readonly to: readonly string[];
  /** Lone line feeds become CRLF, leading dots are doubled (RFC 5321, 4.5.2). */
  readonly raw: string | Uint8Array;
  readonly helo?: string;
  /** Parameters behind MAIL FROM, such as `SMTPUTF8`. */
  readonly parameters?: string;
  /** How long to wait for each reply, ms; RFC 5321, 4.5.3.2 gives minutes. */
  readonly silenceMs?: number;
}

const usualSilenceMs = 10_000;

/** Connects to a server on loopback and reads its greeting. */
export async function conversation(port: number, silenceMs = usualSilenceMs): Promise<Conversation> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {}); // Told by the iterator's end.
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })[
    Symbol.asyncIterator
  ]();
  const ended = () => {};
  const closed = once(socket, 'close').then(ended, ended);
  const reply = () => readReply(lines, silenceMs);
  const write = (bytes: string | Uint8Array) => void socket.write(bytes);
  const say = (line: string) => {
    write(`${line}\r\n`);
    return reply();
  };
  const greeting = await reply().catch((error: unknown) => {
    socket.destroy();
    throw error;
  });
  return { greeting, write, reply, say, close: () => void socket.destroy(), closed, socket };
}

async function readReply(lines: AsyncIterator<string>, silenceMs: number): Promise<Reply> {
  const texts: string[] = [];
  for (;;) {
    const { value, done } = await withinSilence(lines.next(), silenceMs);
    if (done) throw new Error(`the server hung up${texts.length > 0 ? ` after ${texts.join(' ')}` : ''}`);
    const [, code, mark, text] = /^(\d{3})([ -]?)(.*)$/.exec(value) ?? [];
    if (code === undefined) throw new Error(`not a reply: ${value}`);
    texts.push(text ?? '');
    if (mark !== '-') return { code: Number(code), text: texts.join('\n') };
  }
}

async function withinSilence<T>(next: Promise<T>, silenceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('the server says nothing')), silenceMs);
  });
  return Promise.race([next, silence]).finally(() => clearTimeout(timer));
}

/** Sends one mail over a connection of its own. Gives the reply to the end of DATA, or the first refusal. */
export async function sendMail(port: number, mail: MailToSend): Promise<Reply> {
  const talk = await conversation(port, mail.silenceMs);
  try {
    return await sendOver(talk, mail);
  } finally {
    talk.write('QUIT\r\n');
    talk.socket.end();
  }
}

/** Sends one mail over a connection that is open, with EHLO first. */
export async function sendOver(talk: Conversation, mail: MailToSend): Promise<Reply> {
  if (talk.greeting.code !== 220) return talk.greeting;
  const parameters = mail.parameters ? ` ${mail.parameters}` : '';
  const commands = [
    `EHLO ${mail.helo ?? 'client.example'}`,
    `MAIL FROM:<${mail.from}>${parameters}`,
    ...mail.to.map((recipient) => `RCPT TO:<${recipient}>`),
    'DATA',
  ];
  for (const command of commands) {
    const answer = await talk.say(command);
    if (answer.code >= 400) return answer;
  }
  talk.write(stuffed(mail.raw));
  return talk.say('.');
}

/** The mail as DATA carries it, ending in a line end. */
function stuffed(raw: string | Uint8Array): Buffer {
  const octets = typeof raw === 'string' ? Buffer.from(raw) : Buffer.from(raw);
  const lines = octets
    .toString('latin1')
    .replaceAll(/\r?\n/g, '\r\n')
    .replaceAll(/(^|\n)\./g, '$1..');
  return Buffer.from(lines.endsWith('\r\n') ? lines : `${lines}\r\n`, 'latin1');
}
