/** A real SMTP server that keeps what it gets: the smarthost of the tests. */
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

export interface SunkMail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly raw: Buffer;
  /** Unfolded values of all header fields of that name, in order. */
  headers(name: string): string[];
}

export interface Sink {
  readonly port: number;
  readonly mails: SunkMail[];
  /** Answers the next DATA with this reply. May be called several times. */
  failNext(code: number, text: string): void;
  /** Answers 550 to this recipient from now on. */
  rejectRecipient(address: string): void;
  /** Waits until so many mails have come, or one of which the predicate is true; gives those (or that one). */
  waitFor(wanted: number | ((mail: SunkMail) => boolean), timeoutMs?: number): Promise<SunkMail[]>;
  clear(): void;
  stop(): Promise<void>;
}

export interface SinkOptions {
  readonly port?: number;
  /** Asks for this login when given. */
  readonly login?: { readonly user: string; readonly password: string };
}

/** Starts a sink on loopback. */
export async function startSink(options: SinkOptions = {}): Promise<Sink> {
  const mails: SunkMail[] = [];
  const failures: { code: number; text: string }[] = [];
  const rejected = new Set<string>();
  const waiting = new Set<() => void>();
  const { login } = options;
  const server = new SMTPServer({
    disabledCommands: login ? ['STARTTLS'] : ['STARTTLS', 'AUTH'],
    allowInsecureAuth: true,
    authOptional: login === undefined,
    logger: false,
    closeTimeout: 200,
    onAuth(auth, _session, done) {
      const good = auth.username === login?.user && auth.password === login?.password;
      done(good ? null : reply(535, 'wrong user or password'), { user: auth.username ?? '' });
    },
    onRcptTo(recipient, _session, done) {
      done(rejected.has(recipient.address.toLowerCase()) ? reply(550, 'no such user here') : null);
    },
    onData(stream, session, done) {
      void buffer(stream).then((raw) => {
        const failure = failures.shift();
        if (failure) return done(reply(failure.code, failure.text));
        const { mailFrom, rcptTo } = session.envelope;
        const from = mailFrom ? mailFrom.address : '';
        mails.push(
          sunk(
            from,
            rcptTo.map((recipient) => recipient.address),
            raw,
          ),
        );
        done(null, 'kept');
        for (const wake of waiting) wake();
      });
    },
  });
  server.on('error', () => {}); // A client that hangs up is part of some tests.
  const listener = server.listen(options.port ?? 0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    mails,
    failNext: (code, text) => void failures.push({ code, text }),
    rejectRecipient: (recipient) => void rejected.add(recipient.toLowerCase()),
    waitFor: (wanted, timeoutMs = 10_000) => waitFor(mails, waiting, wanted, timeoutMs),
    clear: () => void mails.splice(0),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const reply = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

function sunk(from: string, to: string[], raw: Buffer): SunkMail {
  const head = raw.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
  const fields = head.replaceAll(/\r\n(?=[ \t])/g, '').split('\r\n');
  return {
    envelope: { from, to },
    raw,
    headers(name) {
      const start = `${name.toLowerCase()}:`;
      const found = fields.filter((field) => field.toLowerCase().startsWith(start));
      return found.map((field) => field.slice(start.length).trim());
    },
  };
}

function waitFor(
  mails: readonly SunkMail[],
  waiting: Set<() => void>,
  wanted: number | ((mail: SunkMail) => boolean),
  timeoutMs: number,
): Promise<SunkMail[]> {
  const look = () => (typeof wanted === 'number' ? mails.slice(0, wanted) : mails.filter(wanted).slice(0, 1));
  const enough = typeof wanted === 'number' ? wanted : 1;
  return new Promise((resolve, reject) => {
    const wake = () => {
      const found = look();
      if (found.length < enough) return;
      settle();
      resolve(found);
    };
    const timer = setTimeout(() => {
      settle();
      const subjects = mails.map((mail) => `${mail.envelope.to}: ${mail.headers('subject')}`).join('; ');
      reject(new Error(`waited ${timeoutMs} ms for ${wanted}; the sink has ${mails.length}: ${subjects}`));
    }, timeoutMs);
    const settle = () => {
      clearTimeout(timer);
      waiting.delete(wake);
    };
    waiting.add(wake);
    wake();
  });
}
