/**
 * The smarthost of the torture run, a program of its own so that it can be killed: `node sink.ts PORT LOG SEED START`. It
 * writes a line for each mail before it answers and one after, so that the log survives it. Now and then it asks to come
 * back later, or hangs up on a mail that it has taken.
 */
import { openSync, writeSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { seeded } from './random.ts';

const [port = '0', file = '', seed = '0', start = '0'] = process.argv.slice(2);
const log = openSync(file, 'a');
const random = seeded(Number(seed), Number(start));

const write = (line: Record<string, unknown>) =>
  void writeSync(log, `${JSON.stringify({ at: Date.now(), ...line })}\n`);

const server = new SMTPServer({
  disabledCommands: ['STARTTLS', 'AUTH'],
  logger: false,
  onData(stream, session, done) {
    // A mail that is cut short on its way is none.
    buffer(stream).then(
      (raw) => take(headOf(raw.toString('latin1')), session, done),
      () => done(new Error('cut short')),
    );
  },
});

function take(
  mail: Head,
  session: SMTPServerSession,
  done: (error: Error | null, text?: string) => void,
): void {
  if (random.chance(0.03)) {
    write({ event: 'refused', ...mail });
    done(Object.assign(new Error('come back later'), { responseCode: 451 }));
    return;
  }
  write({ event: 'accepted', to: session.envelope.rcptTo[0]?.address ?? '', ...mail });
  if (random.chance(0.002)) {
    hangUp(session);
    return;
  }
  done(null, 'kept');
  write({ event: 'answered', ...mail });
}

server.on('error', () => {}); // Clients that are cut off are part of the run.
server.listen(Number(port), '127.0.0.1');

function hangUp(session: SMTPServerSession): void {
  for (const connection of server.connections)
    if (connection.session === session) connection._socket.destroy();
}

type Head = Record<'messageId' | 'subject' | 'replyTo' | 'auto', string>;

function headOf(raw: string): Head {
  const fields = (raw.split('\r\n\r\n', 1)[0] ?? '').replaceAll(/\r\n(?=[ \t])/g, '').split('\r\n');
  const value = (name: string) =>
    fields
      .find((field) => field.toLowerCase().startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .trim() ?? '';
  return {
    messageId: value('message-id').replace(/[<>]/g, ''),
    subject: value('subject'),
    replyTo: value('reply-to').replace(/^.*<|>$/g, ''),
    auto: value('auto-submitted'),
  };
}
