import { expect } from 'chai';
import fc from 'fast-check';
import picocolors from 'picocolors';
import type { Entry } from '../../src/commands/history.ts';
import { ticketStory } from '../../src/commands/history.ts';
import { mailStory } from '../../src/commands/mail-story.ts';
import { fields, quoted, table } from '../../src/commands/table.ts';
import type { MailEntry } from '../../src/model/mail-store.ts';
import { run } from '../commands/cli.ts';
import { aDelivery, aTicket, now } from '../support/facts.ts';
import { hostile, seeds } from './hostile.ts';
import { asBytes, harmless } from './letters.ts';

const plain = picocolors.createColors(false);
/** Moves a cursor back, ends a line, or turns the direction of what follows; our own line feeds and a tab do not count. */
const steering = /(?![\n\t])[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

function aMailEntry(text: string): MailEntry {
  const delivery = aDelivery({ envelope: { sender: text, recipients: [text, text] }, recipient: text });
  return {
    ...delivery,
    source: { kind: 'smtp', address: text, helo: text, hostname: text, tls: true, user: text },
    state: 'failed',
    messageId: text,
    from: text,
    subject: text,
    attempts: 1,
    decision: null,
    trouble: { reason: text, detail: text },
    ticketId: text,
    replaces: null,
    replacedBy: null,
    settledAt: null,
    known: { evidence: null, scoring: { kind: 'unavailable', why: text } },
  };
}

function anEntryOf(text: string): Entry {
  return {
    id: '1',
    ticket: '1',
    kind: 'inbound',
    messageId: text,
    from: { name: text, address: text },
    to: [text],
    subject: text,
    text,
    replyText: text,
    html: text,
    attachments: [{ filename: text, contentType: text, size: 1, sha256: '', inline: false, contentId: text }],
    mark: null,
    nature: null,
    mail: null,
    outgoing: null,
    createdAt: now,
    delivery: { state: 'failed', to: text, attempts: 1, sentAt: null, lastAnswer: text },
  };
}

const said: Record<string, (text: string) => string> = {
  'in a table': (text) => table({ write: () => true }, plain, [{ title: 'X', text: () => text }], [text]),
  'in fields': (text) => fields(plain, [['X', text]]),
  quoted: (text) => quoted(plain, text),
  'in the story of a mail': (text) => mailStory(aMailEntry(text), plain),
  'in the story of a ticket': (text) => {
    const ticket = aTicket({ subject: text, requester: { name: text, address: text }, participants: [text] });
    return ticketStory(ticket, null, [anEntryOf(text), { ...anEntryOf(text), kind: 'event' }], plain);
  },
};

describe('what a stranger writes, on a terminal', () => {
  for (const [where, tell] of Object.entries(said)) {
    it(`steers nothing ${where}`, () => {
      fc.assert(
        fc.property(hostile, (text) => {
          expect(tell(text)).not.to.match(steering);
        }),
      );
    });
  }

  it('begins no line of its own where lines have a name', () => {
    const lines = (text: string) =>
      tell(text)
        .replace(/^ {4}\|.*\n/gm, '')
        .split('\n').length;
    const tell = said['in the story of a mail'] ?? expect.fail();
    fc.assert(
      fc.property(hostile, (text) => {
        expect(lines(`x${text}`)).to.equal(lines('x'));
      }),
    );
  });

  for (const json of [false, true]) {
    it(`steers nothing out of explain${json ? ', as JSON that reads as before' : ''}`, async () => {
      const trick = seeds.join(' ');
      const names = ['name', 'subject', 'file', 'text'] as const;
      const mail = asBytes({ ...harmless, ...Object.fromEntries(names.map((name) => [name, trick])) });
      const args = ['explain', '-', '--offline', ...(json ? ['--json'] : [])];
      const { stdout, code } = await run(args, {
        stdin: mail.toString(),
        env: { NO_COLOR: '1' },
        columns: 80,
      });
      expect(code).to.equal(0);
      expect(stdout).not.to.match(steering);
      if (!json) return;
      expect(stdout.split('\n')).to.have.lengthOf(2);
      expect(JSON.parse(stdout).text).to.include('\u202egnp.exe').and.include('\u009b31mred');
    });
  }

  it('steers nothing out of the words of a fault', async () => {
    const { stderr, code } = await run(['explain', '/tmp/no\u001b[2J\u009bsuch', '--offline']);
    expect(code).to.not.equal(0);
    expect(stderr).to.include('no such file').and.not.match(steering);
  });
});
