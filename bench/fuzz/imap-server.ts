/** A small IMAP server of one mailbox, whose answers can be spoilt on their way (RFC 9051, as far as the fetcher speaks it). */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Spoil } from './imap-spoil.ts';

export interface FakeMailbox {
  readonly port: number;
  readonly inbox: Map<number, Buffer>;
  readonly processed: Map<number, Buffer>;
  readonly failed: Map<number, Buffer>;
  /** All that was said to the client and by it, for the record of a find. */
  readonly record: string[];
  stop(): Promise<void>;
}

const capabilities = 'IMAP4rev1 IDLE MOVE UIDPLUS ID ENABLE NAMESPACE';

/** Starts one with these mails in its inbox. */
export async function startFakeMailbox(mails: readonly Buffer[], spoil: Spoil): Promise<FakeMailbox> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    serve(box, socket, spoil);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const box: FakeMailbox = {
    port: (server.address() as AddressInfo).port,
    inbox: new Map(mails.map((mail, at) => [at + 1, mail])),
    processed: new Map(),
    failed: new Map(),
    record: [],
    async stop() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return box;
}

function serve(box: FakeMailbox, socket: Socket, spoil: Spoil): void {
  const say = (...lines: string[]) => {
    const spoilt = spoil(lines);
    box.record.push(...spoilt.lines.map((line) => `S: ${line.slice(0, 200)}`));
    socket.write(spoilt.lines.join(''), 'latin1');
    if (spoilt.ends) socket.destroy();
  };
  let held = '';
  let idle = '';
  say(`* OK [CAPABILITY ${capabilities}] ready\r\n`);
  socket.setEncoding('latin1').on('data', (text: string) => {
    held += text;
    for (let end = held.indexOf('\r\n'); end >= 0; end = held.indexOf('\r\n')) {
      const line = held.slice(0, end);
      held = held.slice(end + 2);
      box.record.push(`C: ${line}\n`);
      if (line.toUpperCase() === 'DONE') say(`${idle} OK done\r\n`);
      else if (/^\S+ IDLE/i.test(line)) {
        idle = line.split(' ', 1)[0] ?? '';
        say('+ idling\r\n');
      } else say(...answer(box, line));
    }
  });
}

function answer(box: FakeMailbox, line: string): string[] {
  const [, tag = '*', command = '', rest = ''] = /^(\S+) ((?:UID )?\S+) ?(.*)$/i.exec(line) ?? [];
  const ok = `${tag} OK done\r\n`;
  switch (command.toUpperCase()) {
    case 'CAPABILITY':
      return [`* CAPABILITY ${capabilities}\r\n`, ok];
    case 'SELECT':
    case 'EXAMINE':
      return selected(box, tag);
    case 'UID SEARCH':
      return [`* SEARCH ${uidsFrom(box, rest).join(' ')}\r\n`, ok];
    case 'UID FETCH':
      return [...named(box, rest).map((uid) => fetched(box, uid, rest)), ok];
    case 'UID MOVE':
      return [...moved(box, rest), ok];
    case 'NAMESPACE':
      return ['* NAMESPACE (("" "/")) NIL NIL\r\n', ok];
    case 'ID':
      return ['* ID ("name" "Fake")\r\n', ok];
    case 'LIST':
    case 'LSUB':
      return ['* LIST () "/" INBOX\r\n', '* LIST () "/" Processed\r\n', '* LIST () "/" Failed\r\n', ok];
    case 'LOGOUT':
      return ['* BYE bye\r\n', ok];
    default:
      return [ok];
  }
}

function selected({ inbox }: FakeMailbox, tag: string): string[] {
  return [
    '* FLAGS (\\Seen \\Deleted)\r\n',
    `* ${inbox.size} EXISTS\r\n`,
    '* OK [PERMANENTFLAGS (\\Seen \\*)] any\r\n',
    '* OK [UIDVALIDITY 7] uids\r\n',
    '* OK [UIDNEXT 1000] next\r\n',
    `${tag} OK [READ-WRITE] selected\r\n`,
  ];
}

function uidsFrom({ inbox }: FakeMailbox, query: string): number[] {
  const from = Number(/(\d+):\*/.exec(query)?.[1] ?? 1);
  const uids = [...inbox.keys()];
  const last = uids.at(-1);
  const found = uids.filter((uid) => uid >= from);
  return found.length > 0 || last === undefined ? found : [last];
}

/** Those of a sequence set such as `1:3,7` that are there. */
function named({ inbox }: FakeMailbox, query: string): number[] {
  const ranges = (query.split(' ', 1)[0] ?? '').split(',').map((range) => range.split(':').map(Number));
  return [...inbox.keys()].filter((uid) => ranges.some(([from = 0, to = from]) => uid >= from && uid <= to));
}

function fetched({ inbox }: FakeMailbox, uid: number, query: string): string {
  const mail = inbox.get(uid) ?? Buffer.alloc(0);
  const at = [...inbox.keys()].indexOf(uid) + 1;
  if (!/BODY/i.test(query)) {
    return `* ${at} FETCH (UID ${uid} RFC822.SIZE ${mail.length} INTERNALDATE "02-Nov-2026 10:00:00 +0000")\r\n`;
  }
  return `* ${at} FETCH (UID ${uid} BODY[]<0> {${mail.length}}\r\n${mail.toString('latin1')})\r\n`;
}

function moved(box: FakeMailbox, query: string): string[] {
  const target = /failed/i.test(query.slice(query.indexOf(' '))) ? box.failed : box.processed;
  return named(box, query).map((uid) => {
    const at = [...box.inbox.keys()].indexOf(uid) + 1;
    target.set(uid, box.inbox.get(uid) ?? Buffer.alloc(0));
    box.inbox.delete(uid);
    return `* ${at} EXPUNGE\r\n`;
  });
}
