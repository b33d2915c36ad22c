import { expect } from 'chai';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { settingsSchema } from '../../src/config/schema.ts';
import { readMail } from '../../src/mail/read.ts';
import type { NewOutgoing } from '../../src/model/outbox-store.ts';
import type { Transport } from '../../src/model/ports.ts';
import { makeTransport } from '../../src/receipts/smtp.ts';
import { silentLog } from '../support/log.ts';
import { anEntry, noFiles } from '../support/outgoing.ts';
import { type Sink, type SunkMail, startSink } from '../support/sink.ts';
import { hostile, seeds } from './hostile.ts';
import { asBytes, type Fields, harmless, lettersOf, unread } from './letters.ts';

const fieldNames = Object.keys(harmless) as (keyof Fields)[];
const hostileFields: fc.Arbitrary<Fields> = fc.record(
  Object.fromEntries(fieldNames.map((name) => [name, fc.oneof(hostile, fc.constant(harmless[name]))])),
) as fc.Arbitrary<Fields>;

/** Optional: a mail whose Message-ID is none is answered outside of its thread. */
const mayLack = ['in-reply-to', 'references'];

/** Names of the header fields, read as strictly as RFC 5322 has them: no other octets, no line that is none of these. */
function fieldsOf({ raw }: SunkMail): string[] {
  const text = raw.toString('latin1');
  expect(text, 'a bare CR, a bare LF or a NUL').not.to.match(/\r(?!\n)|(?<!\r)\n|\0/);
  expect(Math.max(...text.split('\r\n').map((line) => line.length))).to.be.at.most(998);
  const lines = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n');
  for (const line of lines) expect(line).to.match(/^(?:[!-9;-~]+:[ -~]*|[ \t]+[!-~][ -~\t]*)$/);
  return lines.flatMap((line) => /^[!-9;-~]+(?=:)/.exec(line)?.[0].toLowerCase() ?? []);
}

interface Shape {
  readonly fields: string[];
  readonly parts: string[];
}

async function shapeOf(mail: SunkMail): Promise<Shape> {
  const parsed = await PostalMime.parse(mail.raw);
  expect(parsed.from?.address).to.equal('support@desk.example');
  expect(parsed.replyTo).to.have.lengthOf(1);
  expect(parsed.replyTo?.[0]?.address).to.match(/^support\+[\w.]+@desk\.example$/);
  expect(parsed.attachments).to.deep.equal([]);
  const text = mail.raw.toString('latin1');
  const boundary = /boundary="([^"]+)"/.exec(mail.headers('content-type')[0] ?? '')?.[1] ?? '';
  const types = text
    .split(`\r\n--${boundary}\r\n`)
    .map((part) => /^Content-Type: ([\w/]+)/m.exec(part)?.[1] ?? '');
  return { fields: fieldsOf(mail).filter((name) => !mayLack.includes(name)), parts: types };
}

describe('what a stranger writes, in the mail that we send because of it', () => {
  let sink: Sink;
  let transport: Transport;
  before(async () => {
    sink = await startSink();
    const settings = settingsSchema.parse({
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
    }).outbox;
    transport = makeTransport({
      settings,
      hostname: 'desk.example',
      dkimKey: null,
      fileBytes: noFiles,
      log: silentLog,
    });
  });
  after(async () => {
    await transport.close();
    await sink.stop();
  });

  /** Over a real connection; what another server then has. */
  async function sent(row: NewOutgoing): Promise<SunkMail> {
    sink.clear();
    await transport.send(anEntry({ ...row }));
    const [mail, ...others] = sink.mails;
    if (mail === undefined || others.length > 0)
      throw new Error(`${sink.mails.length} mails came out of one`);
    expect(mail.envelope).to.deep.equal({ from: row.envelopeSender, to: [row.to] });
    return mail;
  }

  /** By kind and place: a letter to one recipient has one shape, whatever the mail says that caused it. */
  async function expectUsualShapes(rows: readonly NewOutgoing[]): Promise<void> {
    const usual = new Map<string, Shape>();
    for (const row of lettersOf(unread(harmless), harmless))
      usual.set(row.kind, await shapeOf(await sent(row)));
    for (const row of rows) {
      const mail = await sent(row);
      expect(await shapeOf(mail)).to.deep.equal(usual.get(row.kind));
      for (const name of mayLack) expect(mail.headers(name)).to.have.lengthOf.at.most(1);
      const allowed = row.kind === 'receipt' ? /^[^@\s]+@[^@\s]+$/ : /^(?:ben@desk|ana@customer)\.example$/;
      expect(row.to).to.match(allowed);
    }
  }

  it('adds no field, recipient, part or command, though no reader has looked at it', async () => {
    await fc.assert(
      fc.asyncProperty(hostileFields, async (fields) => {
        await expectUsualShapes(lettersOf(unread(fields), fields));
      }),
      { numRuns: 25 },
    );
  }).timeout(60_000);

  it('adds none when it comes as octets, hidden in encoded words and percent signs', async () => {
    await fc.assert(
      fc.asyncProperty(hostileFields, async (fields) => {
        await expectUsualShapes(lettersOf(readMail(asBytes(fields), null), fields));
      }),
      { numRuns: 25 },
    );
  }).timeout(60_000);

  for (const name of fieldNames) {
    it(`adds none from the ${name} alone, each of the known tricks in turn`, async () => {
      const rows = seeds.flatMap((seed) => {
        const fields = { ...harmless, [name]: `${seed}${harmless[name]}${seed}` };
        return lettersOf(unread(fields), fields).filter(({ kind }) => kind !== 'reply' || name === 'text');
      });
      const some = rows.filter((_, at) => at % 3 === fieldNames.indexOf(name) % 3);
      await expectUsualShapes(some);
    }).timeout(60_000);
  }

  it('is no template: what looks like one is said as it stands', async () => {
    const trick = '{{ 7 | times: 6 }} {% include "en/receipt.txt.liquid" %} {{ ticketId }}';
    const fields = { ...harmless, name: trick, subject: trick, text: trick, file: trick };
    for (const { kind, subject, text, html } of lettersOf(unread(fields), fields)) {
      const whole = `${subject}\n${text}\n${html}`;
      expect(whole).to.include('{{ 7 | times').and.not.include('42');
      expect(whole, kind).not.to.match(/thank you for writing[\s\S]*thank you for writing[\s\S]*thank you/);
    }
  });

  it('stays text in HTML: no tag but those of a harmless mail', () => {
    const tagsOf = (html: string | null) => [...(html ?? '').matchAll(/<[^>]*>?/g)].map(([tag]) => tag);
    const usual = new Set(lettersOf(unread(harmless), harmless).flatMap(({ html }) => tagsOf(html)));
    fc.assert(
      fc.property(hostileFields, (fields) => {
        for (const { html } of lettersOf(unread(fields), fields)) {
          expect(tagsOf(html).filter((tag) => tag !== '<br>' && !usual.has(tag))).to.deep.equal([]);
        }
      }),
      { numRuns: 150 },
    );
  });
});
