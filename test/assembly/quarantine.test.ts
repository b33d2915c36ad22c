/** The whole way of held mail: never answered, released with the time it came at, told of once a day, or expired. */
import { expect } from 'chai';
import { assemble } from '../../src/assembly/assembly.ts';
import { makeQuarantine } from '../../src/assembly/quarantine.ts';
import { type CareParts, expireHeld, sendDigests } from '../../src/assembly/quarantine-care.ts';
import { settingsSchema } from '../../src/config/schema.ts';
import type { MailEntry } from '../../src/model/mail-store.ts';
import { eventually } from '../support/gateway.ts';
import { startInbox, type TestInbox } from '../support/inbox.ts';
import { silentLog } from '../support/log.ts';
import { compose, type MailToCompose } from '../support/mail.ts';
import { startScorer, type TestScorer } from '../support/scorer.ts';
import { type Sink, startSink } from '../support/sink.ts';

const dayMs = 86_400_000;
const customer = 'ana@customer.example';
const spam = [['X-Score', '8 PHISHING=8'] as const];

describe('held mail', function () {
  this.timeout(60_000);
  let inbox: TestInbox;
  let scorer: TestScorer;
  let sink: Sink;

  before(async () => {
    [scorer, sink] = await Promise.all([startScorer(), startSink()]);
    inbox = await startInbox({
      screening: { rspamd: { url: scorer.url }, digest: { enabled: false } },
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
    });
  });
  after(async () => {
    await inbox?.remove();
    await Promise.all([scorer?.stop(), sink?.stop()]);
  });
  beforeEach(async () => {
    const { mails } = inbox.gateway.store;
    for (const { id } of await mails.list({ state: 'quarantined' })) await mails.discard(id, 'between tests');
    sink.clear();
  });

  const lane = 'support@desk.example';
  /** Came over SMTP at that time. */
  const take = async (mail: MailToCompose, acceptedAt = new Date(), to = lane): Promise<MailEntry> => {
    const { id } = await inbox.gateway.intake.take({
      raw: compose({ from: `Ana <${customer}>`, to, headers: spam, ...mail }),
      envelope: { sender: customer, recipients: [to] },
      source: {
        kind: 'smtp',
        address: '127.0.0.1',
        helo: 'client.example',
        hostname: null,
        tls: false,
        user: null,
      },
      acceptedAt,
      lanes: [{ lane: to, recipient: to }],
    });
    return settled(id);
  };
  const settled = (id: string) =>
    eventually('the end of a mail', async () => {
      const mail = await inbox.gateway.store.mails.find(id);
      return mail !== null && mail.settledAt !== null && mail;
    });
  const quarantine = () => {
    const { store } = inbox.gateway;
    const settings = () => settingsSchema.parse({});
    return makeQuarantine({ store, settings, ring: () => [], now: () => new Date() });
  };
  const by = { actor: 'bob@desk.example', via: 'page' };
  const sentTo = async (address: string) =>
    (await inbox.gateway.store.outbox.list({ limit: 500 })).filter(({ to }) => to === address);
  const release = async (mail: MailEntry) => {
    expect(await quarantine().settle(mail, { deed: 'release' }, by)).to.equal('done');
    return eventually('the ticket', async () => {
      const now = await inbox.gateway.store.mails.find(mail.id);
      return now?.state === 'filed' && now;
    });
  };

  it('is answered by nobody: not when it comes, nor when it is deleted, marked or expires', async () => {
    const before = (await inbox.gateway.store.outbox.list({ limit: 500 })).length;
    const mails = [await take({ subject: 'a' }), await take({ subject: 'b' }), await take({ subject: 'c' })];
    expect(mails.map(({ state }) => state)).to.deep.equal(['quarantined', 'quarantined', 'quarantined']);
    expect(mails[0]?.decision?.receipt).to.deep.equal({ send: false, reason: 'quarantined-mail' });
    const [one, other] = mails;
    if (one === undefined || other === undefined) throw new Error('two mails are held');
    expect(await quarantine().settle(one, { deed: 'delete', reason: 'x' }, by)).to.equal('done');
    expect(await quarantine().settle(other, { deed: 'spam' }, by)).to.equal('done');
    expect(await expireHeld(await care(), new Date(Date.now() + 31 * dayMs))).to.equal(1);
    expect((await inbox.gateway.store.outbox.list({ limit: 500 })).length).to.equal(before);
    expect(sink.mails).to.deep.equal([]);
  });

  it('is released as a new ticket of the day it came, with its receipt now, which is not late', async () => {
    const acceptedAt = new Date(Date.now() - 3 * dayMs);
    const held = await take({ subject: 'A real question' }, acceptedAt);
    const { store, log } = inbox.gateway;
    const { ticketId } = await release(held);
    const ticket = await store.tickets.byNumber(Number(ticketId?.split('-')[0]));
    expect(ticket?.createdAt).to.deep.equal(acceptedAt);
    expect(ticket?.updatedAt.getTime(), 'it is news').to.be.greaterThan(acceptedAt.getTime() + dayMs);
    const history = await store.tickets.messages(ticket?.id ?? '');
    const mail = history.find(({ kind }) => kind === 'inbound');
    expect(mail?.createdAt).to.deep.equal(acceptedAt);
    expect(history.map(({ mark }) => mark)).to.include('released');
    const [receipt] = await sink.waitFor(({ envelope }) => envelope.to.includes(customer));
    expect(receipt?.headers('Subject')[0]).to.include(ticketId);
    const rows = await eventually('the receipt as sent', async () => {
      const found = await sentTo(customer);
      return found.every(({ state }) => state === 'sent') && found;
    });
    expect(rows.map(({ kind }) => kind)).to.deep.equal(['receipt']);
    expect(rows[0]?.acceptedAt?.getTime(), 'owed since its release').to.be.greaterThan(
      acceptedAt.getTime() + dayMs,
    );
    await eventually('the word of it', async () => log.entries.some(({ event }) => event === 'receipt sent'));
    expect(log.entries.filter(({ event }) => event === 'alarm')).to.deep.equal([]);
  });

  it('is released to the ticket that it belongs to', async () => {
    const messageId = '<thread-1@customer.example>';
    const first = await take({ subject: 'Printer', messageId, headers: [] });
    const held = await take({ subject: 'Re: Printer', inReplyTo: messageId, references: messageId });
    expect(held.state).to.equal('quarantined');
    expect(held.decision?.ticket, 'what it claims').to.equal(first.ticketId);
    expect((await release(held)).ticketId).to.equal(first.ticketId);
  });

  it('is settled by one of those who try at the same time', async () => {
    const held = await take({ subject: 'Race' });
    const results = await Promise.all(
      (['release', 'ham', 'delete', 'spam'] as const).map((deed) => quarantine().settle(held, { deed }, by)),
    );
    expect(results.toSorted()).to.deep.equal(['done', 'gone', 'gone', 'gone']);
  });

  it('expires with one entry of the audit trail, and its bytes stay', async () => {
    const { store } = inbox.gateway;
    const held = [await take({ subject: 'Old 1' }), await take({ subject: 'Old 2' })];
    const parts = await care();
    expect(await expireHeld(parts, new Date(Date.now() + 29 * dayMs))).to.equal(0);
    const entries = (await store.audit.list({ action: 'quarantine.expire' })).length;
    expect(await expireHeld(parts, new Date(Date.now() + 31 * dayMs))).to.equal(2);
    expect(await expireHeld(parts, new Date(Date.now() + 31 * dayMs))).to.equal(0);
    const trail = await store.audit.list({ action: 'quarantine.expire' });
    expect(trail).to.have.length(entries + 1);
    expect(trail[0]?.detail).to.include({ mails: 2, days: 30 });
    for (const { id } of held) {
      expect(await store.mails.find(id)).to.deep.include({
        state: 'discarded',
        trouble: { reason: 'expired', detail: 'held for 30 days' },
      });
      expect(Buffer.from(await store.mails.raw(id)).toString()).to.include('Subject: Old');
    }
  });

  describe('in the daily digest', () => {
    /** So that each test has a day of its own; nothing that is held was told of. */
    let now = new Date();
    beforeEach(() => nextDay());
    const nextDay = async () => {
      now = new Date(now.getTime() + dayMs);
      const mark = { day: '2000-01-01', until: new Date(0) };
      for (const name of ['support', 'billing'])
        await inbox.gateway.store.quarantine.saveDigestMark(name, mark);
    };
    const digests = async () =>
      (await inbox.gateway.store.outbox.list({ kind: 'digest', limit: 500 })).filter(
        ({ createdAt }) => createdAt.getTime() === now.getTime(),
      );

    it('is told to the leads of its department, or to the admins where there is none: once, whatever nodes run', async () => {
      await take({ subject: 'Certain', headers: [['X-Score', '14 PHISHING=14']] });
      await take({ subject: 'Doubtful https://evil.example/x', headers: [['X-Score', '6.1 PHISHING=6.1']] });
      await take({ subject: 'A bill' }, new Date(), 'billing@desk.example');
      const nodes = await Promise.all([care(), care(), care()]);
      const sent = await Promise.all(nodes.map((node) => sendDigests(node, now)));
      expect(sent.reduce((sum, one) => sum + one)).to.equal(2);
      const rows = await digests();
      expect(rows.map(({ to }) => to).toSorted()).to.deep.equal(['kim@desk.example', 'lea@desk.example']);
      const support = rows.find(({ to }) => to === 'kim@desk.example');
      expect(support?.subject).to.equal('Quarantine of Support: 2 new mails');
      expect(support?.text.indexOf('Doubtful')).to.be.lessThan(support?.text.indexOf('Certain') ?? 0);
      for (const body of [support?.text, support?.html]) {
        expect(body).not.to.include('evil.example/x');
        expect(body).not.to.include('A bill');
        expect(body?.match(/\/held\/[0-9a-z.]+/g)).to.have.length(2);
      }
      expect(
        await sendDigests(nodes[0] as CareParts, new Date(now.getTime() + 1000)),
        'the same day',
      ).to.equal(0);
    });

    it('tells nothing where nothing is new, where it is switched off, and where no mail leaves', async () => {
      expect(await sendDigests(await care(), now)).to.equal(0);
      await nextDay();
      await take({ subject: 'New' });
      expect(await sendDigests(await care({ screening: { digest: { enabled: false } } }), now)).to.equal(0);
      expect(await sendDigests(await care({ outbox: {} }), now)).to.equal(0);
      expect(await digests()).to.deep.equal([]);
      expect(await sendDigests(await care(), now), 'it waited').to.equal(1);
    });
  });

  /** One node’s part, for mail that is told of at any time of the day. */
  async function care(change: Record<string, unknown> = {}): Promise<CareParts> {
    const { store } = inbox.gateway;
    const settings = settingsSchema.parse({
      departments: [
        { name: 'support', addresses: [lane], members: ['bob@desk.example'] },
        { name: 'billing', addresses: ['billing@desk.example'], members: ['lea@desk.example'] },
      ],
      screening: { digest: { at: '00:00' } },
      outbox: { smtp: { host: '127.0.0.1', port: sink.port } },
      ...change,
    });
    const assembly = await assemble({ settings, log: silentLog, store, settled: () => undefined });
    await assembly.bench.reader.close();
    const log = silentLog;
    return { store, log, settings: () => settings, assembly: () => assembly, queued: () => undefined };
  }
});
