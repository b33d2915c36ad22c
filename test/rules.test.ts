/** Rules of admins on the whole way of a mail: real servers, two nodes on one database. */
import { expect } from 'chai';
import { settingsSchema } from '../src/config/schema.ts';
import type { MailEntry } from '../src/model/mail-store.ts';
import { eventually, startTestGateway, type TestGateway } from './support/gateway.ts';
import { compose, type MailToCompose } from './support/mail.ts';
import { type TestDatabase, testDatabase } from './support/mongod.ts';
import { type Sink, startSink } from './support/sink.ts';
import { sendMail } from './support/smtp-client.ts';

const ana = 'ana@customer.example';

const settings = {
  departments: [
    { name: 'support', addresses: ['support@desk.example'], members: ['bob@desk.example'] },
    { name: 'billing', addresses: ['billing@desk.example'] },
  ],
  receipts: { perAddressHour: 1000, perAddressDay: 1000 },
};

describe('rules', function () {
  this.timeout(120_000);
  let database: TestDatabase;
  let sink: Sink;
  let one: TestGateway;
  let two: TestGateway;
  let count = 0;

  before(async () => {
    [database, sink] = await Promise.all([testDatabase(), startSink()]);
    const shared = { uri: database.uri, database: database.database };
    const outbox = { smtp: { host: '127.0.0.1', port: sink.port } };
    one = await startTestGateway({ ...settings, outbox }, shared);
    two = await startTestGateway({ ...settings, outbox }, shared);
  });
  after(async () => {
    await Promise.all([one?.remove(), two?.remove()]);
    await sink?.stop();
    await database?.drop();
  });

  /** Saves the rules on the first node, and waits until both go by them. */
  const inForce = async (rules: readonly object[]) => {
    const { version } = await one.store.rules.active();
    const named = rules.map((rule, i) => ({ name: `rule ${i}`, ...rule }));
    const by = { author: 'test', reason: 'test' };
    const saved = await one.store.rules.save({ rules: named, thresholds: null }, by, version);
    for (const { log } of [one, two])
      await eventually(`version ${saved.version}`, async () =>
        log.entries.some(
          ({ event, fields }) => event === 'rules are in force' && fields?.['version'] === saved.version,
        ),
      );
    return saved.version;
  };
  const send = async (mail: MailToCompose, gateway = two, from = ana) => {
    count += 1;
    const messageId = `rule-${count}@customer.example`;
    const raw = compose({
      from: `Ana <${ana}>`,
      to: 'support@desk.example',
      messageId: `<${messageId}>`,
      ...mail,
    });
    const reply = await sendMail(gateway.smtp.port, { from, to: ['support@desk.example'], raw });
    return { reply, messageId };
  };
  const settled = (messageId: string): Promise<MailEntry> =>
    eventually(`mail ${messageId}`, async () => {
      const [mail] = await one.store.mails.list({ search: messageId });
      return mail !== undefined && mail.settledAt !== null && mail;
    });
  const ticketOf = async ({ ticketId }: MailEntry) =>
    one.store.tickets.byNumber(Number(ticketId?.split('-')[0]));

  it('refuse at the door with their own words, on the node that they were not saved on', async () => {
    await inForce([
      { when: { subject: { matches: 'cheap (?P<what>\\w+)' } }, then: { reject: 'we buy no {{what}}' } },
    ]);
    const { reply } = await send({ subject: 'Very CHEAP watches' });
    expect(reply.code).to.equal(550);
    expect(reply.text).to.equal('5.7.1 we buy no watches');
    expect((await send({ subject: 'Dear watches' })).reply.code).to.equal(250);
  });

  it('hold back and discard, and their name and version stand in the decision', async () => {
    const version = await inForce([
      { name: 'held', when: { subject: { contains: 'hold me' } }, then: { quarantine: true } },
      { name: 'thrown', when: { subject: { contains: 'throw me' } }, then: { discard: 'for fun' } },
    ]);
    const held = await settled((await send({ subject: 'hold me' })).messageId);
    const thrown = await settled((await send({ subject: 'throw me' })).messageId);
    expect([held.state, thrown.state]).to.deep.equal(['quarantined', 'discarded']);
    const reasons = [held, thrown].map(({ decision }) =>
      decision?.reasons.find(({ stage }) => stage === 'screen'),
    );
    expect(reasons).to.deep.equal([
      { stage: 'screen', reason: 'rule-quarantined', detail: `held (version ${version})` },
      { stage: 'screen', reason: 'rule-discarded', detail: `thrown (version ${version}): for fun` },
    ]);
  });

  it('say where a new ticket goes, and of a ticket that is there change tags and priority alone', async () => {
    const changes = { tag: 'seen', priority: 'high', department: 'billing', receipt: false };
    await inForce([{ when: { body: { contains: 'zirconium' } }, then: changes, evenWithTicket: true }]);
    const opened = await settled((await send({ subject: 'A question', text: 'About zirconium.' })).messageId);
    const ticket = await ticketOf(opened);
    expect(ticket).to.deep.include({ department: 'billing', priority: 'high', tags: ['seen'] });
    expect(opened.decision?.receipt).to.deep.equal({ send: false, reason: 'rule-says-no' });

    await inForce([
      {
        when: { body: { contains: 'cobalt' } },
        then: { ...changes, tag: 'blue', department: 'support', priority: 'urgent' },
        evenWithTicket: true,
      },
    ]);
    const subject = `Re: [#${ticket?.ticketId}] A question`;
    const added = await settled((await send({ subject, text: 'And cobalt?' })).messageId);
    expect(added.decision).to.deep.include({ bypass: true, ticket: ticket?.ticketId });
    expect(await ticketOf(added)).to.deep.include({
      department: 'billing',
      priority: 'urgent',
      tags: ['seen', 'blue'],
    });
  });

  it('never stand in the way of the ID of an open ticket', async () => {
    await inForce([]);
    const opened = await settled((await send({ subject: 'Help' })).messageId);
    await inForce([{ when: {}, then: { reject: 'nobody gets in' }, meant: true }]);
    expect((await send({ subject: 'Another' })).reply.code).to.equal(550);
    const { reply, messageId } = await send({ subject: `Re: [#${opened.ticketId}] Help` });
    expect(reply.code).to.equal(250);
    expect((await settled(messageId)).decision).to.deep.include({ bypass: true, ticket: opened.ticketId });
  });

  it('know who was here before, and count how many mails came; what they went by is kept', async () => {
    await inForce([
      { name: 'known', when: { known: true }, then: { tag: 'known' } },
      { name: 'flood', when: { rate: { of: 'sender', within: 60, above: 2 } }, then: { tag: 'flood' } },
    ]);
    const sender = 'new@customer.example';
    const mail = { from: sender, text: 'Something else each time.' };
    const sent: MailEntry[] = [];
    for (const subject of ['One', 'Two', 'Three'])
      sent.push(await settled((await send({ ...mail, subject }, two, sender)).messageId));
    expect(sent.map(({ decision }) => decision?.tags)).to.deep.equal([[], ['known'], ['known', 'flood']]);
    expect(sent.at(-1)?.circumstances).to.deep.include({
      known: true,
      rates: [{ of: 'sender', minutes: 60, count: 3 }],
      claim: 'none',
    });
    await inForce([]);
    const last = await settled((await send({ ...mail, subject: 'Four' }, two, sender)).messageId);
    expect(last.circumstances).to.deep.include({ known: null, rates: [] });
  });

  it('do what can be read of them, and tell of the rest', async () => {
    const version = await inForce([
      { name: 'from the future', when: { mood: { equals: 'bad' } }, then: { reject: true } },
      { name: 'of today', when: { subject: { contains: 'today' } }, then: { tag: 'today' } },
    ]);
    const mail = await settled((await send({ subject: 'Not today' })).messageId);
    expect(mail.decision?.tags).to.deep.equal(['today']);
    await eventually('the alarm', async () =>
      two.log.entries.some(
        ({ event, fields }) => event === 'alarm' && fields?.['detail'] === `version ${version}: rules[0]`,
      ),
    );
  });

  it('stay in force over a reload', async () => {
    await inForce([{ when: { subject: { contains: 'hold me' } }, then: { quarantine: true } }]);
    await two.reload(settingsSchema.parse(settings));
    const held = await settled((await send({ subject: 'hold me again' })).messageId);
    expect(held.state).to.equal('quarantined');
  });
});
